package table

import (
	"fmt"
	"hash/maphash"
	"slices"
	"strconv"

	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/expression"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// mostFindings is how many findings one document gets from the tables. Whoever
// mends a hundred lines sees the rest the next time.
const mostFindings = 100

// A batch is the rows that one document gives one table. It is filled again and
// again, in the room that the documents before it needed. The rows of a table
// that merges have further columns, which say where they stand.
type batch struct {
	plan    *plan
	columns []Column
	len     int
	seen    keySet       // of the primary keys, once they are verified and if anybody asks for them
	shared  []sharedCell // by column
	guesses [][]int      // by column: see pattern.below
	order   []int        // room for sort
}

// A sharedCell is the value that a computed column has in every row, once it is
// known.
type sharedCell struct {
	known bool
	cell  cell
}

func newBatch(p *plan) *batch {
	b := &batch{plan: p, columns: emptyColumns(p.specs), shared: make([]sharedCell, len(p.columns))}
	for i := range p.columns {
		b.guesses = append(b.guesses, make([]int, len(p.columns[i].path)))
	}
	return b
}

func (b *batch) empty() {
	for i := range b.columns {
		b.columns[i].empty()
	}
	b.len = 0
	clear(b.shared)
}

// sort puts the rows in the order of the primary key; equal ones stay as they
// were.
func (b *batch) sort() {
	b.order = b.order[:0]
	for row := range b.len {
		b.order = append(b.order, row)
	}
	compare := func(x, y int) int { return b.plan.compareKeys(b.columns, x, b.columns, y) }
	if slices.IsSortedFunc(b.order, compare) {
		return
	}
	order := sortRuns(b.order, compare)
	for i := range b.columns {
		b.columns[i] = b.columns[i].pick(order)
	}
}

// An extraction turns one value into rows: a document, a code, an entry of the
// ledger. It touches nothing but batches, so several may run at once, each on
// its own; their keys compare once they share the seed.
type extraction struct {
	root     place
	scope    expression.Scope
	findings []check.Finding
	seed     maphash.Seed // of the hashes of keys
	key      []byte       // scratch
}

func newExtraction(seed maphash.Seed) *extraction {
	return &extraction{root: make(place, 1, 16), seed: seed}
}

// open makes root the value to take rows from.
func (x *extraction) open(root *tree.Value) {
	x.root[0] = step{root, -1}
	x.scope.Begin(root)
	x.findings = nil
}

// fill fills a batch with the rows of its table.
func (x *extraction) fill(b *batch) {
	b.empty()
	b.plan.each(x.root, func(at place) { x.row(b, at) })
}

func (x *extraction) row(b *batch, at place) {
	if b.plan.computes {
		x.scope.This, x.scope.Index = at.value(), at.index()
		x.scope.List, x.scope.Parents = at.list(), at.appendParents(x.scope.Parents[:0])
	}
	for i := range b.plan.columns {
		if !b.take(i, at) {
			b.columns[i].append(x.cell(b, i, at))
		}
	}
	b.len++
}

// take adds the value of a column that most columns are: a text or a whole
// number that stands where From leads, as it should. It reports whether it was
// one.
func (b *batch) take(column int, at place) bool {
	o, c := &b.plan.columns[column], &b.columns[column]
	if !o.plain {
		return false
	}
	v := o.path.below(at[len(at)-1-o.up].value, b.guesses[column])
	if v == nil || v.Kind != o.kind {
		return false
	}
	if o.kind == tree.String {
		c.Text = append(c.Text, v.Text)
	} else if n, err := strconv.ParseInt(v.Text, 10, 64); err == nil {
		c.Int = append(c.Int, n)
	} else {
		return false
	}
	c.Null = append(c.Null, false)
	return true
}

// cell returns the value of a column in the row at a place; null after a
// finding.
func (x *extraction) cell(b *batch, column int, at place) cell {
	o, s := &b.plan.columns[column], &b.shared[column]
	switch {
	case o.program == nil:
		return x.taken(b, column, at)
	case !o.shared:
		return x.computed(b.plan, o, at)
	case !s.known:
		s.known, s.cell = true, x.computed(b.plan, o, at)
	}
	return s.cell
}

// taken returns the value that From leads to.
func (x *extraction) taken(b *batch, column int, at place) cell {
	o := &b.plan.columns[column]
	above := at.up(o.up)
	if o.name && o.spec.Type == definition.Integer && o.codes == nil && above.index() >= 0 {
		return cell{int: int64(above.index())} // as below, without writing and reading a number
	}
	v := o.path.below(above.value(), b.guesses[column])
	if o.name {
		v = above.name()
	}
	c, ok := cellOf(v, o.spec.Type)
	if !o.accepts(c, ok) {
		rule, message := o.fault(b.plan, c, ok, v)
		x.report(rule, above.pointer()+o.path.pointer(), message)
	}
	return c
}

// computed returns the value of Compute.
func (x *extraction) computed(p *plan, o *origin, at place) cell {
	v, err := x.evaluate(o.program)
	if err != nil {
		x.report(ruleCompute, at.pointer(), notComputed(o.spec, err))
		return cell{null: true}
	}
	c, ok := computedCell(v, o.spec.Type)
	if !o.accepts(c, ok) {
		rule, message := o.fault(p, c, ok, nil)
		x.report(rule, at.pointer(), message)
	}
	return c
}

// evaluate bounds what all the expressions of one document cost together.
func (x *extraction) evaluate(program *expression.Program) (expression.Value, error) {
	if x.scope.Cost > expression.CostLimit {
		return expression.Value{}, fmt.Errorf("the document costs more than %d to compute", expression.CostLimit)
	}
	return program.Value(&x.scope)
}
