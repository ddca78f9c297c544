package expression

import (
	"slices"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/debug"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// A Set is expressions that are evaluated one after the other in the same
// scopes: what one of them has found out there serves the others. The zero Set
// is empty. It is filled by one goroutine; its programs are safe for concurrent
// use.
type Set struct {
	members int            // places in the expressions that look a member up
	values  map[string]int // what is bound to names, by the expression that says it
}

// A scratch is what the programs of a set remember about a scope.
type scratch struct {
	of     *Set
	bound  []result // the variables of macros, during an evaluation
	stood  []int32  // where among the members of its object each member stood last
	values []kept   // of [Set.values]
}

// A kept is a value that depends on nothing but the value at hand and the
// document.
type kept struct {
	this, root *tree.Value
	result     result
}

// Begin makes a scope that of another document, at which nothing is at hand yet.
// It keeps the room it has.
func (s *Scope) Begin(root *tree.Value) {
	clear(s.scratch.values)
	*s = Scope{Root: root, Index: -1, Parents: s.Parents[:0], scratch: s.scratch}
}

// fit makes room for a program, and forgets what another set remembers.
func (s *scratch) fit(p *Program) {
	if s.of != p.set {
		*s = scratch{of: p.set}
	}
	if len(s.bound) < p.slots {
		s.bound = make([]result, p.slots)
	}
	if n := p.set.members; len(s.stood) < n {
		s.stood = make([]int32, n)
	}
	if n := len(p.set.values); len(s.values) < n {
		s.values = make([]kept, n)
	}
}

// memberOf is [tree.Value.Member] for the place at of a set, which remembers
// where the member stood: objects of one kind have theirs in one order.
func (s *Scope) memberOf(v *tree.Value, name string, at int) *tree.Value {
	stood := &s.scratch.stood[at]
	if i := int(*stood); i < len(v.Children) && v.Children[i].Key == name {
		return &v.Children[i]
	}
	for i := range v.Children {
		if v.Children[i].Key == name {
			*stood = int32(i)
			return &v.Children[i]
		}
	}
	return nil
}

// valueAt has a value computed once for each value at hand where the expression
// that says it depends on nothing else, as many columns begin with the same one.
func (c *shortcutCompiler) valueAt(e ast.Expr) shortcut {
	value := c.compile(e)
	if e.Kind() != ast.CallKind && e.Kind() != ast.ComprehensionKind || !dependsOnThis(e) {
		return value
	}
	text := debug.ToDebugString(e)
	if c.set.values == nil {
		c.set.values = map[string]int{}
	}
	at, known := c.set.values[text]
	if !known {
		at = len(c.set.values)
		c.set.values[text] = at
	}
	return func(s *Scope) result {
		k := &s.scratch.values[at]
		if k.this != s.This || k.root != s.Root || k.result.class == unknown {
			*k = kept{s.This, s.Root, value(s)}
		}
		return k.result
	}
}

// dependsOnThis reports whether an expression reads no variable but this, root
// and those of its own macros, none of which is called like another variable.
func dependsOnThis(e ast.Expr) bool {
	own := []string{"this", "root"}
	others := []string{"index", "list", "parents", "previous"}
	var used []string
	shadowed := false
	ast.PreOrderVisit(e, ast.NewExprVisitor(func(e ast.Expr) {
		switch e.Kind() {
		case ast.IdentKind:
			used = append(used, e.AsIdent())
		case ast.ComprehensionKind:
			for _, name := range []string{e.AsComprehension().IterVar(), e.AsComprehension().AccuVar()} {
				shadowed = shadowed || slices.Contains(own[:2], name) || slices.Contains(others, name)
				own = append(own, name)
			}
		}
	}))
	return !shadowed && !slices.ContainsFunc(used, func(name string) bool { return !slices.Contains(own, name) })
}
