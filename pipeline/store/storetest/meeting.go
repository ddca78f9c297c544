package storetest

import (
	"context"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/store"
)

// untorn needs the answer to one request to be of one state of the object: it is
// left out for storages that are [Tearing] or [InPlace].
var untorn = []promise{
	{"a reader beside a writer sees the old or the new object, whole, or an error", func(t *testing.T, b *store.Bucket) {
		states := []string{strings.Repeat("0", 1<<20), strings.Repeat("1", 1<<19)}
		create(t, b, "k", states[0])
		writing, end := context.WithCancel(t.Context())
		var readers sync.WaitGroup
		for range 4 {
			readers.Go(func() {
				for writing.Err() == nil {
					if got, err := readOnce(t, b, "k"); err == nil && !slices.Contains(states, got) {
						t.Errorf("read %d bytes that nobody wrote", len(got))
						return
					}
				}
			})
		}
		for n := range 31 {
			if err := b.Put(t.Context(), "k", text(states[n%2])); err != nil {
				t.Error(err)
			}
		}
		end()
		readers.Wait()
		if got := read(t, b, "k"); got != states[0] {
			t.Errorf("read %d bytes", len(got))
		}
	}},
}

// unhindered needs readers and writers not to wait for each other: it is left out
// for storages that are [Locking] or [InPlace].
var unhindered = []promise{
	{"a reader who stops half way holds up no writer, and still gets the old object", func(t *testing.T, b *store.Bucket) {
		old := strings.Repeat("0", 8<<20) // more than is on its way before the put
		create(t, b, "k", old)
		body, _, err := b.Open(t.Context(), "k")
		if err != nil {
			t.Fatal(err)
		}
		defer body.Close()
		if err := b.Put(t.Context(), "k", text("11111")); err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(body); err != nil || string(got) != old {
			t.Errorf("read %d bytes, %v", len(got), err)
		}
		if got := read(t, b, "k"); got != "11111" {
			t.Errorf("read %d bytes", len(got))
		}
	}},
}

// readOnce returns an object as one request gives it, whereas [store.Bucket.Read]
// would ask again for one that is not whole.
func readOnce(t *testing.T, b *store.Bucket, key string) (string, error) {
	body, _, err := b.Open(t.Context(), key)
	if err != nil {
		return "", err
	}
	defer body.Close()
	data, err := io.ReadAll(body)
	return string(data), err
}
