package publish

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// catalogPath is the file that portals start from: its copy follows those of
// all it leads to.
const catalogPath = rootPrefix + "catalog.jsonld"

// isProjected reports whether the copies at stable addresses are those of the
// public release, each of them: a copy that was sent long ago may arrive late,
// over a newer one.
func isProjected(ctx context.Context, b *store.Bucket, public *Public) (bool, error) {
	manifest := release.File{Path: release.ManifestPath, SHA256: public.Pointer.Manifest}
	err := inParallel(ctx, append(slices.Clone(public.Manifest.Files), manifest), func(ctx context.Context, f release.File) error {
		copied, err := isCopied(ctx, b, f)
		if err == nil && !copied {
			err = errLate
		}
		return err
	})
	if errors.Is(err, errLate) {
		return false, nil
	}
	return err == nil, err
}

// isCopied reports whether a file's copy is there. Where the storage keeps no
// checksum the size must do, but for the manifest, which is written last.
func isCopied(ctx context.Context, b *store.Bucket, f release.File) (bool, error) {
	info, err := b.Stat(ctx, projectedKey(f.Path))
	if err == nil && info.SHA256 == "" {
		if f.Path != release.ManifestPath {
			return info.Size == f.Size, nil
		}
		var data []byte
		data, _, err = b.Read(ctx, projectedKey(f.Path), maxManifest)
		info.SHA256 = sumOf(data)
	}
	if errors.Is(err, store.ErrNotExist) {
		return false, nil
	}
	return err == nil && info.SHA256 == f.SHA256, err
}

// errLate means that a copy is not that of the public release.
var errLate = errors.New("not the copy of the public release")

// project makes the copies at stable addresses those of the public release.
// The release is public already, so that a failure is a note: the next run
// repairs what this one has left.
func (r *Receipt) project(ctx context.Context, b *store.Bucket) {
	writes := b.Writes()
	switch err := projectCurrent(ctx, b); {
	case err != nil:
		r.note("%s is not up to date; the next run repairs it: %v", latestPrefix, err)
	case r.Unchanged && b.Writes() > writes:
		r.note("%s was not that of the public release, and was repaired", latestPrefix)
	}
}

// projectCurrent copies what is public, whatever it is by now, and looks
// afterwards whether it still is: of two runs that copy at once, the one that
// ends last sees to it that the newer release stays.
func projectCurrent(ctx context.Context, b *store.Bucket) error {
	copied := ""
	for range rounds {
		public, err := Read(ctx, b)
		if err != nil || public == nil || public.Pointer.Nonce == copied {
			return err
		}
		if err := projection(ctx, b, public); err != nil {
			return err
		}
		copied = public.Pointer.Nonce
	}
	return errors.New("somebody else keeps changing it")
}

// projection copies the files of a release: tables, then what describes them,
// pages, the catalogue, and the manifest that says that all are there.
func projection(ctx context.Context, b *store.Bucket, public *Public) error {
	groups := make([][]release.File, 4)
	for _, f := range public.Manifest.Files {
		groups[rank(f)] = append(groups[rank(f)], f)
	}
	info, err := b.Stat(ctx, releaseKey(public.Pointer.Release, release.ManifestPath))
	if err != nil {
		return err
	}
	groups = append(groups, []release.File{{
		Path: release.ManifestPath, MediaType: jsonType, Size: info.Size, SHA256: public.Pointer.Manifest,
	}})
	for group := range slices.Values(groups) {
		if err := inParallel(ctx, group, func(ctx context.Context, f release.File) error {
			return project(ctx, b, public.Pointer.Release, f)
		}); err != nil {
			return err
		}
	}
	return nil
}

// rank is when a file is copied: what leads to others follows them.
func rank(f release.File) int {
	switch {
	case f.Table != "":
		return 0
	case f.Path == catalogPath:
		return 3
	case strings.HasPrefix(f.Path, rootPrefix):
		return 2
	}
	return 1
}

// project copies one file of a release, unless its copy is there from the
// release before.
func project(ctx context.Context, b *store.Bucket, id string, f release.File) error {
	if info, err := b.Stat(ctx, projectedKey(f.Path)); err == nil && info.SHA256 == f.SHA256 {
		return nil
	}
	from := releaseKey(id, f.Path)
	return b.Copy(ctx, from, projectedKey(f.Path), store.Content{
		Open: func() (io.ReadSeekCloser, error) { return fetch(ctx, b, from) },
		Size: f.Size, SHA256: f.SHA256, MediaType: f.MediaType, CacheControl: cacheBriefly,
	})
}

// fetch brings an object to a temporary file, for a storage that does not copy.
func fetch(ctx context.Context, b *store.Bucket, key string) (io.ReadSeekCloser, error) {
	body, _, err := b.Open(ctx, key)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	file, err := os.CreateTemp("", "canevas-*")
	if err != nil {
		return nil, err
	}
	t := temporary{file}
	if _, err = io.Copy(file, body); err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(err, t.Close())
	}
	return t, nil
}

// temporary is a file that is gone once it is closed.
type temporary struct{ *os.File }

// Close closes and removes the file.
func (t temporary) Close() error { return errors.Join(t.File.Close(), os.Remove(t.Name())) }
