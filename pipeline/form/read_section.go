package form

import (
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/tree"
	"github.com/concertations-ia/canevas/pipeline/workbook"
)

// A sectionHeader is where the columns of a section stand; 0 where it has none.
type sectionHeader struct{ row, field, answer, example, help int }

// sectionHeaderOf finds the row that names the columns of a section.
func sectionHeaderOf(s *workbook.Sheet) (h sectionHeader, found bool) {
	for _, row := range s.Rows {
		h = sectionHeader{row: row.Number}
		for _, c := range row.Cells {
			switch words(c.Text) {
			case words(fieldHeading):
				h.field = c.Column
			case words(answerHeading):
				h.answer = c.Column
			case words(exampleHeading):
				h.example = c.Column
			case words(helpHeading):
				h.help = c.Column
			}
		}
		if h.field > 0 && h.answer > 0 {
			return h, true
		}
	}
	return h, false
}

// section reads the answers of a section into the document.
func (r *reader) section(s *Sheet, from *workbook.Sheet, root *node) {
	h, found := sectionHeaderOf(from)
	if !found {
		r.noHeader(from, fieldHeading+", "+answerHeading)
		return
	}
	in := &sectionReader{reader: r, sheet: s, from: from, header: h, root: root, answered: map[*Column]bool{}}
	for i := range from.Rows {
		if row := &from.Rows[i]; row.Number > h.row && !row.Hidden {
			in.row(row)
		}
	}
}

// noHeader notes that a sheet lacks the titles of its columns, if it holds
// anything.
func (r *reader) noHeader(from *workbook.Sheet, expected string) {
	if len(from.Rows) == 0 {
		return
	}
	first := from.Rows[0]
	r.note(ruleHeader, definition.Error, "", r.cell(from.Name, first.Number, first.Cells[0].Column), both(
		"les titres des colonnes manquent dans cet onglet, qui ne peut pas être lu ; attendu : « %s »…",
		"the titles of the columns are missing from this sheet, which cannot be read; expected: %q…", expected))
}

type sectionReader struct {
	*reader
	sheet    *Sheet
	from     *workbook.Sheet
	header   sectionHeader
	root     *node
	answered map[*Column]bool
	aside    bool // something beside the answers was noted
}

// row reads one field.
func (r *sectionReader) row(row *workbook.Row) {
	label, answer := visible(row, r.header.field), visible(row, r.header.answer)
	var c *Column
	if label != nil {
		c = r.sheet.column(label.Text)
	}
	if c == nil && answer != nil {
		r.unknown(row, label)
		return
	}
	r.besides(row, c)
	if c == nil {
		return
	}
	if len(c.Path) == 1 {
		r.fields[c.Name] = r.cell(r.from.Name, row.Number, r.header.answer)
	}
	if answer != nil {
		r.answer(c, answer, row)
	}
}

func (r *sectionReader) answer(c *Column, answer *workbook.Cell, row *workbook.Row) {
	offset, pointer := r.cell(r.from.Name, row.Number, answer.Column), pointerTo("", c)
	if r.answered[c] {
		r.note(ruleTwice, definition.Error, pointer, offset, both(
			"« %s » : ce champ a deux réponses dans l'onglet ; gardez-en une", "%q: this field has two answers in the sheet; keep one", c.Heading))
		return
	}
	r.answered[c] = true
	if v, ok := r.scalar(answer, c.Field, pointer, offset); ok {
		r.root.set(c.Path, v)
	}
}

// unknown notes an answer to a question that the section does not ask.
func (r *sectionReader) unknown(row *workbook.Row, label *workbook.Cell) {
	title := ""
	if label != nil {
		title = shown(label.Text)
	}
	r.note(ruleHeading, definition.Error, "", r.cell(r.from.Name, row.Number, r.header.answer), both(
		"réponse à un champ qui n'est pas de cet onglet : « %s » ; remettez le titre du modèle, ou videz la cellule",
		"answer to a field that is not in this sheet: %q; put the title of the template back, or empty the cell", title))
}

// besides notes what stands beside the answers: an answer in the wrong column is
// an error, anything else is not read.
func (r *sectionReader) besides(row *workbook.Row, c *Column) {
	for i := range row.Cells {
		cell := &row.Cells[i]
		switch {
		case cell.Hidden, cell.Column == r.header.field, cell.Column == r.header.answer:
		case c != nil && cell.Column == r.header.example && cell.Text == c.example():
		case c != nil && cell.Column == r.header.help && cell.Text == c.Help:
		case c != nil && cell.Column == r.header.example:
			r.note(ruleExample, definition.Error, pointerTo("", c), r.cell(r.from.Name, row.Number, cell.Column), both(
				"« %s » : réponse dans la colonne « %s », qui n'est pas lue ; mettez-la dans la colonne « %s »",
				"%q: answer in the column %q, which is not read; put it in the column %q", c.Heading, exampleHeading, answerHeading))
		case !r.aside:
			r.aside = true
			r.asideNote(r.from.Name, row.Number, cell.Column)
		}
	}
}

// asideNote notes that something beside the answers is not read.
func (r *reader) asideNote(sheet string, row, column int) {
	r.note(ruleAside, definition.Warning, "", r.cell(sheet, row, column), both(
		"ce qui est écrit ici, à côté des réponses, n'est pas lu", "what is written here, beside the answers, is not read"))
}

// visible returns the cell of a row in a column, or nil where it is blank or
// hidden.
func visible(row *workbook.Row, column int) *workbook.Cell {
	for i := range row.Cells {
		if c := &row.Cells[i]; c.Column == column && !c.Hidden {
			return c
		}
	}
	return nil
}

// column returns the field with a heading, or with a name; nil where the sheet
// has none.
func (s *Sheet) column(heading string) *Column {
	for i := range s.Columns {
		if c := &s.Columns[i]; sameWords(heading, c.Heading) || heading == c.Name && len(c.Path) == 1 {
			return c
		}
	}
	return nil
}

// set sets what stands at a path below an object.
func (n *node) set(path []string, v tree.Value) {
	for _, name := range path[:len(path)-1] {
		n = n.member(name, tree.Object, v.Offset)
	}
	v.Key = path[len(path)-1]
	n.members = append(n.members, &node{Value: v})
}

// member returns the member of an object, which is made where it has none.
func (n *node) member(name string, kind tree.Kind, offset int) *node {
	for _, m := range n.members {
		if m.Key == name {
			return m
		}
	}
	m := &node{Value: tree.Value{Kind: kind, Key: name, Offset: offset}}
	n.members = append(n.members, m)
	return m
}
