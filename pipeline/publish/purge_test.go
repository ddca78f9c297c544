package publish_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/publish/publishtest"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// withdrawn is the document that is purged in these tests.
const withdrawn = "ville-2026"

var purge = publish.Purge{
	Document: withdrawn, Submissions: []string{strings.Repeat("0a", 32)}, Before: time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC),
	Why: release.Retirement{Reason: "demande", Time: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)},
}

// having makes a draft one of a release with some documents, each written
// "identifier hash".
func having(d *publishtest.Draft, documents ...string) *publishtest.Draft {
	d.Manifest = func(m *release.Manifest) {
		for _, document := range documents {
			id, hash, _ := strings.Cut(document, " ")
			m.Documents = append(m.Documents, release.Document{ID: id, Version: 1, SHA256: strings.Repeat(hash, 32)})
		}
	}
	return d
}

// fourReleases are those of which the first does not have the document, the second
// has it, the third has a submission of it under another name, and the last is
// without it again.
func fourReleases(t *testing.T) []*release.Release {
	t.Helper()
	page := publishtest.NewDraft(3, 24)
	page.Files["root/ville.html"] = "<p>ville</p>"
	return []*release.Release{
		having(publishtest.NewDraft(2, 23), "agglo 0b").Build(t),
		having(page, "agglo 0b", withdrawn+" 0c").Build(t),
		having(publishtest.NewDraft(4, 25), "agglo 0b", "autre 0a").Build(t),
		having(publishtest.NewDraft(5, 26), "agglo 0b").Build(t),
	}
}

const deadRelease = "2026-11-22-0a1b2c3d"

// publishAll publishes releases one after the other, and adds what a dead run has
// brought.
func publishAll(t *testing.T, b *store.Bucket, releases []*release.Release) {
	t.Helper()
	for _, r := range releases {
		publishOn(t, b, r)
	}
	for _, key := range []string{"releases/" + deadRelease + "/propositions.csv", "latest/vieux.html", "robots.txt", "releases/notes.txt"} {
		if err := b.Put(t.Context(), key, store.Bytes([]byte("ville"), "text/plain", "no-cache")); err != nil {
			t.Fatal(err)
		}
	}
}

// wantPurged fails the test unless the document is gone from everywhere, and
// everything else is there.
func wantPurged(t *testing.T, b *store.Bucket, releases []*release.Release) {
	t.Helper()
	wantPublic(t, b, releases[3], 4)
	all := keys(t, b)
	for _, id := range []string{deadRelease, releases[1].Manifest.Release, releases[2].Manifest.Release} {
		of := slices.DeleteFunc(slices.Clone(all), func(key string) bool { return !strings.HasPrefix(key, "releases/"+id+"/") })
		if len(of) != 1 || of[0] != "releases/"+id+"/manifest.json" {
			t.Errorf("left: %q", of)
			continue
		}
		data, _, err := b.Read(t.Context(), of[0], 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := release.Decode(data); !errors.Is(err, release.ErrRetired) {
			t.Errorf("%s: %v", of[0], err)
		}
	}
	for _, a := range releases[0].Artifacts {
		if key := "releases/" + releases[0].Manifest.Release + "/" + a.Path; !slices.Contains(all, key) {
			t.Errorf("%s is gone", key)
		}
	}
	for key, want := range map[string]bool{"latest/vieux.html": false, "ville.html": false, "robots.txt": true, "releases/notes.txt": true} {
		if slices.Contains(all, key) != want {
			t.Errorf("%s is there: %t", key, !want)
		}
	}
	records := slices.DeleteFunc(all, func(key string) bool { return !strings.HasPrefix(key, "commits/") })
	if len(records) < 4 {
		t.Errorf("commit records: %q", records)
	}
}

func TestPurge(t *testing.T) { onEach(t, purgeOn) }

func purgeOn(t *testing.T, b *store.Bucket) {
	releases := fourReleases(t)
	publishAll(t, b, releases)
	writes := b.Writes()
	found, err := purge.Find(t.Context(), b)
	if err != nil || b.Writes() != writes {
		t.Fatalf("%v, or something was written", err)
	}
	want := []string{deadRelease, releases[1].Manifest.Release, releases[2].Manifest.Release}
	if !slices.Equal(found.Releases, want) || found.Objects != 1+len(releases[1].Artifacts)+len(releases[2].Artifacts)+2 {
		t.Errorf("found %q, %d objects", found.Releases, found.Objects)
	}
	done, err := purge.Erase(t.Context(), b)
	if err != nil || !slices.Equal(done.Releases, want) || done.Objects != found.Objects {
		t.Fatalf("erased %+v, %v", done, err)
	}
	wantPurged(t, b, releases)
	writes = b.Writes()
	if done, err = purge.Erase(t.Context(), b); err != nil || len(done.Releases)+done.Objects != 0 || b.Writes() != writes {
		t.Errorf("again: %+v, %v, %d writes", done, err, b.Writes()-writes)
	}
}

// TestPurgeCrash kills a purge after every write in turn. A reader finds the
// release that is public whole, and the next purge finishes.
func TestPurgeCrash(t *testing.T) {
	releases := fourReleases(t)
	sweep(t, dieAfter, func(t *testing.T, b *store.Bucket) { publishAll(t, b, releases) }, func(ctx context.Context, b *store.Bucket) error {
		_, err := purge.Erase(ctx, b)
		return err
	}, func(t *testing.T, b *store.Bucket, err error) {
		wantPublic(t, b, releases[3], 4)
		if _, err := purge.Erase(t.Context(), b); err != nil {
			t.Fatalf("again: %v", err)
		}
		wantPurged(t, b, releases)
	})
}

// TestPurgeOfWhatIsPublic: nothing is erased while the document is public.
func TestPurgeOfWhatIsPublic(t *testing.T) {
	b, _ := newBucket(t)
	releases := fourReleases(t)
	publishAll(t, b, releases[:2])
	writes := b.Writes()
	if _, err := purge.Erase(t.Context(), b); err == nil || !strings.Contains(err.Error(), "has the document, and is public") || b.Writes() != writes {
		t.Errorf("got %v", err)
	}
}

// TestPurgeStops: nothing is erased before the copies are those of the public
// release, and whoever may not delete is told so.
func TestPurgeStops(t *testing.T) {
	tests := []struct {
		name string
		plan func(write int, r *http.Request) fault
		want string
		left int // releases with the document
	}{
		{"copies denied", func(_ int, r *http.Request) fault {
			if r.Method == http.MethodPut && strings.Contains(r.URL.Path, "/latest/") {
				return deny
			}
			return none
		}, "nothing is erased, because latest/ is not up to date", 3},
		{"deletions denied", func(_ int, r *http.Request) fault {
			if r.Method == http.MethodDelete {
				return deny
			}
			return none
		}, "access denied", 3},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b, name := newBucket(t)
			publishAll(t, b, fourReleases(t))
			if err := b.Delete(t.Context(), "latest/manifest.json"); err != nil {
				t.Fatal(err)
			}
			_, err := purge.Erase(t.Context(), newFaultProxy(t, test.plan).bucket(t, name))
			if !errors.Is(err, store.ErrDenied) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v", err)
			}
			if found, err := purge.Find(t.Context(), b); err != nil || len(found.Releases) != test.left {
				t.Errorf("found %+v, %v", found, err)
			}
		})
	}
}

