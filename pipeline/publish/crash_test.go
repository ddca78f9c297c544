package publish_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/publish/publishtest"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// sweep has a fault befall every write of act in turn, each time in a bucket of
// its own that prepare has filled, and has check judge what is left and the
// error that act ended in.
func sweep(t *testing.T, f fault, prepare func(*testing.T, *store.Bucket), act func(context.Context, *store.Bucket) error, check func(*testing.T, *store.Bucket, error)) {
	one := func(t *testing.T, n int) int {
		direct, name := newBucket(t)
		prepare(t, direct)
		p := newFaultProxy(t, atWrite(n, f))
		err := act(p.ctx, p.bucket(t, name))
		check(t, direct, err)
		return int(p.writes.Load())
	}
	writes := one(t, 0) // no write has this number
	if writes == 0 {
		t.Fatal("nothing is written")
	}
	for n := 1; n <= writes; n++ {
		t.Run(fmt.Sprintf("%s write %d of %d", f, n, writes), func(t *testing.T) {
			t.Parallel()
			one(t, n)
		})
	}
}

// wantWhole fails the test unless one of the releases is public and whole to
// whoever starts from the pointer, and every copy at a stable address is whole
// and no newer than the pointer. It returns the release that is public.
func wantWhole(t *testing.T, b *store.Bucket, releases ...*release.Release) *release.Release {
	t.Helper()
	v, err := publish.Verify(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	if v.Generation < 1 || v.Generation > int64(len(releases)) || releases[v.Generation-1].Manifest.Release != v.Release {
		t.Fatalf("release %s, generation %d is public", v.Release, v.Generation)
	}
	for _, problem := range v.Problems {
		if strings.HasPrefix(problem, "releases/") || strings.HasPrefix(problem, "read releases/") {
			t.Error(problem)
		}
	}
	wantCopies(t, b, releases[:v.Generation])
	return releases[v.Generation-1]
}

// wantCopies fails the test unless each copy is a file of one of the releases.
func wantCopies(t *testing.T, b *store.Bucket, releases []*release.Release) {
	t.Helper()
	of := map[string][]string{}
	for _, r := range releases {
		for _, a := range r.Artifacts {
			key, atRoot := strings.CutPrefix(a.Path, "root/")
			if !atRoot {
				key = "latest/" + a.Path
			}
			of[key] = append(of[key], a.SHA256)
		}
	}
	for key, sums := range of {
		info, err := b.Stat(t.Context(), key)
		if errors.Is(err, store.ErrNotExist) && len(releases) == 1 {
			continue // copied for the first time
		}
		if err != nil || !strings.Contains(strings.Join(sums, " "), info.SHA256) {
			t.Errorf("%s: %+v, %v", key, info, err)
		}
	}
}

// TestCrash kills the run after every write in turn. Whatever happens a reader
// finds one whole release, old or new, and the next run reaches the state of a
// run that nothing befell.
func TestCrash(t *testing.T) {
	old, next := publishtest.NewDraft(2, 23).Build(t), publishtest.NewDraft(3, 24).Build(t)
	sweep(t, dieAfter, func(t *testing.T, b *store.Bucket) { publishOn(t, b, old) }, func(ctx context.Context, b *store.Bucket) error {
		before, err := publish.Read(ctx, b)
		if err != nil {
			return err
		}
		_, err = publish.Publish(ctx, b, next, before)
		return err
	}, func(t *testing.T, b *store.Bucket, err error) {
		public := wantWhole(t, b, old, next)
		if err == nil && public != next {
			t.Error("the run says that it has published, and has not")
		}
		if _, err := publish.Publish(t.Context(), b, next, readPublic(t, b)); err != nil {
			t.Fatalf("run again: %v", err)
		}
		wantPublic(t, b, next, 2)
	})
}

// The first release has no pointer to replace. Here the run dies before every
// write.
func TestCrashOfTheFirst(t *testing.T) {
	r := publishtest.NewDraft(2, 23).Build(t)
	sweep(t, dieBefore, func(*testing.T, *store.Bucket) {}, func(ctx context.Context, b *store.Bucket) error {
		_, err := publish.Publish(ctx, b, r, nil)
		return err
	}, func(t *testing.T, b *store.Bucket, err error) {
		if public := readPublic(t, b); public != nil {
			wantWhole(t, b, r)
		} else if err == nil {
			t.Error("the run says that it has published, and nothing is public")
		}
		if _, err := publish.Publish(t.Context(), b, r, readPublic(t, b)); err != nil {
			t.Fatalf("run again: %v", err)
		}
		wantPublic(t, b, r, 1)
	})
}

// TestLostAnswer loses the answer to every write in turn: nothing is lost but
// time.
func TestLostAnswer(t *testing.T) {
	r := publishtest.NewDraft(2, 23).Build(t)
	sweep(t, loseAnswer, func(*testing.T, *store.Bucket) {}, func(ctx context.Context, b *store.Bucket) error {
		receipt, err := publish.Publish(ctx, b, r, nil)
		if len(receipt.Notes) > 0 {
			t.Errorf("notes: %q", receipt.Notes)
		}
		return err
	}, func(t *testing.T, b *store.Bucket, err error) {
		if err != nil {
			t.Error(err)
		}
		wantPublic(t, b, r, 1)
	})
}

// A busy storage refuses a request now and then.
func TestBusyStorage(t *testing.T) {
	var mu sync.Mutex
	seen := map[string]bool{}
	plans := map[string]func(int, *http.Request) fault{
		"every object once": func(write int, r *http.Request) fault {
			mu.Lock()
			defer mu.Unlock()
			if write == 0 || seen[r.URL.Path] {
				return none
			}
			seen[r.URL.Path] = true
			return refuse
		},
		// The second write is one that is sent only once.
		"in the probe": atWrite(2, refuse),
	}
	r := publishtest.NewDraft(2, 23).Build(t)
	for name, plan := range plans {
		t.Run(name, func(t *testing.T) {
			direct, bucket := newBucket(t)
			publishOn(t, newFaultProxy(t, plan).bucket(t, bucket), r)
			wantPublic(t, direct, r, 1)
		})
	}
}

// onPointer is the plan in which one fault befalls the write of the pointer,
// and another whatever is asked of it afterwards.
func onPointer(sent, asked fault) func(int, *http.Request) fault {
	moved := false
	return func(write int, r *http.Request) fault {
		switch {
		case !strings.HasSuffix(r.URL.Path, "/current.json"):
			return none
		case write > 0:
			moved = true
			return sent
		case moved:
			return asked
		}
		return none
	}
}

func TestPointer(t *testing.T) {
	tests := []struct {
		name        string
		sent, asked fault
		want        error
		public      bool
	}{
		{"the answer is lost", loseAnswer, none, nil, true},
		{"refused for good", refuse, none, store.ErrUnavailable, false},
		{"denied", deny, none, store.ErrDenied, false},
		{"the answer is lost, and it cannot be read", loseAnswer, deny, publish.ErrUnknown, true},
		{"refused, and it cannot be read", refuse, deny, publish.ErrUnknown, false},
		{"moved, and it cannot be read", none, deny, nil, true},
	}
	old, next := publishtest.NewDraft(2, 23).Build(t), publishtest.NewDraft(3, 24).Build(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			direct, name := newBucket(t)
			publishOn(t, direct, old)
			b := newFaultProxy(t, onPointer(test.sent, test.asked)).bucket(t, name)
			_, err := publish.Publish(t.Context(), b, next, readPublic(t, b))
			if !errors.Is(err, test.want) {
				t.Errorf("got error %v, want %v", err, test.want)
			}
			if test.want == publish.ErrUnknown && (errors.Is(err, store.ErrDenied) || errors.Is(err, store.ErrUnavailable)) {
				t.Errorf("%v reads as if nothing had been published", err)
			}
			if public := wantWhole(t, direct, old, next); (public == next) != test.public {
				t.Errorf("release %s is public", public.Manifest.Release)
			}
		})
	}
}

