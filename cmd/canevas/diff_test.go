package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/publish/publishtest"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
	"github.com/concertations-ia/canevas/pipeline/table"
)

// manySums are the hashes of submissions of a test.
var manySums = []string{strings.Repeat("a", 64), strings.Repeat("b", 64)}

// oldEdition is a release of 30 propositions.
func oldEdition() *publishtest.Draft {
	d := publishtest.NewDraft(30, 23)
	d.Manifest = func(m *release.Manifest) {
		m.Definition.Version = "1.2.0"
		m.Documents = []release.Document{{ID: "CTIA-1", Version: 1, SHA256: manySums[0]}, {ID: "CTIA-2", Version: 1, SHA256: manySums[0]}, {ID: "CTIA-3", Version: 2, SHA256: manySums[0]}}
	}
	return d
}

// newEdition differs from it in whatever a difference can tell: a document each
// is new, gone, replaced and withdrawn; a column each is new, gone and of another
// type; rows are new, gone and other.
func newEdition() *publishtest.Draft {
	d := publishtest.NewDraft(55, 24)
	d.Bodies.Columns[1].Text[0] = "Ville d'exemple"
	d.Bodies.Columns[0].Text[1] = "c|\u001b2"
	c := d.IDs.Columns
	for i := range d.IDs.Len {
		c[0].Text[i] = strings.Replace(c[0].Text[i], "p0003", "p_3*", 1)
		c[1].Text[i] = "c1"
		if i%10 == 0 {
			c[5].Null[i] = true
		}
	}
	rank := table.Column{Spec: &definition.Column{Name: "rang", Type: definition.Number}, Null: c[2].Null, Float: make([]float64, d.IDs.Len)}
	for i, n := range c[2].Int {
		rank.Float[i] = float64(n)
	}
	note := table.Column{Spec: &definition.Column{Name: "note", Type: definition.String}, Null: make([]bool, d.IDs.Len), Text: make([]string, d.IDs.Len)}
	d.IDs.Columns = []table.Column{c[0], c[1], rank, c[4], c[5], c[6], note}
	d.Descriptor = strings.Replace(d.Descriptor, `"propositions.csv", "schema": "schemas/propositions.json"`, `"propositions.csv", "schema": {
      "fields": [{"name": "id", "type": "string"}, {"name": "id_collectivite", "type": "string"}, {"name": "rang", "type": "number"},
        {"name": "ouverte", "type": "boolean"}, {"name": "jour", "type": "date"}, {"name": "recu", "type": "datetime"}, {"name": "note", "type": "string"}],
      "primaryKey": ["id"]}`, 1)
	d.Manifest = func(m *release.Manifest) {
		m.Definition.Version = "1.1.0"
		m.Documents = []release.Document{{ID: "CTIA-2", Version: 3, SHA256: manySums[1]}, {ID: "CTIA-4", Version: 1, SHA256: manySums[1]}}
		m.Withdrawn = []release.Withdrawal{{ID: "CTIA-3", Reason: "déposé par erreur", Time: d.Made}}
	}
	return d
}

// editions publishes both in a folder, and returns their names.
func editions(t *testing.T) (dir string, names []string) {
	t.Helper()
	dir = t.TempDir()
	b := store.NewFolder(dir)
	for _, d := range []*publishtest.Draft{oldEdition(), newEdition()} {
		before, err := publish.Read(t.Context(), b)
		if err != nil {
			t.Fatal(err)
		}
		r := d.Build(t)
		if _, err := publish.Publish(t.Context(), b, r, before); err != nil {
			t.Fatal(err)
		}
		names = append(names, r.Manifest.Release)
	}
	return dir, names
}

// TestDiff holds what canevas diff prints to the expected bytes, in every format
// and language, but for the hashes in the names of the releases.
func TestDiff(t *testing.T) {
	dir, names := editions(t)
	hashes := strings.NewReplacer(names[0], names[0][:11]+"old", names[1], names[1][:11]+"new")
	for name, args := range map[string][]string{
		"fr.txt": nil, "en.txt": {"--lang", "en"}, "fr.md": {"--format", "markdown"}, "en.md": {"--format", "markdown", "--lang", "en"}, "diff.json": {"--json"},
	} {
		t.Run(name, func(t *testing.T) {
			var out, errs bytes.Buffer
			if code := run(t.Context(), append([]string{"diff", dir + "@" + names[0], dir}, args...), streams{out: &out, err: &errs}); code != exitDone || errs.Len() > 0 {
				t.Fatalf("exit code %d: %s", code, errs.String())
			}
			got := []byte(hashes.Replace(out.String()))
			golden := filepath.Join("testdata", "diff", name)
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("differs from %s:\n%s", golden, got)
			}
		})
	}
}
