package storetest

import (
	"slices"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/store"
)

var reading = []promise{
	{"a bucket that is there can be reached", func(t *testing.T, b *store.Bucket) {
		if err := b.Reach(t.Context()); err != nil {
			t.Fatal(err)
		}
	}},
	{"read, open and stat of a missing object say so", func(t *testing.T, b *store.Bucket) {
		create(t, b, "present/object", "x")
		for _, key := range []string{"absent", "absent/object", "present", "present/object2"} {
			_, _, err := b.Read(t.Context(), key, 10)
			want(t, err, store.ErrNotExist)
			_, _, err = b.Open(t.Context(), key)
			want(t, err, store.ErrNotExist)
			_, err = b.Stat(t.Context(), key)
			want(t, err, store.ErrNotExist)
		}
	}},
	{"read, open and stat tell the same of an object", func(t *testing.T, b *store.Bucket) {
		create(t, b, "a/b", "contents")
		data, read, err := b.Read(t.Context(), "a/b", 8)
		if err != nil || string(data) != "contents" {
			t.Fatalf("read %q, %v", data, err)
		}
		body, opened, err := b.Open(t.Context(), "a/b")
		if err != nil {
			t.Fatal(err)
		}
		if err := body.Close(); err != nil {
			t.Fatal(err)
		}
		info := stat(t, b, "a/b")
		if info != read || info != opened {
			t.Errorf("stat %+v, read %+v, open %+v", info, read, opened)
		}
		if info.Key != "a/b" || info.Size != 8 || info.Version == "" || info.Modified.IsZero() {
			t.Errorf("stat %+v", info)
		}
		if info.SHA256 != "" && info.SHA256 != text("contents").SHA256 {
			t.Errorf("SHA-256 %s", info.SHA256)
		}
	}},
	{"read refuses an object larger than its limit", func(t *testing.T, b *store.Bucket) {
		create(t, b, "big", "12345")
		if _, _, err := b.Read(t.Context(), "big", 4); err == nil {
			t.Error("5 bytes pass a limit of 4")
		}
	}},
	{"an empty object is an object", func(t *testing.T, b *store.Bucket) {
		create(t, b, "empty", "")
		if got := read(t, b, "empty"); got != "" {
			t.Errorf("read %q", got)
		}
	}},
	{"list is in the order of keys", func(t *testing.T, b *store.Bucket) {
		// "-" and "." sort before "/", "0" after it.
		ordered := []string{"a-b", "a.b", "a/c", "a/c.d/e", "a0", "b/a", "b/b"}
		for _, key := range slices.Backward(ordered) {
			create(t, b, key, key)
		}
		if got := keys(t, b, ""); !slices.Equal(got, ordered) {
			t.Errorf("got %q, want %q", got, ordered)
		}
	}},
	{"list gives what begins with the prefix", func(t *testing.T, b *store.Bucket) {
		for _, key := range []string{"a/b/c", "a/bc", "a/d", "ab"} {
			create(t, b, key, "12")
		}
		for prefix, wanted := range map[string][]string{
			"a/b":   {"a/b/c", "a/bc"},
			"a/b/":  {"a/b/c"},
			"a/bc":  {"a/bc"},
			"a":     {"a/b/c", "a/bc", "a/d", "ab"},
			"c":     {},
			"a/b/d": {},
			"a/x/":  {},
		} {
			if got := keys(t, b, prefix); !slices.Equal(got, wanted) {
				t.Errorf("list %q: got %q, want %q", prefix, got, wanted)
			}
		}
	}},
	{"list gives sizes and may be left early", func(t *testing.T, b *store.Bucket) {
		create(t, b, "a", "123")
		create(t, b, "b", "1234")
		for info, err := range b.List(t.Context(), "") {
			if err != nil || info.Key != "a" || info.Size != 3 {
				t.Errorf("%+v, %v", info, err)
			}
			break
		}
	}},
	{"a sub is the bucket below a prefix", func(t *testing.T, b *store.Bucket) {
		sub := b.Sub("x").Sub("y/")
		create(t, sub, "k", "inner")
		create(t, b, "x/yk", "outer")
		if got := read(t, b, "x/y/k"); got != "inner" {
			t.Errorf("read %q", got)
		}
		if got := keys(t, sub, ""); !slices.Equal(got, []string{"k"}) {
			t.Errorf("list gives %q", got)
		}
		if got := stat(t, sub, "k").Key; got != "k" {
			t.Errorf("stat gives key %q", got)
		}
		if sub.Writes() != b.Writes() || b.Writes() != 2 {
			t.Errorf("writes: %d by the sub, %d by the bucket", sub.Writes(), b.Writes())
		}
		if !strings.HasSuffix(sub.String(), "/x/y") {
			t.Errorf("sub is called %s", sub)
		}
	}},
	{"reading makes no write", func(t *testing.T, b *store.Bucket) {
		create(t, b, "k", "v")
		before := b.Writes()
		read(t, b, "k")
		stat(t, b, "k")
		keys(t, b, "")
		if err := b.Reach(t.Context()); err != nil || b.Writes() != before {
			t.Errorf("%d writes, %v", b.Writes()-before, err)
		}
	}},
}
