package storetest

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/store"
)

var swapping = []promise{
	{"swap on a missing object needs the zero version", func(t *testing.T, b *store.Bucket) {
		create(t, b, "other", "v")
		_, err := b.Swap(t.Context(), "k", stat(t, b, "other").Version, text("v"))
		want(t, err, store.ErrChanged)
		if _, err := b.Swap(t.Context(), "k", "", text("v")); err != nil {
			t.Fatal(err)
		}
		if got := read(t, b, "k"); got != "v" {
			t.Errorf("read %q", got)
		}
	}},
	{"swap with an old version changes nothing", func(t *testing.T, b *store.Bucket) {
		first, err := b.Swap(t.Context(), "k", "", text("1"))
		if err != nil {
			t.Fatal(err)
		}
		second, err := b.Swap(t.Context(), "k", first, text("2"))
		if err != nil {
			t.Fatal(err)
		}
		for _, old := range []store.Version{first, ""} {
			_, err = b.Swap(t.Context(), "k", old, text("3"))
			want(t, err, store.ErrChanged)
		}
		if got := read(t, b, "k"); got != "2" {
			t.Errorf("read %q", got)
		}
		if got := stat(t, b, "k").Version; got != second {
			t.Errorf("stat gives version %s, swap gave %s", got, second)
		}
	}},
	{"swap after a put sees the put", func(t *testing.T, b *store.Bucket) {
		first, err := b.Swap(t.Context(), "k", "", text("1"))
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Put(t.Context(), "k", text("2")); err != nil {
			t.Fatal(err)
		}
		_, err = b.Swap(t.Context(), "k", first, text("3"))
		want(t, err, store.ErrChanged)
	}},
	{"swap of a deleted object changes nothing", func(t *testing.T, b *store.Bucket) {
		first, err := b.Swap(t.Context(), "k", "", text("1"))
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Delete(t.Context(), "k"); err != nil {
			t.Fatal(err)
		}
		_, err = b.Swap(t.Context(), "k", first, text("2"))
		want(t, err, store.ErrChanged)
		wantAbsent(t, b, "k")
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
	{"a reader sees the old or the new object, whole", func(t *testing.T, b *store.Bucket) {
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

var copying = []promise{
	{"copy makes an equal object, whatever was there", func(t *testing.T, b *store.Bucket) {
		create(t, b, "a/from", "bytes")
		create(t, b, "to", "something else")
		for _, to := range []string{"to", "x/y/to"} {
			if err := b.Copy(t.Context(), "a/from", to, text("bytes")); err != nil {
				t.Fatal(err)
			}
			if got := read(t, b, to); got != "bytes" {
				t.Errorf("read %q", got)
			}
		}
	}},
	{"copy of an object that is not what it should be is an error", func(t *testing.T, b *store.Bucket) {
		create(t, b, "from", "wrong")
		for _, data := range []string{"right", "of another size"} {
			if b.Copy(t.Context(), "from", "to", text(data)) == nil {
				t.Errorf("copied %q as %q", "wrong", data)
			}
		}
	}},
	{"copy of a missing object says so", func(t *testing.T, b *store.Bucket) {
		want(t, b.Copy(t.Context(), "absent", "to", text("bytes")), store.ErrNotExist)
		wantAbsent(t, b, "to")
	}},
	{"copy of 12 MiB", func(t *testing.T, b *store.Bucket) {
		data := text(string(make([]byte, 12<<20)))
		if err := b.Create(t.Context(), "from", data); err != nil {
			t.Fatal(err)
		}
		if err := b.Copy(t.Context(), "from", "to", data); err != nil {
			t.Fatal(err)
		}
		if info := stat(t, b, "to"); info.Size != 12<<20 {
			t.Errorf("copied %d bytes", info.Size)
		}
	}},
}
