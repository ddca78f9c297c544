package expression

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/overloads"
	"cel.dev/cel-go/common/types"
)

// A decision is what a condition gives.
type decision uint8

// The decisions.
const (
	maybe decision = iota // ask CEL
	no
	yes
)

func decide(holds bool) decision {
	if holds {
		return yes
	}
	return no
}

// not turns yes into no and no into yes.
func (d decision) not() decision {
	if d == maybe {
		return maybe
	}
	return no + yes - d
}

// A condition is a shortcut of a node that is true or false, as most nodes
// are: so small a result travels faster.
type condition func(s *Scope) decision

// condition compiles a node that ought to be true or false.
func (c *shortcutCompiler) condition(e ast.Expr) condition {
	c.nodes++
	if f := c.decided(e); f != nil {
		return f
	}
	value := c.value(e)
	return func(s *Scope) decision { return value(s).decision() }
}

// decided compiles a node that cannot be anything but true or false; nil for
// the others.
func (c *shortcutCompiler) decided(e ast.Expr) condition {
	switch e.Kind() {
	case ast.SelectKind:
		if e.AsSelect().IsTestOnly() {
			return c.has(e.AsSelect())
		}
	case ast.ComprehensionKind:
		return c.search(e.AsComprehension())
	case ast.CallKind:
		operands := operandsOf(e.AsCall())
		of := signature{e.AsCall().FunctionName(), len(operands)}
		if f := c.logic(of, operands); f != nil {
			return f
		}
		return c.predicate(of, operands)
	}
	return nil
}

// has compiles has(x.name).
func (c *shortcutCompiler) has(e ast.SelectExpr) condition {
	of, name, at := c.objectOf(e.Operand()), e.FieldName(), c.lookUp()
	return func(s *Scope) decision {
		o := of(s)
		if o == nil {
			return maybe
		}
		return decide(!s.memberOf(o, name, at).IsNull())
	}
}

func (c *shortcutCompiler) logic(of signature, operands []ast.Expr) condition {
	switch of {
	case signature{operators.LogicalAnd, 2}:
		return both(c.condition(operands[0]), c.condition(operands[1]), no)
	case signature{operators.LogicalOr, 2}:
		return both(c.condition(operands[0]), c.condition(operands[1]), yes)
	case signature{operators.LogicalNot, 1}:
		a := c.condition(operands[0])
		return func(s *Scope) decision { return a(s).not() }
	}
	return nil
}

// both is && or ||: one side alone decides when it is no, or yes, even where
// the other cannot be known.
func both(a, b condition, decisive decision) condition {
	return func(s *Scope) decision {
		left := a(s)
		if left == decisive {
			return left
		}
		right := b(s)
		if right == decisive || left != maybe {
			return right
		}
		return maybe
	}
}

// predicate compiles a comparison, or a function that is true or false.
func (c *shortcutCompiler) predicate(of signature, operands []ast.Expr) condition {
	switch of {
	case signature{operators.In, 2}:
		return c.in(operands[0], operands[1])
	case signature{overloads.Matches, 2}:
		return c.matches(operands[0], operands[1])
	case signature{"luhn", 1}:
		return c.ofText(operands[0], Luhn)
	case signature{"null_word", 1}:
		return c.ofText(operands[0], NullWord)
	case signature{"unique", 1}:
		list := c.compile(operands[0])
		return func(s *Scope) decision { return unrepeated(s, list(s)) }
	}
	if compare := c.equalsText(of, operands); compare != nil {
		return compare
	}
	if compare := comparisons[of]; compare != nil {
		a, b := c.compile(operands[0]), c.compile(operands[1])
		return func(s *Scope) decision { return compare(a(s), b(s)) }
	}
	if compare := searches[of]; compare != nil {
		return c.ofTexts(operands[0], operands[1], compare)
	}
	return nil
}

// comparisons are the operators that compare two values.
var comparisons = map[signature]func(a, b result) decision{
	{operators.Equals, 2}:        equal,
	{operators.NotEquals, 2}:     func(a, b result) decision { return equal(a, b).not() },
	{operators.Less, 2}:          ordered(func(order int) bool { return order < 0 }),
	{operators.LessEquals, 2}:    ordered(func(order int) bool { return order <= 0 }),
	{operators.Greater, 2}:       ordered(func(order int) bool { return order > 0 }),
	{operators.GreaterEquals, 2}: ordered(func(order int) bool { return order >= 0 }),
}

// searches are the functions that look for a text in another.
var searches = map[signature]func(text, part string) bool{
	{overloads.StartsWith, 2}: strings.HasPrefix,
	{overloads.EndsWith, 2}:   strings.HasSuffix,
	{overloads.Contains, 2}:   strings.Contains,
}

// equal compares two results as CEL does.
func equal(a, b result) decision {
	switch {
	case a.class == unknown || b.class == unknown:
		return maybe
	case a.class == isNull || b.class == isNull:
		return decide(a.class == b.class)
	case a.class != b.class || a.class == isDouble || a.class >= isObject:
		return maybe
	}
	return decide(a.n == b.n && a.text == b.text)
}

