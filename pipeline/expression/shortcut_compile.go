package expression

import (
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
)

// A shortcutCompiler turns a checked expression into a shortcut.
type shortcutCompiler struct {
	set    *Set
	locals []string // the variables of the macros around, by their slots
	slots  int      // how many there are at most
	nodes  uint64
}

// ask is the shortcut of what only CEL can compute.
func ask(*Scope) result { return result{} }

// compile returns the shortcut of a node.
func (c *shortcutCompiler) compile(e ast.Expr) shortcut {
	c.nodes++
	f := c.decided(e)
	if f == nil {
		return c.value(e)
	}
	return func(s *Scope) result {
		switch f(s) {
		case yes:
			return truth(true)
		case no:
			return truth(false)
		}
		return result{}
	}
}

// value compiles a node that may be anything.
func (c *shortcutCompiler) value(e ast.Expr) shortcut {
	switch e.Kind() {
	case ast.LiteralKind:
		return literal(e)
	case ast.IdentKind:
		return c.variable(e.AsIdent())
	case ast.SelectKind:
		return c.member(e.AsSelect())
	case ast.CallKind:
		return c.call(e.AsCall())
	case ast.ListKind:
		return c.list(e.AsList())
	case ast.ComprehensionKind:
		return c.macro(e.AsComprehension())
	}
	return ask
}

func literal(e ast.Expr) shortcut {
	var r result
	switch v := e.AsLiteral().(type) {
	case types.Null:
		r = nothing
	case types.Bool:
		r = truth(bool(v))
	case types.Int:
		r = integer(int64(v))
	case types.Double:
		r = double(float64(v))
	case types.String:
		r = words(string(v))
	}
	return func(*Scope) result { return r }
}

// list compiles [a, b].
func (c *shortcutCompiler) list(e ast.ListExpr) shortcut {
	if len(e.OptionalIndices()) > 0 {
		return ask
	}
	elements := make([]shortcut, e.Size())
	for i, element := range e.Elements() {
		elements[i] = c.compile(element)
	}
	return func(s *Scope) result {
		list := result{class: isList, items: make([]result, len(elements))}
		for i, element := range elements {
			if list.items[i] = element(s); list.items[i].class == unknown {
				return result{}
			}
		}
		return list
	}
}

// slot returns where a variable of a macro stands, or -1: the innermost of
// those of one name.
func (c *shortcutCompiler) slot(name string) int {
	for i := len(c.locals) - 1; i >= 0; i-- {
		if c.locals[i] == name {
			return i
		}
	}
	return -1
}

func (c *shortcutCompiler) variable(name string) shortcut {
	if i := c.slot(name); i >= 0 {
		return func(s *Scope) result { return s.scratch.bound[i] }
	}
	switch name {
	case "this":
		return func(s *Scope) result { return shown(s.This) }
	case "root":
		return func(s *Scope) result { return shown(s.Root) }
	case "previous":
		return func(s *Scope) result { return shown(s.Previous) }
	case "index":
		return func(s *Scope) result { return integer(int64(s.Index)) }
	case "list":
		return func(s *Scope) result { return words(s.List) }
	}
	return ask
}

// member compiles x.name. A member that is null is none.
func (c *shortcutCompiler) member(e ast.SelectExpr) shortcut {
	of, name, at := c.objectOf(e.Operand()), e.FieldName(), c.lookUp()
	return func(s *Scope) result {
		o := of(s)
		if o == nil {
			return result{}
		}
		if m := s.memberOf(o, name, at); !m.IsNull() {
			return shown(m)
		}
		return result{}
	}
}

// lookUp returns the place of a look-up of a member in the set.
func (c *shortcutCompiler) lookUp() int {
	c.set.members++
	return c.set.members - 1
}

// call compiles an operator or a function.
func (c *shortcutCompiler) call(e ast.CallExpr) shortcut {
	operands := operandsOf(e)
	if e.FunctionName() == operators.Index && c.isParents(operands[0]) {
		return c.parent(operands[1])
	}
	if e.FunctionName() == operators.Index {
		if f := c.table(operands[0], operands[1]); f != nil {
			return f
		}
	}
	compute := valueCalls[signature{e.FunctionName(), len(operands)}]
	if compute == nil {
		return ask
	}
	all := make([]shortcut, len(operands))
	for i, o := range operands {
		all[i] = c.compile(o)
	}
	return compute(all)
}

// operandsOf returns the operands of a call, its target first.
func operandsOf(e ast.CallExpr) []ast.Expr {
	if e.IsMemberFunction() {
		return append([]ast.Expr{e.Target()}, e.Args()...)
	}
	return e.Args()
}

func (c *shortcutCompiler) isParents(e ast.Expr) bool {
	return e.Kind() == ast.IdentKind && e.AsIdent() == "parents" && c.slot("parents") < 0
}

// parent compiles parents[i].
func (c *shortcutCompiler) parent(e ast.Expr) shortcut {
	index := c.compile(e)
	return func(s *Scope) result {
		i := index(s)
		if i.class != isInt || i.n < 0 || i.n >= int64(len(s.Parents)) {
			return result{}
		}
		return shown(s.Parents[i.n])
	}
}
