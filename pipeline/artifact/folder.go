package artifact

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
)

// A Folder is where the artifacts of one release are written before they are
// published. It may be used by several goroutines at once.
type Folder struct {
	dir string // its own files have names that begin with "."

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

// Create writes the artifact at path with whatever write writes. A path is
// written once. The bytes are complete on disk when Create returns nil; when it
// fails nothing is left at path, and it may be tried again.
func (f *Folder) Create(path, mediaType string, write func(io.Writer) error) (Artifact, error) {
	file, err := f.Begin(path, mediaType)
	if err != nil {
		return Artifact{}, err
	}
	if err := write(file); err != nil {
		return Artifact{}, errors.Join(fmt.Errorf("create artifact %s: %w", path, err), file.Discard())
	}
	return file.Done("", 0)
}

// Adopt makes an artifact of another release, whose bytes are there, one of the
// folder's: its path may not be written any more.
func (f *Folder) Adopt(a Artifact) error {
	if err := f.claim(a.Path); err != nil {
		return fmt.Errorf("adopt artifact %s: %w", a.Path, err)
	}
	a.file = ""
	f.keep(&a)
	return nil
}

// Dir is where the folder stands: what is too large for memory may be kept there
// while it is being filled, under names that begin with ".".
func (f *Folder) Dir() string { return f.dir }

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

// keep makes an artifact one of the folder's.
func (f *Folder) keep(a *Artifact) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.written[a.Path] = a
}

// release lets somebody else claim a path.
func (f *Folder) release(path string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.written, path)
}
