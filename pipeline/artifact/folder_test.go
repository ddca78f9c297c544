package artifact

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

func writeText(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

func TestFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	folder, err := NewFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	file, err := folder.Begin("tables/essai.csv", "text/csv")
	if err == nil {
		_, err = io.WriteString(file, "abc")
	}
	if err == nil {
		_, err = file.Done("essai", 4)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := folder.Create("index.html", "text/html", writeText("")); err != nil {
		t.Fatal(err)
	}
	got := folder.Artifacts()
	want := []Artifact{
		{Path: "index.html", MediaType: "text/html", SHA256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", file: filepath.Join(dir, "index.html")},
		{Path: "tables/essai.csv", MediaType: "text/csv", Size: 3, SHA256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
			Table: "essai", Rows: 4, file: filepath.Join(dir, "tables", "essai.csv")},
	}
	if !slices.Equal(got, want) {
		t.Fatalf("got %+v, want %+v", got, want)
	}
	r, err := got[1].Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if data, err := io.ReadAll(r); err != nil || string(data) != "abc" {
		t.Errorf("got %q, %v", data, err)
	}
}

func TestFolderRefuses(t *testing.T) {
	dir := t.TempDir()
	folder, err := NewFolder(filepath.Join(dir, "release"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"", ".", "..", "../x", "/x", "a//b", "a/", "a/../b"} {
		if _, err := folder.Create(path, "text/plain", writeText("x")); err == nil {
			t.Errorf("%q is accepted", path)
		}
	}
	if _, err := folder.Create("twice", "text/plain", writeText("1")); err != nil {
		t.Fatal(err)
	}
	if _, err := folder.Create("twice", "text/plain", writeText("2")); err == nil {
		t.Error("a path is written twice")
	}
	if data, err := os.ReadFile(filepath.Join(dir, "release", "twice")); err != nil || string(data) != "1" {
		t.Errorf("got %q, %v", data, err)
	}
}

func TestFolderFailure(t *testing.T) {
	dir := t.TempDir()
	folder, err := NewFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	_, err = folder.Create("x", "text/plain", func(w io.Writer) error {
		return errors.Join(writeText("half")(w), broken)
	})
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 || len(folder.Artifacts()) > 0 {
		t.Errorf("%v and %v are left, %v", entries, folder.Artifacts(), err)
	}
	if a, err := folder.Create("x", "text/plain", writeText("whole")); err != nil || a.Size != 5 {
		t.Errorf("tried again: %+v, %v", a, err)
	}
}

func TestFolderTogether(t *testing.T) {
	folder, err := NewFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for i := range 20 {
		group.Go(func() {
			_, err := folder.Create(string(rune('a'+i%10)), "text/plain", writeText("x"))
			if err != nil && !strings.Contains(err.Error(), "twice") {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if n := len(folder.Artifacts()); n != 10 {
		t.Errorf("%d artifacts, want 10", n)
	}
}
