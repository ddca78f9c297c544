package publish_test

import (
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/publish/publishtest"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// meeting is the bucket called name as one run sees it that stops before its
// first request with this method and an address that contains part, until
// others have done what they do meanwhile.
func meeting(t *testing.T, name, method, part string, others func()) *store.Bucket {
	t.Helper()
	var once sync.Once
	met := false
	t.Cleanup(func() {
		if !met {
			t.Errorf("no %s %s", method, part)
		}
	})
	return newFaultProxy(t, func(_ int, r *http.Request) fault {
		if r.Method == method && strings.Contains(r.URL.String(), part) {
			once.Do(func() { met = true; others() })
		}
		return none
	}).bucket(t, name)
}

// Requests at which runs meet.
const (
	toMarks   = "/.gc/marks.json"
	toRecord  = "/commits/"
	toPointer = "/current.json"
)

// A collection reads, somebody goes back to what it is about to delete, and it
// goes on: it starts over, and finds nothing to delete.
func TestCollectionMeetsRollback(t *testing.T) {
	direct, name := newBucket(t)
	all := markedOnce(t, direct)
	b := meeting(t, name, http.MethodPut, toMarks, func() {
		if _, err := backTo(t.Context(), direct, all[0]); err != nil {
			t.Error(err)
		}
	})
	if c, err := publish.Collect(t.Context(), b, day(1)); err != nil || strings.Contains(strings.Join(c.Collected, " "), "releases/") {
		t.Errorf("collected: %+v, %v", c, err)
	}
	wantPublic(t, direct, all[0], 43)
	collectAll(t, direct, 2)
	wantPublic(t, direct, all[0], 43)
	wantContent(t, direct, all[0])
}

// The other way round: somebody is about to go back, and a collection begins to
// delete before. Where it has time to look at the records first, all of it goes;
// either way the release that is public stays.
func TestRollbackMeetsCollection(t *testing.T) {
	tests := []struct {
		name, method, at string
		nights           []int
		want             error // nil: an EarlierError
		back             bool  // the rollback is done
	}{
		{"before it takes the mark away", http.MethodPut, toMarks, []int{1}, nil, false},
		{"before it takes the mark away, to the end", http.MethodPut, toMarks, []int{1, 2, 3, 4, 5}, nil, false},
		{"before its record, one night", http.MethodPut, toRecord, []int{1}, nil, true},
		{"before its record, many nights", http.MethodPut, toRecord, []int{1, 2, 3, 4, 5, 6}, publish.ErrCollected, false},
		{"before the pointer, many nights", http.MethodPut, toPointer, []int{1, 2, 3, 4, 5, 6}, nil, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			direct, name := newBucket(t)
			all := markedOnce(t, direct)
			b := meeting(t, name, test.method, test.at, func() {
				for _, n := range test.nights {
					collectOn(t, direct, day(n))
				}
			})
			_, err := backTo(t.Context(), b, all[0])
			var earlier *publish.EarlierError
			switch {
			case test.back && err == nil:
				wantPublic(t, direct, all[0], 43)
				collectAll(t, direct, 20)
				wantPublic(t, direct, all[0], 43)
				wantContent(t, direct, all[0])
				return
			case test.back, test.want != nil && !errors.Is(err, test.want), test.want == nil && !errors.As(err, &earlier):
				t.Errorf("got error %v", err)
			}
			wantPublic(t, direct, all[1], 42)
			wantContent(t, direct, all[1])
		})
	}
}

// What a collection has said that it deletes is lost, even if nothing of it is
// gone yet.
func TestRollbackDuringDeletion(t *testing.T) {
	direct, name := newBucket(t)
	all := markedOnce(t, direct)
	b := meetingAfterMarks(t, name, func() {
		public := readPublic(t, direct)
		_, planned := publish.PlanRollback(t.Context(), direct, all[0].Manifest.Release, public)
		_, err := publish.Rollback(t.Context(), direct, all[0].Manifest.Release, public)
		var earlier *publish.EarlierError
		if !errors.As(err, &earlier) || !strings.Contains(err.Error(), "are being deleted") || len(earlier.Earlier) > 0 || planned == nil || planned.Error() != err.Error() {
			t.Errorf("got error %v, planned %v", err, planned)
		}
	})
	if c, err := publish.Collect(t.Context(), b, day(1)); err != nil || c.Deleted == 0 {
		t.Errorf("collected: %+v, %v", c, err)
	}
	collectAll(t, direct, 2)
	wantPublic(t, direct, all[1], 42)
	wantWholeOrGone(t, direct, all[0], false)
}

// Both are stopped in the middle: the collection has said that it deletes, and
// not looked at the records yet; the rollback has written its record. Each gives
// way to the other, and one of them comes through the next time.
func TestCollectionAndRollbackGiveWay(t *testing.T) {
	direct, name := newBucket(t)
	all := markedOnce(t, direct)
	// The collection of the second night stops when it has said so.
	marked, resume, done := make(chan struct{}), make(chan struct{}), make(chan struct{})
	b := meeting(t, name, http.MethodPut, toRecord, func() {
		collectOn(t, direct, day(1))
		go func() {
			defer close(done)
			c := meetingAfterMarks(t, name, func() { close(marked); <-resume })
			if _, err := publish.Collect(t.Context(), c, day(2)); err != nil {
				t.Error(err)
			}
		}()
		<-marked
	})
	_, back := backTo(t.Context(), b, all[0])
	close(resume)
	<-done
	if !errors.Is(back, publish.ErrCollected) {
		t.Errorf("got error %v, want %v", back, publish.ErrCollected)
	}
	wantPublic(t, direct, all[1], 42)
	wantWholeOrGone(t, direct, all[0], true)
	if _, err := backTo(t.Context(), direct, all[0]); err != nil {
		t.Fatal(err)
	}
	wantPublic(t, direct, all[0], 43)
}

