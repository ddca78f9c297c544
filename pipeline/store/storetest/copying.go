package storetest

import (
	"testing"

	"github.com/concertations-ia/canevas/pipeline/store"
)

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
