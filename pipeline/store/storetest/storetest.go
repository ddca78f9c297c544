// Package storetest is the contract every kind of storage must keep.
//
// The folder, the embedded S3 server and each real server run the same tests,
// so that none of them drifts from what the others do.
package storetest

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/store"
)

// Run holds a kind of storage to the contract, less what it is known to lack.
// The function gives an empty bucket, another one at each call. Content types
// are not part of it: folders keep none.
func Run(t *testing.T, bucket func(t *testing.T) *store.Bucket, lacks ...Lack) {
	contract := slices.Concat(reading, writing, copying, forgetting)
	for _, part := range []struct {
		promises []promise
		unless   []Lack
	}{
		{conditional, []Lack{Unconditional}},
		{atomic, []Lack{InPlace, Unconditional}},
		{untorn, []Lack{InPlace, Tearing}},
		{unhindered, []Lack{InPlace, Locking}},
	} {
		if !slices.ContainsFunc(part.unless, func(l Lack) bool { return slices.Contains(lacks, l) }) {
			contract = append(contract, part.promises...)
		}
	}
	for _, promise := range contract {
		t.Run(promise.words, func(t *testing.T) { promise.hold(t, bucket(t)) })
	}
}

// A promise is one sentence of the contract.
type promise struct {
	words string
	hold  func(t *testing.T, b *store.Bucket)
}

// text is small content. Equal strings are equal content.
func text(s string) store.Content { return store.Bytes([]byte(s), "text/plain", "no-cache") }

func create(t *testing.T, b *store.Bucket, key, data string) {
	t.Helper()
	if err := b.Create(t.Context(), key, text(data)); err != nil {
		t.Fatal(err)
	}
}

// read returns an object whole.
func read(t *testing.T, b *store.Bucket, key string) string {
	t.Helper()
	data, _, err := b.Read(t.Context(), key, 64<<20)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func stat(t *testing.T, b *store.Bucket, key string) store.Info {
	t.Helper()
	info, err := b.Stat(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	return info
}

func keys(t *testing.T, b *store.Bucket, prefix string) []string {
	t.Helper()
	found := []string{}
	for info, err := range b.List(t.Context(), prefix) {
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, info.Key)
	}
	return found
}

// want fails the test unless err is the sentinel.
func want(t *testing.T, err, sentinel error) {
	t.Helper()
	if !errors.Is(err, sentinel) {
		t.Fatalf("got error %v, want %v", err, sentinel)
	}
}

// wantAbsent fails the test if the object or anything else is in the bucket.
func wantAbsent(t *testing.T, b *store.Bucket, key string) {
	t.Helper()
	_, err := b.Stat(t.Context(), key)
	want(t, err, store.ErrNotExist)
	if left := keys(t, b, ""); len(left) != 0 {
		t.Fatalf("left behind: %q", left)
	}
}

// broken is content whose reader fails in the middle.
func broken(data string) store.Content {
	c := text(data)
	c.Open = func() (io.ReadSeekCloser, error) {
		return &breaking{bytes.NewReader([]byte(data)), int64(len(data) / 2)}, nil
	}
	return c
}

// breaking fails every read that begins at or after a place.
type breaking struct {
	*bytes.Reader
	at int64
}

func (b *breaking) Read(p []byte) (int, error) {
	done := b.Size() - int64(b.Len())
	if done >= b.at {
		return 0, errors.New("disk torn out")
	}
	return b.Reader.Read(p[:min(int64(len(p)), b.at-done)])
}

func (b *breaking) Close() error { return nil }
