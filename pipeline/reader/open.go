package reader

import (
	"context"
	"fmt"

	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// maxManifest is the largest manifest that is read, in bytes.
const maxManifest = 256 << 20

// Open returns the release whose files are all that b holds. Nobody says what
// the hash of its manifest should be; it must say nothing that contradicts its
// name. Without a manifest the error is store.ErrNotExist.
func Open(ctx context.Context, b *store.Bucket) (Release, error) {
	data, _, err := b.Read(ctx, release.ManifestPath, maxManifest)
	if err != nil {
		return Release{}, err
	}
	m, err := release.Decode(data)
	if err != nil {
		return Release{}, fmt.Errorf("%s: %w", b, err)
	}
	return Release{Bucket: b, Manifest: &m}, nil
}
