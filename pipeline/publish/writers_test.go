package publish_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/publish/publishtest"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// roundsPerBucket is how often writers meet in one bucket, so that what lies in
// it stays little.
const roundsPerBucket = 25

// TestWriters has two writers meet again and again, and three every now and
// then, each at its own pace. Who says that it has published has; who has not
// says that another was first; and nobody ever sees a mixture.
func TestWriters(t *testing.T) {
	lanes := runtime.GOMAXPROCS(0)
	todo := make(chan int)
	var work sync.WaitGroup
	for range lanes {
		work.Go(func() {
			for seed := range todo {
				meet(t, seed)
			}
		})
	}
	for seed := range (meetings + roundsPerBucket - 1) / roundsPerBucket {
		todo <- seed
	}
	close(todo)
	work.Wait()
}

// meet has writers meet in one bucket.
func meet(t *testing.T, seed int) {
	direct, name := newBucket(t)
	dir := filepath.Join(serverDir, name)
	defer os.RemoveAll(dir)
	random := rand.New(rand.NewPCG(1, uint64(seed)))
	var public *release.Release // before the round
	for round := range roundsPerBucket {
		writers := 2
		if round%10 == 9 {
			writers = 3
		}
		known := []*release.Release{}
		if public != nil {
			known = append(known, public)
		}
		for i := range writers {
			known = append(known, bare(t, 2+3*round+i, 23, nil))
		}
		o := publishtest.Observe(dir, known...)
		o.Look()
		rs := known[len(known)-writers:]
		public = judge(t, o, rs, writeAtOnce(t, o, name, rs, random))
		for _, words := range o.Violations() {
			t.Errorf("seed %d, round %d: %s", seed, round, words)
		}
		if public == nil || t.Failed() {
			return
		}
	}
	wantCopies(t, direct, []*release.Release{public})
}

// writeAtOnce publishes several releases at once, each by a writer of its own
// that waits now and then, and returns what they say.
func writeAtOnce(t *testing.T, o *publishtest.Observer, name string, rs []*release.Release, random *rand.Rand) []error {
	t.Helper()
	errs := make([]error, len(rs))
	var work sync.WaitGroup
	for i, r := range rs {
		pace := rand.New(rand.NewPCG(random.Uint64(), random.Uint64()))
		var mu sync.Mutex
		p := newFaultProxy(t, func(int, *http.Request) fault {
			mu.Lock()
			wait := time.Duration(pace.IntN(4)*pace.IntN(4)) * 50 * time.Microsecond
			mu.Unlock()
			time.Sleep(wait)
			return none
		})
		p.answer = func(*http.Request) { o.Look() }
		b := p.bucket(t, name)
		work.Go(func() { errs[i] = next(r)(t.Context(), b) })
	}
	work.Wait()
	o.Look()
	return errs
}

// judge holds what writers say to what an observer has seen, and returns the
// release that is public.
func judge(t *testing.T, o *publishtest.Observer, rs []*release.Release, errs []error) *release.Release {
	t.Helper()
	generations := map[string]int{}
	for _, p := range o.Chain() {
		generations[p.Release]++
	}
	var public *release.Release
	for i, r := range rs {
		published := generations[r.Manifest.Release] > 0
		switch {
		case errs[i] == nil && !published:
			o.Say(6, "a writer says that it has published, and has not")
		case errs[i] != nil && published:
			o.Say(6, "a writer has published, and says: %v", errs[i])
		case errs[i] != nil && !errors.Is(errs[i], publish.ErrConflict):
			t.Errorf("a writer says: %v", errs[i])
		}
	}
	chain := o.Chain()
	for _, r := range rs {
		if len(chain) > 0 && chain[len(chain)-1].Release == r.Manifest.Release {
			public = r
		}
	}
	if public == nil {
		t.Error("nobody has published")
	}
	return public
}

// hold is a plan that lets the requests that want holds wait until they are let
// go, and says when the first of them has come.
type hold struct {
	wanted  func(*http.Request) bool
	come    chan struct{}
	release chan struct{}
	once    sync.Once
}

