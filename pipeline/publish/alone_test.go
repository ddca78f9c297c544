package publish_test

import (
	"bytes"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/publish/publishtest"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// aloneOn publishes on a storage that ignores conditions, and wants the one
// note that says so.
func aloneOn(t *testing.T, b *store.Bucket, r *release.Release, before *publish.Public) error {
	t.Helper()
	receipt, err := publish.Publish(t.Context(), b, r, before)
	if err == nil && (len(receipt.Notes) != 1 || !strings.Contains(receipt.Notes[0], "conditional")) {
		t.Errorf("notes: %q", receipt.Notes)
	}
	return err
}

// withoutConditions is a storage that ignores conditions, or says that it does
// not know them.
func withoutConditions(t *testing.T, f fault) (b, direct *store.Bucket) {
	t.Helper()
	direct, name := newBucket(t)
	return newFaultProxy(t, func(_ int, r *http.Request) fault {
		if r.Header.Get("If-Match") != "" || r.Header.Get("If-None-Match") != "" {
			return f
		}
		return none
	}).bucket(t, name), direct
}

func TestWithoutConditions(t *testing.T) {
	first, second, third := publishtest.NewDraft(2, 23).Build(t), publishtest.NewDraft(3, 24).Build(t), publishtest.NewDraft(4, 25).Build(t)
	for _, f := range []fault{unconditional, unsupported} {
		t.Run(f.String(), func(t *testing.T) {
			b, direct := withoutConditions(t, f)
			if err := aloneOn(t, b, first, nil); err != nil {
				t.Fatal(err)
			}
			before := readPublic(t, b)
			if err := aloneOn(t, b, second, before); err != nil {
				t.Fatal(err)
			}
			wantPublic(t, direct, second, 2)
			for _, stale := range []*publish.Public{nil, before} {
				if err := aloneOn(t, b, third, stale); !errors.Is(err, publish.ErrConflict) {
					t.Errorf("on top of an older release: got error %v, want %v", err, publish.ErrConflict)
				}
			}
			wantPublic(t, direct, second, 2)
			key := "releases/" + third.Manifest.Release + "/propositions.csv"
			if err := direct.Put(t.Context(), key, store.Bytes([]byte("other bytes"), "", "")); err != nil {
				t.Fatal(err)
			}
			if err := aloneOn(t, b, third, readPublic(t, b)); !errors.Is(err, store.ErrExist) {
				t.Errorf("other bytes: got error %v, want %v", err, store.ErrExist)
			}
		})
	}
}

// A run that died after its commit record has published, where records decide:
// the next run sees to it, and loses.
func TestRecordsDecide(t *testing.T) {
	first, dead, late := publishtest.NewDraft(2, 23).Build(t), publishtest.NewDraft(3, 24).Build(t), publishtest.NewDraft(4, 25).Build(t)
	b, direct := withoutConditions(t, unconditional)
	if err := aloneOn(t, b, first, nil); err != nil {
		t.Fatal(err)
	}
	before, old := readPublic(t, b), pointer(t, direct)
	if err := aloneOn(t, b, dead, before); err != nil {
		t.Fatal(err)
	}
	// Highest of all nonces, and the pointer as if it had not been moved.
	p := readPublic(t, direct).Pointer
	record := bytes.Replace(pointer(t, direct), []byte(p.Nonce), []byte("zzzzzzzzzzzzzzzzzzzzzzzzzz"), 1)
	put(t, direct, "commits/00000002-zzzzzzzzzzzzzzzzzzzzzzzzzz.json", record)
	put(t, direct, "current.json", old)
	if err := aloneOn(t, b, late, before); !errors.Is(err, publish.ErrConflict) {
		t.Errorf("got error %v, want %v", err, publish.ErrConflict)
	}
	if got := pointer(t, direct); !bytes.Equal(got, record) {
		t.Errorf("the pointer is\n%s\nthe records say\n%s", got, record)
	}
	if err := aloneOn(t, b, late, readPublic(t, b)); err != nil {
		t.Errorf("run again: %v", err)
	}
	wantPublic(t, direct, late, 3)
}

func pointer(t *testing.T, b *store.Bucket) []byte {
	t.Helper()
	data, _, err := b.Read(t.Context(), "current.json", 1<<16)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func put(t *testing.T, b *store.Bucket, key string, data []byte) {
	t.Helper()
	if err := b.Put(t.Context(), key, store.Bytes(data, "application/json", "")); err != nil {
		t.Fatal(err)
	}
}

// Runs that died after their record hold up nobody, however high their nonces.
func TestOutbid(t *testing.T) {
	first, last := publishtest.NewDraft(2, 23).Build(t), publishtest.NewDraft(3, 24).Build(t)
	for _, nonce := range []string{"zzzzzzzzzzzzzzzzzzzzzzzzyz", "9999999999999999", "z999999999999999999999999999999999999999"} {
		b, direct := withoutConditions(t, unconditional)
		if err := aloneOn(t, b, first, nil); err != nil {
			t.Fatal(err)
		}
		p := readPublic(t, direct).Pointer
		record := bytes.Replace(pointer(t, direct), []byte(p.Nonce), []byte(nonce), 1)
		put(t, direct, "commits/00000002-"+nonce+".json", bytes.Replace(record, []byte(`"generation": 1`), []byte(`"generation": 2`), 1))
		if err := aloneOn(t, b, last, readPublic(t, b)); err != nil {
			t.Errorf("after %s: %v", nonce, err)
		}
		wantPublic(t, direct, last, 2)
	}
}
