package store

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"syscall"
	"time"
)

// folder keeps objects as plain files below a directory.
//
// An object's version is the hex SHA-256 of its bytes. A write goes to a
// temporary file in the object's own directory, is synced, and takes the
// object's name by rename while an exclusive advisory lock on that directory is
// held, until the directory is synced; conditions are compared under the same
// lock, so that of two processes one sees the other's file. The lock dies with
// its process. A process killed between the two leaves a file whose name begins
// with ".new-", which no listing shows and no key can name.
type folder struct {
	dir string
	on  func(*os.Root) disk
}

// NewFolder returns the bucket whose objects are the files below dir, an
// existing directory; where it does not exist every operation reports
// ErrNoBucket. Folders do not keep the media type of an object.
func NewFolder(dir string) *Bucket {
	return newBucket(folder{dir, onDisk}, "", filepath.ToSlash(dir))
}

// MakeFolder returns the bucket whose objects are the files below dir, which
// is created where it does not exist.
func MakeFolder(dir string) (*Bucket, error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, fmt.Errorf("make folder %s: %w", dir, fileError(err))
	}
	return NewFolder(dir), nil
}

// root opens the directory such that no key or symbolic link leads out of it.
func (f folder) root() (disk, error) {
	root, err := os.OpenRoot(f.dir)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return nil, ErrNoBucket
	}
	if err != nil {
		return nil, fileError(err)
	}
	return f.on(root), nil
}

func (f folder) reach(context.Context, string) (time.Duration, error) {
	root, err := f.root()
	if err != nil {
		return 0, err
	}
	defer root.Close()
	dir, err := root.Open(".")
	if err != nil {
		return 0, fileError(err)
	}
	defer dir.Close()
	if _, err := dir.ReadDir(1); err != nil && err != io.EOF {
		return 0, fileError(err)
	}
	return 0, nil
}

func (f folder) get(_ context.Context, key string) (io.ReadCloser, Info, error) {
	root, err := f.root()
	if err != nil {
		return nil, Info{}, err
	}
	defer root.Close()
	return openFile(root, key)
}

func (f folder) stat(ctx context.Context, key string) (Info, error) {
	file, info, err := f.get(ctx, key)
	if err != nil {
		return Info{}, err
	}
	return info, file.Close()
}

// openFile opens an object and finds its version by reading it once.
func openFile(root disk, key string) (io.ReadCloser, Info, error) {
	// Opening a named pipe waits for a writer: look before opening.
	status, err := root.Stat(key)
	if err != nil {
		return nil, Info{}, fileError(err)
	}
	if !status.Mode().IsRegular() {
		return nil, Info{}, ErrNotExist
	}
	file, err := root.Open(key)
	if err != nil {
		return nil, Info{}, fileError(err)
	}
	sum := sha256.New()
	size, err := io.Copy(sum, file)
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		file.Close()
		return nil, Info{}, fileError(err)
	}
	digest := hex.EncodeToString(sum.Sum(nil))
	return file, Info{
		Key: key, Size: size, Version: Version(digest), Modified: status.ModTime(), SHA256: digest,
	}, nil
}

func (f folder) put(ctx context.Context, key string, c Content, when condition) (Version, error) {
	root, err := f.root()
	if err != nil {
		return "", err
	}
	defer root.Close()
	temp, err := writeTemp(root, path.Dir(key), c)
	if err != nil {
		return "", fileError(err)
	}
	if err := commit(ctx, root, temp, key, when); err != nil {
		root.Remove(temp)
		return "", fileError(err)
	}
	return Version(c.SHA256), nil
}

// writeTemp writes the content to a new synced file in dir, or leaves nothing.
func writeTemp(root disk, dir string, c Content) (string, error) {
	temp := path.Join(dir, hidden+rand.Text())
	file, err := createTemp(root, dir, temp)
	if err != nil {
		return "", err
	}
	err = c.writeTo(file)
	if err == nil {
		err = file.Sync()
	}
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err != nil {
		root.Remove(temp)
		return "", err
	}
	return temp, nil
}

