// Package expression evaluates the expressions of a definition: the conditions
// of its rules, its computed columns, the values inside its messages. They are
// CEL (cel.dev) over a parsed tree, with a handful of functions of the domain.
//
// The rules are:
//
//   - A tree is read where it is, never converted; a member that is null counts
//     as absent.
//   - A number without a fractional part is an integer, any other a double, as
//     is one beyond 64 bits; the two compare.
//   - An evaluation costs at most [CostLimit]; whoever evaluates many adds up
//     [Scope.Cost].
//
// ../definition/FORMAT.md lists the variables and the functions.
package expression

import (
	"errors"
	"fmt"
	"slices"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// CostLimit is what one evaluation may cost, in CEL's units: about one per
// operation, some 50 ns each. Comparing each of 5,000 items with every other
// costs a quarter of it.
const CostLimit = 100_000_000

// A Program is a compiled expression. It is safe for concurrent use.
type Program struct {
	program cel.Program
	result  *cel.Type
	names   []string // variables and members it reads, sorted

	// What is known without asking program; see shortcut.go.
	value     shortcut
	condition condition
	nodes     uint64 // of the expression
	slots     int    // for the variables of its macros
	set       *Set
}

// A Scope is what an expression sees. Its zero value sees null everywhere.
// A Scope belongs to one goroutine.
type Scope struct {
	This     *tree.Value   // the value at hand
	Root     *tree.Value   // the document
	Index    int           // position of This in its array, from 0; -1 elsewhere
	List     string        // name of the array that holds This; empty elsewhere
	Parents  []*tree.Value // the objects around This, nearest first
	Previous *tree.Value   // the last accepted version of the document, or nil

	// Cost is added to by every evaluation, whether it succeeds or not.
	Cost uint64

	scratch      scratch
	personal     result // what personal said of personalText
	personalText string
}

// Compile compiles an expression of any type, by itself. The error names the
// line and the column of every fault inside source.
func Compile(source string) (*Program, error) { return new(Set).Compile(source) }

// Compile is [Compile] for an expression of the set.
func (x *Set) Compile(source string) (*Program, error) {
	env, err := environment()
	if err != nil {
		return nil, fmt.Errorf("prepare expressions: %w", err)
	}
	checked, issues := env.Compile(source)
	if issues.Err() != nil {
		return nil, compileError(issues)
	}
	program, err := env.Program(checked, cel.CostLimit(CostLimit), cel.EvalOptions(cel.OptOptimize))
	if err != nil {
		return nil, fmt.Errorf("1:1: %w", err)
	}
	expr := checked.NativeRep().Expr()
	p := &Program{program: program, result: checked.OutputType(), names: names(expr), set: x}
	c := shortcutCompiler{set: x}
	p.condition = c.condition(expr)
	p.nodes = c.nodes
	p.value = c.compile(expr)
	p.slots = c.slots
	return p, nil
}

// CompileCondition is [Set.Compile] for an expression whose result is true or
// false, or is known only when it is evaluated.
func (x *Set) CompileCondition(source string) (*Program, error) {
	p, err := x.Compile(source)
	if err == nil && !p.result.IsAssignableType(cel.BoolType) {
		return nil, fmt.Errorf("1:1: the expression gives a %s, not true or false", p.result)
	}
	return p, err
}

func compileError(issues *cel.Issues) error {
	var all []error
	for _, e := range issues.Errors() {
		all = append(all, fmt.Errorf("%d:%d: %s", e.Location.Line(), max(e.Location.Column()+1, 1), e.Message))
	}
	return errors.Join(all...)
}

// Bool evaluates a condition.
func (p *Program) Bool(s *Scope) (bool, error) {
	p.prepare(s)
	if d := p.condition(s); d != maybe {
		return d == yes, nil
	}
	result, err := p.eval(s)
	if err != nil {
		return false, err
	}
	b, ok := result.(types.Bool)
	if !ok {
		return false, fmt.Errorf("evaluate condition: it gives a %s, not true or false", result.Type().TypeName())
	}
	return bool(b), nil
}

// Value evaluates an expression whose result is a scalar or null.
func (p *Program) Value(s *Scope) (Value, error) {
	p.prepare(s)
	if v, known := p.value(s).value(); known {
		return v, nil
	}
	result, err := p.eval(s)
	if err != nil {
		return Value{}, err
	}
	return scalar(result)
}

// prepare makes a scope ready for the shortcut of the expression.
func (p *Program) prepare(s *Scope) {
	s.Cost += p.nodes
	s.scratch.fit(p)
}

func (p *Program) eval(s *Scope) (ref.Val, error) {
	result, details, err := p.program.Eval(activation{s})
	if cost := details.ActualCost(); cost != nil {
		s.Cost += *cost
	}
	if err != nil {
		return nil, fmt.Errorf("evaluate expression: %w", err)
	}
	return result, nil
}

// NeedsOnlyRoot reports whether the expression depends on nothing but the
// document as a whole, so that one evaluation serves every row of it.
func (p *Program) NeedsOnlyRoot() bool {
	return !slices.ContainsFunc([]string{"this", "index", "list", "parents", "previous"}, p.Reads)
}

// Reads reports whether the expression names a variable or a member called name,
// or holds it as a text.
func (p *Program) Reads(name string) bool {
	_, found := slices.BinarySearch(p.names, name)
	return found
}

// names returns every variable and every member an expression names, sorted.
func names(e ast.Expr) []string {
	var all []string
	ast.PreOrderVisit(e, ast.NewExprVisitor(func(e ast.Expr) {
		switch e.Kind() {
		case ast.IdentKind:
			all = append(all, e.AsIdent())
		case ast.SelectKind:
			all = append(all, e.AsSelect().FieldName())
		case ast.LiteralKind:
			// A text may be the name of a member: this["siren"].
			if s, ok := e.AsLiteral().(types.String); ok {
				all = append(all, string(s))
			}
		}
	}))
	slices.Sort(all)
	return slices.Compact(all)
}

// activation resolves the variables of an expression in its scope.
type activation struct{ *Scope }

func (a activation) ResolveName(name string) (any, bool) {
	switch name {
	case "this":
		return node(a.This), true
	case "root":
		return node(a.Root), true
	case "index":
		return types.Int(a.Index), true
	case "list":
		return types.String(a.List), true
	case "parents":
		return nodes(a.Parents), true
	case "previous":
		return node(a.Previous), true
	}
	return nil, false
}

func (a activation) Parent() cel.Activation { return nil }
