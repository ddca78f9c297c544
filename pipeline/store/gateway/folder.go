package gateway

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/versity/versitygw/backend/meta"
	"github.com/versity/versitygw/backend/posix"
)

// sidecar ends the name of the folder, beside the gateway's own, that keeps
// what the file system cannot keep with a file: ETag, checksum, media type.
const sidecar = ".meta"

// open opens the folder dir as the library's storage. It leaves the working
// directory of the process there.
func open(dir string) (*posix.Posix, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	storer, err := attributes(dir)
	if err != nil {
		return nil, err
	}
	return withVersions(dir, storer)
}

// attributes keeps attributes with the files where the file system can, and
// in a sibling folder otherwise. A sibling folder that is there is used: it
// holds the attributes of the files that are there.
func attributes(dir string) (meta.MetadataStorer, error) {
	beside := dir + sidecar
	_, err := os.Stat(beside)
	if errors.Is(err, fs.ErrNotExist) {
		if keepsAttributes(dir) {
			return meta.XattrMeta{}, nil
		}
		err = os.Mkdir(beside, 0o777)
	}
	if err != nil {
		return nil, err
	}
	return meta.NewSideCar(beside)
}

// keepsAttributes finds out by writing one to a file: some file systems
// read attributes and refuse to keep them.
func keepsAttributes(dir string) bool {
	file, err := os.CreateTemp(dir, ".attributes-*")
	if err != nil {
		return false
	}
	defer os.Remove(file.Name())
	defer file.Close()
	return meta.XattrMeta{}.StoreAttribute(file, "", "", "test", []byte("x")) == nil
}
