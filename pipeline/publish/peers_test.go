//go:build peers

package publish_test

import (
	"errors"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/publish/publishtest"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
	"github.com/concertations-ia/canevas/pipeline/store/peers"
)

// onEachPeer runs a test on servers that are not ours and whose conditions are
// real.
func onEachPeer(t *testing.T, test func(t *testing.T, b *store.Bucket)) {
	t.Run("MinIO", func(t *testing.T) { test(t, peers.MinIO(t).NewBucket(t)) })
	t.Run("rclone", func(t *testing.T) { test(t, peers.Rclone(t).NewBucket(t)) })
}

func TestPublishOnPeers(t *testing.T) {
	first, second := publishtest.NewDraft(5, 23).Build(t), publishtest.NewDraft(6, 24).Build(t)
	onEachPeer(t, func(t *testing.T, b *store.Bucket) {
		publishOn(t, b, first)
		wantPublic(t, b, first, 1)
		publishOn(t, b, second)
		wantPublic(t, b, second, 2)
		before := b.Writes()
		if receipt := publishOn(t, b, second); !receipt.Unchanged || b.Writes() != before {
			t.Errorf("%d writes for a release that is public already: %+v", b.Writes()-before, receipt)
		}
	})
}

func TestAloneOnAPeer(t *testing.T) {
	first, second, late := publishtest.NewDraft(5, 23).Build(t), publishtest.NewDraft(6, 24).Build(t), publishtest.NewDraft(7, 25).Build(t)
	b := peers.Careless(t).NewBucket(t)
	if err := aloneOn(t, b, first, nil); err != nil {
		t.Fatal(err)
	}
	wantPublic(t, b, first, 1)
	stale := readPublic(t, b)
	if err := aloneOn(t, b, second, stale); err != nil {
		t.Fatal(err)
	}
	if err := aloneOn(t, b, late, stale); !errors.Is(err, publish.ErrConflict) {
		t.Errorf("on top of an older release: got error %v, want %v", err, publish.ErrConflict)
	}
	wantPublic(t, b, second, 2)
}

// Of two runs one wins each round, and says so, and the other learns that it
// lost: no release is lost whose run was told that it is public.
func TestRaceOnPeers(t *testing.T) {
	var rs []*release.Release
	for i := range 4 {
		rs = append(rs, publishtest.NewDraft(5+i, 23).Build(t))
	}
	onEachPeer(t, func(t *testing.T, b *store.Bucket) {
		var before *publish.Public
		for generation := int64(1); generation <= 50; generation++ {
			// Not one of those that raced before, so that neither is public.
			rivals := rs[2*(generation%2):][:2]
			winner := winner(t, rivals, race(t, b, before, rivals))
			after := readPublic(t, b)
			p := after.Pointer
			if p.Generation != generation || p.Release != winner.Manifest.Release || before != nil && p.Previous != before.Pointer.Release {
				t.Fatalf("generation %d, won by %s: the pointer is %+v", generation, winner.Manifest.Release, p)
			}
			before = after
		}
		v, err := publish.Verify(t.Context(), b)
		if err != nil || len(v.Problems) > 0 {
			t.Errorf("problems: %q, %v", v.Problems, err)
		}
	})
}

// winner returns the one release that was published.
func winner(t *testing.T, rivals []*release.Release, errs []error) (won *release.Release) {
	t.Helper()
	for i, err := range errs {
		switch {
		case err == nil && won == nil:
			won = rivals[i]
		case !errors.Is(err, publish.ErrConflict):
			t.Fatalf("got error %v, want %v", err, publish.ErrConflict)
		}
	}
	if won == nil {
		t.Fatal("nobody has won")
	}
	return won
}
