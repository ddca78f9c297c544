package publish_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/publish/publishtest"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// A scenario is one thing that an operator does to a publication.
type scenario struct {
	name     string
	releases []*release.Release              // that are or become public, in order
	past     *release.Release                // that was public before; may be nil
	prepare  func(*testing.T, *store.Bucket) // what happened before, undisturbed
	act      func(context.Context, *store.Bucket) error
	without  fault // what the storage does to every conditional request; none: it honours them
}

// next publishes a release on top of what is public.
func next(r *release.Release) func(context.Context, *store.Bucket) error {
	return func(ctx context.Context, b *store.Bucket) error {
		before, err := publish.Read(ctx, b)
		if err != nil {
			return err
		}
		_, err = publish.Publish(ctx, b, r, before)
		return err
	}
}

// goBack rolls back to a release.
func goBack(r *release.Release) func(context.Context, *store.Bucket) error {
	return func(ctx context.Context, b *store.Bucket) error {
		before, err := publish.Read(ctx, b)
		if err != nil {
			return err
		}
		_, err = publish.Rollback(ctx, b, r.Manifest.Release, before)
		return err
	}
}

// bare is a release of few files, one of which may be taken over from another.
func bare(t *testing.T, n, day int, adopt *release.Release, documents ...release.Document) *release.Release {
	d := publishtest.NewDraft(n, day)
	d.Bare, d.Adopt = true, adopt
	d.Manifest = func(m *release.Manifest) { m.Documents = append(m.Documents, documents...) }
	return d.Build(t)
}

// scenarios are what is swept. The releases are small, so that there are many
// points to die at and little to wait for.
func scenarios(t *testing.T) []scenario {
	first := bare(t, 2, 23, nil, release.Document{ID: takenBack.Document, Version: 1, SHA256: strings.Repeat("0", 64)})
	second := bare(t, 3, 24, first)
	both := []*release.Release{first, second}
	published := func(rs ...*release.Release) func(*testing.T, *store.Bucket) {
		return func(t *testing.T, b *store.Bucket) {
			for _, r := range rs {
				if err := next(r)(t.Context(), b); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	return []scenario{
		{name: "the first release", releases: both[:1], prepare: published(), act: next(first)},
		{name: "the next release", releases: both, prepare: published(first), act: next(second)},
		{name: "a repair", releases: both, past: first, prepare: func(t *testing.T, b *store.Bucket) { halfProjected(t, b, first, second) }, act: next(second)},
		{name: "the next release without conditions", releases: both, prepare: published(first), act: next(second), without: unconditional},
		{name: "a rollback", releases: []*release.Release{second, first}, prepare: published(first, second), act: goBack(first)},
		{name: "a collection", releases: both[:1], prepare: collectable(first, second), act: collecting(deletionDay)},
		{name: "a purge", releases: both[1:], past: first, prepare: published(first, second), act: func(ctx context.Context, b *store.Bucket) error {
			_, err := takenBack.Erase(ctx, b)
			return err
		}},
	}
}

// takenBack is the document that the release before the last has.
var takenBack = publish.Purge{Document: "d", Why: release.Retirement{Reason: "demande", Time: deletionDay}, Before: deletionDay}

// deletionDay is long after whatever day the tests run on.
var deletionDay = time.Date(2200, 1, 31, 0, 0, 0, 0, time.UTC)

// collecting collects on a day.
func collecting(day time.Time) func(context.Context, *store.Bucket) error {
	return func(ctx context.Context, b *store.Bucket) error {
		_, err := publish.Collect(ctx, b, day)
		return err
	}
}

// collectable leaves one release public and another that a run has brought and
// never made public, marked for deletion, among so many objects of others that
// one run may delete it.
func collectable(public, dead *release.Release) func(*testing.T, *store.Bucket) {
	return func(t *testing.T, b *store.Bucket) {
		if err := next(public)(t.Context(), b); err != nil {
			t.Fatal(err)
		}
		p := newFaultProxy(t, func(_ int, r *http.Request) fault {
			if r.Method == http.MethodPut && strings.Contains(r.URL.Path, "/commits/") {
				return dieBefore
			}
			return none
		})
		if err := next(dead)(p.ctx, p.bucket(t, strings.TrimPrefix(b.String(), "s3://"))); err == nil {
			t.Fatal("it is public")
		}
		for i := range 80 {
			put(t, b, fmt.Sprintf("others/%d", i), []byte("x"))
		}
		if err := collecting(deletionDay.AddDate(0, 0, -2))(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
}

// halfProjected leaves second public and the copies half those of first, as a
// run does that dies in the middle of them.
func halfProjected(t *testing.T, b *store.Bucket, first, second *release.Release) {
	t.Helper()
	publishOn(t, b, first)
	name := strings.TrimPrefix(b.String(), "s3://")
	p := newFaultProxy(t, func(_ int, r *http.Request) fault {
		if r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, "/latest/SHA256SUMS") {
			return dieBefore
		}
		return none
	})
	if err := next(second)(p.ctx, p.bucket(t, name)); err != nil {
		t.Fatal(err)
	}
}