// TestPurgeUnderARun: a run that is bringing a release while that is purged, as
// it has no manifest yet, makes nothing public whose files are gone.
func TestPurgeUnderARun(t *testing.T) {
	b, name := newBucket(t)
	releases := fourReleases(t)
	publishAll(t, b, releases)
	next := having(publishtest.NewDraft(6, 27), "agglo 0b").Build(t)
	once := true
	p := newFaultProxy(t, func(write int, r *http.Request) fault {
		if once && write > 0 && strings.HasSuffix(r.URL.Path, next.Manifest.Release+"/manifest.json") {
			once = false
			if _, err := purge.Erase(t.Context(), b); err != nil {
				t.Error(err)
			}
		}
		return none
	})
	before := readPublic(t, b)
	if _, err := publish.Publish(t.Context(), p.bucket(t, name), next, before); !errors.Is(err, store.ErrExist) || once {
		t.Errorf("got %v", err)
	}
	wantPublic(t, b, releases[3], 4)
}

// TestRunUnderAPurge: copies that a run makes while a purge looks for stale ones
// are there in the end.
func TestRunUnderAPurge(t *testing.T) {
	b, name := newBucket(t)
	publishAll(t, b, fourReleases(t))
	draft := having(publishtest.NewDraft(6, 27), "agglo 0b")
	draft.Files["vieux.html"] = "<p>neuf</p>"
	next := draft.Build(t)
	once := true
	p := newFaultProxy(t, func(_ int, r *http.Request) fault {
		if once && r.Method == http.MethodDelete {
			once = false
			publishOn(t, b, next)
		}
		return none
	})
	if _, err := purge.Erase(t.Context(), p.bucket(t, name)); err != nil || once {
		t.Errorf("got %v", err)
	}
	wantPublic(t, b, next, 5)
}

// TestPurgeJudgesManifests: a manifest of a later program is judged by its
// documents, and one that nobody can read is of a release to erase.
func TestPurgeJudgesManifests(t *testing.T) {
	b := store.NewFolder(t.TempDir())
	r := having(publishtest.NewDraft(2, 23), "agglo 0b").Build(t)
	publishOn(t, b, r)
	manifest, _, err := b.Read(t.Context(), "releases/"+r.Manifest.Release+"/manifest.json", 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	later := bytes.Replace(manifest, []byte(`"format"`), []byte(`"later": true, "format"`), 1)
	for i, test := range []struct {
		manifest []byte
		erased   bool
	}{
		{later, false},
		{bytes.Replace(later, []byte(`"agglo"`), []byte(`"`+withdrawn+`"`), 1), true},
		{manifest[:len(manifest)/2], true},
		{[]byte("{}"), true},
	} {
		id := fmt.Sprintf("2026-11-2%d-00000000", i)
		if err := b.Put(t.Context(), "releases/"+id+"/manifest.json", store.Bytes(test.manifest, "application/json", "")); err != nil {
			t.Fatal(err)
		}
		found, err := purge.Find(t.Context(), b)
		if err != nil || slices.Contains(found.Releases, id) != test.erased {
			t.Errorf("%s: found %q, %v", test.manifest, found.Releases, err)
		}
	}
}
