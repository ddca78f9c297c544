package store_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/concertations-ia/canevas/pipeline/store"
)

// careless is one object in a store that ignores conditions and checksums,
// lists nothing and lets nobody delete.
type careless struct {
	mu   sync.Mutex
	data []byte
}

func (c *careless) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case r.URL.Query().Has("list-type"):
		fmt.Fprint(w, "<ListBucketResult><Name>bucket</Name></ListBucketResult>")
	case r.Method == http.MethodPut:
		c.data, _ = io.ReadAll(r.Body)
	case r.Method == http.MethodDelete:
		fault(w, 403, "AccessDenied")
	default:
		w.Header().Set("ETag", `"e"`)
		_, _ = w.Write(c.data)
	}
}

func TestProbeOfACarelessStore(t *testing.T) {
	b := serve(t, new(careless).ServeHTTP)
	got, err := b.Probe(t.Context(), "nonce")
	got.Skew = 0
	if want := (store.Capabilities{}); err != nil || got != want {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestProbeFindsTheClockWrong(t *testing.T) {
	b := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC).Format(http.TimeFormat))
		fmt.Fprint(w, "<ListBucketResult><Name>bucket</Name></ListBucketResult>")
	})
	_, err := b.Probe(t.Context(), "nonce")
	checkError(t, err, store.ErrDenied, "probe s3://bucket/prefix: ")
	if b.Writes() != 0 {
		t.Errorf("%d writes with a wrong clock", b.Writes())
	}
}

// TestProbeThatMayNotWrite stops at the first write.
func TestProbeThatMayNotWrite(t *testing.T) {
	b := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut {
			fault(w, 403, "AccessDenied")
			return
		}
		fmt.Fprint(w, "<ListBucketResult><Name>bucket</Name></ListBucketResult>")
	})
	_, err := b.Probe(t.Context(), "nonce")
	if !errors.Is(err, store.ErrDenied) || b.Writes() != 1 {
		t.Errorf("got error %v after %d writes", err, b.Writes())
	}
}
