package table

import (
	"cmp"
	"math"
	"slices"

	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// A Disagreement is a warning to the author of a document: where documents
// share a row, another one says something else and is kept.
type Disagreement struct {
	Document string // identifier
	Finding  check.Finding
}

// The rows of a table that merges have these columns after their own: where a
// row stands in its submission, for the warnings that a merge may bring about.
var spotSpecs = []*definition.Column{
	{Name: "pointer", Type: definition.String},
	{Name: "line", Type: definition.Integer},
	{Name: "column", Type: definition.Integer},
	{Name: "sheet", Type: definition.String},
	{Name: "cell", Type: definition.String},
}

// While they are sorted they also have these: the document they come from.
var rankSpecs = []*definition.Column{
	{Name: "moment", Type: definition.Integer},
	{Name: "document", Type: definition.String},
}

// note notes where the rows stand.
func (b *batch) note(document place, t *tree.Tree) {
	if !b.plan.spec.Merge {
		return
	}
	spots := b.columns[len(b.plan.columns):]
	b.plan.each(document, func(at place) {
		pointer := at.pointer()
		where := t.Place(pointer)
		for i, c := range []cell{{text: pointer}, {int: int64(where.Line)}, {int: int64(where.Column)}, {text: where.Sheet}, {text: where.Cell}} {
			spots[i].append(c)
		}
	})
}

// A merger keeps one of the rows that share a key, and notes what the others
// say differently. It is given rows in the order of [sorter.compare].
type merger struct {
	plan *plan
	kept []Column // one row, or none
	all  []Disagreement
}

// merges reports whether a row has the key of the one that is kept, after
// comparing the two; otherwise the row is kept from now on.
func (m *merger) merges(columns []Column, row int) bool {
	if len(m.kept[0].Null) == 1 && m.plan.compareKeys(m.kept, 0, columns, row) == 0 {
		m.compare(columns, row)
		return true
	}
	for i := range m.kept {
		m.kept[i].empty()
		m.kept[i].append(columns[i].cell(row))
	}
	return false
}

// compare notes what a row says differently from the one that is kept. Only
// columns that the row itself fills are compared, and a null disagrees with
// nothing.
func (m *merger) compare(columns []Column, row int) {
	id := columns[len(columns)-1]
	spot := columns[len(m.plan.columns):]
	for i := range m.plan.columns {
		o, c, kept := &m.plan.columns[i], &columns[i], &m.kept[i]
		if !o.own() || kept.Null[0] || c.Null[row] || kept.compare(0, c, row) == 0 {
			continue
		}
		winner := m.kept[len(m.kept)-1].Text[0]
		m.all = append(m.all, Disagreement{
			Document: id.Text[row],
			Finding: check.Finding{
				Rule:     ruleMerge,
				Severity: definition.Warning,
				Pointer:  spot[0].Text[row],
				Place: tree.Place{
					Line: int(spot[1].Int[row]), Column: int(spot[2].Int[row]), Sheet: spot[3].Text[row], Cell: spot[4].Text[row],
				},
				Message: disagreement(o.spec, m.plan, keyWords(columns, m.plan.key, row), excerpt(c.words(row)), excerpt(kept.words(0)), winner),
			},
		})
	}
}

// sortDisagreements puts them by document and in the order of its file.
func sortDisagreements(all []Disagreement) {
	slices.SortStableFunc(all, func(x, y Disagreement) int {
		return cmp.Or(
			cmp.Compare(x.Document, y.Document),
			cmp.Compare(x.Finding.Place.Line, y.Finding.Place.Line),
			cmp.Compare(x.Finding.Place.Column, y.Finding.Place.Column))
	})
}

// moment returns when a document was submitted, from the date, or date and
// time, that is written in it. What is neither comes before everything.
func moment(date string) int64 {
	if n, ok := microseconds(date); ok {
		return n
	}
	if n, ok := days(date); ok {
		return n * secondsPerDay * 1_000_000
	}
	return math.MinInt64
}
