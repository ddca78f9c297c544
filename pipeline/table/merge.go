package table

import (
	"cmp"
	"math"
	"slices"

	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/definition"
)

// A Disagreement is a warning to the author of a document: where documents
// share a row, another one says something else and is kept.
type Disagreement struct {
	Document string // identifier
	Finding  check.Finding
}

// Disagreements returns what the documents added so far say differently of the
// rows they share, by document and in the order of its file. Only columns that
// the row itself fills are compared, and a null disagrees with nothing.
func (b *Builder) Disagreements() []Disagreement {
	var all []Disagreement
	for i, p := range b.plans {
		if p.spec.Source == definition.Documents && p.spec.Merge {
			all = append(all, b.disagreements(b.piles[i])...)
		}
	}
	slices.SortStableFunc(all, func(x, y Disagreement) int {
		return cmp.Or(
			cmp.Compare(x.Document, y.Document),
			cmp.Compare(x.Finding.Place.Line, y.Finding.Place.Line),
			cmp.Compare(x.Finding.Place.Column, y.Finding.Place.Column))
	})
	return all
}

func (b *Builder) disagreements(a *pile) []Disagreement {
	var all []Disagreement
	rows := b.ranked(a)
	for i, kept := 1, 0; i < len(rows); i++ {
		if a.compareKeys(rows[kept], rows[i]) != 0 {
			kept = i
			continue
		}
		all = append(all, b.compare(a, rows[kept], rows[i])...)
	}
	return all
}

// compare returns what a row says differently from the one that is kept.
func (b *Builder) compare(a *pile, kept, row int) []Disagreement {
	var all []Disagreement
	for i := range a.columns {
		o, c := &a.plan.columns[i], &a.columns[i]
		if !o.own() || c.Null[kept] || c.Null[row] || c.compare(kept, row) == 0 {
			continue
		}
		winner := b.documents[a.document[kept]].id
		all = append(all, Disagreement{
			Document: b.documents[a.document[row]].id,
			Finding: check.Finding{
				Rule:     ruleMerge,
				Severity: definition.Warning,
				Pointer:  a.spots[row].pointer,
				Place:    a.spots[row].place,
				Message:  disagreement(o.spec, a.plan, keyWords(a.columns, a.plan.key, row), excerpt(c.words(row)), excerpt(c.words(kept)), winner),
			},
		})
	}
	return all
}

// sorted returns the rows of a table in the order of its primary key, one for
// each key.
func (b *Builder) sorted(p *plan, a *pile) []int {
	rows := b.ranked(a)
	if !p.spec.Merge {
		return rows
	}
	return slices.CompactFunc(rows, func(x, y int) bool { return a.compareKeys(x, y) == 0 })
}

// ranked returns the rows of a pile by primary key. Among equal keys the one of
// the document submitted last comes first, then that of the greater
// identifier, then the first of the document.
func (b *Builder) ranked(a *pile) []int {
	rows := make([]int, len(a.document))
	for i := range rows {
		rows[i] = i
	}
	return sortRuns(rows, func(x, y int) int {
		if order := a.compareKeys(x, y); order != 0 || !a.plan.spec.Merge {
			return order
		}
		dx, dy := b.documents[a.document[x]], b.documents[a.document[y]]
		return cmp.Or(cmp.Compare(dy.moment, dx.moment), cmp.Compare(dy.id, dx.id), cmp.Compare(x, y))
	})
}

func (a *pile) compareKeys(x, y int) int {
	for _, i := range a.plan.key {
		if order := a.columns[i].compare(x, y); order != 0 {
			return order
		}
	}
	return 0
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
