package store

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// fileFlagDeleteOnClose is FILE_FLAG_DELETE_ON_CLOSE of CreateFileW.
const fileFlagDeleteOnClose = 0x04000000

// Lock takes the exclusive lock of a directory and returns what gives it back.
// Directories cannot be locked here: the lock is a file that nobody else may
// open, and that Windows removes when it is closed or its process dies.
func (root rootDisk) Lock(dir string) (unlock func() error, err error) {
	name := filepath.Join(root.Name(), filepath.FromSlash(dir), hidden+"lock")
	wide, err := syscall.UTF16PtrFromString(name)
	if err != nil {
		return nil, err
	}
	for {
		handle, err := syscall.CreateFile(wide, syscall.GENERIC_WRITE, 0, nil,
			syscall.OPEN_ALWAYS, syscall.FILE_ATTRIBUTE_NORMAL|fileFlagDeleteOnClose, 0)
		if err == nil {
			return func() error { return syscall.CloseHandle(handle) }, nil
		}
		const sharingViolation = syscall.Errno(32)
		if !errors.Is(err, sharingViolation) {
			return nil, &os.PathError{Op: "lock", Path: dir, Err: err}
		}
		time.Sleep(time.Millisecond)
	}
}

// Sync does nothing: Windows does not flush directories.
func (rootDisk) Sync(string) error { return nil }
