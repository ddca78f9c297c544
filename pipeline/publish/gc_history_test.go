package publish_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/publish/publishtest"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// A history is what happens to a publication, drawn at random.
type history struct {
	t        *testing.T
	random   *rand.Rand
	bucket   *store.Bucket
	name     string
	now      time.Time
	releases []*release.Release
	byName   map[string]*release.Release
	deleted  int
	log      []string
}

// TestHistories has releases published, gone back to, and abandoned half way,
// while collections come at random and die at random. After every step what is
// public, and what was within the last 30 generations, is whole.
func TestHistories(t *testing.T) {
	var deleted int
	t.Run("all", func(t *testing.T) {
		for seed := range uint64(4) {
			t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
				h := &history{t: t, random: rand.New(rand.NewPCG(seed, 11)), now: day(0), byName: map[string]*release.Release{}}
				h.bucket, h.name = newBucket(t)
				publishOn(t, h.bucket, h.draft())
				for range 40 {
					h.step()
					if h.check(); t.Failed() {
						t.Fatalf("after\n%s", strings.Join(h.log, "\n"))
					}
				}
				publish.Keep(t.Context(), h.bucket, readPublic(t, h.bucket))
				p := readPublic(t, h.bucket).Pointer
				wantPublic(t, h.bucket, h.byName[p.Release], p.Generation)
				deleted += h.deleted
			})
		}
	})
	if deleted == 0 {
		t.Error("nothing was ever deleted")
	}
	t.Logf("%d objects were deleted", deleted)
}

func (h *history) draft() *release.Release {
	n := len(h.releases)
	d := publishtest.NewDraft(2+n, 1+n%28)
	d.Files[fmt.Sprintf("page-%d.html", n)] = fmt.Sprint(n)
	r := d.Build(h.t)
	h.releases, h.byName[r.Manifest.Release] = append(h.releases, r), r
	return r
}

func (h *history) any() *release.Release { return h.releases[h.random.IntN(len(h.releases))] }

// step does one thing. What is killed, or refused, has no other effect than the
// check allows.
func (h *history) step() {
	ctx, b := h.t.Context(), h.bucket
	if h.random.IntN(2) == 0 { // killed, sooner or later
		f := []fault{dieBefore, dieAfter}[h.random.IntN(2)]
		p := newFaultProxy(h.t, atWrite(1+h.random.IntN(40), f))
		ctx, b = p.ctx, p.bucket(h.t, h.name)
	}
	var what string
	var err error
	switch n := h.random.IntN(10); {
	case n < 2:
		r := h.draft()
		what, err = "publish "+r.Manifest.Release, next(r)(ctx, b)
	case n < 3:
		r := h.any()
		what, err = "publish again "+r.Manifest.Release, next(r)(ctx, b)
	case n < 5:
		r := h.any()
		what = "go back to " + r.Manifest.Release
		_, err = backTo(ctx, b, r)
	case n < 6:
		what = "pass"
		pass(h.t, h.bucket, 1+h.random.IntN(40))
	default:
		what, err = h.collect(ctx, b)
	}
	h.log = append(h.log, fmt.Sprintf("%s: %v", what, err))
	var earlier *publish.EarlierError
	if err != nil && ctx.Err() == nil && !errors.Is(err, publish.ErrCollected) && !errors.As(err, &earlier) {
		h.t.Error(err)
	}
}

// collect lets some time go by, and collects.
func (h *history) collect(ctx context.Context, b *store.Bucket) (string, error) {
	h.now = h.now.Add(time.Duration(h.random.IntN(60)) * time.Hour)
	c, err := publish.Collect(ctx, b, h.now)
	h.deleted += c.Deleted
	return fmt.Sprintf("collect on %s, %d deleted of %q", h.now.Format(time.DateTime), c.Deleted, c.Collected), err
}

// check reads what was public within the last 30 generations, by the records
// alone, and holds it to the releases that were built.
func (h *history) check() {
	h.t.Helper()
	b := store.NewFolder(filepath.Join(serverDir, h.name)) // the files that the storage keeps
	sizes, records := map[string]int64{}, map[int64][]publish.Pointer{}
	for info, err := range b.List(h.t.Context(), "") {
		if err != nil {
			h.t.Fatal(err)
		}
		sizes[info.Key] = info.Size
	}
	p := readPublic(h.t, b).Pointer
	for key := range sizes {
		var generation int64
		if _, err := fmt.Sscanf(key, "commits/%d-", &generation); err == nil && generation > p.Generation-30 && generation < p.Generation {
			records[generation] = append(records[generation], recordAt(h.t, b, key))
		}
	}
	for oldest := max(p.Generation-29, 1); ; p = h.before(p, records[p.Generation-1]) {
		for _, a := range h.byName[p.Release].Artifacts {
			if key := folderOf(h.byName[p.Release]) + a.Path; sizes[key] != a.Size {
				h.t.Errorf("generation %d: %s has %d bytes instead of %d", p.Generation, key, sizes[key], a.Size)
			}
		}
		if p.Generation == oldest {
			return
		}
	}
}

// before returns the record of the generation before p that won.
func (h *history) before(p publish.Pointer, records []publish.Pointer) publish.Pointer {
	h.t.Helper()
	for _, r := range records {
		if r.Release == p.Previous {
			return r
		}
	}
	h.t.Fatalf("generation %d has no record", p.Generation-1)
	return publish.Pointer{}
}
