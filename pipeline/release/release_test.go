package release

import (
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/artifact"
	"github.com/concertations-ia/canevas/pipeline/definition"
)

func TestContent(t *testing.T) {
	def := &definition.Definition{Hash: fileSum}
	tables := []artifact.Artifact{{Path: "a.csv", SHA256: "1"}, {Path: "b.csv", SHA256: "2"}}
	const url = "https://donnees.example/ia"
	base := Content(def, url, tables)
	if again := Content(def, url, tables); again != base {
		t.Errorf("got %s and %s for the same content", base, again)
	}
	if !isSum(base) {
		t.Errorf("%q is not a SHA-256 in hex", base)
	}
	others := map[string]string{
		"another definition": Content(&definition.Definition{Hash: contentSum}, url, tables),
		"another address":    Content(def, "https://donnees.example/", tables),
		"no address":         Content(def, "", tables),
		"another row":        Content(def, url, []artifact.Artifact{{Path: "a.csv", SHA256: "1"}, {Path: "b.csv", SHA256: "3"}}),
		"another name":       Content(def, url, []artifact.Artifact{{Path: "a.csv", SHA256: "1"}, {Path: "c.csv", SHA256: "2"}}),
		"a table less":       Content(def, url, tables[:1]),
	}
	for name, other := range others {
		if other == base {
			t.Errorf("%s: the same content", name)
		}
	}
}

// build makes a small release in a new folder.
func build(t *testing.T) (*Release, string) {
	t.Helper()
	dir := t.TempDir()
	folder, err := artifact.NewFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"porteurs.csv", "root/index.html", "datapackage.json"} {
		if _, err := folder.Create(path, "text/plain", func(w io.Writer) error {
			_, err := io.WriteString(w, "bytes of "+path)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	m := manifest()
	m.Files = nil
	r, err := New(folder, m)
	if err != nil {
		t.Fatal(err)
	}
	return r, dir
}

func TestNewNamesEveryFile(t *testing.T) {
	r, dir := build(t)
	var paths []string
	for _, f := range r.Manifest.Files {
		paths = append(paths, f.Path)
	}
	if got, want := strings.Join(paths, " "), "datapackage.json porteurs.csv root/index.html"; got != want {
		t.Errorf("the manifest names %s, want %s", got, want)
	}
	if last := r.Artifacts[len(r.Artifacts)-1]; last.Path != ManifestPath {
		t.Errorf("the last artifact is %s", last.Path)
	}
	data, err := os.ReadFile(filepath.Join(dir, ManifestPath))
	if err != nil {
		t.Fatal(err)
	}
	if m, err := Decode(data); err != nil || !reflect.DeepEqual(m, r.Manifest) {
		t.Errorf("the manifest's file says %+v (%v)", m, err)
	}
}

func TestOpen(t *testing.T) {
	want, dir := build(t)
	got, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	for _, a := range got.Artifacts {
		body, err := a.Open()
		if err != nil {
			t.Fatal(err)
		}
		if data, err := io.ReadAll(body); err != nil || int64(len(data)) != a.Size {
			t.Errorf("%s: %d bytes, %v", a.Path, len(data), err)
		}
		body.Close()
	}
}

func TestOpenRefuses(t *testing.T) {
	write := func(path, text string) func(string) error {
		return func(dir string) error { return os.WriteFile(filepath.Join(dir, path), []byte(text), 0o644) }
	}
	remove := func(path string) func(string) error {
		return func(dir string) error { return os.RemoveAll(filepath.Join(dir, path)) }
	}
	tests := []struct {
		name string
		harm func(dir string) error
		want string
	}{
		{"no manifest", remove(ManifestPath), "manifest.json"},
		{"no folder", remove("."), "manifest.json"},
		{"half a manifest", write(ManifestPath, `{"release":`), "manifest"},
		{"a file is missing", remove("root/index.html"), "root/index.html"},
		{"a file is longer", write("porteurs.csv", "bytes of porteurs.csv and more"), "porteurs.csv"},
		{"a flipped bit", write("porteurs.csv", "bytes of porteurs.csw"), "porteurs.csv"},
		{"a file too many", write("root/robots.txt", ""), "root/robots.txt"},
		{"a link", func(dir string) error {
			path := filepath.Join(dir, "porteurs.csv")
			if err := os.Rename(path, path+".real"); err != nil {
				return err
			}
			return os.Symlink(path+".real", path)
		}, "porteurs.csv"},
		{"a folder in place of a file", func(dir string) error {
			path := filepath.Join(dir, "porteurs.csv")
			if err := os.Remove(path); err != nil {
				return err
			}
			return os.Mkdir(path, 0o755)
		}, "porteurs.csv"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, dir := build(t)
			if err := test.harm(dir); err != nil {
				t.Fatal(err)
			}
			_, err := Open(dir)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got error %v, want one that names %s", err, test.want)
			}
		})
	}
}
