package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// errBelow is a key that would have to be a file and a directory at once.
var errBelow = errors.New("a key below or above the key of another object")

// fileError returns an error of the file system as one of ours. The name of
// the file is left out: callers know the key.
func fileError(err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return ErrNotExist
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return fmt.Errorf("%w: %v", ErrDenied, cause(err))
	}
	return cause(err)
}

func cause(err error) error {
	if at := new(fs.PathError); errors.As(err, &at) {
		return at.Err
	}
	if at := new(os.LinkError); errors.As(err, &at) {
		return at.Err
	}
	return err
}