// A release that is public stays so when its copies cannot be made: the run
// says that they are late, not that it has failed.
func TestCopiesFail(t *testing.T) {
	r := publishtest.NewDraft(2, 23).Build(t)
	direct, name := newBucket(t)
	b := newFaultProxy(t, func(write int, r *http.Request) fault {
		if write > 0 && strings.HasSuffix(r.URL.Path, "/latest/propositions.csv") {
			return deny
		}
		return none
	}).bucket(t, name)
	receipt, err := publish.Publish(t.Context(), b, r, nil)
	if err != nil || len(receipt.Notes) != 1 || !strings.Contains(receipt.Notes[0], "not up to date") {
		t.Errorf("receipt: %+v, %v", receipt, err)
	}
	wantWhole(t, direct, r)
	if receipt, err := publish.Publish(t.Context(), direct, r, readPublic(t, direct)); err != nil || !receipt.Unchanged {
		t.Errorf("run again: %+v, %v", receipt, err)
	}
	wantPublic(t, direct, r, 1)
}

// Some storages do not copy: what they hold is brought and sent again.
func TestNoCopies(t *testing.T) {
	r := publishtest.NewDraft(2, 23).Build(t)
	direct, name := newBucket(t)
	b := newFaultProxy(t, func(_ int, r *http.Request) fault {
		if r.Header.Get("X-Amz-Copy-Source") != "" {
			return unsupported
		}
		return none
	}).bucket(t, name)
	publishOn(t, b, r)
	wantPublic(t, direct, r, 1)
}

// The pointer is never sent again before somebody has looked what became of it.
func TestSentOnce(t *testing.T) {
	r := publishtest.NewDraft(2, 23).Build(t)
	for _, f := range []fault{refuse, loseAnswer} {
		_, name := newBucket(t)
		var asked []string
		b := newFaultProxy(t, func(_ int, r *http.Request) fault {
			if !strings.HasSuffix(r.URL.Path, "/current.json") {
				return none
			}
			asked = append(asked, r.Method)
			if r.Method == http.MethodPut {
				return f
			}
			return none
		}).bucket(t, name)
		_ = next(r)(t.Context(), b)
		if said := strings.Join(asked, " "); !strings.Contains(said, "PUT") || strings.Contains(said, "PUT PUT") {
			t.Errorf("%s: the pointer was sent again: %s", f, said)
		}
	}
}
