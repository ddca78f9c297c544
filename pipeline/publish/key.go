package publish

import (
	"fmt"
	"slices"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/release"
)

// The keys of a publication. FORMAT.md of package release describes them.
const (
	currentKey     = "current.json"
	releasesPrefix = "releases/"
	commitsPrefix  = "commits/"
	latestPrefix   = "latest/"
)

// rootPrefix begins the path of a release's file whose copy stands at the root
// of the bucket, without it.
const rootPrefix = "root/"

// How long a reader may keep what stands where.
const (
	cacheForEver = "public, max-age=31536000, immutable"
	cacheNever   = "no-cache"
	cacheBriefly = "public, max-age=300"
)

const jsonType = "application/json"

// releaseKey is where a file of a release stands for ever.
func releaseKey(release, path string) string { return releasesPrefix + release + "/" + path }

// projectedKey is where the copy of a file of the public release stands.
func projectedKey(path string) string {
	if rest, atRoot := strings.CutPrefix(path, rootPrefix); atRoot {
		return rest
	}
	return latestPrefix + path
}

// checkKeys refuses a release whose copies at the root would take the place of
// what the protocol stands on.
func checkKeys(files []release.File) error {
	for _, f := range files {
		rest, atRoot := strings.CutPrefix(f.Path, rootPrefix)
		first, _, _ := strings.Cut(rest, "/")
		switch {
		case !atRoot:
		case first == currentKey, strings.HasPrefix(first, "."), slices.Contains([]string{releasesPrefix, commitsPrefix, latestPrefix}, first+"/"):
			return fmt.Errorf("%s: this name at the root is not a page's to take", f.Path)
		}
	}
	return nil
}
