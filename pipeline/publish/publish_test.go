package publish_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/artifact"
	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/publish/publishtest"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
)

func readPublic(t *testing.T, b *store.Bucket) *publish.Public {
	t.Helper()
	public, err := publish.Read(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	return public
}

// publishOn publishes on top of what is public, and wants no notes.
func publishOn(t *testing.T, b *store.Bucket, r *release.Release) publish.Receipt {
	t.Helper()
	receipt, err := publish.Publish(t.Context(), b, r, readPublic(t, b))
	if err != nil {
		t.Fatal(err)
	}
	if len(receipt.Notes) > 0 {
		t.Errorf("notes: %q", receipt.Notes)
	}
	return receipt
}

// wantPublic fails the test unless r is public, and whole to a stranger.
func wantPublic(t *testing.T, b *store.Bucket, r *release.Release, generation int64) {
	t.Helper()
	v, err := publish.Verify(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Problems) > 0 {
		t.Errorf("problems:\n%s", strings.Join(v.Problems, "\n"))
	}
	if v.Release != r.Manifest.Release || v.Generation != generation {
		t.Errorf("release %s, generation %d is public; want %s, generation %d", v.Release, v.Generation, r.Manifest.Release, generation)
	}
}

func keys(t *testing.T, b *store.Bucket) []string {
	t.Helper()
	var all []string
	for info, err := range b.List(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, info.Key)
	}
	return all
}

