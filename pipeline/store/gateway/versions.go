package gateway

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/versity/versitygw/backend/meta"
	"github.com/versity/versitygw/backend/posix"
)

// older ends the name of the folder, beside the gateway's own, that keeps what
// objects were before. Like the other sibling it is used where it is there.
const older = ".versions"

// KeepVersions has a bucket keep what its objects are from now on, whatever is
// written or deleted. It is an error where there was no folder named like the
// gateway's with ".versions" after it when the gateway started. In such a bucket
// the library compares the condition of a write with a deleted object as if
// that were still there, which S3 does not.
func (g *Gateway) KeepVersions(ctx context.Context, bucket string) error {
	if err := g.backend.PutBucketVersioning(ctx, bucket, "Enabled"); err != nil {
		return fmt.Errorf("keep versions of bucket %s: %w", bucket, err)
	}
	return nil
}

// withVersions opens the absolute path dir as the library's storage, with the
// folder for versions if there is one.
func withVersions(dir string, storer meta.MetadataStorer) (*posix.Posix, error) {
	options := posix.PosixOpts{CopyObjectThreshold: maxCopy}
	switch _, err := os.Stat(dir + older); {
	case errors.Is(err, fs.ErrNotExist):
		return posix.New(dir, storer, options)
	case err != nil:
		return nil, err
	}
	options.VersioningDir = dir + older
	return silently(func() (*posix.Posix, error) { return posix.New(dir, storer, options) })
}

// silently opens a storage while standard output leads nowhere: there the
// library names the folder for versions, where results of ours belong.
func silently(open func() (*posix.Posix, error)) (*posix.Posix, error) {
	nowhere, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	defer nowhere.Close()
	out := os.Stdout
	os.Stdout = nowhere
	defer func() { os.Stdout = out }()
	return open()
}
