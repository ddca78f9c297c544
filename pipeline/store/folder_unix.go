//go:build unix

package store

import (
	"errors"
	"os"
	"syscall"
)

// Lock takes the exclusive lock of a directory and returns what gives it back.
func (root rootDisk) Lock(dir string) (unlock func() error, err error) {
	file, err := root.Open(dir)
	if err != nil {
		return nil, err
	}
	for {
		err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if err != nil {
		file.Close()
		return nil, &os.PathError{Op: "lock", Path: dir, Err: err}
	}
	return file.Close, nil
}

// Sync makes the names in a directory survive a loss of power.
func (root rootDisk) Sync(dir string) error {
	file, err := root.Open(dir)
	if err != nil {
		return err
	}
	defer file.Close()
	return file.Sync()
}
