package publish_test

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/publish/publishtest"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// A call is a request among those of a run: what callOf says, and how many of
// the same came before it.
type call struct {
	words string
	nth   int
}

// A mishap is a fault that befalls a call.
type mishap struct {
	call  call
	fault fault
}

// rank is 0 for a write of the pointer or of its record, otherwise 1.
func (m mishap) rank() int {
	if strings.HasPrefix(m.call.words, "PUT current.json") || strings.HasPrefix(m.call.words, "PUT commits/") {
		return 0
	}
	return 1
}

func (m mishap) String() string { return fmt.Sprintf("%s %s (%d)", m.fault, m.call.words, m.call.nth) }

// A rehearsal is a scenario with all that can be known of it beforehand.
type rehearsal struct {
	scenario
	ready   string            // folder of the objects before
	mishaps []mishap          // every call with every fault that makes a difference to it
	settled map[string]string // hashes of the objects after an undisturbed run, by key, but for what differs from run to run
	final   publish.Pointer
}

// rehearse runs a scenario undisturbed.
func rehearse(t *testing.T, s scenario) *rehearsal {
	t.Helper()
	b, name := newBucket(t)
	s.prepare(t, b)
	h := &rehearsal{scenario: s, ready: filepath.Join(serverDir, name)}
	copied := h.copyBucket(t)
	calls := map[string]int{}
	var mu sync.Mutex
	p := newFaultProxy(t, func(_ int, r *http.Request) fault {
		mu.Lock()
		defer mu.Unlock()
		c := call{callOf(r), calls[callOf(r)]}
		calls[c.words]++
		for _, f := range swept {
			if f.befalls(r) {
				h.mishaps = append(h.mishaps, mishap{c, f})
			}
		}
		return h.always(r)
	})
	if err := s.act(p.ctx, p.bucket(t, copied)); err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(h.mishaps, func(a, b mishap) int { return strings.Compare(a.String(), b.String()) })
	h.settled = settled(t, filepath.Join(serverDir, copied))
	h.final = readPublic(t, p.bucket(t, copied)).Pointer
	return h
}

// always is what befalls a request whatever else does.
func (s *scenario) always(r *http.Request) fault {
	if s.without.befalls(r) {
		return s.without
	}
	return none
}

// copyBucket makes a bucket of the objects that the scenario begins with. An
// object is replaced and never written to, so that two may be one file.
func (h *rehearsal) copyBucket(t *testing.T) string {
	t.Helper()
	_, name := newBucket(t)
	to := filepath.Join(serverDir, name)
	err := filepath.WalkDir(h.ready, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		target := to + strings.TrimPrefix(path, h.ready)
		switch {
		case entry.IsDir() && strings.HasPrefix(entry.Name(), ".sgwtmp"):
			return fs.SkipDir
		case entry.IsDir():
			return os.MkdirAll(target, 0o755)
		}
		return os.Link(path, target)
	})
	if err != nil {
		t.Fatal(err)
	}
	return name
}

// settled returns the hash of every object that does not differ from one run to
// another, by key.
func settled(t *testing.T, dir string) map[string]string {
	t.Helper()
	sums := map[string]string{}
	b := store.NewFolder(dir)
	for info, err := range b.List(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		first, _, _ := strings.Cut(info.Key, "/")
		if first == "commits" || first == "current.json" || strings.HasPrefix(first, ".") {
			continue
		}
		whole, err := b.Stat(t.Context(), info.Key)
		if err != nil {
			t.Fatal(err)
		}
		sums[info.Key] = whole.SHA256
	}
	return sums
}

// endure has mishaps befall one run of the scenario, an observer looking after
// every write, then runs it undisturbed, which must reach the state of a run
// that nothing befell, and once more, which must write nothing. It returns what
// was found against the invariants.
func (h *rehearsal) endure(t *testing.T, mishaps ...mishap) []string {
	name := h.copyBucket(t)
	dir := filepath.Join(serverDir, name)
	defer os.RemoveAll(dir)
	o := publishtest.Observe(dir, h.releases...)
	if h.past != nil {
		o.Remember(h.past)
	}
	o.Look()
	before := o.Chain()
	p := newFaultProxy(t, h.plan(mishaps))
	p.answer = func(*http.Request) { o.Look() }
	err := h.act(p.ctx, p.bucket(t, name))
	o.Look()
	h.judge(o, err, p.ctx.Err() != nil, len(o.Chain()) > len(before))
	if err := p.deliver(); err != nil {
		t.Error(err)
	}
	o.Look()
	again := newFaultProxy(t, func(_ int, r *http.Request) fault { return h.always(r) })
	again.answer = p.answer
	b := again.bucket(t, name)
	if err := h.act(t.Context(), b); err != nil {
		o.Say(8, "the next run: %v", err)
		return o.Violations()
	}
	o.Look()
	h.compare(t, o, dir, b)
	return o.Violations()
}

// plan lets each mishap befall its call.
func (h *rehearsal) plan(mishaps []mishap) func(int, *http.Request) fault {
	calls := map[string]int{}
	var mu sync.Mutex
	return func(_ int, r *http.Request) fault {
		mu.Lock()
		defer mu.Unlock()
		c := call{callOf(r), calls[callOf(r)]}
		calls[c.words]++
		for _, m := range mishaps {
			if m.call == c {
				return m.fault
			}
		}
		return h.always(r)
	}
}

