// Package publishtest makes releases for tests: small, right, and easy to spoil.
package publishtest

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/concertations-ia/canevas/pipeline/artifact"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/table"
)

// A Draft is a release before it is written; tests spoil it.
type Draft struct {
	Made        time.Time
	Bodies, IDs *table.Table      // collectivites and propositions
	CSV         map[string]string // by table: the bytes to write in place of the right ones
	Descriptor  string            // datapackage.json
	Files       map[string]string // by path: any others
	Sums        func(lines string) string
	Manifest    func(*release.Manifest)
	Adopt       *release.Release // that the table of bodies is taken over from; may be nil
	Bare        bool             // of what only a reader of tables needs: fewer files, for tests that publish often
}

// NewDraft is a right release of n propositions made on a day of November.
func NewDraft(n, day int) *Draft {
	bodies := &table.Table{Spec: &definition.Table{Name: "collectivites", Source: definition.Documents}, Len: 2}
	bodies.Columns = []table.Column{
		texts("id", true, "c1", "c2"),
		texts("nom", false, "Ville d'exemple, \"la vraie\"\r\nsuite", ""),
	}
	ids := &table.Table{Spec: &definition.Table{Name: "propositions", Source: definition.Documents}, Len: n}
	ids.Columns = []table.Column{
		texts("id", true), texts("id_collectivite", false), column("rang", definition.Integer), column("part", definition.Number),
		column("ouverte", definition.Boolean), column("jour", definition.Date), column("recu", definition.DateTime),
	}
	c := ids.Columns
	for i := range n {
		c[0].Text = append(c[0].Text, fmt.Sprintf("p%04d", i))
		c[1].Text = append(c[1].Text, fmt.Sprintf("c%d", 1+i%2))
		c[2].Int = append(c[2].Int, int64(i))
		c[3].Float = append(c[3].Float, float64(i)/8)
		c[4].Bool = append(c[4].Bool, i%3 == 0)
		c[5].Int = append(c[5].Int, int64(20000+i))
		c[6].Int = append(c[6].Int, 1795428000000000+int64(i))
		for j := range c {
			c[j].Null = append(c[j].Null, j > 1 && i%5 == j)
		}
	}
	return &Draft{
		Made: time.Date(2026, 11, day, 5, 17, 0, 0, time.UTC), Bodies: bodies, IDs: ids, Descriptor: descriptor,
		CSV:      map[string]string{},
		Files:    map[string]string{"root/index.html": fmt.Sprintf("<p>%d propositions</p>", n), "root/catalog.jsonld": fmt.Sprintf(`{"n": %d}`, n)},
		Sums:     func(lines string) string { return lines },
		Manifest: func(*release.Manifest) {},
	}
}

const descriptor = `{
  "name": "essai",
  "resources": [
    {"name": "collectivites", "path": "collectivites.csv", "schema": {
      "fields": [{"name": "id", "type": "string", "constraints": {"required": true}}, {"name": "nom", "type": "string"}],
      "primaryKey": ["id"]}},
    {"name": "propositions", "path": "propositions.csv", "schema": "schemas/propositions.json"},
    {"name": "propositions-parquet", "path": "propositions.parquet", "schema": "schemas/propositions.json"}
  ]
}
`

const propositionsSchema = `{
  "fields": [
    {"name": "id", "type": "string", "constraints": {"required": true}}, {"name": "id_collectivite", "type": "string"},
    {"name": "rang", "type": "integer"}, {"name": "part", "type": "number"}, {"name": "ouverte", "type": "boolean"},
    {"name": "jour", "type": "date"}, {"name": "recu", "type": "datetime"}
  ],
  "primaryKey": "id",
  "foreignKeys": [{"fields": ["id_collectivite"], "reference": {"resource": "collectivites", "fields": ["id"]}}]
}
`

func texts(name string, required bool, values ...string) table.Column {
	c := column(name, definition.String)
	c.Spec.Required, c.Text, c.Null = required, values, make([]bool, len(values))
	return c
}

func column(name string, t definition.Type) table.Column {
	return table.Column{Spec: &definition.Column{Name: name, Type: t}}
}

