package form

import (
	"slices"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/expression"
)

// A Sheet is one sheet of a workbook to fill in: the fields of a section, each
// on a row of its own, or a list, each item on a row of its own.
type Sheet struct {
	Name    string // unique in the workbook
	Title   string
	Help    string
	List    string  // pattern of the items, such as "/propositions/*"; empty: a section
	Above   []Above // the lists that the list is inside of, outermost first
	Columns []Column
}

// A Column is a field of a sheet: a row of a section, a column of a list.
type Column struct {
	*Field
	Path    []string // its name, below those of the objects it is in
	Heading string   // its title; unique in the sheet
}

// An Above says how a row names the item of another list that it belongs to.
type Above struct {
	Heading string
	List    string // pattern of the items
	Key     string // name of the member that numbers them; empty: they are counted from 1
}

// sheets returns the sheets of a form, in the order of its fields.
func sheets(sections []Section) []Sheet {
	var b sheetBuilder
	for i := range sections {
		s := &sections[i]
		at := len(b.sheets)
		b.sheets = append(b.sheets, Sheet{Title: s.Title})
		b.add(at, nil, s.Fields)
		if len(b.sheets[at].Columns) == 0 {
			b.sheets = slices.Delete(b.sheets, at, at+1)
		}
	}
	nameSheets(b.sheets)
	return b.sheets
}

type sheetBuilder struct{ sheets []Sheet }

// add adds fields to a sheet, and the sheets of the lists among them after it.
// path is what the fields are inside of.
func (b *sheetBuilder) add(at int, path []string, fields []Field) {
	for i := range fields {
		f := &fields[i]
		below := append(slices.Clip(path), f.Name)
		switch {
		case len(f.Fields) == 0:
			c := Column{Field: f, Path: below, Heading: b.sheets[at].unique(f.title(), below)}
			b.sheets[at].Columns = append(b.sheets[at].Columns, c)
		case f.Many:
			b.sheets = append(b.sheets, Sheet{
				Title: f.title(), Help: f.Help, List: f.Pattern + "/*", Above: b.sheets[at].above(),
			})
			b.add(len(b.sheets)-1, nil, f.Fields)
		default:
			b.add(at, below, f.Fields)
		}
	}
}

// above returns what a list inside of a sheet's items has above it.
func (s *Sheet) above() []Above {
	if s.List == "" {
		return nil
	}
	a := Above{Heading: s.Title + " : ligne", List: s.List}
	if n := slices.IndexFunc(s.Columns, numbers); n >= 0 {
		a.Heading, a.Key = s.Columns[n].Heading, s.Columns[n].Name
	}
	return append(slices.Clip(s.Above), a)
}

// numbers reports whether a column numbers the items of its list: a whole number
// that each of them must have.
func numbers(c Column) bool {
	return len(c.Path) == 1 && c.Answer == Whole && c.Needed == Always && !c.Many
}

// unique returns a heading that no column of the sheet has yet, however it is
// written: the title, or the title and the name.
func (s *Sheet) unique(title string, path []string) string {
	taken := func(heading string) bool {
		is := func(other string) bool { return sameWords(heading, other) }
		return slices.ContainsFunc(s.Columns, func(c Column) bool { return is(c.Heading) }) ||
			slices.ContainsFunc(s.Above, func(a Above) bool { return is(a.Heading) })
	}
	if !taken(title) {
		return title
	}
	return title + " (" + strings.Join(path, " / ") + ")"
}

func (f *Field) title() string { return or(f.Title, f.Name) }

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// sameWords reports whether two headings are the same to a reader.
func sameWords(a, b string) bool { return words(a) == words(b) }

// words folds a heading, without the marks that a form or a person puts after it.
func words(heading string) string {
	return strings.TrimRight(expression.Fold(heading), " *:?.")
}
