// Package reader reads a release back as a stranger would, who has its manifest
// and its files and nothing of what they were made from.
//
// The rules are:
//
//   - A file is read once, from its beginning to its end, and held to the size
//     and the hash that the manifest gives for it.
//   - Every byte of a value is kept, and a null is not an empty text.
//   - What is read may have been damaged or made to do harm: it ends in an error
//     within bounded memory.
package reader

import (
	"context"
	"fmt"
	"io"

	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// A Release is where the files of one release are, and what its manifest says
// of them.
type Release struct {
	Bucket   *store.Bucket
	Prefix   string // of the key of every file: empty, or ends in a slash
	Manifest *release.Manifest
}

// Key is where a file of the release stands in the bucket.
func (r Release) Key(path string) string { return r.Prefix + path }

// File has look read the object at key, then holds it to the size and the hash
// of f. Bytes beyond that size are not read. Its errors name the key: those of
// the bucket, and what the manifest contradicts. What look makes of the bytes
// counts for nothing when there is an error.
func File(ctx context.Context, b *store.Bucket, key string, f release.File, look func(io.Reader)) error {
	body, _, err := b.Open(ctx, key)
	if err != nil {
		return err
	}
	defer body.Close()
	r := newReading(io.LimitReader(body, f.Size+1))
	look(r)
	_, _ = io.Copy(io.Discard, r) // r keeps its error
	switch {
	case r.err != nil:
		return r.err
	case r.size > f.Size:
		return fmt.Errorf("%s: more than the %d bytes that the manifest says", key, f.Size)
	case r.size < f.Size:
		return fmt.Errorf("%s: %d bytes; the manifest says %d", key, r.size, f.Size)
	case r.sum() != f.SHA256:
		return fmt.Errorf("%s: the SHA-256 is %s; the manifest says %s", key, r.sum(), f.SHA256)
	}
	return nil
}
