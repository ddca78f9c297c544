package form

import (
	"slices"
	"strconv"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/tree"
	"github.com/concertations-ia/canevas/pipeline/workbook"
)

// ReadRecord reads a line of a web form's export: the first row of a sheet names
// the columns, the second one answers.
func (f *Form) ReadRecord(s *workbook.Sheet) *Reading {
	r := &recordReader{reader: reader{form: f, fields: map[string]int{}}, root: &node{Value: tree.Value{Kind: tree.Object}}}
	if len(s.Rows) < 2 {
		r.at(tree.Place{Line: 1, Column: 1})
		r.note(ruleNone, definition.Error, "", 0, both(
			"aucune ligne ne suit celle des titres : le fichier ne contient aucun canevas", "no line follows the titles: the file holds no canevas"))
		return r.reading()
	}
	header, record := &s.Rows[0], &s.Rows[1]
	r.at(tree.Place{Line: record.Number, Column: 1})
	known := 0
	for i := range header.Cells {
		known += r.column(&header.Cells[i], record)
	}
	if known == 0 {
		r.note(ruleNone, definition.Error, "", 0, both(
			"aucune colonne n'a un titre du formulaire ; attendu, par exemple : « %s »", "no column has a title of the form; expected, for example: %q", f.exampleHeading()))
	}
	r.root.arrange()
	return r.reading()
}

func (f *Form) exampleHeading() string {
	if len(f.columns) == 0 {
		return "…"
	}
	return f.columns[0].Heading
}

type recordReader struct {
	reader
	root *node
}

func (r *recordReader) reading() *Reading {
	blank := func(int, string) (tree.Place, int, bool) { return tree.Place{}, 0, false }
	return &Reading{Tree: tree.FromGrid(r.root.value(), &tree.Grid{Cells: r.cells, Blank: blank}), Notes: r.notes}
}

// column reads what the record says in one column, and returns how many columns
// that is of the form: one or none.
func (r *recordReader) column(heading *workbook.Cell, record *workbook.Row) int {
	answer := visible(record, heading.Column)
	path, f := r.form.field(heading.Text)
	switch {
	case f == nil && answer != nil:
		r.note(ruleHeading, definition.Warning, "", r.spot(record, answer), both(
			"la colonne « %s » n'est pas du formulaire : elle n'est pas lue", "the column %q is not one of the form: it is not read", shown(heading.Text)))
		return 0
	case f == nil:
		return 0
	case answer == nil:
		return 1
	}
	offset := r.spot(record, answer)
	if v, ok := r.scalar(answer, f, "", offset); ok && !r.root.put(path, v) {
		r.note(ruleTwice, definition.Error, "", offset, both(
			"« %s » : deux colonnes répondent à ce champ ; gardez-en une", "%q: two columns answer this field; keep one", shown(heading.Text)))
	}
	return 1
}

func (r *recordReader) spot(record *workbook.Row, c *workbook.Cell) int {
	return r.at(tree.Place{Line: record.Number, Column: c.Spot})
}

// put sets what stands at a path, in which numbers are those of items; false
// where something stands there.
func (n *node) put(path []string, v tree.Value) bool {
	for i, name := range path[:len(path)-1] {
		kind := tree.Object
		if _, err := strconv.Atoi(path[i+1]); err == nil {
			kind = tree.Array
		}
		n = n.member(name, kind, v.Offset)
	}
	v.Key = path[len(path)-1]
	if slices.ContainsFunc(n.members, func(m *node) bool { return m.Key == v.Key }) {
		return false
	}
	n.members = append(n.members, &node{Value: v})
	return true
}

// arrange puts the items of every list in the order of their numbers, which they
// lose: an item that nobody filled in is none.
func (n *node) arrange() {
	if n.Kind == tree.Array {
		slices.SortFunc(n.members, func(a, b *node) int {
			x, _ := strconv.Atoi(a.Key) // the patterns of headings give numbers only
			y, _ := strconv.Atoi(b.Key)
			return x - y
		})
	}
	for _, m := range n.members {
		if n.Kind == tree.Array {
			m.Key = ""
		}
		m.arrange()
	}
}

// A headingPattern is the heading of a column with numbers taken out of it.
type headingPattern struct {
	fixed []string // the numbers it has; empty for those it leaves open
	path  []string // "*" for every number left open
	field *Field
}

// readHeadings keeps the headings of a definition by what they are without their
// numbers.
func (f *Form) readHeadings(columns []definition.ExportColumn) {
	fields := map[string]*Field{}
	for i := range f.Sections {
		collect(f.Sections[i].Fields, fields)
	}
	f.columns, f.headings = columns, map[string][]headingPattern{}
	for _, c := range columns {
		key, numbers := withoutNumbers(c.Heading)
		f.headings[key] = append(f.headings[key], headingPattern{fixed: numbers, path: tokens(c.Pattern), field: fields[c.Pattern]})
	}
}

func collect(from []Field, fields map[string]*Field) {
	for i := range from {
		fields[from[i].Pattern] = &from[i]
		collect(from[i].Fields, fields)
	}
}

// field returns the field that a heading names, and the path to it; nil where
// there is none.
func (f *Form) field(heading string) ([]string, *Field) {
	key, numbers := withoutNumbers(heading)
	for _, h := range f.headings[key] {
		var open []string
		fits := true
		for i, n := range numbers {
			fits = fits && (h.fixed[i] == "" || h.fixed[i] == n)
			if h.fixed[i] == "" {
				open = append(open, n)
			}
		}
		if !fits || h.field == nil {
			continue
		}
		path := slices.Clone(h.path)
		for i := range path {
			if path[i] == "*" {
				path[i], open = open[0], open[1:]
			}
		}
		return path, h.field
	}
	return nil, nil
}

// withoutNumbers returns a heading with # for every number in it, and the
// numbers; empty for a # that it has itself.
func withoutNumbers(heading string) (string, []string) {
	var b strings.Builder
	var numbers []string
	open := false // the last character was a digit
	for _, r := range words(heading) {
		digit := r >= '0' && r <= '9'
		switch {
		case digit && open:
			numbers[len(numbers)-1] += string(r)
		case digit, r == '#':
			numbers = append(numbers, strings.TrimPrefix(string(r), "#"))
			b.WriteByte('#')
		default:
			b.WriteRune(r)
		}
		open = digit
	}
	return b.String(), numbers
}
