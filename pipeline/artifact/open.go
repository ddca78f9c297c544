package artifact

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Existing returns the artifact that a describes, whose bytes were written
// below dir earlier. It reads them once: a file that is not there, is no plain
// file, or has not the size and the SHA-256 of a, is an error.
func Existing(dir string, a Artifact) (Artifact, error) {
	if !fs.ValidPath(a.Path) || !filepath.IsLocal(filepath.FromSlash(a.Path)) {
		return Artifact{}, fmt.Errorf("open artifact %s: not a path inside a release", a.Path)
	}
	a.file = filepath.Join(dir, filepath.FromSlash(a.Path))
	if err := a.check(); err != nil {
		return Artifact{}, fmt.Errorf("open artifact %s: %w", a.Path, err)
	}
	return a, nil
}

// check holds the file to the size and the hash of the artifact.
func (a Artifact) check() error {
	// Opening a named pipe waits for a writer: look before opening.
	info, err := os.Lstat(a.file)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return errors.New("not a plain file")
	}
	if info.Size() != a.Size {
		return fmt.Errorf("%d bytes; %d expected", info.Size(), a.Size)
	}
	body, err := a.Open()
	if err != nil {
		return err
	}
	defer body.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, body); err != nil {
		return err
	}
	if sum := hex.EncodeToString(hash.Sum(nil)); sum != a.SHA256 {
		return fmt.Errorf("SHA-256 %s; %s expected", sum, a.SHA256)
	}
	return nil
}
