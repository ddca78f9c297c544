package publish

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// keptGenerations is how many generations back the releases are kept that
// anybody made public, or tried to.
const keptGenerations = 30

// probePrefix is where [store.Bucket.Probe] writes; a key that may not delete
// leaves an object there with every run.
const probePrefix = ".probe/"

// releaseUnit is what is marked and deleted together of a release: its folder.
func releaseUnit(id string) string { return releasesPrefix + id + "/" }

// unitOf returns what an object is marked and deleted with: the folder of its
// release, whose name ends in a slash, or itself. It is empty for an object
// that is never deleted: pointers, records, marks, the copies at the root, which
// look like anybody's, and what the protocol does not know.
func unitOf(key string) string {
	if rest, inRelease := strings.CutPrefix(key, releasesPrefix); inRelease {
		if id, _, inFolder := strings.Cut(rest, "/"); inFolder && release.IsID(id) {
			return releaseUnit(id)
		}
		return ""
	}
	if strings.HasPrefix(key, latestPrefix) || strings.HasPrefix(key, probePrefix) {
		return key
	}
	return ""
}

// A retention is what must not be deleted, however old it is, by unit.
type retention map[string]bool

// retained reads what must not be deleted: the release that is public and what
// is owed to it under latest/, and every release that a record of the last
// generations names, be it of an attempt that lost or is still under way.
func retained(ctx context.Context, b *store.Bucket) (retention, error) {
	public, err := Read(ctx, b)
	if err == nil && public == nil {
		err = fmt.Errorf("no %s: nothing is published there", currentKey)
	}
	if err != nil {
		return nil, err
	}
	kept := retention{releaseUnit(public.Pointer.Release): true, projectedKey(release.ManifestPath): true}
	for _, f := range public.Manifest.Files {
		kept[projectedKey(f.Path)] = true
	}
	all, err := recordKeys(ctx, b)
	if err != nil {
		return nil, err
	}
	maps.DeleteFunc(all, func(generation int64, _ []string) bool {
		return generation <= public.Pointer.Generation-keptGenerations
	})
	var mu sync.Mutex
	err = inParallel(ctx, slices.Concat(slices.Collect(maps.Values(all))...), func(ctx context.Context, key string) error {
		p, _, err := readRecord(ctx, b, key)
		if err != nil {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		kept[releaseUnit(p.Release)] = true
		return nil
	})
	return kept, err
}
