package form

import (
	"strconv"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/tree"
	"github.com/concertations-ia/canevas/pipeline/workbook"
)

// A Reading is what a filled-in form says. Values are as typed: they are Plain,
// and what they mean is for others to say.
type Reading struct {
	Tree    *tree.Tree
	Notes   []Note
	Version string // of the form that a workbook is of; empty where it does not say
}

// A reader makes a tree of sheets.
type reader struct {
	form    *Form
	cells   []tree.Place // the places of the grid
	notes   []Note
	version string // of the form that the workbook is of

	rows   map[int]place      // where each item stood, by its offset
	fields map[string]int     // offset of where the fields of the document itself are answered, by name
	lists  map[string][]*node // the items of each list, by its pattern
}

// A place is where the members of an item stand.
type place struct {
	sheet   string
	number  int
	columns map[string]int // by name
}

// A node is a value while it is being put together.
type node struct {
	tree.Value
	members []*node
	up      *node  // the item it is in; the document where there is none
	pointer string // of an item, or of a list
	key     string // by which rows of other sheets refer to an item
}

// Read reads a workbook that was filled in.
func (f *Form) Read(b *workbook.Book) *Reading {
	r := &reader{form: f, rows: map[int]place{}, fields: map[string]int{}, lists: map[string][]*node{}}
	root := &node{Value: tree.Value{Kind: tree.Object, Offset: r.at(tree.Place{})}}
	r.template(b)
	if !r.sheets(b, root) {
		r.note(ruleNone, definition.Error, "", 0, both(
			"aucun onglet n'est du modèle : partez du modèle vierge, sans renommer ses onglets",
			"no sheet is one of the template: start from the blank template and keep the names of its sheets"))
	}
	return &Reading{Tree: tree.FromGrid(root.value(), &tree.Grid{Cells: r.cells, Blank: r.blank}), Notes: r.notes, Version: r.version}
}

// value returns the value of a node, and of the nodes in it.
func (n *node) value() tree.Value {
	v := n.Value
	for _, m := range n.members {
		v.Children = append(v.Children, m.value())
	}
	return v
}

// at adds a place to the grid, and returns its offset.
func (r *reader) at(p tree.Place) int {
	r.cells = append(r.cells, p)
	return len(r.cells) - 1
}

// cell adds the place of a cell.
func (r *reader) cell(sheet string, number, column int) int {
	return r.at(tree.Place{Sheet: shown(sheet), Cell: workbook.CellName(column, number)})
}

// blank returns where a member that is missing would be answered.
func (r *reader) blank(object int, name string) (p tree.Place, offset int, known bool) {
	if object == 0 {
		if offset, known = r.fields[name]; known {
			p = r.cells[offset]
		}
		return p, offset, known
	}
	at, known := r.rows[object]
	column := at.columns[name]
	if !known || column == 0 {
		return p, 0, false
	}
	return tree.Place{Sheet: at.sheet, Cell: workbook.CellName(column, at.number)}, object, true
}

func (r *reader) note(rule string, s definition.Severity, pointer string, offset int, message definition.Text) {
	r.notes = append(r.notes, Note{Rule: rule, Severity: s, Pointer: pointer, Offset: offset, Message: message})
}

// template compares the form of a workbook with this one.
func (r *reader) template(b *workbook.Book) {
	for _, s := range b.Sheets {
		if !sameWords(s.Name, guideSheet) {
			continue
		}
		for _, row := range s.Rows {
			if len(row.Cells) < 3 || !sameWords(row.Cells[0].Text, templateMark) {
				continue
			}
			r.compareTemplate(row.Cells[1].Text, row.Cells[2].Text, r.cell(s.Name, row.Number, 1))
			return
		}
	}
}

func (r *reader) compareTemplate(name, version string, offset int) {
	r.version = version
	switch {
	case name != r.form.Name:
		r.note(ruleOther, definition.Error, "", offset, both(
			"ce classeur est le modèle d'un autre formulaire, « %s » ; attendu : « %s »",
			"this workbook is the template of another form, %q; expected: %q", shown(name), r.form.Name))
	case version != r.form.Version:
		r.note(ruleVersion, definition.Warning, "", offset, both(
			"ce classeur est le modèle de la version %s, et la version en vigueur est %s : vérifiez ce qui suit",
			"this workbook is the template of version %s, and the current version is %s: check what follows", shown(version), r.form.Version))
	}
}

