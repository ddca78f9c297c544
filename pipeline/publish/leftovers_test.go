package publish_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// send brings the files of a release, as a run does that dies before it makes
// them public.
func send(t *testing.T, b *store.Bucket, r *release.Release) {
	t.Helper()
	for _, a := range r.Artifacts {
		if err := b.Create(t.Context(), "releases/"+r.Manifest.Release+"/"+a.Path, store.Content{Open: a.Open, Size: a.Size, SHA256: a.SHA256}); err != nil {
			t.Fatal(err)
		}
	}
}

// record leaves the commit record of an attempt that came to nothing.
func record(t *testing.T, b *store.Bucket, r *release.Release, generation int64, previous string) {
	t.Helper()
	nonce := "aaaaaaaaaaaaaaaaaaaaaaaaaa"
	manifest := r.Artifacts[len(r.Artifacts)-1].SHA256
	put(t, b, fmt.Sprintf("commits/%08d-%s.json", generation, nonce), fmt.Appendf(nil,
		`{"generation": %d, "release": %q, "manifest": %q, "previous": %q, "nonce": %q, "time": "2026-11-23T00:00:00Z"}`,
		generation, r.Manifest.Release, manifest, previous, nonce))
}

func remove(t *testing.T, b *store.Bucket, key string) {
	t.Helper()
	if err := b.Delete(t.Context(), key); err != nil {
		t.Fatal(err)
	}
}

// retire leaves of a release the word that it was erased.
func retire(t *testing.T, b *store.Bucket, r *release.Release) {
	t.Helper()
	for _, a := range r.Artifacts {
		remove(t, b, "releases/"+r.Manifest.Release+"/"+a.Path)
	}
	note, err := release.Retired{
		Release: r.Manifest.Release,
		Retired: release.Retirement{Reason: "à la demande", Time: time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)},
	}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	put(t, b, "releases/"+r.Manifest.Release+"/manifest.json", note)
}

func recordAt(t *testing.T, b *store.Bucket, key string) publish.Pointer {
	t.Helper()
	data, _, err := b.Read(t.Context(), key, 1<<16)
	if err != nil {
		t.Fatal(err)
	}
	var p publish.Pointer
	if err := json.Unmarshal(data, &p); err != nil {
		t.Fatal(err)
	}
	return p
}
