package publish_test

import (
	"context"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// TestCollectCrash kills a collection after every write in turn, and loses the
// answer to each: what is public stays whole, and the runs that follow come to
// the same end.
func TestCollectCrash(t *testing.T) {
	all := releasesOf(t, 2)
	dead, public := all[0], all[1]
	for _, f := range []fault{dieBefore, dieAfter, loseAnswer} {
		sweep(t, f, func(t *testing.T, b *store.Bucket) {
			publishOn(t, b, public)
			send(t, b, dead)
			put(t, b, "latest/old.html", []byte("x"))
			put(t, b, ".gc/marks.json", []byte(`{"format": 1, "nonce": "n", "marks": {
				"latest/old.html": {"time": "2099-12-01T00:00:00Z"},
				"`+folderOf(dead)+`": {"time": "2099-12-01T00:00:00Z"}}}`))
		}, func(ctx context.Context, b *store.Bucket) error {
			_, err := publish.Collect(ctx, b, day(1))
			return err
		}, func(t *testing.T, b *store.Bucket, err error) {
			if err != nil && f == loseAnswer {
				t.Error(err)
			}
			wantPublic(t, b, public, 1)
			collectAll(t, b, 2)
			wantPublic(t, b, public, 1)
			wantContent(t, b, public)
			wantWholeOrGone(t, b, dead, false)
		})
	}
}