// sheets reads the sheets that are of the form, in the order of the form, and
// reports whether there is any.
func (r *reader) sheets(b *workbook.Book, root *node) bool {
	found := map[int]bool{}
	for i := range r.form.Sheets {
		s := &r.form.Sheets[i]
		for j := range b.Sheets {
			if from := &b.Sheets[j]; !from.Hidden && sameWords(from.Name, s.Name) {
				found[j] = true
				if s.List == "" {
					r.section(s, from, root)
				} else {
					r.list(s, from, root)
				}
			}
		}
	}
	for j := range b.Sheets {
		s := &b.Sheets[j]
		ours := found[j] || sameWords(s.Name, guideSheet) || sameWords(s.Name, workbook.ListSheet)
		if !ours && !s.Hidden && len(s.Rows) > 0 {
			r.note(ruleSheet, definition.Warning, "", r.cell(s.Name, s.Rows[0].Number, s.Rows[0].Cells[0].Column), both(
				"cet onglet n'est pas du modèle : il n'est pas lu", "this sheet is not one of the template: it is not read"))
		}
	}
	return len(found) > 0
}

// scalar returns the value of a cell, as typed; false where the cell has none,
// which is noted.
func (r *reader) scalar(c *workbook.Cell, f *Field, pointer string, offset int) (tree.Value, bool) {
	v := tree.Value{Kind: tree.String, Plain: true, Text: c.Text, Offset: offset}
	switch {
	case c.Kind == workbook.Fault:
		r.note(ruleFault, definition.Error, pointer, offset, faultMessage(f, c.Text))
		return v, false
	case f.isTemplateText(c.Text):
		r.note(ruleExample, definition.Error, pointer, offset, both(
			"« %s » : c'est un texte du modèle, et non une réponse ; remplacez-le, ou videz la cellule",
			"%q: this is a text of the template, not an answer; replace it, or empty the cell", f.title()))
		return v, false
	case c.Kind == workbook.Percent:
		v.Text = percent(c.Text)
	case c.Kind == workbook.Number && !f.Many:
		v.Kind = tree.Number
	case c.Kind == workbook.Bool && !f.Many:
		v.Kind = tree.Bool
	}
	return v, true
}

// isTemplateText reports whether an answer is what the form itself says beside
// the field.
func (f *Field) isTemplateText(text string) bool {
	return text != "" && (text == f.example() || text == f.Help && len(text) > oneLine/4)
}

// faultMessage says why a cell has no value.
func faultMessage(f *Field, fault string) definition.Text {
	switch fault {
	case workbook.FaultFormula:
		return both("« %s » : la formule n'a pas de résultat enregistré ; tapez la valeur elle-même",
			"%q: the formula has no saved result; type the value itself", f.title())
	case workbook.FaultDate:
		return both("« %s » : la cellule a le format d'une date, et son contenu n'en est pas une ; tapez une date comme 15/03/2025",
			"%q: the cell has the format of a date, and its content is none; type a date such as 15/03/2025", f.title())
	case workbook.FaultNumber:
		return both("« %s » : ce nombre ne peut pas être lu ; tapez-le à nouveau", "%q: this number cannot be read; type it again", f.title())
	}
	return both("« %s » : la cellule affiche l'erreur %s ; tapez la valeur elle-même",
		"%q: the cell shows the error %s; type the value itself", f.title(), shown(fault))
}

// percent writes a number as the percentage that its cell shows: "5 %" for 0.05.
func percent(number string) string {
	text, ok := shift(number, 2)
	if !ok {
		return number
	}
	return text + " %"
}

// pointerTo returns the JSON Pointer of a column of an object.
func pointerTo(object string, c *Column) string {
	for _, name := range c.Path {
		object += "/" + tree.Escape(name)
	}
	return object
}

// item returns the JSON Pointer of the i-th item of a list.
func item(list string, i int) string { return list + "/" + strconv.Itoa(i) }
