package publish

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/artifact"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/reader"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
	"github.com/concertations-ia/canevas/pipeline/table"
)

// everyType is a table with a column of each type, and a row of nulls.
func everyType() *table.Table {
	column := func(name string, kind definition.Type, null ...bool) table.Column {
		return table.Column{Spec: &definition.Column{Name: name, Type: kind}, Null: null}
	}
	t := &table.Table{Spec: &definition.Table{Name: "essai"}, Len: 3, Columns: []table.Column{
		column("texte", definition.String, false, true, false), column("entier", definition.Integer, false, true, false),
		column("nombre", definition.Number, false, true, false), column("vrai", definition.Boolean, false, true, false),
		column("jour", definition.Date, false, true, false), column("instant", definition.DateTime, false, true, false),
	}}
	t.Columns[0].Text = []string{"déjà, \"vu\"\r\n", "", ""}
	t.Columns[1].Int = []int64{1 << 53, 0, -9223372036854775808}
	t.Columns[2].Float = []float64{0.1, 0, -1e21}
	t.Columns[3].Bool = []bool{true, false, false}
	t.Columns[4].Int = []int64{20780, 0, -1}
	t.Columns[5].Int = []int64{1795428000000000, 0, 1795428000000001}
	return t
}

func encoded(t *testing.T, f definition.Format, tab *table.Table) string {
	t.Helper()
	workers, err := artifact.NewWorkers(1)
	if err != nil {
		t.Fatal(err)
	}
	spec := &definition.Table{Name: tab.Spec.Name}
	for _, c := range tab.Columns {
		spec.Columns = append(spec.Columns, *c.Spec)
	}
	var b bytes.Buffer
	e := artifact.NewEncoder(f, &b, spec, nil, workers)
	if err := e.Group(tab); err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// judged returns the problems of a release of one table whose files are these,
// by path.
func judged(t *testing.T, rows int, files map[string]string) []string {
	t.Helper()
	b := store.NewFolder(t.TempDir())
	said := &reader.Table{Name: "essai", Path: "essai.csv"}
	for _, c := range everyType().Columns {
		said.Columns = append(said.Columns, reader.Column{Name: c.Spec.Name, Type: string(c.Spec.Type)})
	}
	m := &release.Manifest{Release: "2026-11-23-00000000", Tables: []release.Table{{Name: "essai", Rows: rows, Columns: newDescribed(said).named()}}}
	for _, path := range []string{"essai.csv", "essai.jsonl", "essai.parquet"} {
		text := files[path]
		sum := sha256.Sum256([]byte(text))
		m.Files = append(m.Files, release.File{Path: path, Size: int64(len(text)), SHA256: hex.EncodeToString(sum[:]), Table: "essai", Rows: rows})
		if err := b.Put(t.Context(), releaseKey(m.Release, path), store.Bytes([]byte(text), "", "")); err != nil {
			t.Fatal(err)
		}
	}
	v := verifier{bucket: b, manifest: m, tables: []*described{newDescribed(said)}, sound: map[string]bool{}}
	if err := v.files(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := v.formats(t.Context()); err != nil {
		t.Fatal(err)
	}
	return v.found.Problems
}

// TestVerifyFormats changes one value, row or column in one format at a time.
func TestVerifyFormats(t *testing.T) {
	changes := map[string]struct {
		change func(t *table.Table)
		want   string // what the only problem says; empty: no problem
	}{
		"nothing":             {func(*table.Table) {}, ""},
		"a text":              {func(t *table.Table) { t.Columns[0].Text[0] += " " }, "row 1: texte"},
		"a null for a text":   {func(t *table.Table) { t.Columns[0].Null[2] = true }, "row 3: texte"},
		"a text for a null":   {func(t *table.Table) { t.Columns[0].Null[1] = false }, "row 2: texte"},
		"an integer":          {func(t *table.Table) { t.Columns[1].Int[0]++ }, "row 1: entier"},
		"zero for a null":     {func(t *table.Table) { t.Columns[1].Null[1] = false }, "row 2: entier"},
		"a number":            {func(t *table.Table) { t.Columns[2].Float[0] = 0.10000000000000002 }, "row 1: nombre"},
		"a boolean":           {func(t *table.Table) { t.Columns[3].Bool[2] = true }, "row 3: vrai"},
		"a date":              {func(t *table.Table) { t.Columns[4].Int[2]++ }, "row 3: jour"},
		"a microsecond":       {func(t *table.Table) { t.Columns[5].Int[2]++ }, "row 3: instant"},
		"a row less":          {func(t *table.Table) { *t = firstRows(*t, 2) }, "2 rows; essai.csv has more"},
		"no row":              {func(t *table.Table) { *t = firstRows(*t, 0) }, "0 rows; essai.csv has more"},
		"another column":      {func(t *table.Table) { t.Columns[1].Spec.Name = "rang" }, "essai."},
		"a type that differs": {func(t *table.Table) { t.Columns[4].Spec.Type = definition.Integer }, "essai."},
		"columns that change places": {func(t *table.Table) {
			t.Columns[4], t.Columns[5] = t.Columns[5], t.Columns[4]
		}, "essai."},
	}
	for name, test := range changes {
		for format, path := range map[definition.Format]string{definition.JSONLines: "essai.jsonl", definition.Parquet: "essai.parquet"} {
			t.Run(fmt.Sprintf("%s in %s", name, path), func(t *testing.T) {
				files := map[string]string{}
				for f, p := range map[definition.Format]string{definition.CSV: "essai.csv", definition.JSONLines: "essai.jsonl", definition.Parquet: "essai.parquet"} {
					tab := everyType()
					if f == format {
						test.change(tab)
					}
					files[p] = encoded(t, f, tab)
				}
				problems := judged(t, 3, files)
				switch {
				case test.want == "" && len(problems) > 0, test.want != "" && len(problems) != 1:
					t.Errorf("%d problems:\n%s", len(problems), strings.Join(problems, "\n"))
				case test.want != "" && (!strings.Contains(problems[0], path+": ") || !strings.Contains(problems[0], test.want)):
					t.Errorf("the problem does not say %s and %q: %s", path, test.want, problems[0])
				}
			})
		}
	}
}

func firstRows(t table.Table, n int) table.Table {
	for i := range t.Columns {
		c := &t.Columns[i]
		c.Null, c.Text, c.Int = c.Null[:n], c.Text[:min(n, len(c.Text))], c.Int[:min(n, len(c.Int))]
		c.Float, c.Bool = c.Float[:min(n, len(c.Float))], c.Bool[:min(n, len(c.Bool))]
	}
	t.Len = n
	return t
}

// A file with a row more is told too, which the writers cannot be made to give.
func TestVerifyFormatsRowsMore(t *testing.T) {
	files := map[string]string{}
	for f, p := range map[definition.Format]string{definition.CSV: "essai.csv", definition.JSONLines: "essai.jsonl", definition.Parquet: "essai.parquet"} {
		files[p] = encoded(t, f, everyType())
	}
	lines := strings.SplitAfter(files["essai.csv"], "\r\n")
	files["essai.csv"] = strings.Join(lines[:len(lines)-2], "")
	problems := judged(t, 2, files)
	if len(problems) != 2 || !strings.Contains(problems[0], "essai.jsonl: more rows than the 2") || !strings.Contains(problems[1], "essai.parquet: more rows than the 2") {
		t.Errorf("problems:\n%s", strings.Join(problems, "\n"))
	}
}

// Of a file that is wrong from top to bottom no more is compared than is told.
func TestVerifyFormatsIsBrief(t *testing.T) {
	files := map[string]string{"essai.csv": encoded(t, definition.CSV, everyType()), "essai.jsonl": encoded(t, definition.JSONLines, everyType())}
	header, _, _ := strings.Cut(files["essai.csv"], "\r\n")
	files["essai.csv"] = header + "\r\n" + strings.Repeat("x,1,1,true,2026-01-01,2026-01-01T00:00:00Z\r\n", 100)
	files["essai.jsonl"] = strings.Repeat(`{"texte":"y","entier":2,"nombre":2,"vrai":false,"jour":null,"instant":null}`+"\n", 100)
	files["essai.parquet"] = "not Parquet at all"
	problems := judged(t, 100, files)
	if len(problems) != firstProblems+2 || !strings.Contains(problems[firstProblems], "the rest is not compared") || !strings.Contains(problems[firstProblems+1], "essai.parquet: read Parquet: not Parquet") {
		t.Errorf("problems:\n%s", strings.Join(problems, "\n"))
	}
}

// A disk that is full is nothing that the publication could be blamed for.
func TestVerifyWithoutDisk(t *testing.T) {
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "missing"))
	v := verifier{manifest: &release.Manifest{}}
	_, err := v.openParquet(t.Context(), nil, release.File{})
	if err = v.absorb(t.Context(), err); !errors.Is(err, errDisk) || len(v.found.Problems) > 0 {
		t.Errorf("got error %v and problems %q", err, v.found.Problems)
	}
}