// judge holds the answer of a run to what it did: it says that it has published
// exactly when it has, and that it does not know only when it cannot.
func (h *rehearsal) judge(o *publishtest.Observer, err error, dead, moved bool) {
	last := h.releases[len(h.releases)-1].Manifest.Release
	chain := o.Chain()
	public := len(chain) > 0 && chain[len(chain)-1].Release == last
	switch {
	case err == nil && !public:
		o.Say(6, "the run says that it has published, and has not")
	case err != nil && moved && !dead && !errors.Is(err, publish.ErrUnknown):
		o.Say(6, "the run has published, and says: %v", err)
	case errors.Is(err, publish.ErrConflict):
		o.Say(6, "nobody else has published, and the run says: %v", err)
	}
}

// compare holds the state after an undisturbed run to that of a run that
// nothing ever befell, and has the run repeated.
func (h *rehearsal) compare(t *testing.T, o *publishtest.Observer, dir string, b *store.Bucket) {
	chain := o.Chain()
	if last := chain[len(chain)-1]; last.Generation != h.final.Generation || last.Release != h.final.Release {
		o.Say(8, "generation %d, release %s is public", last.Generation, last.Release)
	}
	now := settled(t, dir)
	for _, key := range slices.Sorted(maps.Keys(h.settled)) {
		if now[key] != h.settled[key] {
			o.Say(8, "%s is not as after an undisturbed run", key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(now)) {
		if h.settled[key] == "" {
			o.Say(8, "%s should not be there", key)
		}
	}
	writes := b.Writes()
	if err := h.act(t.Context(), b); err != nil || b.Writes() != writes {
		o.Say(9, "run once more: %d writes, %v", b.Writes()-writes, err)
	}
}

// A point is a scenario and what befalls it.
type point struct {
	of      *rehearsal
	mishaps []mishap
}

func (p point) String() string { return fmt.Sprintf("%s, %v", p.of.name, p.mishaps) }

// endureAll goes through points, many at once since most of the time of a run
// is waiting, and tells of every violation.
func endureAll(t *testing.T, points []point) {
	todo := make(chan point)
	var work sync.WaitGroup
	for range 4 * runtime.GOMAXPROCS(0) {
		work.Go(func() {
			for p := range todo {
				for _, words := range p.of.endure(t, p.mishaps...) {
					t.Errorf("%v: %s", p, words)
				}
			}
		})
	}
	for _, p := range points {
		if t.Failed() {
			break // one violation is enough, and each takes its time
		}
		todo <- p
	}
	close(todo)
	work.Wait()
}

// TestSweep has every fault befall every call of every scenario, and pairs of
// faults drawn by a seed. After each a reader must have seen whole releases only,
// and one undisturbed run must set everything right.
func TestSweep(t *testing.T) {
	all := scenarios(t)
	for _, s := range all {
		t.Run(s.name, func(t *testing.T) {
			h := rehearse(t, s)
			random := rand.New(rand.NewPCG(1, 2))
			points := h.drawn(random, singles/len(all), pairs/len(all))
			endureAll(t, points)
			t.Logf("%d points of %d, pairs aside", len(points), len(h.mishaps))
		})
	}
}

// drawn returns points in an order of chance, but for those at the pointer and
// its record, where most can go wrong: at most some of one mishap, and others of
// two.
func (h *rehearsal) drawn(random *rand.Rand, singles, pairs int) []point {
	var points []point
	for _, m := range h.mishaps {
		points = append(points, point{h, []mishap{m}})
	}
	random.Shuffle(len(points), func(i, j int) { points[i], points[j] = points[j], points[i] })
	slices.SortStableFunc(points, func(a, b point) int { return cmp.Compare(a.mishaps[0].rank(), b.mishaps[0].rank()) })
	points = points[:min(len(points), singles)]
	for range pairs {
		one, two := h.mishaps[random.IntN(len(h.mishaps))], h.mishaps[random.IntN(len(h.mishaps))]
		points = append(points, point{h, []mishap{one, two}})
	}
	return points
}

// A copy that is carried out long after it was sent, over that of a later
// release, is set right by the next run, though nothing has changed.
func TestLateCopy(t *testing.T) {
	first, second := publishtest.NewDraft(2, 23).Build(t), publishtest.NewDraft(3, 24).Build(t)
	direct, name := newBucket(t)
	late := newFaultProxy(t, func(_ int, r *http.Request) fault {
		if r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, "/latest/propositions.csv") {
			return delay
		}
		return none
	})
	if err := next(first)(t.Context(), late.bucket(t, name)); err != nil {
		t.Fatal(err)
	}
	publishOn(t, direct, second)
	if err := late.deliver(); err != nil {
		t.Fatal(err)
	}
	if receipt, err := publish.Publish(t.Context(), direct, second, readPublic(t, direct)); err != nil || !receipt.Unchanged || len(receipt.Notes) != 1 {
		t.Errorf("the next run: %+v, %v", receipt, err)
	}
	wantPublic(t, direct, second, 2)
}
