package expression

import (
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// A locator finds the value of the document that an expression names, as most
// expressions do: this, root.titre, parents[0].numero, a variable of a macro. It
// gives nil where there is none, and where the value is not of the document;
// then the shortcut of the expression says what there is to say.
type locator func(s *Scope) *tree.Value

// locate returns the locator of an expression, or nil for one of another form.
func (c *shortcutCompiler) locate(e ast.Expr) locator {
	switch e.Kind() {
	case ast.IdentKind:
		return c.locateVariable(e.AsIdent())
	case ast.SelectKind:
		if !e.AsSelect().IsTestOnly() {
			return c.locateMember(e.AsSelect())
		}
	case ast.CallKind:
		if operands := operandsOf(e.AsCall()); e.AsCall().FunctionName() == operators.Index && c.isParents(operands[0]) {
			return locateParent(operands[1])
		}
	}
	return nil
}

func (c *shortcutCompiler) locateVariable(name string) locator {
	if i := c.slot(name); i >= 0 {
		return func(s *Scope) *tree.Value { return s.scratch.bound[i].at }
	}
	switch name {
	case "this":
		return func(s *Scope) *tree.Value { return s.This }
	case "root":
		return func(s *Scope) *tree.Value { return s.Root }
	case "previous":
		return func(s *Scope) *tree.Value { return s.Previous }
	}
	return nil
}

func (c *shortcutCompiler) locateMember(e ast.SelectExpr) locator {
	of := c.locate(e.Operand())
	if of == nil {
		return nil
	}
	name, at := e.FieldName(), c.lookUp()
	return func(s *Scope) *tree.Value {
		v := of(s)
		if v == nil || v.Kind != tree.Object {
			return nil
		}
		return s.memberOf(v, name, at)
	}
}

func locateParent(index ast.Expr) locator {
	if index.Kind() != ast.LiteralKind {
		return nil
	}
	i, isInt := index.AsLiteral().(types.Int)
	if !isInt || i < 0 {
		return nil
	}
	return func(s *Scope) *tree.Value {
		if int(i) >= len(s.Parents) {
			return nil
		}
		return s.Parents[i]
	}
}

// objectOf compiles an expression that is asked for its members. It gives nil
// for what is no object of the document.
func (c *shortcutCompiler) objectOf(e ast.Expr) locator {
	value, find := c.compile(e), c.locate(e)
	return func(s *Scope) *tree.Value {
		if find != nil {
			if v := find(s); v != nil {
				if v.Kind == tree.Object {
					return v
				}
				return nil
			}
		}
		if r := value(s); r.class == isObject {
			return r.at
		}
		return nil
	}
}

// A textShortcut computes a text; known is false for anything else.
type textShortcut func(s *Scope) (text string, known bool)

// textOf compiles an expression that ought to be a text.
func (c *shortcutCompiler) textOf(e ast.Expr) textShortcut {
	value, find := c.compile(e), c.locate(e)
	if find == nil {
		return func(s *Scope) (string, bool) {
			r := value(s)
			return r.text, r.class == isText
		}
	}
	return func(s *Scope) (string, bool) {
		if v := find(s); v != nil && v.Kind == tree.String {
			return v.Text, true
		}
		r := value(s)
		return r.text, r.class == isText
	}
}

// equalsText compiles the comparison of an expression with a text that is written
// out, or returns nil.
func (c *shortcutCompiler) equalsText(of signature, operands []ast.Expr) condition {
	if of.name != operators.Equals && of.name != operators.NotEquals || len(operands) != 2 {
		return nil
	}
	literal, ok := literalText(operands[1])
	if !ok {
		return nil
	}
	value, find := c.compile(operands[0]), c.locate(operands[0])
	compare := func(s *Scope) decision {
		if find != nil {
			if v := find(s); v != nil && v.Kind == tree.String {
				return decide(v.Text == literal)
			}
		}
		return equal(value(s), words(literal))
	}
	if of.name == operators.Equals {
		return compare
	}
	return func(s *Scope) decision { return compare(s).not() }
}