func TestFirstRelease(t *testing.T) {
	onEach(t, func(t *testing.T, b *store.Bucket) {
		if public := readPublic(t, b); public != nil {
			t.Fatalf("an empty bucket has %+v", public)
		}
		r := publishtest.NewDraft(12, 23).Build(t)
		receipt := publishOn(t, b, r)
		if receipt.Release != r.Manifest.Release || receipt.Generation != 1 || receipt.Unchanged || receipt.Uploaded != len(r.Artifacts) {
			t.Errorf("receipt: %+v", receipt)
		}
		wantPublic(t, b, r, 1)
		var want []string
		for _, a := range r.Artifacts {
			copied, atRoot := strings.CutPrefix(a.Path, "root/")
			if !atRoot {
				copied = "latest/" + a.Path
			}
			want = append(want, copied, "releases/"+r.Manifest.Release+"/"+a.Path)
		}
		want = append(want, "current.json", "commits/00000001-"+readPublic(t, b).Pointer.Nonce+".json")
		slices.Sort(want)
		if got := keys(t, b); !slices.Equal(got, want) {
			t.Errorf("got keys\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
}

// Whoever reads over HTTP, without a library, sees the right headers, and finds
// nothing to complain of.
func TestHeaders(t *testing.T) {
	b, name := newBucket(t)
	r := publishtest.NewDraft(3, 23).Build(t)
	publishOn(t, b, r)
	if err := server(t).Publish(t.Context(), name); err != nil {
		t.Fatal(err)
	}
	base := server(t).Endpoint() + "/" + name
	id := "/releases/" + r.Manifest.Release
	tests := []struct{ key, media, cache string }{
		{"/current.json", "application/json", "no-cache"},
		{id + "/propositions.csv", "text/csv; charset=utf-8", "public, max-age=31536000, immutable"},
		{id + "/manifest.json", "application/json", "public, max-age=31536000, immutable"},
		{"/commits/00000001-" + readPublic(t, b).Pointer.Nonce + ".json", "application/json", "public, max-age=31536000, immutable"},
		{"/latest/propositions.csv", "text/csv; charset=utf-8", "public, max-age=300"},
		{"/latest/propositions.parquet", "application/vnd.apache.parquet", "public, max-age=300"},
		{"/latest/manifest.json", "application/json", "public, max-age=300"},
		{"/index.html", "text/html; charset=utf-8", "public, max-age=300"},
	}
	for _, test := range tests {
		answer, err := http.Head(base + test.key)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		media, cache, coding := answer.Header.Get("Content-Type"), answer.Header.Get("Cache-Control"), answer.Header.Get("Content-Encoding")
		if answer.StatusCode != 200 || media != test.media || cache != test.cache || coding != "" {
			t.Errorf("%s: %s, %q, %q, %q", test.key, answer.Status, media, cache, coding)
		}
	}
	web, err := store.NewWeb(base)
	if err != nil {
		t.Fatal(err)
	}
	wantPublic(t, web, r, 1)
}

func TestSameContentWritesNothing(t *testing.T) {
	onEach(t, func(t *testing.T, b *store.Bucket) {
		first := publishtest.NewDraft(5, 23).Build(t)
		publishOn(t, b, first)
		before := b.Writes()
		// Another day's release of the same rows is the same to a reader.
		receipt := publishOn(t, b, publishtest.NewDraft(5, 24).Build(t))
		if !receipt.Unchanged || receipt.Release != first.Manifest.Release || receipt.Generation != 1 || receipt.Uploaded != 0 {
			t.Errorf("receipt: %+v", receipt)
		}
		if n := b.Writes() - before; n != 0 {
			t.Errorf("%d writes", n)
		}
		wantPublic(t, b, first, 1)
	})
}

func TestNextRelease(t *testing.T) {
	onEach(t, func(t *testing.T, b *store.Bucket) {
		first, second, third := publishtest.NewDraft(5, 23).Build(t), publishtest.NewDraft(6, 24).Build(t), publishtest.NewDraft(5, 25).Build(t)
		publishOn(t, b, first)
		publishOn(t, b, second)
		wantPublic(t, b, second, 2)
		if p := readPublic(t, b).Pointer; p.Previous != first.Manifest.Release {
			t.Errorf("previous is %q, want %s", p.Previous, first.Manifest.Release)
		}
		for _, a := range first.Artifacts {
			if info, err := b.Stat(t.Context(), "releases/"+first.Manifest.Release+"/"+a.Path); err != nil || info.SHA256 != a.SHA256 {
				t.Errorf("the old release has lost %s: %+v, %v", a.Path, info, err)
			}
		}
		// What was public before comes back under the name of its own day.
		publishOn(t, b, third)
		wantPublic(t, b, third, 3)
	})
}

func TestReleaseOfTheSameDayComesBack(t *testing.T) {
	b := store.NewFolder(t.TempDir())
	first, second := publishtest.NewDraft(5, 23).Build(t), publishtest.NewDraft(6, 23).Build(t)
	publishOn(t, b, first)
	publishOn(t, b, second)
	if receipt := publishOn(t, b, first); receipt.Uploaded != 0 {
		t.Errorf("%d files were sent that were there", receipt.Uploaded)
	}
	wantPublic(t, b, first, 3)
}

// race publishes releases on top of the same before, all at once.
func race(t *testing.T, b *store.Bucket, before *publish.Public, rs []*release.Release) []error {
	t.Helper()
	errs := make([]error, len(rs))
	done := make(chan struct{})
	for i, r := range rs {
		go func() {
			_, errs[i] = publish.Publish(t.Context(), b, r, before)
			done <- struct{}{}
		}()
	}
	for range rs {
		<-done
	}
	return errs
}

func TestRace(t *testing.T) {
	onEach(t, func(t *testing.T, b *store.Bucket) {
		for generation := int64(1); generation <= 3; generation++ {
			var rs []*release.Release
			for i := range 3 {
				rs = append(rs, publishtest.NewDraft(3*int(generation)+i, 23).Build(t))
			}
			var winner *release.Release
			for i, err := range race(t, b, readPublic(t, b), rs) {
				switch {
				case err == nil && winner == nil:
					winner = rs[i]
				case !errors.Is(err, publish.ErrConflict):
					t.Errorf("generation %d: %v", generation, err)
				}
			}
			if winner == nil {
				t.Fatalf("generation %d: nobody has won", generation)
			}
			wantPublic(t, b, winner, generation)
		}
	})
}

// Two runs may publish the very same release: the nonce tells them apart.
func TestRaceWithOneself(t *testing.T) {
	onEach(t, func(t *testing.T, b *store.Bucket) {
		r := publishtest.NewDraft(4, 23).Build(t)
		errs := race(t, b, nil, []*release.Release{r, r})
		if (errs[0] == nil) == (errs[1] == nil) || !errors.Is(errors.Join(errs...), publish.ErrConflict) {
			t.Errorf("got %v", errs)
		}
		wantPublic(t, b, r, 1)
	})
}

func TestPoisonedStorage(t *testing.T) {
	onEach(t, func(t *testing.T, b *store.Bucket) {
		old, next := publishtest.NewDraft(5, 23).Build(t), publishtest.NewDraft(6, 24).Build(t)
		publishOn(t, b, old)
		for _, path := range []string{"propositions.csv", "manifest.json"} {
			key := "releases/" + next.Manifest.Release + "/" + path
			if err := b.Put(t.Context(), key, store.Bytes([]byte("other bytes"), "text/plain", "")); err != nil {
				t.Fatal(err)
			}
			_, err := publish.Publish(t.Context(), b, next, readPublic(t, b))
			if !errors.Is(err, store.ErrExist) || !strings.Contains(err.Error(), key) || !strings.Contains(err.Error(), "poisoned") {
				t.Errorf("got error %v, want %v and the key %s", err, store.ErrExist, key)
			}
			wantPublic(t, b, old, 1)
			if err := b.Delete(t.Context(), key); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// What a run that died has sent is not sent again.
func TestLeftovers(t *testing.T) {
	onEach(t, func(t *testing.T, b *store.Bucket) {
		r := publishtest.NewDraft(5, 23).Build(t)
		left := r.Artifacts[2]
		if err := b.Create(t.Context(), "releases/"+r.Manifest.Release+"/"+left.Path, store.Content{Open: left.Open, Size: left.Size, SHA256: left.SHA256}); err != nil {
			t.Fatal(err)
		}
		if receipt := publishOn(t, b, r); receipt.Uploaded != len(r.Artifacts)-1 {
			t.Errorf("%d files were sent, %d were missing", receipt.Uploaded, len(r.Artifacts)-1)
		}
		wantPublic(t, b, r, 1)
	})
}

func TestRepair(t *testing.T) {
	onEach(t, func(t *testing.T, b *store.Bucket) {
		first, second := publishtest.NewDraft(5, 23).Build(t), publishtest.NewDraft(6, 24).Build(t)
		publishOn(t, b, first)
		publishOn(t, b, second)
		// As a run leaves it that dies while it copies.
		for _, path := range []string{"manifest.json", "propositions.csv"} {
			key := "releases/" + first.Manifest.Release + "/" + path
			i := slices.IndexFunc(first.Artifacts, func(a artifact.Artifact) bool { return a.Path == path })
			a := first.Artifacts[i]
			if err := b.Copy(t.Context(), key, "latest/"+path, store.Content{Open: a.Open, Size: a.Size, SHA256: a.SHA256}); err != nil {
				t.Fatal(err)
			}
		}
		receipt, err := publish.Publish(t.Context(), b, second, readPublic(t, b))
		if err != nil || !receipt.Unchanged || len(receipt.Notes) != 1 || !strings.Contains(receipt.Notes[0], "repaired") {
			t.Errorf("receipt: %+v, %v", receipt, err)
		}
		wantPublic(t, b, second, 2)
		before := b.Writes()
		publishOn(t, b, second)
		if n := b.Writes() - before; n != 0 {
			t.Errorf("%d writes after the repair", n)
		}
	})
}

// A slow run that lost sight of what is public does not bring the old copies
// back.
func TestRepairLooksAgain(t *testing.T) {
	b := store.NewFolder(t.TempDir())
	first, second := publishtest.NewDraft(5, 23).Build(t), publishtest.NewDraft(6, 24).Build(t)
	publishOn(t, b, first)
	stale := readPublic(t, b)
	publishOn(t, b, second)
	before := b.Writes()
	receipt, err := publish.Publish(t.Context(), b, first, stale)
	if err != nil || !receipt.Unchanged || len(receipt.Notes) > 0 {
		t.Errorf("receipt: %+v, %v", receipt, err)
	}
	if n := b.Writes() - before; n != 0 {
		t.Errorf("%d writes", n)
	}
	wantPublic(t, b, second, 2)
}

func TestNamesAtTheRoot(t *testing.T) {
	for _, path := range []string{"root/current.json", "root/latest/x.csv", "root/releases/x", "root/commits/x", "root/.probe/x"} {
		b := store.NewFolder(t.TempDir())
		d := publishtest.NewDraft(3, 23)
		d.Files[path] = "{}"
		_, err := publish.Publish(t.Context(), b, d.Build(t), nil)
		if err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("got error %v, want one that names %s", err, path)
		}
		if b.Writes() != 0 {
			t.Errorf("%s: %d writes", path, b.Writes())
		}
	}
}

func TestPublishTo(t *testing.T) {
	r := publishtest.NewDraft(3, 23).Build(t)
	if _, err := publish.Publish(t.Context(), store.NewFolder(t.TempDir()+"/missing"), r, nil); !errors.Is(err, store.ErrNoBucket) {
		t.Errorf("a folder that is not there: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := publish.Publish(ctx, store.NewFolder(t.TempDir()), r, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a run that was stopped: %v", err)
	}
}

func TestFollows(t *testing.T) {
	b := store.NewFolder(t.TempDir())
	next := publishtest.NewDraft(5, 24).Build(t).Manifest
	if err := readPublic(t, b).Follows(&next, release.UsualLimits()); err != nil {
		t.Errorf("the first release: %v", err)
	}
	publishOn(t, b, publishtest.NewDraft(10, 23).Build(t))
	var unsafe *release.UnsafeError
	if err := readPublic(t, b).Follows(&next, release.UsualLimits()); !errors.As(err, &unsafe) {
		t.Errorf("half of the rows: got error %v, want an UnsafeError", err)
	}
	next.AcceptLoss = "les autres étaient des essais"
	if err := readPublic(t, b).Follows(&next, release.UsualLimits()); err != nil {
		t.Errorf("a loss with its reason: %v", err)
	}
}
