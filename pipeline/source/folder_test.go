package source

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/concertations-ia/canevas/pipeline/store"
	"github.com/concertations-ia/canevas/pipeline/submission"
)

func TestFolder(t *testing.T) {
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{
		"b.json": "1", "a/z.json": "2", "a/notes.txt": "3", "a b.yaml": "4", "empty.json": "",
		".hidden.json": "", ".git/config": "", "a/~$z.xlsx": "", ".new-1": "",
	})
	if err := os.Symlink("b.json", filepath.Join(dir, "link.json")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(".", filepath.Join(dir, "loop")); err != nil {
		t.Fatal(err)
	}
	long := filepath.Join(dir, "long.json")
	writeFiles(t, dir, map[string]string{"long.json": ""})
	if err := os.Truncate(long, submission.MaxSize+1); err != nil {
		t.Fatal(err)
	}
	all, faults, end := pull(t, OpenFolder("s", dir), newMemory())
	if end != nil {
		t.Fatal(end)
	}
	equal(t, "submissions", origins(all), []string{"a/notes.txt", "a/z.json", "a b.yaml", "b.json", "empty.json"})
	var texts []string
	for _, f := range faults {
		texts = append(texts, f.Error())
	}
	equal(t, "faults", texts, []string{
		"link.json: a symbolic link; expected the file itself",
		"long.json: longer than the 20 MiB a submission may have",
		"loop: a symbolic link; expected the file itself",
	})
}

// TestLargest holds the limit to the byte.
func TestLargest(t *testing.T) {
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{"a.json": ""})
	if err := os.Truncate(filepath.Join(dir, "a.json"), submission.MaxSize); err != nil {
		t.Fatal(err)
	}
	for _, s := range []Source{OpenFolder("s", dir), NewInbox("s", store.NewFolder(dir))} {
		all, faults, end := pull(t, s, newMemory())
		if len(all) != 1 || len(faults) > 0 || end != nil {
			t.Errorf("%T: got %d submissions, %v, %v", s, len(all), faults, end)
		}
	}
}

// brokenFS has one file and one folder that cannot be read.
type brokenFS struct{ fstest.MapFS }

func (b brokenFS) Open(name string) (fs.File, error) {
	if name == "bad" || name == "bad.json" {
		return nil, &fs.PathError{Op: "open", Path: "secret/" + name, Err: fs.ErrPermission}
	}
	return b.MapFS.Open(name)
}

func (b brokenFS) ReadDir(name string) ([]fs.DirEntry, error) {
	if name == "bad" {
		return nil, &fs.PathError{Op: "open", Path: "secret/" + name, Err: fs.ErrPermission}
	}
	return b.MapFS.ReadDir(name)
}

func TestFolderUnreadable(t *testing.T) {
	files := brokenFS{fstest.MapFS{
		"a.json": &fstest.MapFile{}, "bad/b.json": &fstest.MapFile{}, "bad.json": &fstest.MapFile{},
		"pipe.json": &fstest.MapFile{Mode: fs.ModeNamedPipe}, "z.json": &fstest.MapFile{},
	}}
	all, faults, end := pull(t, NewFolder("s", files), newMemory())
	equal(t, "submissions", origins(all), []string{"a.json", "z.json"})
	if end != nil || len(faults) != 3 {
		t.Fatalf("got %v, %v", faults, end)
	}
	equal(t, "faults", []string{faults[0].Error(), faults[1].Error(), faults[2].Error()}, []string{
		"bad: permission denied", "bad.json: permission denied", "pipe.json: not a regular file",
	})
	if !faults[0].Transient || !errors.Is(faults[0], fs.ErrPermission) {
		t.Errorf("%v: want a transient fs.ErrPermission", faults[0])
	}
}
