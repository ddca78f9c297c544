package pipeline

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/archive"
	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// A DocumentError says that nobody knows a document, and which it may have been.
type DocumentError struct {
	Document string
	Near     []string // identifiers that are written much alike, sorted
}

// Error says so.
func (e *DocumentError) Error() string {
	if len(e.Near) == 0 {
		return fmt.Sprintf("no document %q: none of this identifier was ever accepted, or received by the last run", e.Document)
	}
	return fmt.Sprintf("no document %q; there is %s", e.Document, strings.Join(e.Near, ", "))
}

// claims are the submissions known to claim an identifier, by identifier and
// hash.
type claims map[string]map[string]archive.Withdrawn

func (c claims) add(id string, x archive.Withdrawn) {
	if c[id] == nil {
		c[id] = map[string]archive.Withdrawn{}
	}
	c[id][x.SHA256] = x
}

// claiming returns, sorted by hash, the submissions known to claim an identifier
// that are not withdrawn.
func (j *Job) claiming(ctx context.Context, bucket *store.Bucket, document string) ([]archive.Withdrawn, error) {
	all, err := j.everClaimed(ctx, bucket)
	if err != nil {
		return nil, err
	}
	if all[document] == nil && j.Archive.Withdrawals(document) == nil {
		return nil, &DocumentError{Document: document, Near: near(document, slices.Collect(maps.Keys(all)))}
	}
	return slices.DeleteFunc(all.of(document), func(x archive.Withdrawn) bool { return j.cover(x.SHA256) != nil }), nil
}

// of returns the submissions that claim an identifier, sorted by hash.
func (c claims) of(id string) []archive.Withdrawn {
	return slices.SortedFunc(maps.Values(c[id]), func(a, b archive.Withdrawn) int { return cmp.Compare(a.SHA256, b.SHA256) })
}

// everClaimed returns the claims of what is public, of what the last run
// received, whatever became of it, and of what was ever accepted.
func (j *Job) everClaimed(ctx context.Context, bucket *store.Bucket) (claims, error) {
	all := claims{}
	public, err := publish.Read(ctx, bucket)
	if err != nil {
		return nil, err
	}
	if public != nil {
		for _, d := range public.Manifest.Documents {
			all.add(d.ID, archive.Withdrawn{SHA256: d.SHA256, Version: d.Version})
		}
	}
	last, err := j.lastAccount(ctx)
	if err != nil {
		return nil, err
	}
	if last != nil {
		for _, k := range last.Known {
			all.add(k.Claimed.ID, archive.Withdrawn{SHA256: k.SHA256, Version: k.Claimed.Version, Date: k.Claimed.Date})
		}
	}
	for id := range j.ids() {
		for _, x := range j.history(id) {
			all.add(id, archive.Withdrawn{SHA256: x.SHA256, Version: x.Version, Date: x.Date})
		}
	}
	return all, nil
}

// mostNear is how many identifiers are told of those that may have been meant.
const mostNear = 5

// near returns those of some identifiers that begin and end as a text does, but
// for a quarter of its letters, sorted.
func near(text string, identifiers []string) []string {
	var found []string
	for _, id := range identifiers {
		if same := sameEnds(strings.ToLower(text), strings.ToLower(id)); id != "" && 4*same >= 3*max(len(text), len(id)) {
			found = append(found, id)
		}
	}
	slices.Sort(found)
	return found[:min(len(found), mostNear)]
}

// sameEnds returns how many bytes two texts begin with and end with alike.
func sameEnds(a, b string) int {
	shorter := min(len(a), len(b))
	n := 0
	for n < shorter && a[n] == b[n] {
		n++
	}
	for end := 1; n < shorter && a[len(a)-end] == b[len(b)-end]; end++ {
		n++
	}
	return n
}
