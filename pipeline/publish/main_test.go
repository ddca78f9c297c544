package publish_test

import (
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/store"
	"github.com/concertations-ia/canevas/pipeline/store/gateway"
)

var (
	serverDir  string
	packageDir string // the working directory before the gateway changes it
	buckets    atomic.Int64

	// start starts the one gateway of the process when the first test asks. It
	// ends with the process: closing it would wait for connections that clients
	// keep open.
	start = sync.OnceValues(func() (*gateway.Gateway, error) { return gateway.Start(serverDir) })
)

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	var err error
	if serverDir, err = os.MkdirTemp("", "publish-*"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(serverDir)
	if packageDir, err = os.Getwd(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	// Where there is this folder, a bucket may be made to keep versions.
	versions := serverDir + ".versions"
	if err := os.Mkdir(versions, 0o700); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(versions)
	return m.Run()
}

func server(t *testing.T) *gateway.Gateway {
	t.Helper()
	g, err := start()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// newBucket creates a bucket on the embedded storage and returns its name.
func newBucket(t *testing.T) (*store.Bucket, string) {
	t.Helper()
	name := fmt.Sprintf("bucket-%d", buckets.Add(1))
	if err := server(t).CreateBucket(t.Context(), name); err != nil {
		t.Fatal(err)
	}
	b, err := store.NewS3(t.Context(), server(t).Options(name))
	if err != nil {
		t.Fatal(err)
	}
	return b, name
}

// onEach runs a test on a folder and on S3.
func onEach(t *testing.T, test func(t *testing.T, b *store.Bucket)) {
	t.Run("folder", func(t *testing.T) { test(t, store.NewFolder(t.TempDir())) })
	t.Run("S3", func(t *testing.T) {
		b, _ := newBucket(t)
		test(t, b)
	})
}
