package table

import (
	"fmt"

	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/expression"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// mostFindings is how many findings one document gets from the tables. Whoever
// mends a hundred lines sees the rest the next time.
const mostFindings = 100

// A batch is the rows that one document gives one table.
type batch struct {
	plan    *plan
	columns []Column
	len     int
	keys    []string // primary key of each row; empty where a part is null
	shared  []*cell  // by column: the value of every row, once it is known
}

// An extraction turns one value into rows: a document, a code, an entry of the
// ledger. It touches nothing else, so many may run at once.
type extraction struct {
	root     place
	scope    expression.Scope
	findings []check.Finding
}

func newExtraction(root *tree.Value) *extraction {
	return &extraction{root: place{{root, -1}}, scope: expression.Scope{Root: root}}
}

// rows returns the rows of one table.
func (x *extraction) rows(p *plan) *batch {
	b := &batch{plan: p, columns: p.emptyColumns(), shared: make([]*cell, len(p.columns))}
	p.each(x.root, func(at place) { x.row(b, at) })
	return b
}

func (x *extraction) row(b *batch, at place) {
	if b.plan.computes {
		x.scope.This, x.scope.Index = at.value(), at.index()
		x.scope.List, x.scope.Parents = at.list(), at.parents()
	}
	for i := range b.columns {
		b.columns[i].append(x.cell(b, i, at))
	}
	key, _ := appendKey(nil, b.columns, b.plan.key, b.len)
	b.keys = append(b.keys, string(key))
	b.len++
}

// cell returns the value of a column in the row at a place; null after a
// finding.
func (x *extraction) cell(b *batch, column int, at place) cell {
	o := &b.plan.columns[column]
	switch {
	case o.program == nil:
		return x.taken(b.plan, o, at)
	case !o.shared:
		return x.computed(b.plan, o, at)
	case b.shared[column] == nil:
		c := x.computed(b.plan, o, at)
		b.shared[column] = &c
	}
	return *b.shared[column]
}

// taken returns the value that From leads to.
func (x *extraction) taken(p *plan, o *origin, at place) cell {
	above := at.up(o.up)
	v := o.path.below(above.value())
	if o.name {
		v = above.name()
	}
	c, ok := cellOf(v, o.spec.Type)
	if rule, message := o.fault(p, c, ok, v); rule != "" {
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
	if rule, message := o.fault(p, c, ok, nil); rule != "" {
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
