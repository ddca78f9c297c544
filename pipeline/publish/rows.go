package publish

import (
	"bufio"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/concertations-ia/canevas/pipeline/catalog"
	"github.com/concertations-ia/canevas/pipeline/release"
)

// A described is a table as datapackage.json describes it, and the keys that
// were met in its CSV file.
type described struct {
	name    string
	path    string
	columns []column
	primary []int
	foreign []*foreign
	keys    map[string]keySet // that foreign keys lead to, by the names of their columns
}

type column struct {
	name     string
	kind     string
	required bool
	parses   func(string) bool
}

// A foreign is a foreign key, and the first row of each of its values.
type foreign struct {
	columns  []int
	resource string
	fields   []string
	to       *described // nil where it leads nowhere
	rows     map[keySum]int
}

func (f *foreign) reference() string { return strings.Join(f.fields, ",") }

// A keySet is the values of some columns.
type keySet struct {
	columns []int
	seen    map[keySum]struct{}
}

// A keySum stands for the values of some columns of a row: half of their
// SHA-256, so that a table of a million rows needs little memory.
type keySum [16]byte

// keyOf returns the key in some columns of a row, and how many of them are null.
func keyOf(row []cell, columns []int) (key keySum, nulls int) {
	var all []byte
	for _, at := range columns {
		if row[at].isNull() {
			nulls++
		}
		all = binary.AppendUvarint(all, uint64(len(row[at].text)))
		all = append(all, row[at].text...)
	}
	sum := sha256.Sum256(all)
	return keySum(sum[:16]), nulls
}

// types says of each type of Table Schema that is published whether a text is
// one of its values.
var types = map[string]func(string) bool{
	"string":   utf8.ValidString,
	"integer":  func(s string) bool { _, err := strconv.ParseInt(s, 10, 64); return err == nil },
	"number":   isNumber,
	"boolean":  func(s string) bool { return s == "true" || s == "false" },
	"date":     func(s string) bool { _, err := time.Parse(time.DateOnly, s); return err == nil },
	"datetime": func(s string) bool { _, err := time.Parse(time.RFC3339, s); return err == nil },
}

func isNumber(s string) bool {
	if s == "NaN" || s == "INF" || s == "-INF" {
		return true
	}
	_, err := strconv.ParseFloat(s, 64)
	return err == nil && strings.Trim(s, "0123456789+-.eE") == ""
}

// firstProblems is how many problems of one table are told one by one.
const firstProblems = 10

// rows holds the CSV file of a table to its description.
func (v *verifier) rows(t *described, f release.File, r io.Reader) {
	told := 0
	problem := func(format string, args ...any) {
		if told++; told <= firstProblems {
			v.problem("%s: %s", v.key(f.Path), fmt.Sprintf(format, args...))
		}
	}
	in := records{bufio.NewReader(r)}
	header, err := in.next()
	if err != nil {
		problem("the header cannot be read: %v", err)
		return
	}
	t.checkHeader(header, v.manifest, f, problem)
	n, unique := 0, map[keySum]struct{}{}
	for {
		row, err := in.next()
		if err == io.EOF {
			break
		}
		n++
		switch {
		case err != nil:
			problem("row %d cannot be read: %v", n, err)
			return
		case len(row) != len(t.columns):
			problem("row %d has %d fields instead of %d", n, len(row), len(t.columns))
		default:
			t.checkRow(row, n, unique, problem)
		}
	}
	if n != f.Rows {
		problem("%d rows; the manifest says %d", n, f.Rows)
	}
	v.found.Rows += n
	if more := told - firstProblems; more > 0 {
		v.problem("%s: and %d more problems", v.key(f.Path), more)
	}
}

// checkHeader holds the header and the manifest to the columns described.
func (t *described) checkHeader(header []cell, m *release.Manifest, f release.File, problem func(string, ...any)) {
	var want []release.Column
	var names, found []string
	for _, c := range t.columns {
		want = append(want, release.Column{Name: c.name, Type: c.kind})
		names = append(names, c.name)
	}
	for _, c := range header {
		found = append(found, c.text)
	}
	if !slices.Equal(found, names) {
		problem("the header is %s; %s says %s", strings.Join(found, ","), catalog.PackagePath, strings.Join(names, ","))
	}
	at := slices.IndexFunc(m.Tables, func(s release.Table) bool { return s.Name == f.Table })
	switch {
	case at < 0:
		problem("the manifest does not know the table %s", f.Table)
	case !slices.Equal(m.Tables[at].Columns, want):
		problem("the manifest says other columns or types than %s", catalog.PackagePath)
	case m.Tables[at].Rows != f.Rows:
		problem("the manifest says %d rows of the table and %d of its file", m.Tables[at].Rows, f.Rows)
	}
}

// checkRow holds the n-th row to the types and the primary key, and remembers
// what foreign keys need. A foreign key that is null in part leads nowhere.
func (t *described) checkRow(row []cell, n int, unique map[keySum]struct{}, problem func(string, ...any)) {
	for i, c := range t.columns {
		switch {
		case row[i].isNull() && c.required:
			problem("row %d: %s is required and empty", n, c.name)
		case !row[i].isNull() && !c.parses(row[i].text):
			problem("row %d: %s is no %s", n, c.name, c.kind)
		}
	}
	if len(t.primary) > 0 {
		key, nulls := keyOf(row, t.primary)
		if _, twice := unique[key]; twice || nulls > 0 {
			problem("row %d: the primary key is empty or stands twice", n)
		}
		unique[key] = struct{}{}
	}
	for _, set := range t.keys {
		if key, nulls := keyOf(row, set.columns); nulls == 0 {
			set.seen[key] = struct{}{}
		}
	}
	for _, f := range t.foreign {
		key, nulls := keyOf(row, f.columns)
		if _, met := f.rows[key]; !met && nulls < len(f.columns) {
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
			maps.DeleteFunc(f.rows, func(key keySum, _ int) bool { _, found := seen[key]; return found })
			lost := slices.SortedFunc(maps.Values(f.rows), cmp.Compare)
			for _, n := range lost[:min(firstProblems, len(lost))] {
				v.problem("%s: row %d leads to a row of %s that is not there", v.key(t.path), n, f.to.path)
			}
			if more := len(lost) - firstProblems; more > 0 {
				v.problem("%s: and %d more such rows", v.key(t.path), more)
			}
		}
	}
	return nil
}
