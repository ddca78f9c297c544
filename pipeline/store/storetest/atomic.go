package storetest

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/store"
)

// atomic needs every write to take effect at one moment, together with its
// condition: it is left out for storages that are [InPlace] or [Unconditional].
var atomic = []promise{
	{"of many creates at once with other bytes one wins", func(t *testing.T, b *store.Bucket) {
		won := race(func(data string) error { return b.Create(t.Context(), "k", text(data)) })
		if got := read(t, b, "k"); len(won) != 1 || got != won[0] {
			t.Errorf("creates that succeeded: %q, the object: %q", won, got)
		}
	}},
	{"of many swaps at once exactly one wins", func(t *testing.T, b *store.Bucket) {
		var old store.Version
		for round := range 20 {
			won := race(func(data string) error {
				_, err := b.Swap(t.Context(), "k", old, text(fmt.Sprint(round, data)))
				if err != nil && !errors.Is(err, store.ErrChanged) {
					t.Error(err)
				}
				return err
			})
			if len(won) != 1 || read(t, b, "k") != fmt.Sprint(round, won[0]) {
				t.Fatalf("round %d: %d swaps succeeded: %q", round, len(won), won)
			}
			old = stat(t, b, "k").Version
		}
	}},
	{"content without a SHA-256, or shorter or longer than it says, is refused", func(t *testing.T, b *store.Bucket) {
		none, short, long := text("12345"), text("12345"), text("12345")
		none.SHA256 = ""
		short.Size, long.Size = 6, 4
		for _, c := range []store.Content{none, short, long} {
			if b.Create(t.Context(), "k", c) == nil {
				t.Errorf("size %d, SHA-256 %q was written", c.Size, c.SHA256)
			}
		}
		wantAbsent(t, b, "k")
	}},
	{"a reader that fails in the middle leaves no object", func(t *testing.T, b *store.Bucket) {
		data := strings.Repeat("0123456789", 100_000)
		err := b.Create(t.Context(), "k", broken(data))
		if err == nil || !strings.Contains(err.Error(), "disk torn out") {
			t.Errorf("got error %v, want the reader's", err)
		}
		wantAbsent(t, b, "k")
		create(t, b, "k", "old")
		if b.Put(t.Context(), "k", broken(data)) == nil {
			t.Error("half an object was written")
		}
		if got := read(t, b, "k"); got != "old" {
			t.Errorf("read %d bytes", len(got))
		}
	}},
}

// race runs f eight times at once with other data, and returns the data of the
// runs that succeeded.
func race(f func(data string) error) (won []string) {
	var mu sync.Mutex
	var group sync.WaitGroup
	for _, data := range []string{"0", "1", "2", "3", "4", "5", "6", "7"} {
		group.Go(func() {
			if f(data) == nil {
				mu.Lock()
				defer mu.Unlock()
				won = append(won, data)
			}
		})
	}
	group.Wait()
	return won
}
