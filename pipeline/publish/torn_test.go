//go:build peers

package publish_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/publish/publishtest"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
	"github.com/concertations-ia/canevas/pipeline/store/peers"
)

// Who reads as programs are told to, from current.json on and by hash, gets one
// release whole or an error, however the storage tears what it writes over.
func TestReadersOnPeers(t *testing.T) {
	var rs []*release.Release
	for i := range 40 {
		rs = append(rs, publishtest.NewDraft(2000+i, 23).Build(t))
	}
	onEachPeer(t, func(t *testing.T, b *store.Bucket) {
		readBeside(t, b, rs, func(r *release.Release) { publishOn(t, b, r) })
	})
	t.Run("careless", func(t *testing.T) {
		b := peers.Careless(t).NewBucket(t)
		readBeside(t, b, rs, func(r *release.Release) {
			if err := aloneOn(t, b, r, readPublic(t, b)); err != nil {
				t.Error(err)
			}
		})
	})
}

// readBeside publishes releases one after the other while strangers read b.
func readBeside(t *testing.T, b *store.Bucket, rs []*release.Release, publishNext func(*release.Release)) {
	publishNext(rs[0])
	s := newStranger(b, rs)
	var done atomic.Bool
	var readers sync.WaitGroup
	pointer := &glances{bucket: b, key: "current.json", whole: json.Valid}
	table := &glances{bucket: b, key: "latest/propositions.csv", whole: func(data []byte) bool { return s.sums[sumOf(data)] }}
	for _, look := range []func(*testing.T){s.follow, s.follow, pointer.look, table.look} {
		readers.Go(func() {
			for !done.Load() {
				look(t)
			}
		})
	}
	for _, r := range rs[1:] {
		publishNext(r)
	}
	done.Store(true)
	readers.Wait()
	t.Logf("%v\n%v\n%v", s, pointer, table)
	wantPublic(t, b, rs[len(rs)-1], int64(len(rs)))
	if got, err := s.read(t); err != nil || got != rs[len(rs)-1].Manifest.Release {
		t.Errorf("read release %s, %v", got, err)
	}
	if s.whole.Load() == 0 {
		t.Error("nobody has read anything while the releases were published")
	}
}

// A stranger reads what is public, and counts. It may be shared between
// goroutines.
type stranger struct {
	bucket    *store.Bucket
	manifests map[string]string // their hashes, by release
	sums      map[string]bool   // of latest/propositions.csv

	whole, failed atomic.Int64
}

func newStranger(b *store.Bucket, rs []*release.Release) *stranger {
	s := &stranger{bucket: b, manifests: map[string]string{}, sums: map[string]bool{}}
	for _, r := range rs {
		for _, a := range r.Artifacts {
			switch a.Path {
			case release.ManifestPath:
				s.manifests[r.Manifest.Release] = a.SHA256
			case "propositions.csv":
				s.sums[a.SHA256] = true
			}
		}
	}
	return s
}

// String says what was seen.
func (s *stranger) String() string {
	return fmt.Sprintf("releases: %d read whole, %d that had to be read again", s.whole.Load(), s.failed.Load())
}

// follow reads a release, and wants no other bytes than were published.
func (s *stranger) follow(t *testing.T) {
	if _, err := s.read(t); err != nil {
		t.Log(err)
		s.failed.Add(1)
		return
	}
	s.whole.Add(1)
}

// read reads what is public, and returns the release that it took for whole.
func (s *stranger) read(t *testing.T) (string, error) {
	public, err := publish.Read(t.Context(), s.bucket)
	if err != nil {
		return "", err
	}
	p := public.Pointer
	if s.manifests[p.Release] != p.Manifest {
		t.Errorf("a mix was read: the pointer is %+v", p)
	}
	for _, f := range public.Manifest.Files {
		data, _, err := s.bucket.Read(t.Context(), "releases/"+p.Release+"/"+f.Path, f.Size)
		if err != nil {
			return "", err
		}
		if int64(len(data)) != f.Size || sumOf(data) != f.SHA256 {
			return "", fmt.Errorf("%s is not what the manifest says", f.Path)
		}
	}
	return p.Release, nil
}

// glances look at an object that is written over again and again, each with one
// request and no second thoughts, and count what a careless reader would get.
type glances struct {
	bucket *store.Bucket
	key    string
	whole  func([]byte) bool

	all, torn, refused int // for one goroutine
}

func (g *glances) String() string {
	return fmt.Sprintf("%s: %d single requests, %d torn, %d refused", g.key, g.all, g.torn, g.refused)
}

func (g *glances) look(t *testing.T) {
	g.all++
	body, _, err := g.bucket.Open(t.Context(), g.key)
	var data []byte
	if err == nil {
		data, err = io.ReadAll(body)
		body.Close()
	}
	switch {
	case err != nil:
		g.refused++
	case !g.whole(data):
		g.torn++
	}
}

func sumOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
