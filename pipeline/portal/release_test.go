package portal_test

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/concertations-ia/canevas/datasets"
	"github.com/concertations-ia/canevas/pipeline/artifact"
	"github.com/concertations-ia/canevas/pipeline/catalog"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/portal"
	"github.com/concertations-ia/canevas/pipeline/table"
	"github.com/concertations-ia/canevas/pipeline/tree"
	"github.com/concertations-ia/canevas/schema"
)

// A built is a release in a folder, with its pages.
type built struct {
	catalog.Description
	dir    string
	folder *artifact.Folder
}

// carried is the definition that the program carries.
func carried(t *testing.T) *definition.Definition {
	t.Helper()
	publication, err := fs.Sub(datasets.FS, "concertations-ia")
	if err != nil {
		t.Fatal(err)
	}
	def, err := definition.Load(schema.FS, publication)
	if err != nil {
		t.Fatal(err)
	}
	return def
}

// another is a definition that shares nothing with the carried one.
func another(t *testing.T) *definition.Definition {
	t.Helper()
	def, err := definition.Open(filepath.Join("..", "definition", "testdata", "budget-participatif"))
	if err != nil {
		t.Fatal(err)
	}
	return def
}

// build writes a release of no documents and the given ledger.
func build(t *testing.T, def *definition.Definition, url string, ledger ...*tree.Value) built {
	t.Helper()
	tables, err := table.New(def)
	if err != nil {
		t.Fatal(err)
	}
	assembly, err := tables.Assemble(nil, nil)
	if err == nil {
		err = assembly.Complete(ledger)
	}
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, entry := range ledger {
		counts[entry.Member("status").Text]++
	}
	b := built{dir: t.TempDir(), Description: catalog.Description{
		Definition: def, Release: "2026-11-23-4f1c2a9b", Made: time.Date(2026, 11, 1, 5, 7, 0, 0, time.UTC), URL: url,
		Tables: assembly.Counts(), Received: counts, Period: catalog.Period{Start: "2023-11-10", End: "2025-02-01"},
	}}
	if b.folder, err = artifact.NewFolder(b.dir); err != nil {
		t.Fatal(err)
	}
	for _, tab := range assembly.Counts() {
		for _, format := range def.Package.Formats {
			file, err := b.folder.Begin(tab.Spec.Name+"."+string(format), "text/plain")
			if err == nil {
				_, err = io.WriteString(file, strings.Repeat("x", 12_345))
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
	}
	if err := b.Write(b.folder); err != nil {
		t.Fatal(err)
	}
	if err := portal.Write(b.folder, &b.Description); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *built) page(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(b.dir, filepath.FromSlash(path)))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
