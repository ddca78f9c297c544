package publish

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/catalog"
	"github.com/concertations-ia/canevas/pipeline/reader"
	"github.com/concertations-ia/canevas/pipeline/release"
)

// firstProblems is how many problems of one table are told one by one.
const firstProblems = 10

// A telling tells the first problems of one file, and counts the others.
type telling struct {
	v    *verifier
	key  string
	told int
}

func (t *telling) problem(format string, args ...any) {
	if t.told++; t.told <= firstProblems {
		t.v.problem("%s: %s", t.key, fmt.Sprintf(format, args...))
	}
}

// end tells how many problems were not told.
func (t *telling) end() {
	if more := t.told - firstProblems; more > 0 {
		t.v.problem("%s: and %d more problems", t.key, more)
	}
}

// rows holds the CSV file of a table to its description.
func (v *verifier) rows(t *described, f release.File, r io.Reader) {
	tell := &telling{v: v, key: v.key(f.Path)}
	in := reader.NewRecords(r)
	header, err := in.Next()
	if err != nil {
		tell.problem("the header cannot be read: %v", err)
		return
	}
	t.checkHeader(header, v.manifest, f, tell)
	n, unique := 0, map[reader.KeySum]struct{}{}
	for {
		row, err := in.Next()
		if err == io.EOF {
			break
		}
		n++
		switch {
		case err != nil:
			tell.problem("row %d cannot be read: %v", n, err)
			return
		case len(row) != len(t.Columns):
			tell.problem("row %d has %d fields instead of %d", n, len(row), len(t.Columns))
		default:
			t.checkRow(row, n, unique, tell)
		}
	}
	if n != f.Rows {
		tell.problem("%d rows; the manifest says %d", n, f.Rows)
	}
	v.found.Rows += n
	tell.end()
}

// checkHeader holds the header and the manifest to the columns described.
func (t *described) checkHeader(header []reader.Cell, m *release.Manifest, f release.File, tell *telling) {
	var want []release.Column
	var names, found []string
	for _, c := range t.Columns {
		want = append(want, release.Column{Name: c.Name, Type: c.Type})
		names = append(names, c.Name)
	}
	for _, c := range header {
		found = append(found, c.Text)
	}
	if !slices.Equal(found, names) {
		tell.problem("the header is %s; %s says %s", strings.Join(found, ","), catalog.PackagePath, strings.Join(names, ","))
	}
	at := slices.IndexFunc(m.Tables, func(s release.Table) bool { return s.Name == f.Table })
	switch {
	case at < 0:
		tell.problem("the manifest does not know the table %s", f.Table)
	case !slices.Equal(m.Tables[at].Columns, want):
		tell.problem("the manifest says other columns or types than %s", catalog.PackagePath)
	case m.Tables[at].Rows != f.Rows:
		tell.problem("the manifest says %d rows of the table and %d of its file", m.Tables[at].Rows, f.Rows)
	}
}

// checkRow holds the n-th row to the types and the primary key, and remembers
// what foreign keys need. A foreign key that is null in part leads nowhere.
func (t *described) checkRow(row []reader.Cell, n int, unique map[reader.KeySum]struct{}, tell *telling) {
	for i, c := range t.Columns {
		switch {
		case row[i].IsNull() && c.Required:
			tell.problem("row %d: %s is required and empty", n, c.Name)
		case !row[i].IsNull() && !c.Holds(row[i].Text):
			tell.problem("row %d: %s is no %s", n, c.Name, c.Type)
		}
	}
	if len(t.Primary) > 0 {
		key, nulls := reader.KeyOf(row, t.Primary)
		if _, twice := unique[key]; twice || nulls > 0 {
			tell.problem("row %d: the primary key is empty or stands twice", n)
		}
		unique[key] = struct{}{}
	}
	for _, set := range t.keys {
		if key, nulls := reader.KeyOf(row, set.columns); nulls == 0 {
			set.seen[key] = struct{}{}
		}
	}
	for _, f := range t.foreign {
		key, nulls := reader.KeyOf(row, f.Columns)
		if _, met := f.rows[key]; !met && nulls < len(f.Columns) {
			f.rows[key] = n
		}
	}
}

// foreignKeys tells which rows lead to a key that no row has.
func (v *verifier) foreignKeys(context.Context) error {
	for _, t := range v.tables {
		for _, f := range t.foreign {
			if f.to == nil {
				continue
			}
			seen := f.to.keys[f.reference()].seen
			maps.DeleteFunc(f.rows, func(key reader.KeySum, _ int) bool { _, found := seen[key]; return found })
			lost := slices.SortedFunc(maps.Values(f.rows), cmp.Compare)
			for _, n := range lost[:min(firstProblems, len(lost))] {
				v.problem("%s: row %d leads to a row of %s that is not there", v.key(t.Path), n, f.to.Path)
			}
			if more := len(lost) - firstProblems; more > 0 {
				v.problem("%s: and %d more such rows", v.key(t.Path), more)
			}
		}
	}
	return nil
}
