package artifact

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/concertations-ia/canevas/pipeline/table"
)

// A Folder is where the artifacts of one release are written before they are
// published. It may be used by several goroutines at once.
type Folder struct {
	dir string

	mu      sync.Mutex
	written map[string]*Artifact // by path; nil while it is being written
}

// NewFolder returns a Folder that writes below dir, creating it if needed.
func NewFolder(dir string) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("create folder of artifacts: %w", err)
	}
	return &Folder{dir: dir, written: map[string]*Artifact{}}, nil
}

// Create writes the artifact at path with whatever write writes, hashing on
// the way. A path is written once. The bytes are complete on disk when Create
// returns nil; when it fails nothing is left at path, and it may be tried
// again.
func (f *Folder) Create(path, mediaType string, write func(io.Writer) error) (Artifact, error) {
	return f.create(Artifact{Path: path, MediaType: mediaType}, write)
}

// CreateTable is [Folder.Create] for an artifact that holds a table.
func (f *Folder) CreateTable(path, mediaType string, t *table.Table, write func(io.Writer) error) (Artifact, error) {
	return f.create(Artifact{Path: path, MediaType: mediaType, Table: t.Spec.Name, Rows: t.Len}, write)
}

// Artifacts returns what has been written so far, sorted by path.
func (f *Folder) Artifacts() []Artifact {
	f.mu.Lock()
	defer f.mu.Unlock()
	var all []Artifact
	for a := range maps.Values(f.written) {
		if a != nil {
			all = append(all, *a)
		}
	}
	slices.SortFunc(all, func(a, b Artifact) int { return cmp.Compare(a.Path, b.Path) })
	return all
}

func (f *Folder) create(a Artifact, write func(io.Writer) error) (Artifact, error) {
	if err := f.claim(a.Path); err != nil {
		return Artifact{}, fmt.Errorf("create artifact %s: %w", a.Path, err)
	}
	a.file = filepath.Join(f.dir, filepath.FromSlash(a.Path))
	err := a.write(write)
	f.mu.Lock()
	defer f.mu.Unlock()
	if err != nil {
		delete(f.written, a.Path)
		return Artifact{}, fmt.Errorf("create artifact %s: %w", a.Path, err)
	}
	f.written[a.Path] = &a
	return a, nil
}

// claim reserves a path for one writer.
func (f *Folder) claim(path string) error {
	if !fs.ValidPath(path) || path == "." || !filepath.IsLocal(filepath.FromSlash(path)) {
		return errors.New("not a path inside a release")
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, taken := f.written[path]; taken {
		return errors.New("written twice")
	}
	f.written[path] = nil
	return nil
}

// write fills the artifact's file and its size and hash. The file takes its
// name last. It is not flushed to the platter: a run that loses power builds
// its release again.
func (a *Artifact) write(write func(io.Writer) error) error {
	if err := os.MkdirAll(filepath.Dir(a.file), 0o755); err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(a.file), ".artifact-*")
	if err != nil {
		return err
	}
	hash := sha256.New()
	err = fill(io.MultiWriter(temp, hash), write)
	info, statErr := temp.Stat()
	err = cmp.Or(err, statErr, temp.Chmod(0o644), temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), a.file)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temp.Name()))
	}
	a.Size, a.SHA256 = info.Size(), hex.EncodeToString(hash.Sum(nil))
	return nil
}

func fill(w io.Writer, write func(io.Writer) error) error {
	buffered := bufio.NewWriterSize(w, 1<<16)
	if err := write(buffered); err != nil {
		return err
	}
	return buffered.Flush()
}
