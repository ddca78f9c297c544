//go:build peers

package store_test

import (
	"testing"
	"time"

	"github.com/concertations-ia/canevas/pipeline/store"
	"github.com/concertations-ia/canevas/pipeline/store/peers"
	"github.com/concertations-ia/canevas/pipeline/store/storetest"
)

// eachPeer are the servers that are not ours, and what each is known to lack.
var eachPeer = []struct {
	name  string
	start func(testing.TB) *peers.Peer
	lacks []storetest.Lack
}{
	{"MinIO", peers.MinIO, []storetest.Lack{storetest.Locking}},
	{"rclone", peers.Rclone, []storetest.Lack{storetest.Tearing}},
	{"rclone in place", peers.RcloneInPlace, []storetest.Lack{storetest.InPlace}},
	{"careless", peers.Careless, []storetest.Lack{storetest.InPlace, storetest.Unconditional}},
}

func TestPeersKeepTheContract(t *testing.T) {
	for _, peer := range eachPeer {
		t.Run(peer.name, func(t *testing.T) {
			server := peer.start(t)
			storetest.Run(t, func(t *testing.T) *store.Bucket { return server.NewBucket(t) }, peer.lacks...)
		})
	}
}

// The probe is one writer alone: it sees that conditions are ignored, and does
// not see that they are looked at too early.
func TestPeersAreProbed(t *testing.T) {
	for _, peer := range eachPeer {
		t.Run(peer.name, func(t *testing.T) {
			want := store.Capabilities{Conditional: peer.name != "careless", Checksum: true, Listing: true, Deletion: true}
			got, err := peer.start(t).NewBucket(t).Probe(t.Context(), "nonce")
			if err != nil || got.Skew.Abs() > time.Minute {
				t.Errorf("got %+v, %v", got, err)
			}
			if got.Skew = 0; got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}