func ordered(keeps func(order int) bool) func(a, b result) decision {
	return func(a, b result) decision {
		if a.class == isDouble || b.class == isDouble {
			return orderedNumbers(keeps, a, b)
		}
		if a.class != b.class || a.class != isInt && a.class != isText && a.class != isTime {
			return maybe
		}
		return decide(keeps(order(a, b)))
	}
}

// orderedNumbers compares two numbers of which one is a double. A whole number
// must be one that a double holds.
func orderedNumbers(keeps func(order int) bool, a, b result) decision {
	x, xKnown := a.asDouble()
	y, yKnown := b.asDouble()
	if !xKnown || !yKnown {
		return maybe
	}
	return decide(keeps(cmp.Compare(x, y)))
}

func (r result) asDouble() (f float64, known bool) {
	switch {
	case r.class == isDouble:
		return r.float(), true
	case r.class == isInt && r.n > -1<<53 && r.n < 1<<53:
		return float64(r.n), true
	}
	return 0, false
}

func (c *shortcutCompiler) ofText(e ast.Expr, holds func(string) bool) condition {
	text := c.textOf(e)
	return func(s *Scope) decision {
		v, known := text(s)
		if !known {
			return maybe
		}
		s.Cost += uint64(len(v) / bytesPerUnit)
		return decide(holds(v))
	}
}

func (c *shortcutCompiler) ofTexts(a, b ast.Expr, holds func(a, b string) bool) condition {
	if literal, ok := literalText(b); ok {
		return c.ofText(a, func(text string) bool { return holds(text, literal) })
	}
	text, part := c.compile(a), c.compile(b)
	return func(s *Scope) decision {
		v, w := text(s), part(s)
		if v.class != isText || w.class != isText {
			return maybe
		}
		s.Cost += uint64(len(v.text) / bytesPerUnit)
		return decide(holds(v.text, w.text))
	}
}

// matches compiles a search for a pattern that is written out.
func (c *shortcutCompiler) matches(e, pattern ast.Expr) condition {
	source, ok := literalText(pattern)
	compiled, err := regexp.Compile(source)
	if !ok || err != nil {
		return nil
	}
	return c.ofText(e, compiled.MatchString)
}

// in compiles the search of a value in a list, or of a name in an object. A
// list that is written out and holds only texts becomes a set.
func (c *shortcutCompiler) in(e, list ast.Expr) condition {
	if codes := codesOf(list); codes != nil {
		text := c.textOf(e)
		return func(s *Scope) decision {
			v, known := text(s)
			if !known {
				return maybe
			}
			return decide(codes[v])
		}
	}
	x, over := c.compile(e), c.compile(list)
	return func(s *Scope) decision { return among(s, x(s), over(s)) }
}

// codesOf returns the texts of a list of nothing else; nil for other lists.
func codesOf(e ast.Expr) map[string]bool {
	if e.Kind() != ast.ListKind {
		return nil
	}
	codes := map[string]bool{}
	for _, element := range e.AsList().Elements() {
		code, ok := literalText(element)
		if !ok {
			return nil
		}
		codes[code] = true
	}
	return codes
}

func literalText(e ast.Expr) (text string, ok bool) {
	if e.Kind() != ast.LiteralKind {
		return "", false
	}
	v, ok := e.AsLiteral().(types.String)
	return string(v), ok
}

func among(s *Scope, a, b result) decision {
	switch {
	case a.class == unknown:
		return maybe
	case b.class == isObject && a.class == isText:
		return decide(!b.at.Member(a.text).IsNull())
	case !b.isSequence():
		return maybe
	}
	s.Cost += uint64(b.size())
	found := no
	for i := range b.size() {
		switch equal(a, b.item(i)) {
		case yes:
			return yes
		case maybe:
			found = maybe
		}
	}
	return found
}

// unrepeated is unique for sequences of whole numbers, of texts, and of lists
// of them.
func unrepeated(s *Scope, a result) decision {
	switch {
	case !a.isSequence():
		return maybe
	case a.size() == 2: // the commonest of those that must be looked at
		if same := equal(a.item(0), a.item(1)); same != maybe {
			return same.not()
		}
	}
	s.Cost += uint64(a.size())
	seen := make(map[string]bool, a.size())
	var key []byte
	for i := range a.size() {
		var known bool
		if key, known = appendKey(key[:0], a.item(i)); !known {
			return maybe
		}
		if seen[string(key)] {
			return no
		}
		seen[string(key)] = true
	}
	return yes
}

// appendKey appends a text that two results share exactly when they are equal;
// [canonical] tells the same values apart.
func appendKey(key []byte, r result) (longer []byte, known bool) {
	switch r.class {
	case isInt:
		return strconv.AppendInt(key, r.n, 10), true
	case isText:
		return strconv.AppendQuote(key, r.text), true
	case isList:
		key = append(key, '[')
		for _, item := range r.items {
			if key, known = appendKey(key, item); !known {
				return key, false
			}
			key = append(key, ',')
		}
		return append(key, ']'), true
	}
	return key, false
}
