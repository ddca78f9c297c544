package table

import (
	"fmt"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// A pile is the rows of a table as they came.
type pile struct {
	plan     *plan
	columns  []Column
	document []int32 // of each row: a position in Builder.documents
	keys     keySet  // of all rows
	texts    texts   // of all rows
	spots    []spot  // of each row, in a table that merges
}

// A spot is where a row stands in its submission.
type spot struct {
	pointer string
	place   tree.Place
}

func newPile(p *plan) *pile {
	return &pile{plan: p, columns: p.emptyColumns()}
}

// pileOf returns the rows of values that are no documents: codes, or entries
// of the ledger. They may refer to the keys in sets, by plan, and to each
// other; theirs are added to sets.
func (x *extraction) pileOf(p *plan, values []*tree.Value, sets []*keySet) (*pile, error) {
	array := &tree.Value{Kind: tree.Array}
	for _, v := range values {
		array.Children = append(array.Children, *v)
	}
	x.open(array)
	rows, all := newBatch(p), newPile(p)
	x.fill(rows)
	x.verifyUnique(rows, all, nil)
	sets[p.at] = &rows.seen
	x.verifyForeign(rows, sets)
	if len(x.findings) > 0 {
		first := x.findings[0]
		return nil, fmt.Errorf("fill table %s: row %s: %s", p.spec.Name, first.Pointer, first.Message.EN)
	}
	all.add(rows, 0)
	return all, nil
}

// add adds the rows of a document.
func (a *pile) add(rows *batch, document int) {
	for i := range a.columns {
		a.columns[i].extend(&rows.columns[i], &a.texts)
	}
	for _, hash := range rows.hashes {
		a.document = append(a.document, int32(document))
		if hash != noKey {
			a.keys.add(hash)
		}
	}
}

// note keeps where the rows of a document stand, for the warnings that a merge
// may bring about.
func (a *pile) note(rows *batch, document place, t *tree.Tree) {
	if !a.plan.spec.Merge {
		return
	}
	rows.plan.each(document, func(at place) {
		pointer := at.pointer()
		a.spots = append(a.spots, spot{pointer, t.Place(pointer)})
	})
}

// table returns some rows as a table. It shares the columns where the rows are
// all of them in order.
func (a *pile) table(rows []int) *Table {
	t := &Table{Spec: a.plan.spec, Len: len(rows), Columns: make([]Column, len(a.columns))}
	inOrder := len(rows) == len(a.document)
	for i, row := range rows {
		inOrder = inOrder && row == i
	}
	for i := range a.columns {
		if inOrder {
			t.Columns[i] = a.columns[i].share()
		} else {
			t.Columns[i] = a.columns[i].pick(rows)
		}
	}
	return t
}

// codeValues returns every code as an object with the columns of codes.csv. An
// empty one is absent, as a file of text cannot tell the two apart.
func codeValues(def *definition.Definition) []*tree.Value {
	var values []*tree.Value
	for i := range def.Codes {
		list := &def.Codes[i]
		for j := range list.Codes {
			v := &tree.Value{Kind: tree.Object}
			for _, column := range list.Columns(&list.Codes[j]) {
				if column.Value != "" {
					v.Children = append(v.Children, tree.Value{Kind: tree.String, Key: column.Name, Text: column.Value})
				}
			}
			values = append(values, v)
		}
	}
	return values
}
