package publish

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// Traces are what a publication still holds of a document.
type Traces struct {
	Releases []string // that are to be erased, sorted
	Objects  int      // states of objects, and unfinished writes, that go with them or are stale

	public   *Public // nil: nothing is public
	isPublic bool    // the public release is one of them
	folders  []folder
	stale    *store.Erasure // beside the releases
}

// A folder is the objects of one release that is to be erased.
type folder struct {
	release  string
	states   int           // that are kept of its objects
	manifest store.Version // of its manifest; zero: it has none
	retired  bool          // its manifest is gone already, and something else is not
}

// Find looks through a publication, and writes nothing. A release is to be
// erased if its manifest names the document or one of the submissions, if it has
// no manifest that can be read, since a run died before it said what it was
// bringing, or if an earlier purge has left some of it. A manifest that a later
// program wrote is judged by its documents.
func (p Purge) Find(ctx context.Context, b *store.Bucket) (*Traces, error) {
	public, err := Read(ctx, b)
	if err != nil {
		return nil, err
	}
	t := &Traces{public: public, stale: store.NewErasure(b)}
	states, err := statesByRelease(ctx, b)
	if err != nil {
		return nil, err
	}
	atRoot := map[string]bool{}
	for _, id := range slices.Sorted(maps.Keys(states)) {
		f, m, err := p.judge(ctx, b, folder{release: id, states: states[id]})
		if err != nil {
			return nil, err
		}
		if f != nil {
			t.add(*f)
		}
		for _, file := range m.Files {
			if strings.HasPrefix(file.Path, rootPrefix) {
				atRoot[projectedKey(file.Path)] = true
			}
		}
	}
	if err := t.findStale(ctx, p, atRoot); err != nil {
		return nil, err
	}
	t.Objects += t.stale.Len()
	return t, nil
}

func (t *Traces) add(f folder) {
	t.Releases = append(t.Releases, f.release)
	t.Objects += f.states
	t.folders = append(t.folders, f)
	t.isPublic = t.isPublic || t.public != nil && t.public.Pointer.Release == f.release
}

// statesByRelease returns how many states are kept of the objects of each
// release that has any.
func statesByRelease(ctx context.Context, b *store.Bucket) (map[string]int, error) {
	states := map[string]int{}
	for k, err := range b.Versions(ctx, releasesPrefix) {
		if err != nil {
			return nil, err
		}
		id, _, found := strings.Cut(strings.TrimPrefix(k.Key, releasesPrefix), "/")
		if found && release.IsID(id) {
			states[id]++
		}
	}
	return states, nil
}

// judge returns the folder of a release that is to be erased, otherwise nil, and
// what could be read of its manifest.
func (p Purge) judge(ctx context.Context, b *store.Bucket, f folder) (*folder, release.Manifest, error) {
	data, info, err := b.Read(ctx, releaseKey(f.release, release.ManifestPath), maxManifest)
	if errors.Is(err, store.ErrNotExist) {
		return &f, release.Manifest{}, nil
	}
	if err != nil {
		return nil, release.Manifest{}, err
	}
	f.manifest = info.Version
	m, err := release.Decode(data)
	if errors.Is(err, release.ErrRetired) {
		f.retired = true
		if f.states--; f.states == 0 {
			return nil, m, nil
		}
		return &f, m, nil
	}
	if err != nil && (json.Unmarshal(data, &m) != nil || m.Documents == nil) {
		return &f, release.Manifest{}, nil
	}
	if slices.ContainsFunc(m.Documents, p.covers) {
		return &f, m, nil
	}
	return nil, m, nil
}

func (p Purge) covers(d release.Document) bool {
	return d.ID == p.Document || slices.Contains(p.Submissions, d.SHA256)
}

// findStale collects what stands at the stable addresses and is not of the
// public release: what was there before, and copies of files that it has not,
// which at the root are those that some release had there.
func (t *Traces) findStale(ctx context.Context, p Purge, atRoot map[string]bool) error {
	named := map[string]bool{}
	if t.public != nil {
		named[projectedKey(release.ManifestPath)] = true
		for _, f := range t.public.Manifest.Files {
			named[projectedKey(f.Path)] = true
		}
	}
	old := func(k store.Kept) bool { return !k.Latest || !named[k.Key] }
	err := t.stale.Add(ctx, latestPrefix, old)
	for key := range atRoot {
		if err == nil {
			err = t.stale.Add(ctx, key, func(k store.Kept) bool { return k.Key == key && old(k) })
		}
	}
	if err == nil {
		err = t.stale.AddUnfinished(ctx, "", p.Before)
	}
	return err
}
