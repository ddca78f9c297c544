package storetest

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/concertations-ia/canevas/pipeline/store"
)

// RunVersions holds a storage to the part of the contract that is about
// versions. The function is that of [Run], and may give buckets that keep them.
func RunVersions(t *testing.T, bucket func(t *testing.T) *store.Bucket) {
	for _, promise := range forgetting {
		t.Run(promise.words, func(t *testing.T) { promise.hold(t, bucket(t)) })
	}
}

// A storage that keeps no versions keeps these promises with the objects
// themselves.
var forgetting = []promise{
	{"every state of every object can be listed", func(t *testing.T, b *store.Bucket) {
		create(t, b, "a/k", "first")
		create(t, b, "a/k2", "other")
		create(t, b, "b", "1")
		if err := b.Put(t.Context(), "a/k", text("second one")); err != nil {
			t.Fatal(err)
		}
		states := versions(t, b, "a/")
		latest := slices.DeleteFunc(slices.Clone(states), func(k store.Kept) bool { return !k.Latest })
		if len(latest) != 2 || latest[0].Key != "a/k" || latest[1].Key != "a/k2" || latest[0].Size != 10 {
			t.Errorf("latest states: %+v", latest)
		}
		for i, k := range states {
			if k.Marker || k.Modified.IsZero() || i == 0 && !k.Latest {
				t.Errorf("state %d: %+v", i, k)
			}
		}
	}},
	{"what is forgotten is gone, in every state", func(t *testing.T, b *store.Bucket) {
		create(t, b, "x/keep", "kept")
		create(t, b, "x/k", "1")
		if err := b.Put(t.Context(), "x/k", text("22")); err != nil {
			t.Fatal(err)
		}
		if err := b.Delete(t.Context(), "x/k"); err != nil {
			t.Fatal(err)
		}
		if err := b.Put(t.Context(), "x/k", text("333")); err != nil {
			t.Fatal(err)
		}
		states := versions(t, b, "x/k")
		for range 2 { // the second time they are gone
			for _, k := range states {
				if k.Key != "x/k" {
					continue
				}
				if err := b.Forget(t.Context(), k); err != nil {
					t.Fatal(err)
				}
			}
		}
		if left := versions(t, b, ""); len(left) != 1 || left[0].Key != "x/keep" {
			t.Errorf("left: %+v", left)
		}
		if got := read(t, b, "x/keep"); got != "kept" {
			t.Errorf("read %q", got)
		}
	}},
	{"a sub lists and forgets below its prefix", func(t *testing.T, b *store.Bucket) {
		create(t, b, "x/k", "inner")
		create(t, b, "k", "outer")
		states := versions(t, b.Sub("x"), "")
		if len(states) != 1 || states[0].Key != "k" || states[0].Size != 5 {
			t.Fatalf("got %+v", states)
		}
		before := b.Writes()
		if err := b.Sub("x").Forget(t.Context(), states[0]); err != nil {
			t.Fatal(err)
		}
		if b.Writes() == before {
			t.Error("to forget is no write")
		}
		if left := keys(t, b, ""); !slices.Equal(left, []string{"k"}) {
			t.Errorf("left: %q", left)
		}
	}},
	{"no write is unfinished after it failed or succeeded", func(t *testing.T, b *store.Bucket) {
		create(t, b, "a/k", "1")
		if b.Put(t.Context(), "a/b/k", broken("half of this")) == nil {
			t.Error("a torn body was written")
		}
		if left := unfinished(t, b); len(left) != 0 {
			t.Errorf("unfinished: %+v", left)
		}
	}},
}

func versions(t *testing.T, b *store.Bucket, prefix string) (states []store.Kept) {
	t.Helper()
	for k, err := range b.Versions(t.Context(), prefix) {
		if err != nil {
			t.Fatal(err)
		}
		states = append(states, k)
	}
	return states
}

// unfinished returns the writes that have not come to their end, however young,
// none where the storage cannot tell.
func unfinished(t *testing.T, b *store.Bucket) (found []store.Unfinished) {
	t.Helper()
	for u, err := range b.Unfinished(t.Context(), "", time.Unix(1<<40, 0)) {
		if errors.Is(err, errors.ErrUnsupported) {
			return nil
		}
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, u)
	}
	return found
}
