//go:build peers

package store_test

import (
	"slices"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/store"
	"github.com/concertations-ia/canevas/pipeline/store/peers"
)

// TestPeersAreSetUp holds what servers refuse to what we know of them, and all
// of them to keeping strangers out of what was not made public.
func TestPeersAreSetUp(t *testing.T) {
	for _, tt := range []struct {
		name          string
		server        *peers.Peer
		first, second []store.Outcome
		public        store.Stranger
	}{
		// MinIO lets web pages of any origin read unless it is told otherwise.
		{"MinIO", peers.MinIO(t), []store.Outcome{"done", "done", "refused"}, []store.Outcome{"present", "present", "refused"}, store.Stranger{Read: true, Origin: true}},
		{"rclone", peers.Rclone(t), []store.Outcome{"done", "refused", "refused"}, []store.Outcome{"present", "refused", "refused"}, store.Stranger{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			public, private := tt.server.Options("new"), tt.server.Options("new")
			public.URL, private.URL = "s3://new/public", "s3://new/private"
			for _, want := range [][]store.Outcome{tt.first, tt.second} {
				if got := outcomes(setUp(t, public)); !slices.Equal(got, want) {
					t.Errorf("got %v, want %v", got, want)
				}
			}
			for _, place := range []struct {
				options store.S3Options
				want    store.Stranger
			}{{public, tt.public}, {private, store.Stranger{}}} {
				b, err := store.NewS3(t.Context(), place.options)
				if err != nil {
					t.Fatal(err)
				}
				if err := b.Put(t.Context(), "k", store.Bytes([]byte("x"), "", "")); err != nil {
					t.Fatal(err)
				}
				if got, err := store.AskStranger(t.Context(), place.options, "k"); err != nil || got != place.want {
					t.Errorf("of %s a stranger sees %+v, %v", b, got, err)
				}
			}
		})
	}
}
