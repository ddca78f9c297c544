package pipeline_test

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/form"
)

// templates is the expected canevas to fill in, in every format.
const templates = "../datasets/concertations-ia/template"

// TestTemplates holds the canevas to fill in to the expected one. Of workbooks the
// parts are compared, since each release of Go compresses them in its own way.
func TestTemplates(t *testing.T) {
	f := form.New(concertations(t))
	draft, err := f.Draft(nil)
	fatal(t, err)
	for name, write := range map[string]func(io.Writer) error{
		"canevas.xlsx": draft.WriteXLSX,
		"canevas.ods":  draft.WriteODS,
		"canevas.yaml": func(w io.Writer) error { return f.WriteYAML(w, nil) },
		"canevas.json": func(w io.Writer) error { return f.WriteJSON(w, nil) },
		"canevas.md":   func(w io.Writer) error { return f.WriteMarkdown(w, nil) },
	} {
		var got bytes.Buffer
		fatal(t, write(&got))
		path := filepath.Join(templates, name)
		if *update {
			fatal(t, os.MkdirAll(templates, 0o755))
			fatal(t, os.WriteFile(path, got.Bytes(), 0o644))
		}
		want, err := os.ReadFile(path)
		fatal(t, err)
		for part, data := range parts(t, got.Bytes()) {
			if expected := parts(t, want)[part]; expected != data {
				t.Errorf("%s: %s differs from the expected one at line %d; make golden shows how", name, part, firstDifference(data, expected))
			}
		}
		if a, b := names(t, got.Bytes()), names(t, want); !slices.Equal(a, b) {
			t.Errorf("%s: parts %q, want %q", name, a, b)
		}
	}
}

// parts returns the parts of a zip file by name; a file that is none is one part.
func parts(t *testing.T, data []byte) map[string]string {
	t.Helper()
	if !bytes.HasPrefix(data, []byte("PK")) {
		return map[string]string{"": string(data)}
	}
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	fatal(t, err)
	all := map[string]string{}
	for _, f := range archive.File {
		r, err := f.Open()
		fatal(t, err)
		text, err := io.ReadAll(r)
		fatal(t, err)
		fatal(t, r.Close())
		all[f.Name] = string(text)
	}
	return all
}

// names returns the names of the parts of a file, sorted.
func names(t *testing.T, data []byte) []string {
	t.Helper()
	var all []string
	for name := range parts(t, data) {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}
