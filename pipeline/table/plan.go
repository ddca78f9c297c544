package table

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/expression"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// A plan is a table of the definition, compiled.
type plan struct {
	spec     *definition.Table
	at       int       // in the definition
	patterns []pattern // of the rows of a table of documents
	columns  []origin
	specs    []*definition.Column // of the columns, then of those that say where a row stands
	computes bool                 // some column needs to see the row's surroundings
	key      []int                // the columns of the primary key
	foreign  []foreignKey
	isTarget bool // some table refers to this one
}

// An origin says where the values of a column come from and what they must be.
type origin struct {
	spec     *definition.Column
	required bool
	codes    map[string]bool // nil: any value

	// Where Compute is set:
	program *expression.Program
	shared  bool // the result is the same for every row of a document

	// Where From is set:
	up   int     // levels above the row
	name bool    // the index or the name of what is there, not its value
	path pattern // below it

	plain bool      // it is what [batch.take] takes
	kind  tree.Kind // of the values the column takes
}

// own reports whether the row itself says the value, and not the document
// around it or the row's position in it.
func (o *origin) own() bool {
	if o.program != nil {
		return !o.shared
	}
	return o.up == 0 && !o.name
}

// A foreignKey is the columns that hold the primary key of another table.
type foreignKey struct {
	columns []int
	table   *definition.Table
	at      int // of that table in the definition
}

// compile returns the plans of all tables, in the order of the definition.
func compile(def *definition.Definition) ([]*plan, error) {
	plans := make([]*plan, len(def.Tables))
	var problems []definition.Problem
	var set expression.Set
	for i, spec := range def.Tables {
		p := &plan{spec: spec, at: i}
		for _, rows := range rowPatterns(spec) {
			p.patterns = append(p.patterns, parsePattern(rows))
		}
		if err := cmp.Or(p.compileColumns(def, &set), p.compileKeys(def)); err != nil {
			problems = append(problems, problem(spec, err))
		}
		plans[i] = p
	}
	if problems != nil {
		return nil, &definition.InvalidError{Problems: problems}
	}
	for _, p := range plans {
		for _, f := range p.foreign {
			plans[f.at].isTarget = true
		}
	}
	return plans, nil
}

// problem says what is wrong with the file of a table.
func problem(spec *definition.Table, err error) definition.Problem {
	return definition.Problem{File: "tables/" + spec.Name + ".json", Text: err.Error()}
}

// rowPatterns returns the patterns of a table's rows. The codes and the entries
// of the ledger come as one array.
func rowPatterns(spec *definition.Table) []string {
	if spec.Source != definition.Documents {
		return []string{"/*"}
	}
	return spec.Rows
}

func (p *plan) compileColumns(def *definition.Definition, set *expression.Set) error {
	for i := range p.spec.Columns {
		o, err := compileColumn(def, p.spec, &p.spec.Columns[i], set)
		if err != nil {
			return fmt.Errorf("column %s: %w", p.spec.Columns[i].Name, err)
		}
		p.columns = append(p.columns, o)
		p.specs = append(p.specs, o.spec)
		p.computes = p.computes || o.program != nil && !o.shared
	}
	if p.spec.Merge {
		p.specs = append(p.specs, spotSpecs...)
	}
	return nil
}

func compileColumn(def *definition.Definition, table *definition.Table, c *definition.Column, set *expression.Set) (origin, error) {
	o := origin{spec: c, required: c.Required || slices.Contains(table.PrimaryKey, c.Name)}
	if c.Codes != "" {
		list := def.CodeList(c.Codes)
		if list == nil {
			return o, fmt.Errorf("there is no code list %q", c.Codes)
		}
		o.codes = map[string]bool{}
		for _, code := range list.Codes {
			o.codes[code.Code] = true
		}
	}
	if c.Compute == "" {
		return o, o.compileFrom(rowPatterns(table))
	}
	program, err := set.Compile(c.Compute)
	if err != nil {
		return o, err
	}
	o.program, o.shared = program, program.NeedsOnlyRoot()
	return o, nil
}

// compileFrom reads the column's Relative JSON Pointer and checks that it leads
// somewhere from every pattern of rows.
func (o *origin) compileFrom(rows []string) error {
	from := o.spec.From
	for _, pattern := range rows {
		_, name, err := definition.Resolve(pattern, from)
		if err != nil {
			return err
		}
		o.name = name
	}
	digits := len(from) - len(strings.TrimLeft(from, "0123456789"))
	up, err := strconv.Atoi(from[:digits])
	o.up, o.path = up, parsePattern(strings.TrimSuffix(from[digits:], "#"))
	o.kind = kindOf(o.spec.Type)
	o.plain = !o.name && o.codes == nil && (o.spec.Type == definition.String || o.spec.Type == definition.Integer)
	return err
}

func (p *plan) compileKeys(def *definition.Definition) error {
	var err error
	if p.key, err = p.positions(p.spec.PrimaryKey); err != nil {
		return err
	}
	if len(p.key) == 0 {
		return errors.New("there is no primary key")
	}
	for _, k := range p.spec.ForeignKeys {
		target := def.Table(k.Table)
		if target == nil || !slices.Equal(target.PrimaryKey, k.Reference) || len(k.Fields) != len(k.Reference) {
			return fmt.Errorf("a foreign key must hold the primary key of a table; got: %s(%s)", k.Table, strings.Join(k.Reference, ", "))
		}
		if !reachable(p.spec.Source, target.Source) {
			return fmt.Errorf("a row of %s cannot refer to one of %s", p.spec.Source, target.Source)
		}
		columns, err := p.positions(k.Fields)
		if err != nil {
			return err
		}
		p.foreign = append(p.foreign, foreignKey{columns, target, slices.Index(def.Tables, target)})
	}
	return nil
}

// reachable reports whether rows of one source may refer to rows of another:
// the code lists know nothing of documents, and documents nothing of the
// ledger.
func reachable(from, to definition.RowSource) bool {
	rank := []definition.RowSource{definition.Nomenclatures, definition.Documents, definition.Submissions}
	return slices.Index(rank, to) <= slices.Index(rank, from)
}

func (p *plan) positions(names []string) ([]int, error) {
	var positions []int
	for _, name := range names {
		i := slices.IndexFunc(p.spec.Columns, func(c definition.Column) bool { return c.Name == name })
		if i < 0 {
			return nil, fmt.Errorf("there is no column %q", name)
		}
		positions = append(positions, i)
	}
	return positions, nil
}

// place returns the place of the n-th row that a document gives.
func (p *plan) place(document place, n int) place {
	var found place
	p.each(document, func(at place) {
		if n == 0 {
			found = slices.Clone(at)
		}
		n--
	})
	return found
}

// each calls visit with the place of every row that a document gives.
func (p *plan) each(document place, visit func(place)) {
	for _, rows := range p.patterns {
		rows.each(document, visit)
	}
}

// compareKeys orders a row of some columns and a row of others by the primary
// key.
func (p *plan) compareKeys(a []Column, x int, b []Column, y int) int {
	for _, i := range p.key {
		if order := a[i].compare(x, &b[i], y); order != 0 {
			return order
		}
	}
	return 0
}

func emptyColumns(specs []*definition.Column) []Column {
	columns := make([]Column, len(specs))
	for i := range columns {
		columns[i].Spec = specs[i]
	}
	return columns
}
