package artifact

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
)

// A File is an artifact that is being written, and hashed on the way. It takes
// its name when it is done, and only one goroutine may write to it.
//
// It is not flushed to the platter: a run that loses power builds its release
// again.
type File struct {
	folder   *Folder
	artifact Artifact
	temp     *os.File
	hash     hash.Hash
	buffered *bufio.Writer
}

// Begin begins the artifact at path, which is written once. The caller ends it
// with [File.Done] or [File.Discard].
func (f *Folder) Begin(path, mediaType string) (*File, error) {
	if err := f.claim(path); err != nil {
		return nil, fmt.Errorf("create artifact %s: %w", path, err)
	}
	w := &File{folder: f, artifact: Artifact{Path: path, MediaType: mediaType}, hash: sha256.New()}
	w.artifact.file = filepath.Join(f.dir, filepath.FromSlash(path))
	err := os.MkdirAll(filepath.Dir(w.artifact.file), 0o755)
	if err == nil {
		w.temp, err = os.CreateTemp(filepath.Dir(w.artifact.file), ".artifact-*")
	}
	if err != nil {
		f.release(path)
		return nil, fmt.Errorf("create artifact %s: %w", path, err)
	}
	w.buffered = bufio.NewWriterSize(io.MultiWriter(w.temp, w.hash), 1<<16)
	return w, nil
}

// Write adds bytes.
func (w *File) Write(p []byte) (int, error) { return w.buffered.Write(p) }

// Done gives the file its name and returns the artifact. Where it holds a table
// that is its name and how many rows it has. When Done fails, nothing is left at
// the path.
func (w *File) Done(table string, rows int) (Artifact, error) {
	a := &w.artifact
	a.Table, a.Rows = table, rows
	err := w.buffered.Flush()
	info, statErr := w.temp.Stat()
	err = cmp.Or(err, statErr, w.temp.Chmod(0o644), w.temp.Close())
	if err == nil {
		err = os.Rename(w.temp.Name(), a.file)
	}
	if err != nil {
		return Artifact{}, errors.Join(fmt.Errorf("create artifact %s: %w", a.Path, err), w.Discard())
	}
	a.Size, a.SHA256 = info.Size(), hex.EncodeToString(w.hash.Sum(nil))
	w.folder.keep(a)
	return *a, nil
}

// Discard gives the file up: nothing is left at its path, which may be written
// again.
func (w *File) Discard() error {
	w.temp.Close() // it may be closed already
	w.folder.release(w.artifact.Path)
	return os.Remove(w.temp.Name())
}
