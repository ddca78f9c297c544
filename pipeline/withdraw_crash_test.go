package pipeline_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/concertations-ia/canevas/pipeline"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/store"
	"github.com/concertations-ia/canevas/pipeline/store/gateway"
)

// A storage is the embedded one, whose buckets keep versions.
type storage struct {
	t       *testing.T
	dir     string
	gateway *gateway.Gateway
}

func startStorage(t *testing.T) *storage {
	t.Helper()
	s := &storage{t: t, dir: filepath.Join(t.TempDir(), "s3")}
	if err := os.Mkdir(s.dir+".versions", 0o777); err != nil {
		t.Fatal(err)
	}
	var err error
	if s.gateway, err = gateway.Start(s.dir); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.gateway.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// bucket makes a bucket.
func (s *storage) bucket(name string) *store.Bucket {
	s.t.Helper()
	if err := s.gateway.CreateBucket(s.t.Context(), name); err != nil {
		s.t.Fatal(err)
	}
	if err := s.gateway.KeepVersions(s.t.Context(), name); err != nil {
		s.t.Fatal(err)
	}
	return s.through(name, nil)
}

// through opens a bucket whose requests a run carries that may die.
func (s *storage) through(name string, m *mortal) *store.Bucket {
	s.t.Helper()
	options := s.gateway.Options(name)
	if m != nil {
		m.RoundTripper = options.Client.Transport
		options.Client = &http.Client{Transport: m}
	}
	b, err := store.NewS3(s.t.Context(), options)
	if err != nil {
		s.t.Fatal(err)
	}
	return b
}

// A mortal run dies once its n-th write is done: nothing of what it asks for after
// that reaches the storage.
type mortal struct {
	http.RoundTripper
	die context.CancelFunc

	mu     sync.Mutex
	writes int // so far
	last   int // 0: it lives
}

func (m *mortal) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		if m.isDead() {
			return nil, context.Canceled
		}
		return m.RoundTripper.RoundTrip(r)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.last > 0 && m.writes >= m.last {
		return nil, context.Canceled
	}
	m.writes++
	answer, err := m.RoundTripper.RoundTrip(r)
	if m.writes == m.last {
		m.die()
	}
	return answer, err
}

func (m *mortal) isDead() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.last > 0 && m.writes >= m.last
}

// TestPurgeCrash kills the withdrawal, with its purge, after every write in turn.
// Whatever happens, a reader finds one whole release, the document is public in
// no release younger than its withdrawal, and saying the same again reaches the
// state of a withdrawal that nothing befell.
func TestPurgeCrash(t *testing.T) {
	s := startStorage(t)
	want, writes := purgeAndDie(t, s, 0)
	if writes < 40 {
		t.Fatalf("%d writes in all", writes)
	}
	for n := 1; n <= writes; n += crashStep {
		t.Run(fmt.Sprintf("after write %d of %d", n, writes), func(t *testing.T) {
			s := &storage{t: t, dir: s.dir, gateway: s.gateway}
			got, _ := purgeAndDie(t, s, n)
			for key := range maps.Keys(want) {
				if got[key] != want[key] {
					t.Errorf("%s is %q, want %q", key, got[key], want[key])
				}
			}
			for key := range maps.Keys(got) {
				if want[key] == "" {
					t.Errorf("%s is left", key)
				}
			}
		})
	}
}

// purgeAndDie purges the document in a run that dies after write n, then again,
// and returns how often it wrote, and what is in the buckets in the end but for
// what names the attempt.
func purgeAndDie(t *testing.T, s *storage, n int) (state map[string]string, writes int) {
	t.Helper()
	w := newTown(t)
	w.def.Package.Formats = []definition.Format{definition.CSV}
	public, private := fmt.Sprintf("public-%d", n), fmt.Sprintf("private-%d", n)
	w.public, w.private = s.bucket(public), s.bucket(private)
	w.must(sent("a 1 x k", "b 1 y"))
	w.must(sent("a 2 x k h", "a 1 z", "b 2 y"))
	if err := w.public.Put(t.Context(), "latest/vieille.html", store.Bytes([]byte("k"), "text/html", "no-cache")); err != nil {
		t.Fatal(err)
	}

	ctx, die := context.WithCancel(t.Context())
	defer die()
	m := &mortal{last: n, die: die}
	other := *w
	other.public, other.private = s.through(public, m), s.through(private, m)
	purge := pipeline.Withdrawal{Document: "a", Reason: "demande", Purge: true}
	_, err := other.tryWithdraw(ctx, purge)
	if n == 0 && err != nil {
		t.Fatal(err)
	}
	wantReadable(t, w.public)
	if _, err := w.tryWithdraw(t.Context(), purge); err != nil {
		t.Fatalf("again: %v", err)
	}
	v, err := publish.Verify(t.Context(), w.public)
	if err != nil || len(v.Problems) > 0 || v.Generation != 3 || w.versions() != "b2" {
		t.Errorf("%+v, %v, public: %s", v, err, w.versions())
	}
	return states(t, w), m.writes
}

// wantReadable fails the test unless a release is public and whole.
func wantReadable(t *testing.T, b *store.Bucket) {
	t.Helper()
	v, err := publish.Verify(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range v.Problems {
		if strings.HasPrefix(problem, "releases/") || strings.HasPrefix(problem, "read releases/") {
			t.Error(problem)
		}
	}
}

// states returns what the buckets of a town hold, older versions included, by
// name and number: but for commits, which say when and by whom, and what is of
// the archive's state only the last.
func states(t *testing.T, w *town) map[string]string {
	t.Helper()
	all := map[string]string{}
	for name, b := range map[string]*store.Bucket{"public": w.public, "private": w.private} {
		for k, err := range b.Versions(t.Context(), "") {
			if err != nil {
				t.Fatal(err)
			}
			if k.Key == "current.json" || strings.HasPrefix(k.Key, "commits/") || strings.HasPrefix(k.Key, ".probe/") || k.Key == "state.json" && !k.Latest {
				continue
			}
			said := fmt.Sprintf("older, %d bytes", k.Size)
			if k.Latest {
				info, err := b.Stat(t.Context(), k.Key)
				if err != nil && !errors.Is(err, store.ErrNotExist) {
					t.Fatal(err)
				}
				said = info.SHA256
			}
			all[name+"/"+k.Key] += said + " "
		}
	}
	return all
}
