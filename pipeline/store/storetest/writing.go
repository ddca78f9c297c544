package storetest

import (
	"context"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/store"
)

// refused are keys that some kind of storage could not hold.
var refused = []string{
	"", "/", "/a", "a/", "a//b", ".", "..", "a/../b", "a/./b", `a\b`, "é", "a b", "a\nb", "a\x00b", "a\xffb",
	"a?b", "a*b", "a:b", `a"b`, "a<b", "a>b", "a|b", "a.", ".new-a", "a/.new-b",
	strings.Repeat("x", 255), "a/" + strings.Repeat("x", 255), strings.Repeat("a/", 512) + "a",
}

var writing = []promise{
	{"create twice with the same bytes succeeds", func(t *testing.T, b *store.Bucket) {
		create(t, b, "k", "same")
		create(t, b, "k", "same")
		if got := read(t, b, "k"); got != "same" {
			t.Errorf("read %q", got)
		}
	}},
	{"put overwrites", func(t *testing.T, b *store.Bucket) {
		for _, data := range []string{"long at first", "short"} {
			if err := b.Put(t.Context(), "k", text(data)); err != nil {
				t.Fatal(err)
			}
			if got := read(t, b, "k"); got != data {
				t.Errorf("read %q", got)
			}
		}
	}},
	{"bytes that do not match their SHA-256 are refused", func(t *testing.T, b *store.Bucket) {
		wrong := text("other")
		wrong.SHA256 = text("these").SHA256
		if b.Create(t.Context(), "k", wrong) == nil || b.Put(t.Context(), "k", wrong) == nil {
			t.Error("wrong bytes were written")
		}
		wantAbsent(t, b, "k")
		create(t, b, "k", "old")
		if b.Put(t.Context(), "k", wrong) == nil {
			t.Error("wrong bytes were written over an object")
		}
		if _, err := b.Swap(t.Context(), "k", stat(t, b, "k").Version, wrong); err == nil {
			t.Error("wrong bytes were swapped in")
		}
		if got := read(t, b, "k"); got != "old" {
			t.Errorf("read %q", got)
		}
	}},
	{"nothing is written once the context is done", func(t *testing.T, b *store.Bucket) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		want(t, b.Create(ctx, "k", text("v")), context.Canceled)
		wantAbsent(t, b, "k")
	}},
	{"an object of 12 MiB is kept whole", func(t *testing.T, b *store.Bucket) {
		data := strings.Repeat("0123456789abcdef", 12<<16)
		create(t, b, "k", data)
		create(t, b, "k", data)
		if got := read(t, b, "k"); got != data {
			t.Errorf("read %d other bytes", len(got))
		}
		if b.Put(t.Context(), "k", broken(data)) == nil {
			t.Error("half an object was written")
		}
		if got := read(t, b, "k"); got != data {
			t.Errorf("read %d other bytes", len(got))
		}
	}},
	{"keys that some storage could not hold are refused", func(t *testing.T, b *store.Bucket) {
		for _, key := range refused {
			if b.Create(t.Context(), key, text("v")) == nil || b.Put(t.Context(), key, text("v")) == nil {
				t.Errorf("%q was written", key)
			}
			if _, err := b.Swap(t.Context(), key, "", text("v")); err == nil {
				t.Errorf("%q was swapped", key)
			}
		}
		if left := keys(t, b, ""); len(left) != 0 {
			t.Errorf("left behind: %q", left)
		}
	}},
	{"every other key is accepted", func(t *testing.T, b *store.Bucket) {
		for _, key := range []string{
			"a", "a-b_c.d", ".probe/x", "%20", "a+b", "a=b,c;d", "(a)[b]{c}", "a@b", "~a", "a'b", "a&b", "!$#^`",
			strings.Repeat("x", 200) + "/" + strings.Repeat("y", 254),
		} {
			create(t, b, key, key)
			if got := read(t, b, key); got != key {
				t.Errorf("%q holds %q", key, got)
			}
		}
	}},
	{"delete removes an object, and a missing one is no error", func(t *testing.T, b *store.Bucket) {
		create(t, b, "a/b/c", "v")
		for range 2 {
			if err := b.Delete(t.Context(), "a/b/c"); err != nil {
				t.Fatal(err)
			}
		}
		if err := b.Delete(t.Context(), "never/was"); err != nil {
			t.Error(err)
		}
		wantAbsent(t, b, "a/b/c")
		create(t, b, "a/b", "the place is free again")
	}},
}