// createTemp creates the file, and dir if need be. It tries again because a
// delete elsewhere may take away a dir that is still empty.
func createTemp(root disk, dir, temp string) (file sheet, err error) {
	for range 10 {
		if err = makeDirs(root, dir); err == nil {
			file, err = root.Create(temp)
		}
		if !errors.Is(err, fs.ErrNotExist) {
			break
		}
	}
	return file, err
}

// makeDirs creates dir and its parents, and syncs the directories that name
// them.
func makeDirs(root disk, dir string) error {
	status, err := root.Stat(dir)
	switch {
	case err == nil && status.IsDir():
		return nil
	case err == nil:
		return errBelow
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	parent := path.Dir(dir)
	if err := makeDirs(root, parent); err != nil {
		return err
	}
	if err := root.Mkdir(dir); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return root.Sync(parent)
}

// commit gives the temporary file the object's name if the condition holds.
func commit(ctx context.Context, root disk, temp, key string, when condition) error {
	unlock, err := root.Lock(path.Dir(key))
	if err != nil {
		return err
	}
	defer unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if status, err := root.Lstat(key); err == nil && status.IsDir() {
		return errBelow
	}
	if when.version != nil {
		current, err := versionOf(root, key)
		if err != nil {
			return err
		}
		if current != *when.version {
			return ErrChanged
		}
	}
	if err := root.Rename(temp, key); err != nil {
		return err
	}
	return root.Sync(path.Dir(key))
}

func versionOf(root disk, key string) (Version, error) {
	file, info, err := openFile(root, key)
	if errors.Is(err, ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return info.Version, file.Close()
}

func (f folder) copy(ctx context.Context, from, to string, c Content) error {
	root, err := f.root()
	if err != nil {
		return err
	}
	defer root.Close()
	if status, err := root.Stat(from); err != nil || !status.Mode().IsRegular() {
		return fileError(cmp.Or(err, fs.ErrNotExist))
	}
	if temp, err := linkTemp(root, from, path.Dir(to)); err == nil {
		err := commit(ctx, root, temp, to, condition{})
		if err == nil {
			return nil
		}
		root.Remove(temp)
		// The temporary file is as old as from, and may have been discarded
		// for its age.
		if !errors.Is(err, fs.ErrNotExist) {
			return fileError(err)
		}
	}
	c.Open = func() (io.ReadSeekCloser, error) { return root.Open(from) }
	_, err = f.put(ctx, to, c, condition{})
	return err
}

// linkTemp gives an object a second name in dir, where the file system can.
// Objects are replaced and never written to, so that two may be one file.
func linkTemp(root disk, from, dir string) (string, error) {
	if err := makeDirs(root, dir); err != nil {
		return "", err
	}
	temp := path.Join(dir, hidden+rand.Text())
	return temp, root.Link(from, temp)
}

func (f folder) delete(_ context.Context, key string) error {
	root, err := f.root()
	if err != nil {
		return err
	}
	defer root.Close()
	if err := removeFile(root, key); err != nil {
		if err := fileError(err); !errors.Is(err, ErrNotExist) {
			return err
		}
		return nil
	}
	removeEmpty(root, path.Dir(key))
	return nil
}

// removeEmpty removes a directory and its parents: they are there for their
// objects only. Removing one that still has some fails, and is meant to.
func removeEmpty(root disk, dir string) {
	for dir != "." && root.Remove(dir) == nil {
		dir = path.Dir(dir)
	}
}

// removeFile removes an object between, not during, two commits.
func removeFile(root disk, key string) error {
	status, err := root.Lstat(key)
	if err != nil {
		return err
	}
	if status.IsDir() {
		return ErrNotExist
	}
	unlock, err := root.Lock(path.Dir(key))
	if err != nil {
		return err
	}
	defer unlock()
	if err := root.Remove(key); err != nil {
		return err
	}
	return root.Sync(path.Dir(key))
}
