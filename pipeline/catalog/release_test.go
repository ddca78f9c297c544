package catalog_test

import (
	"bytes"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/concertations-ia/canevas/datasets"
	"github.com/concertations-ia/canevas/pipeline/artifact"
	"github.com/concertations-ia/canevas/pipeline/catalog"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/table"
	"github.com/concertations-ia/canevas/schema"
)

// A built is a release in a folder, described.
type built struct {
	*catalog.Description
	dir    string
	folder *artifact.Folder
}

// definitions are those that the tests describe: the one the program carries,
// and another.
func definitions(t *testing.T) map[string]*definition.Definition {
	t.Helper()
	publication, err := fs.Sub(datasets.FS, "concertations-ia")
	if err != nil {
		t.Fatal(err)
	}
	carried, err := definition.Load(schema.FS, publication)
	if err != nil {
		t.Fatal(err)
	}
	other, err := definition.Open(filepath.Join("..", "definition", "testdata", "budget-participatif"))
	if err != nil {
		t.Fatal(err)
	}
	return map[string]*definition.Definition{"concertations-ia": carried, "budget-participatif": other}
}

// build writes a release of no documents as the pipeline does.
func build(t *testing.T, def *definition.Definition, url string) built {
	t.Helper()
	b := newBuilt(t, def, assemble(t, def), url)
	workers, err := artifact.NewWorkers(1)
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range def.Tables {
		files, err := b.folder.BeginTable(spec, def.Package.Formats, nil, workers)
		if err != nil {
			t.Fatal(err)
		}
		written, err := files.Done()
		if err != nil {
			t.Fatal(err)
		}
		b.Files = append(b.Files, written...)
	}
	if err := b.Write(b.folder); err != nil {
		t.Fatal(err)
	}
	return b
}

// assemble counts the rows of tables without documents.
func assemble(t *testing.T, def *definition.Definition) []table.Count {
	t.Helper()
	tables, err := table.New(def)
	if err != nil {
		t.Fatal(err)
	}
	assembly, err := tables.Assemble(nil, nil)
	if err == nil {
		err = assembly.Complete(nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return assembly.Counts()
}

// newBuilt returns a release whose files are still to be written.
func newBuilt(t *testing.T, def *definition.Definition, tables []table.Count, url string) built {
	t.Helper()
	b := built{dir: t.TempDir(), Description: &catalog.Description{
		Definition: def, Release: "2026-11-23-4f1c2a9b", Made: time.Date(2026, 11, 23, 5, 17, 0, 0, time.UTC), URL: url,
		Tables: tables, Period: catalog.Period{Start: "2023-11-10", End: "2025-01-25"},
	}}
	var err error
	if b.folder, err = artifact.NewFolder(b.dir); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *built) add(t *testing.T, extension, mediaType string, tab table.Count, write func(io.Writer) error) {
	t.Helper()
	file, err := b.folder.Begin(tab.Spec.Name+extension, mediaType)
	if err == nil {
		err = write(file)
	}
	if err != nil {
		t.Fatal(err)
	}
	a, err := file.Done(tab.Spec.Name, tab.Rows)
	if err != nil {
		t.Fatal(err)
	}
	b.Files = append(b.Files, a)
}

func (b *built) read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(b.dir, filepath.FromSlash(path)))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// decode reads a file of the release into out. A key that out does not name is
// an error.
func (b *built) decode(t *testing.T, path string, out any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(b.read(t, path)))
	d.DisallowUnknownFields()
	if err := d.Decode(out); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}
