package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/store"
	"github.com/concertations-ia/canevas/pipeline/store/storetest"
)

func TestFolderKeepsTheContract(t *testing.T) {
	storetest.Run(t, func(t *testing.T) *store.Bucket { return store.NewFolder(t.TempDir()) })
}

func TestSubOfFolderKeepsTheContract(t *testing.T) {
	storetest.Run(t, func(t *testing.T) *store.Bucket { return store.NewFolder(t.TempDir()).Sub("a/b") })
}

func TestFolderThatIsMissing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "missing")
	b := store.NewFolder(dir)
	content := store.Bytes([]byte("v"), "", "")
	_, _, reading := b.Read(t.Context(), "k", 10)
	_, swapping := b.Swap(t.Context(), "k", "", content)
	var listing error
	for _, listing = range b.List(t.Context(), "") {
	}
	for name, err := range map[string]error{
		"reach": b.Reach(t.Context()), "read": reading, "swap": swapping, "list": listing,
		"create": b.Create(t.Context(), "k", content), "delete": b.Delete(t.Context(), "k"),
	} {
		if !errors.Is(err, store.ErrNoBucket) {
			t.Errorf("%s: got error %v", name, err)
		}
	}
	made, err := store.MakeFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := made.Create(t.Context(), "k", content); err != nil {
		t.Error(err)
	}
}

// TestFolderHoldsPlainFiles reads with other means what the folder wrote, and
// the other way round.
func TestFolderHoldsPlainFiles(t *testing.T) {
	dir := t.TempDir()
	b := store.NewFolder(dir)
	if err := b.Create(t.Context(), "a/b/c.csv", store.Bytes([]byte("x,y\n"), "", "")); err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(filepath.Join(dir, "a", "b", "c.csv")); err != nil || string(data) != "x,y\n" {
		t.Errorf("read %q, %v", data, err)
	}
	name := "pièce jointe n° 1.json"
	if err := os.WriteFile(filepath.Join(dir, name), []byte("{}"), 0o666); err != nil {
		t.Fatal(err)
	}
	if data, _, err := b.Read(t.Context(), name, 10); err != nil || string(data) != "{}" {
		t.Errorf("read %q, %v", data, err)
	}
	if got := listing(t, b); !slices.Equal(got, []string{"a/b/c.csv", name}) {
		t.Errorf("list gives %q", got)
	}
}

func listing(t *testing.T, b *store.Bucket) (keys []string) {
	t.Helper()
	for info, err := range b.List(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, info.Key)
	}
	return keys
}

func TestFolderLeadsNowhereElse(t *testing.T) {
	outside, dir := t.TempDir(), t.TempDir()
	for place, data := range map[string]string{filepath.Join(outside, "secret"): "secret", filepath.Join(dir, "k"): "k"} {
		if err := os.WriteFile(place, []byte(data), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for link, target := range map[string]string{"file": filepath.Join(outside, "secret"), "dir": outside, "inside": "k"} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	b := store.NewFolder(dir)
	for _, key := range []string{"file", "dir/secret", "../" + filepath.Base(outside) + "/secret"} {
		if data, _, err := b.Read(t.Context(), key, 10); err == nil {
			t.Errorf("read %s: %q", key, data)
		}
	}
	if err := b.Create(t.Context(), "dir/new", store.Bytes(nil, "", "")); err == nil {
		t.Error("wrote through a link")
	}
	if got := listing(t, b); !slices.Equal(got, []string{"inside", "k"}) {
		t.Errorf("list gives %q", got)
	}
}

func TestFolderRefusesAKeyBelowAnother(t *testing.T) {
	b := store.NewFolder(t.TempDir())
	content := store.Bytes([]byte("v"), "", "")
	if err := b.Create(t.Context(), "a/b", content); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"a", "a/b/c", "a/b/c/d"} {
		if err := b.Create(t.Context(), key, content); err == nil {
			t.Errorf("created %s beside a/b", key)
		}
	}
	if got := listing(t, b); !slices.Equal(got, []string{"a/b"}) {
		t.Errorf("list gives %q", got)
	}
}

// TestFolderLeavesNoFileBehind looks at the files, not at the keys.
func TestFolderLeavesNoFileBehind(t *testing.T) {
	dir := t.TempDir()
	b := store.NewFolder(dir)
	content := store.Bytes([]byte("v"), "", "")
	wrong := store.Bytes([]byte("w"), "", "")
	wrong.SHA256 = content.SHA256
	if err := b.Create(t.Context(), "k", content); err != nil {
		t.Fatal(err)
	}
	if err := b.Put(t.Context(), "k", wrong); err == nil {
		t.Error("wrong bytes were written")
	}
	if _, err := b.Swap(t.Context(), "k", "", content); !errors.Is(err, store.ErrChanged) {
		t.Errorf("got error %v", err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 {
		t.Errorf("the folder holds %v, %v", files, err)
	}
}

func TestFolderProbe(t *testing.T) {
	dir := t.TempDir()
	got, err := store.NewFolder(dir).Probe(t.Context(), "n")
	want := store.Capabilities{Conditional: true, Checksum: true, Listing: true, Deletion: true}
	if err != nil || got != want {
		t.Errorf("got %+v, %v", got, err)
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 0 {
		t.Errorf("the probe left %v, %v", files, err)
	}
}

// TestFolderUnderCrowding creates and deletes the same objects at once, so
// that directories come and go.
func TestFolderUnderCrowding(t *testing.T) {
	b := store.NewFolder(t.TempDir())
	content := store.Bytes([]byte("v"), "", "")
	var group sync.WaitGroup
	for worker := range 4 {
		group.Go(func() {
			for range 50 {
				for _, key := range []string{"a/b/c", "a/b/d", "a/e"} {
					var err error
					if worker%2 == 0 {
						err = b.Put(t.Context(), key, content)
					} else {
						err = b.Delete(t.Context(), key)
					}
					if err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	group.Wait()
}
