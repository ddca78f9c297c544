// Package peers runs S3 servers that we did not write, for tests: what holds on
// ours may not hold elsewhere.
//
// The rules are:
//
//   - A server is a child process on a free port of the loopback interface. It
//     keeps its objects in a folder of the test, and ends with it.
//   - It is found by name in PATH. One that is missing fails the test: nobody
//     would notice that it was skipped.
//   - It is told nothing of the environment, and its secret key is drawn at each
//     start.
//
// Peers are never dependencies: they are built on their own, at the versions
// that .ci/peers/build says.
package peers

import (
	"crypto/rand"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/store"
)

// A Peer is a server that answers until its test has ended.
type Peer struct {
	endpoint    string
	credentials store.Credentials
	buckets     atomic.Int64
}

// MinIO runs a MinIO. It locks an object until the last byte of an answer is on
// its way, so that writes wait for readers, and breaks off an answer of which
// nobody takes a byte for 30 seconds.
func MinIO(t testing.TB) *Peer {
	t.Helper()
	dir := t.TempDir()
	return start(t, func(address string, keys store.Credentials) launch {
		return launch{
			program:   "minio",
			arguments: []string{"server", "--quiet", "--address", address, filepath.Join(dir, "data")},
			environment: []string{
				"HOME=" + dir, "MINIO_ROOT_USER=" + keys.AccessKey, "MINIO_ROOT_PASSWORD=" + keys.Secret,
				"MINIO_BROWSER=off", "MINIO_UPDATE=off",
			},
		}
	})
}

// Rclone runs rclone serve s3 on a folder. It writes beside an object and
// renames, and looks at conditions while it keeps other writers out. A reader
// may get the size of one object and the bytes of the next: most such answers
// break off or have a wrong checksum, some look whole.
func Rclone(t testing.TB) *Peer {
	t.Helper()
	return rclone(t, authenticated)
}

// RcloneInPlace runs rclone serve s3 on a folder that it is told shows no file
// before it is whole. It then writes straight over an object and looks at
// conditions before that, as it does in front of every storage of which it
// believes this, or that cannot rename.
func RcloneInPlace(t testing.TB) *Peer {
	t.Helper()
	return rclone(t, authenticated, inPlace...)
}

// Careless runs [RcloneInPlace] behind a proxy that drops conditions, as servers
// do that do not know them. It asks for no keys and takes any.
func Careless(t testing.TB) *Peer {
	t.Helper()
	p := rclone(t, anonymous, inPlace...)
	p.endpoint = dropConditions(t, p.endpoint)
	return p
}

// inPlace are the flags that have rclone write over objects in place.
var inPlace = []string{"--disable", "PartialUploads"}

// authenticated and anonymous are the environments in which rclone asks for keys
// and does not.
func authenticated(keys store.Credentials) []string {
	return []string{fmt.Sprintf("RCLONE_AUTH_KEY=%q", keys.AccessKey+","+keys.Secret)}
}

func anonymous(store.Credentials) []string { return nil }

func rclone(t testing.TB, environment func(store.Credentials) []string, flags ...string) *Peer {
	t.Helper()
	dir := t.TempDir()
	return start(t, func(address string, keys store.Credentials) launch {
		return launch{
			program: "rclone",
			arguments: append([]string{
				"serve", "s3", filepath.Join(dir, "data"), "--addr", address,
				"--config", filepath.Join(dir, "rclone.conf"), "--cache-dir", filepath.Join(dir, "cache"),
			}, flags...),
			environment: append(environment(keys), "HOME="+dir),
		}
	})
}

// draw returns new keys.
func draw() store.Credentials {
	return store.Credentials{AccessKey: "canevas", Secret: rand.Text() + rand.Text()}
}

// Options returns what the store needs to open a bucket of the peer. Objects of
// more than 5 MiB go in parts.
func (p *Peer) Options(bucket string) store.S3Options {
	return store.S3Options{
		URL:         "s3://" + bucket,
		Endpoint:    p.endpoint,
		Region:      "us-east-1",
		PathStyle:   true,
		Credentials: p.credentials,
		PartSize:    5 << 20,
	}
}

// NewBucket makes and opens a bucket of the peer, another one at each call.
func (p *Peer) NewBucket(t testing.TB) *store.Bucket {
	t.Helper()
	options := p.Options(fmt.Sprintf("bucket-%d", p.buckets.Add(1)))
	if err := store.MakeBucket(t.Context(), options); err != nil {
		t.Fatal(err)
	}
	b, err := store.NewS3(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