// Build writes the release in a new folder.
func (d *Draft) Build(t testing.TB) *release.Release {
	t.Helper()
	folder, err := artifact.NewFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	tables := []*table.Table{d.Bodies, d.IDs}
	var counts []table.Count
	for _, tab := range tables {
		counts = append(counts, table.Count{Spec: tab.Spec, Rows: tab.Len})
		for _, c := range tab.Columns {
			tab.Spec.Columns = append(tab.Spec.Columns, *c.Spec)
		}
	}
	var csv []artifact.Artifact
	for _, tab := range tables {
		name := tab.Spec.Name
		if d.Adopt != nil && tab == d.Bodies {
			csv = append(csv, adopt(t, folder, d.Adopt, name+".csv"))
			continue
		}
		csv = append(csv, create(t, folder, name+".csv", "text/csv; charset=utf-8", tab, func(w io.Writer) error {
			if text, spoilt := d.CSV[name]; spoilt {
				_, err := io.WriteString(w, text)
				return err
			}
			return encode(definition.CSV, w, tab)
		}))
	}
	if !d.Bare {
		create(t, folder, "propositions.parquet", "application/vnd.apache.parquet", d.IDs, func(w io.Writer) error { return encode(definition.Parquet, w, d.IDs) })
		text(t, folder, "datapackage.json", "application/json", d.Descriptor)
		text(t, folder, "schemas/propositions.json", "application/json", propositionsSchema)
	}
	for path, content := range d.Files {
		text(t, folder, path, "text/html; charset=utf-8", content)
	}
	var sums strings.Builder
	for _, a := range folder.Artifacts() {
		fmt.Fprintf(&sums, "%s  %s\n", a.SHA256, a.Path)
	}
	text(t, folder, "SHA256SUMS", "text/plain; charset=utf-8", d.Sums(sums.String()))
	content := release.Content(&definition.Definition{Hash: "essai"}, "", csv)
	m := release.Manifest{
		Created: d.Made, Content: content, Format: release.Format,
		Definition: release.Definition{Name: "essai", Version: "1.0.0"}, Documents: []release.Document{}, Tables: release.Tables(counts),
	}
	d.Manifest(&m)
	if m.Release, err = m.ID(); err != nil {
		t.Fatal(err)
	}
	r, err := release.New(folder, m)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// adopt takes a file over from another release, without its bytes.
func adopt(t testing.TB, folder *artifact.Folder, from *release.Release, path string) artifact.Artifact {
	t.Helper()
	for _, f := range from.Manifest.Files {
		if f.Path != path {
			continue
		}
		a := artifact.Artifact{Path: f.Path, MediaType: f.MediaType, Size: f.Size, SHA256: f.SHA256, Table: f.Table, Rows: f.Rows}
		if err := folder.Adopt(a); err != nil {
			t.Fatal(err)
		}
		return a
	}
	t.Fatalf("%s is not a file of release %s", path, from.Manifest.Release)
	return artifact.Artifact{}
}

func create(t testing.TB, folder *artifact.Folder, path, mediaType string, tab *table.Table, write func(io.Writer) error) artifact.Artifact {
	t.Helper()
	file, err := folder.Begin(path, mediaType)
	if err == nil {
		err = write(file)
	}
	if err != nil {
		t.Fatal(err)
	}
	a, err := file.Done(tab.Spec.Name, tab.Len)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// encode writes a table in a format.
func encode(f definition.Format, w io.Writer, tab *table.Table) error {
	workers, err := artifact.NewWorkers(1)
	if err != nil {
		return err
	}
	spec := &definition.Table{Name: tab.Spec.Name}
	for _, c := range tab.Columns {
		spec.Columns = append(spec.Columns, *c.Spec)
	}
	e := artifact.NewEncoder(f, w, spec, nil, workers)
	return errors.Join(e.Group(tab), e.Close())
}

func text(t testing.TB, folder *artifact.Folder, path, mediaType, content string) {
	t.Helper()
	_, err := folder.Create(path, mediaType, func(w io.Writer) error {
		_, err := io.WriteString(w, content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
