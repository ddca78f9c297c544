package store

import (
	"io"
	"io/fs"
	"os"
)

// A disk is what a folder does to the files below it, which no key and no
// symbolic link leads out of. Its methods are those of [os.Root] where they have
// the same names. Each step of a write is one call, so that a disk that fails, is
// full or dies at any of them can be had for the asking.
type disk interface {
	Open(name string) (*os.File, error)
	Stat(name string) (fs.FileInfo, error)
	Lstat(name string) (fs.FileInfo, error)
	FS() fs.FS
	Create(name string) (sheet, error) // of a file that must not exist
	Mkdir(name string) error
	Link(from, to string) error
	Rename(from, to string) error
	Remove(name string) error
	Sync(dir string) error                            // the names in a directory
	Lock(dir string) (unlock func() error, err error) // against other processes
	Close() error
}

// A sheet is a file that is being written.
type sheet interface {
	io.WriteCloser
	Sync() error
}

// rootDisk is the disk of the machine.
type rootDisk struct{ *os.Root }

func onDisk(root *os.Root) disk { return rootDisk{root} }

// Create creates a file that must not exist.
func (root rootDisk) Create(name string) (sheet, error) {
	return root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
}

// Mkdir creates a directory.
func (root rootDisk) Mkdir(name string) error { return root.Root.Mkdir(name, 0o777) }
