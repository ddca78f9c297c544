package release

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/artifact"
)

// Open reads a release that was built in the folder dir. Every file is read
// once and held to the manifest; a file that the manifest does not name is an
// error, as is one that is missing or other than it says.
func Open(dir string) (*Release, error) {
	r, err := open(dir)
	if err != nil {
		return nil, fmt.Errorf("open release: %w", err)
	}
	return r, nil
}

func open(dir string) (*Release, error) {
	data, err := os.ReadFile(filepath.Join(dir, ManifestPath))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("no %s: not the folder of a release", ManifestPath)
	}
	if err != nil {
		return nil, err
	}
	m, err := Decode(data)
	if err != nil {
		return nil, err
	}
	if err := m.refuseOthers(dir); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	files := append(slices.Clone(m.Files), File{
		Path: ManifestPath, MediaType: manifestType, Size: int64(len(data)), SHA256: hex.EncodeToString(sum[:]),
	})
	r := &Release{Manifest: m}
	for _, f := range files {
		a, err := artifact.Existing(dir, f.artifact())
		if err != nil {
			return nil, err
		}
		r.Artifacts = append(r.Artifacts, a)
	}
	return r, nil
}

// artifact returns the file as an artifact whose bytes nobody has seen yet.
func (f File) artifact() artifact.Artifact {
	return artifact.Artifact{Path: f.Path, MediaType: f.MediaType, Size: f.Size, SHA256: f.SHA256, Table: f.Table, Rows: f.Rows}
}

// refuseOthers refuses whatever lies below dir and is not named by the
// manifest: it would not be published, and somebody may think it is.
func (m *Manifest) refuseOthers(dir string) error {
	return fs.WalkDir(os.DirFS(dir), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path == ManifestPath {
			return err
		}
		_, named := slices.BinarySearchFunc(m.Files, path, func(f File, path string) int { return strings.Compare(f.Path, path) })
		if !named {
			return fmt.Errorf("%s: the manifest does not name this file", path)
		}
		return nil
	})
}
