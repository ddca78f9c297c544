package publish

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// A past is a release that was public, and is no longer.
type past struct {
	pointer   Pointer // that last made it public
	manifest  release.Manifest
	missing   error    // why there is no manifest: collected, retired or damaged
	withdrawn []string // identifiers of its documents that were withdrawn since
}

// Earlier returns the releases that one can go back to, the latest first: they
// were public, hold nothing that was withdrawn since, are not being deleted, and
// all their files are there, by name and size. Where nothing is public there are
// none.
func Earlier(ctx context.Context, b *store.Bucket, before *Public) ([]string, error) {
	if before == nil {
		return nil, nil
	}
	marked, err := readMarks(ctx, b)
	if err != nil {
		return nil, err
	}
	sizes := map[string]int64{}
	for info, err := range b.List(ctx, releasesPrefix) {
		if err != nil {
			return nil, err
		}
		sizes[info.Key] = info.Size
	}
	var all []string
	for p, err := range pasts(ctx, b, before) {
		if err != nil {
			return nil, err
		}
		lost := marked.Marks[releaseUnit(p.pointer.Release)].Deleting || slices.ContainsFunc(p.manifest.Files, func(f release.File) bool {
			size, there := sizes[releaseKey(p.pointer.Release, f.Path)]
			return !there || size != f.Size
		})
		if p.missing == nil && len(p.withdrawn) == 0 && !lost {
			all = append(all, p.pointer.Release)
		}
	}
	return all, nil
}

// pasts yields the releases that were public before, each once, the latest
// first. It ends at the first error.
func pasts(ctx context.Context, b *store.Bucket, before *Public) iter.Seq2[*past, error] {
	return func(yield func(*past, error) bool) {
		words := lastWords{}
		words.hear(&before.Manifest)
		seen := map[string]bool{before.Pointer.Release: true}
		for pointer, err := range chain(ctx, b, before.Pointer) {
			if err != nil {
				yield(nil, err)
				return
			}
			if seen[pointer.Release] {
				continue
			}
			seen[pointer.Release] = true
			p := &past{pointer: pointer}
			p.manifest, p.missing = readManifest(ctx, b, pointer)
			if p.missing != nil && isOfStorage(ctx, p.missing) {
				yield(nil, p.missing)
				return
			}
			if p.missing == nil {
				words.hear(&p.manifest)
				p.withdrawn = words.against(&p.manifest)
			}
			if !yield(p, nil) {
				return
			}
		}
	}
}

// lastWords is what was said last of each document, by identifier: true that it
// is withdrawn, false that it is published. A release that is older than both is
// silent, so that going back to it does not undo a withdrawal.
type lastWords map[string]bool

// hear adds what a manifest says, all that are later having been heard.
func (w lastWords) hear(m *release.Manifest) {
	for _, d := range m.Documents {
		if _, said := w[d.ID]; !said {
			w[d.ID] = false
		}
	}
	for _, d := range m.Withdrawn {
		if _, said := w[d.ID]; !said {
			w[d.ID] = true
		}
	}
}

// against returns the documents of a manifest that are withdrawn.
func (w lastWords) against(m *release.Manifest) []string {
	var withdrawn []string
	for _, d := range m.Documents {
		if w[d.ID] {
			withdrawn = append(withdrawn, d.ID)
		}
	}
	return withdrawn
}

// whole reports what is wrong with the files of the release, which are held to
// the manifest: by the storage's word where it gives a hash, by reading where it
// does not.
func (p *past) whole(ctx context.Context, b *store.Bucket) error {
	return inParallel(ctx, p.manifest.Files, func(ctx context.Context, f release.File) error {
		return holds(ctx, b, releaseKey(p.pointer.Release, f.Path), f)
	})
}

// holds holds an object to the size and the hash of f.
func holds(ctx context.Context, b *store.Bucket, key string, f release.File) error {
	info, err := b.Stat(ctx, key)
	if err == nil && info.SHA256 == "" && info.Size == f.Size {
		info.SHA256, err = hashOf(ctx, b, key)
	}
	switch {
	case err != nil:
		return err
	case info.Size != f.Size:
		return fmt.Errorf("%s: %d bytes; the manifest says %d", key, info.Size, f.Size)
	case info.SHA256 != f.SHA256:
		return fmt.Errorf("%s: the SHA-256 is %s; the manifest says %s", key, info.SHA256, f.SHA256)
	}
	return nil
}

func hashOf(ctx context.Context, b *store.Bucket, key string) (string, error) {
	body, _, err := b.Open(ctx, key)
	if err != nil {
		return "", err
	}
	defer body.Close()
	sum := sha256.New()
	_, err = io.Copy(sum, body)
	return hex.EncodeToString(sum.Sum(nil)), err
}
