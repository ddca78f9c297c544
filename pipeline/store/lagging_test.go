package store_test

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/store"
)

// A storage that writes in place may go on telling what it saw of an object half
// way: one look more, and what was written is there.
func TestVerifyLooksAgain(t *testing.T) {
	var lags atomic.Int64
	b := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodPut:
		case lags.Add(-1) >= 0:
			w.Header().Set("Content-Length", "0")
		default:
			fmt.Fprint(w, "bytes")
		}
	})
	content := store.Bytes([]byte("bytes"), "", "")
	lags.Store(2)
	if err := b.Create(t.Context(), "k", content); err != nil {
		t.Error(err)
	}
	lags.Store(1 << 20)
	if b.Create(t.Context(), "k", content) == nil {
		t.Error("an object that stays empty was taken for what was sent")
	}
}

// An object that is being written over arrives broken off more than once.
func TestReadBeginsAgainAfterAWhile(t *testing.T) {
	var cuts atomic.Int64
	b := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if cuts.Add(-1) >= 0 {
			w.Header().Set("Content-Length", "9")
		}
		fmt.Fprint(w, "bytes")
	})
	cuts.Store(3)
	if data, _, err := b.Read(t.Context(), "k", 10); err != nil || string(data) != "bytes" {
		t.Errorf("read %q, %v", data, err)
	}
	cuts.Store(1 << 20)
	if data, _, err := b.Read(t.Context(), "k", 10); err == nil {
		t.Errorf("read %q of an answer that always breaks off", data)
	}
}