func newHold(wanted func(*http.Request) bool) *hold {
	return &hold{wanted: wanted, come: make(chan struct{}), release: make(chan struct{})}
}

func (h *hold) plan(_ int, r *http.Request) fault {
	if h.wanted(r) {
		h.once.Do(func() { close(h.come) })
		<-h.release
	}
	return none
}

func movesPointer(r *http.Request) bool {
	return r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, "/current.json")
}

// paused starts a writer that h stops, has others do something meanwhile, and
// returns what the writer says when it is let go.
func paused(t *testing.T, h *hold, name string, act func(context.Context, *store.Bucket) error, meanwhile func()) error {
	t.Helper()
	p := newFaultProxy(t, h.plan)
	b := p.bucket(t, name)
	done := make(chan error)
	go func() { done <- act(t.Context(), b) }()
	<-h.come
	meanwhile()
	close(h.release)
	return <-done
}

// TestPausedWriter stops a writer right before it moves the pointer, and lets
// it go on once others have published: it has lost, and changes nothing.
func TestPausedWriter(t *testing.T) {
	old, late := publishtest.NewDraft(2, 23).Build(t), publishtest.NewDraft(3, 24).Build(t)
	others := []*release.Release{publishtest.NewDraft(4, 25).Build(t), publishtest.NewDraft(5, 26).Build(t)}
	tests := []struct {
		name   string
		before []*release.Release
		others []*release.Release
	}{
		{"the first release", nil, others[:1]},
		{"the next release", []*release.Release{old}, others[:1]},
		{"two releases behind", []*release.Release{old}, others},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			direct, name := newBucket(t)
			for _, r := range test.before {
				publishOn(t, direct, r)
			}
			o := publishtest.Observe(filepath.Join(serverDir, name), old, late, others[0], others[1])
			o.Look()
			err := paused(t, newHold(movesPointer), name, next(late), func() {
				for _, r := range test.others {
					publishOn(t, direct, r)
					o.Look()
				}
			})
			o.Look()
			if !errors.Is(err, publish.ErrConflict) {
				t.Errorf("got error %v, want %v", err, publish.ErrConflict)
			}
			for _, words := range o.Violations() {
				t.Error(words)
			}
			wantPublic(t, direct, test.others[len(test.others)-1], int64(len(test.before)+len(test.others)))
		})
	}
}

// TestPausedCopies stops a writer in the middle of its copies, and lets it go on
// once another has published and copied: the newer copies are there in the end.
func TestPausedCopies(t *testing.T) {
	first, second := publishtest.NewDraft(2, 23).Build(t), publishtest.NewDraft(3, 24).Build(t)
	direct, name := newBucket(t)
	h := newHold(func(r *http.Request) bool {
		return r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, "/latest/propositions.csv")
	})
	if err := paused(t, h, name, next(first), func() { publishOn(t, direct, second) }); err != nil {
		t.Error(err)
	}
	wantPublic(t, direct, second, 2)
}

// TestOvertaken loses the answer to a writer that moved the pointer, and has
// another publish on top of it before the writer looks: it has published all the
// same, and says so.
func TestOvertaken(t *testing.T) {
	first, second, third := publishtest.NewDraft(2, 23).Build(t), publishtest.NewDraft(3, 24).Build(t), publishtest.NewDraft(4, 25).Build(t)
	for _, after := range [][]*release.Release{{third}, {third, first}} {
		direct, name := newBucket(t)
		publishOn(t, direct, first)
		p := newFaultProxy(t, nil)
		p.plan = func(_ int, r *http.Request) fault {
			if movesPointer(r) {
				return loseAnswer
			}
			return none
		}
		p.answer = func(r *http.Request) {
			if movesPointer(r) {
				for _, r := range after {
					publishOn(t, direct, r)
				}
			}
		}
		if err := next(second)(t.Context(), p.bucket(t, name)); err != nil {
			t.Errorf("overtaken by %d: %v", len(after), err)
		}
		wantPublic(t, direct, after[len(after)-1], int64(2+len(after)))
	}
}