// meetingAfterMarks is [meeting] at the first request after the marks were
// written.
func meetingAfterMarks(t *testing.T, name string, others func()) *store.Bucket {
	t.Helper()
	var mu sync.Mutex
	written, met := false, false
	return newFaultProxy(t, func(write int, r *http.Request) fault {
		mu.Lock()
		defer mu.Unlock()
		isMarks := strings.Contains(r.URL.Path, toMarks)
		if written && !met && !isMarks {
			met = true
			others()
		}
		written = written || isMarks && write > 0
		return none
	}).bucket(t, name)
}

// A run that has sent a release sleeps for weeks. When it wakes its files are
// gone, or some of them: it makes nothing public that is not there, and the next
// run sends it again.
func TestPublicationMeetsCollection(t *testing.T) {
	old := releasesOf(t, 1)[0]
	r := publishtest.NewDraft(9, 20).Build(t)
	tests := []struct {
		name, method, at string
		public           bool
	}{
		{"while it sends", http.MethodPut, folderOf(r) + "propositions.parquet", false},
		{"before the manifest", http.MethodPut, folderOf(r) + "manifest.json", false},
		{"before the record", http.MethodPut, toRecord, false},
		{"before the pointer", http.MethodPut, toPointer, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			direct, name := newBucket(t)
			publishOn(t, direct, old)
			b := meeting(t, name, test.method, test.at, func() { collectAll(t, direct, 20) })
			_, err := publish.Publish(t.Context(), b, r, readPublic(t, b))
			if test.public {
				if err != nil {
					t.Fatal(err)
				}
			} else {
				if !errors.Is(err, publish.ErrCollected) {
					t.Errorf("got error %v, want %v", err, publish.ErrCollected)
				}
				wantPublic(t, direct, old, 1)
				publishOn(t, direct, r)
			}
			wantPublic(t, direct, r, 2)
			wantContent(t, direct, r)
		})
	}
}

// A copy is being deleted that nobody needs, when somebody goes back to a release
// that has it: it is there in the end.
func TestCollectionOfACopyMeetsRollback(t *testing.T) {
	direct, name := newBucket(t)
	all := releasesOf(t, 2)
	publishOn(t, direct, all[0])
	publishOn(t, direct, all[1])
	collectOn(t, direct, day(0))
	b := meeting(t, name, http.MethodDelete, "/latest/page-0.html", func() {
		if _, err := backTo(t.Context(), direct, all[0]); err != nil {
			t.Error(err)
		}
	})
	c, err := publish.Collect(t.Context(), b, day(1))
	if err != nil || len(c.Notes) != 1 || !strings.Contains(c.Notes[0], "repaired") {
		t.Errorf("collected: %+v, %v", c, err)
	}
	wantPublic(t, direct, all[0], 3)
	wantContent(t, direct, all[0])
}

// Of two collections at once, the one that was overtaken stops.
func TestCollectionMeetsCollection(t *testing.T) {
	direct, name := newBucket(t)
	all := markedOnce(t, direct)
	b := meeting(t, name, http.MethodDelete, folderOf(all[0]), func() { collectOn(t, direct, day(2)) })
	if _, err := publish.Collect(t.Context(), b, day(1)); !errors.Is(err, publish.ErrMarked) {
		t.Errorf("got error %v, want %v", err, publish.ErrMarked)
	}
	collectAll(t, direct, 3)
	wantPublic(t, direct, all[1], 42)
	wantWholeOrGone(t, direct, all[0], false)
}

// A run sleeps before its record until its files are marked, a collection that is
// about to say that it deletes them stops, and the run goes on to publish: the
// collection looks at the records once more, and spares them.
func TestCollectionMeetsPublication(t *testing.T) {
	old, late := releasesOf(t, 1)[0], publishtest.NewDraft(9, 20).Build(t)
	direct, name := newBucket(t)
	publishOn(t, direct, old)
	publisher, collector := newHold(puts(toRecord)), newHold(puts(toMarks))
	published, collected := make(chan error), make(chan error)
	go func() { published <- next(late)(t.Context(), newFaultProxy(t, publisher.plan).bucket(t, name)) }()
	<-publisher.come
	collectOn(t, direct, day(0))
	go func() {
		_, err := publish.Collect(t.Context(), newFaultProxy(t, collector.plan).bucket(t, name), day(2))
		collected <- err
	}()
	<-collector.come
	close(publisher.release)
	if err := <-published; err != nil {
		t.Error(err)
	}
	close(collector.release)
	if err := <-collected; err != nil {
		t.Error(err)
	}
	wantPublic(t, direct, late, 2)
	wantContent(t, direct, late)
}

// puts reports whether a request writes to an address that contains part.
func puts(part string) func(*http.Request) bool {
	return func(r *http.Request) bool { return r.Method == http.MethodPut && strings.Contains(r.URL.Path, part) }
}
