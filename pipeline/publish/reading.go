package publish

import (
	"context"
	"errors"
	"fmt"

	"github.com/concertations-ia/canevas/pipeline/reader"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// ErrNoRelease means that no release of that name is or was public, or that it
// is no longer there.
var ErrNoRelease = errors.New("no such release")

// ReadCurrent returns the release that is public in b, to be read back. That
// nothing is public there is ErrNoRelease.
func ReadCurrent(ctx context.Context, b *store.Bucket) (reader.Release, error) {
	public, err := Read(ctx, b)
	if err != nil {
		return reader.Release{}, err
	}
	if public == nil {
		return reader.Release{}, fmt.Errorf("%w: no %s", ErrNoRelease, currentKey)
	}
	return located(b, public.Manifest), nil
}

// ReadRelease returns a release that is or was public in b, to be read back. Its
// manifest is held to the hash in its commit record. Where the storage does not
// list the records, as a web address does not, an earlier release vouches for
// itself: see [reader.Open].
func ReadRelease(ctx context.Context, b *store.Bucket, id string) (reader.Release, error) {
	public, err := Read(ctx, b)
	if err != nil {
		return reader.Release{}, err
	}
	if public == nil {
		return reader.Release{}, fmt.Errorf("%w: no %s", ErrNoRelease, currentKey)
	}
	for p, err := range chain(ctx, b, public.Pointer) {
		switch {
		case errors.Is(err, errors.ErrUnsupported), errors.Is(err, store.ErrDenied):
			return readUnlisted(ctx, b, id)
		case err != nil:
			return reader.Release{}, fmt.Errorf("look for release %s: %w", id, err)
		case p.Release == id:
			m, err := readManifest(ctx, b, p)
			return located(b, m), err
		}
	}
	return reader.Release{}, fmt.Errorf("%w: %s was never public", ErrNoRelease, id)
}

// readUnlisted returns a release whose commit record cannot be found.
func readUnlisted(ctx context.Context, b *store.Bucket, id string) (reader.Release, error) {
	r, err := reader.Open(ctx, b.Sub(releaseKey(id, "")))
	if errors.Is(err, store.ErrNotExist) {
		return reader.Release{}, fmt.Errorf("%w: %w", ErrNoRelease, err)
	}
	if err == nil && r.Manifest.Release != id {
		err = fmt.Errorf("%s: the manifest is that of release %s", r.Bucket, r.Manifest.Release)
	}
	return r, err
}

// located returns where the files of a release are.
func located(b *store.Bucket, m release.Manifest) reader.Release {
	return reader.Release{Bucket: b, Prefix: releaseKey(m.Release, ""), Manifest: &m}
}
