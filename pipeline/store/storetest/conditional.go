package storetest

import (
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/store"
)

// conditional needs conditions to be looked at: it is left out for storages that
// are [Unconditional].
var conditional = []promise{
	{"create never overwrites", func(t *testing.T, b *store.Bucket) {
		create(t, b, "k", "first")
		for _, data := range []string{"other", "of another size", ""} {
			want(t, b.Create(t.Context(), "k", text(data)), store.ErrExist)
		}
		if got := read(t, b, "k"); got != "first" {
			t.Errorf("read %q", got)
		}
	}},
	{"create never overwrites an object of 12 MiB", func(t *testing.T, b *store.Bucket) {
		data := strings.Repeat("0123456789abcdef", 12<<16)
		create(t, b, "k", data)
		want(t, b.Create(t.Context(), "k", text(data[1:]+"x")), store.ErrExist)
		if got := read(t, b, "k"); got != data {
			t.Errorf("read %d other bytes", len(got))
		}
	}},
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
}
