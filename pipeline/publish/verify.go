package publish

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/catalog"
	"github.com/concertations-ia/canevas/pipeline/reader"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// maxSums is the largest SHA256SUMS that is read.
const maxSums = 64 << 20

// A Verification is what a stranger finds who reads a publication again.
type Verification struct {
	Release    string   `json:"release"`
	Generation int64    `json:"generation"`
	Files      int      `json:"files"`    // of the release, read whole
	Rows       int      `json:"rows"`     // of its tables
	Problems   []string `json:"problems"` // sentences that name the key; empty: all is well
}

// Verify reads what is public in b as a stranger would, and holds it to what it
// says of itself: the hash of the manifest, every file's size and hash,
// SHA256SUMS, the rows of every table with their types and keys as
// datapackage.json declares them, its Parquet and JSON Lines files to those rows
// value by value, the copies at stable addresses, and the pointer to its commit
// record. Where the storage lists it also follows the records back to the first.
//
// What is wrong with the publication is a problem. That there is none, that its
// pointer or manifest is not what it should be, that another release is published
// meanwhile, or that the storage cannot be reached, is an error.
//
// One reading costs two downloads of every file, a third of each that holds a
// table, and of a CSV file one more for each other format. A Parquet file takes
// its room in the system's temporary folder while it is compared.
func Verify(ctx context.Context, b *store.Bucket) (Verification, error) {
	public, err := Read(ctx, b)
	if err == nil && public == nil {
		err = fmt.Errorf("no %s: nothing is published there", currentKey)
	}
	if err != nil {
		return Verification{}, fmt.Errorf("verify %s: %w", b, err)
	}
	v := verifier{bucket: b, manifest: &public.Manifest, sound: map[string]bool{}, found: Verification{
		Release: public.Pointer.Release, Generation: public.Pointer.Generation, Files: 1, Problems: []string{},
	}}
	for _, step := range []func(context.Context) error{
		v.describe, v.files, v.sums, v.foreignKeys,
		func(ctx context.Context) error { return v.projection(ctx, public.Pointer) },
		v.formats,
		func(ctx context.Context) error { return v.record(ctx, public.Pointer) },
		func(ctx context.Context) error { return v.records(ctx, public.Pointer) },
	} {
		if err := step(ctx); err != nil {
			return Verification{}, fmt.Errorf("verify %s: %w", b, err)
		}
	}
	return v.found, nil
}

// A verifier gathers the problems of one publication.
type verifier struct {
	bucket   *store.Bucket
	manifest *release.Manifest
	tables   []*described    // what datapackage.json says
	sound    map[string]bool // paths of the files without a problem of their own
	found    Verification
}

func (v *verifier) problem(format string, args ...any) {
	v.found.Problems = append(v.found.Problems, fmt.Sprintf(format, args...))
}

// absorb turns an error that is about the publication into a problem, and
// returns one that is not.
func (v *verifier) absorb(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil, errors.Is(err, store.ErrUnavailable), errors.Is(err, store.ErrNoBucket), errors.Is(err, errDisk):
		return err
	}
	v.problem("%v", err)
	return nil
}

// release is where the files of the release are.
func (v *verifier) release() reader.Release {
	return reader.Release{Bucket: v.bucket, Prefix: releaseKey(v.manifest.Release, ""), Manifest: v.manifest}
}

// key is where a file of the release stands.
func (v *verifier) key(path string) string { return v.release().Key(path) }

// files reads every file of the release, the tables among them row by row.
func (v *verifier) files(ctx context.Context) error {
	for _, f := range v.manifest.Files {
		v.found.Files++
		rows := func(io.Reader) {}
		if t := v.described(f); t != nil {
			rows = func(r io.Reader) { v.rows(t, f, r) }
		}
		before := len(v.found.Problems)
		if err := v.file(ctx, v.key(f.Path), f, rows); err != nil {
			return err
		}
		v.sound[f.Path] = len(v.found.Problems) == before
	}
	for _, t := range v.manifest.Tables {
		if !slices.ContainsFunc(v.manifest.Files, func(f release.File) bool { return f.Table == t.Name && isCSV(f) }) {
			v.problem("%s: the table %s has no CSV file", v.key(release.ManifestPath), t.Name)
		}
	}
	return nil
}

func isCSV(f release.File) bool { return strings.HasSuffix(f.Path, ".csv") }

// described returns what datapackage.json says of a table's CSV file; nil for
// other files.
func (v *verifier) described(f release.File) *described {
	if f.Table == "" || !isCSV(f) {
		return nil
	}
	for _, t := range v.tables {
		if t.Path == f.Path {
			return t
		}
	}
	v.problem("%s: does not describe %s", v.key(catalog.PackagePath), f.Path)
	return nil
}

// file holds an object to the size and hash of f, while look reads it.
func (v *verifier) file(ctx context.Context, key string, f release.File, look func(io.Reader)) error {
	return v.absorb(ctx, reader.File(ctx, v.bucket, key, f, look))
}

// sums compares SHA256SUMS, in the format of sha256sum, with the manifest.
func (v *verifier) sums(ctx context.Context) error {
	key := v.key(catalog.SumsPath)
	data, _, err := v.bucket.Read(ctx, key, maxSums)
	if err != nil {
		return v.absorb(ctx, err)
	}
	said := map[string]string{}
	lines := bufio.NewScanner(bytes.NewReader(data))
	for lines.Scan() {
		sum, path, _ := strings.Cut(lines.Text(), " ")
		said[strings.TrimLeft(path, " *")] = sum
	}
	for _, f := range v.manifest.Files {
		switch sum, there := said[f.Path]; {
		case f.Path == catalog.SumsPath:
		case !there:
			v.problem("%s: does not name %s", key, f.Path)
		case sum != f.SHA256:
			v.problem("%s: says %s of %s; the manifest says %s", key, sum, f.Path, f.SHA256)
		}
		delete(said, f.Path)
	}
	for _, path := range slices.Sorted(maps.Keys(said)) {
		v.problem("%s: names %s, which is not in the release", key, path)
	}
	return nil
}

// projection holds the copies at stable addresses to the release.
func (v *verifier) projection(ctx context.Context, p Pointer) error {
	info, err := v.bucket.Stat(ctx, v.key(release.ManifestPath))
	if err != nil {
		return v.absorb(ctx, err)
	}
	manifest := release.File{Path: release.ManifestPath, Size: info.Size, SHA256: p.Manifest}
	for _, f := range append(slices.Clone(v.manifest.Files), manifest) {
		if err := v.file(ctx, projectedKey(f.Path), f, func(io.Reader) {}); err != nil {
			return err
		}
	}
	return nil
}
