package publish_test

import (
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/publish/publishtest"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// answered returns the files of a publication that Verify answers for: all but
// those of releases and records that are no longer current.
func answered(t *testing.T, dir string, current *publish.Public) []string {
	t.Helper()
	var files []string
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, entry fs.DirEntry, err error) error {
		old := strings.HasPrefix(path, "releases/") && !strings.HasPrefix(path, "releases/"+current.Pointer.Release+"/") ||
			strings.HasPrefix(path, "commits/") && !strings.Contains(path, current.Pointer.Nonce)
		if err == nil && !entry.IsDir() && !old {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// flip flips one bit of a file in its place, and returns what undoes that.
func flip(t *testing.T, file string, bit int64) (restore func()) {
	t.Helper()
	change := func() {
		f, err := os.OpenFile(file, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		var b [1]byte
		if _, err := f.ReadAt(b[:], bit/8); err != nil {
			t.Fatal(err)
		}
		b[0] ^= 1 << (bit % 8)
		if _, err := f.WriteAt(b[:], bit/8); err != nil {
			t.Fatal(err)
		}
	}
	change()
	return change
}

// TestVerifyFindsFlippedBits flips one bit of one object at a time, whichever it
// is, and wants each of them to be found.
func TestVerifyFindsFlippedBits(t *testing.T) {
	t.Parallel()
	b, published, _ := published(t, publishtest.NewDraft(12, 23))
	publishOn(t, b, publishtest.NewDraft(13, 24).Build(t))
	// A copy: the storage may keep a file and its copy under latest/ as one.
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(published)); err != nil {
		t.Fatal(err)
	}
	b = store.NewFolder(dir)
	files := answered(t, dir, readPublic(t, b))
	draw, hit := rand.New(rand.NewPCG(23, 11)), map[string]int{}
	for range flips {
		path := files[draw.IntN(len(files))]
		file := filepath.Join(dir, filepath.FromSlash(path))
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		bit := draw.Int64N(info.Size() * 8)
		restore := flip(t, file, bit)
		if v, err := publish.Verify(t.Context(), b); err == nil && len(v.Problems) == 0 {
			t.Errorf("bit %d of %s is flipped, and nobody notices", bit, path)
		}
		restore()
		hit[path]++
	}
	for _, path := range files {
		if hit[path] == 0 {
			t.Errorf("no bit of %s was flipped", path)
		}
	}
	if v := verify(t, b); len(v.Problems) > 0 {
		t.Errorf("problems after all is restored:\n%s", strings.Join(v.Problems, "\n"))
	}
}
