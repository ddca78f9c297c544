package expression

import (
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// macro compiles cel.bind, filter and map, which CEL's parser spells out as
// comprehensions of these forms.
func (c *shortcutCompiler) macro(e ast.ComprehensionExpr) shortcut {
	switch {
	case e.HasIterVar2():
		return ask
	case isEmptyList(e.IterRange()) && isLiteral(e.LoopCondition(), types.False):
		return c.bind(e)
	case isEmptyList(e.AccuInit()) && isIdent(e.Result(), e.AccuVar()):
		return c.selection(e)
	}
	return ask
}

func isIdent(e ast.Expr, name string) bool { return e.Kind() == ast.IdentKind && e.AsIdent() == name }

func isLiteral(e ast.Expr, v ref.Val) bool { return e.Kind() == ast.LiteralKind && e.AsLiteral() == v }

func isEmptyList(e ast.Expr) bool { return e.Kind() == ast.ListKind && e.AsList().Size() == 0 }

// declare gives a variable of a macro a slot of its own, until it is forgotten.
func (c *shortcutCompiler) declare(name string) (slot int) {
	c.locals = append(c.locals, name)
	c.slots = max(c.slots, len(c.locals))
	return len(c.locals) - 1
}

func (c *shortcutCompiler) forget() { c.locals = c.locals[:len(c.locals)-1] }

// bind compiles cel.bind(name, value, body).
func (c *shortcutCompiler) bind(e ast.ComprehensionExpr) shortcut {
	value := c.valueAt(e.AccuInit())
	slot := c.declare(e.AccuVar())
	body := c.compile(e.Result())
	c.forget()
	return func(s *Scope) result {
		v := value(s)
		if v.class == unknown {
			return v
		}
		s.scratch.bound[slot] = v
		return body(s)
	}
}

// search compiles exists, which is true when one item is, and all, which is
// false when one item is not; nil for other macros.
func (c *shortcutCompiler) search(e ast.ComprehensionExpr) condition {
	function, operands := callOf(e.LoopStep())
	switch {
	case e.HasIterVar2() || len(operands) != 2 || !isIdent(operands[0], e.AccuVar()) || !isIdent(e.Result(), e.AccuVar()):
		return nil
	case function == operators.LogicalOr && isLiteral(e.AccuInit(), types.False):
		return c.loop(e, operands[1], yes)
	case function == operators.LogicalAnd && isLiteral(e.AccuInit(), types.True):
		return c.loop(e, operands[1], no)
	}
	return nil
}

// loop looks for an item on which a condition gives the decisive answer.
func (c *shortcutCompiler) loop(e ast.ComprehensionExpr, decides ast.Expr, decisive decision) condition {
	over := c.compile(e.IterRange())
	before := c.nodes
	slot := c.declare(e.IterVar())
	holds := c.condition(decides)
	c.forget()
	cost := c.nodes - before
	return func(s *Scope) decision {
		sequence := over(s)
		if !sequence.isSequence() {
			return maybe
		}
		found := decisive.not()
		for i := range sequence.size() {
			if s.Cost += cost; s.Cost > CostLimit {
				return maybe
			}
			s.scratch.bound[slot] = sequence.item(i)
			switch holds(s) {
			case decisive:
				return decisive
			case maybe:
				found = maybe
			}
		}
		return found
	}
}

// selection compiles filter and map, which add a list of one to the list so
// far, on a condition or without.
func (c *shortcutCompiler) selection(e ast.ComprehensionExpr) shortcut {
	added := e.LoopStep()
	var kept ast.Expr
	if function, operands := callOf(added); function == operators.Conditional && isIdent(operands[2], e.AccuVar()) {
		kept, added = operands[0], operands[1]
	}
	function, operands := callOf(added)
	if function != operators.Add || !isIdent(operands[0], e.AccuVar()) || operands[1].Kind() != ast.ListKind || operands[1].AsList().Size() != 1 {
		return ask
	}
	over := c.compile(e.IterRange())
	before := c.nodes
	slot := c.declare(e.IterVar())
	item, keeps := c.compile(operands[1].AsList().Elements()[0]), condition(everything)
	if kept != nil {
		keeps = c.condition(kept)
	}
	c.forget()
	return collect(over, keeps, item, slot, c.nodes-before)
}

func everything(*Scope) decision { return yes }

// collect makes the list of what item gives for each item of a sequence that
// is kept.
func collect(over shortcut, keeps condition, item shortcut, slot int, cost uint64) shortcut {
	return func(s *Scope) result {
		sequence := over(s)
		if !sequence.isSequence() {
			return result{}
		}
		list := result{class: isList}
		for i := range sequence.size() {
			if s.Cost += cost; s.Cost > CostLimit {
				return result{}
			}
			s.scratch.bound[slot] = sequence.item(i)
			switch keeps(s) {
			case maybe:
				return result{}
			case yes:
				made := item(s)
				if made.class == unknown {
					return result{}
				}
				if list.items == nil {
					list.items = make([]result, 0, sequence.size()-i)
				}
				list.items = append(list.items, made)
			}
		}
		return list
	}
}

// callOf returns the function and the operands of a call; "" for anything else.
func callOf(e ast.Expr) (function string, operands []ast.Expr) {
	if e.Kind() != ast.CallKind || e.AsCall().IsMemberFunction() {
		return "", nil
	}
	return e.AsCall().FunctionName(), e.AsCall().Args()
}
