package form

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/expression"
	"github.com/concertations-ia/canevas/pipeline/tree"
	"github.com/concertations-ia/canevas/pipeline/workbook"
)

// A listHeader is where the columns of a list stand.
type listHeader struct {
	row     int
	columns map[int]*Column // by the number of the column
	above   map[int]int     // index in Above, by the number of the column
}

// matches counts the columns that a header knows.
func (h *listHeader) matches() int { return len(h.columns) + len(h.above) }

// headerRows is how far down the titles of a list may stand.
const headerRows = 50

// header finds the row with the titles of a list: the one with most of them.
func (s *Sheet) header(from *workbook.Sheet) *listHeader {
	best := &listHeader{}
	for i := range from.Rows {
		row := &from.Rows[i]
		if row.Number > headerRows {
			break
		}
		if h := s.headerIn(row); h.matches() > best.matches() {
			best = h
		}
	}
	return best
}

func (s *Sheet) headerIn(row *workbook.Row) *listHeader {
	h := &listHeader{row: row.Number, columns: map[int]*Column{}, above: map[int]int{}}
	for i := range row.Cells {
		cell := &row.Cells[i]
		if c := s.column(cell.Text); c != nil {
			h.columns[cell.Column] = c
			continue
		}
		for n := range s.Above {
			if sameWords(cell.Text, s.Above[n].Heading) {
				h.above[cell.Column] = n
			}
		}
	}
	return h
}

// list reads the items of a list.
func (r *reader) list(s *Sheet, from *workbook.Sheet, root *node) {
	h := s.header(from)
	if h.matches() == 0 {
		r.noHeader(from, s.Columns[0].Heading)
		return
	}
	in := &listReader{reader: r, sheet: s, from: from, header: h, root: root, names: map[string]int{}, titles: h.row}
	in.headings()
	if name := tokens(s.List)[0]; len(s.Above) == 0 {
		r.fields[name] = r.cell(from.Name, h.row, 1)
	}
	for i := range from.Rows {
		if row := &from.Rows[i]; row.Number > h.row && !row.Hidden {
			in.row(row)
		}
	}
}

type listReader struct {
	*reader
	sheet  *Sheet
	from   *workbook.Sheet
	header *listHeader
	root   *node
	names  map[string]int // column of each member of an item
	titles int            // row that has them, the last time
	beside map[int]bool   // columns that are not read and were noted
}

// headings looks at the titles of the columns: one that stands twice, or that no
// field has.
func (r *listReader) headings() {
	r.beside = map[int]bool{}
	seen := map[string]bool{}
	for _, row := range r.from.Rows {
		if row.Number != r.header.row {
			continue
		}
		for _, cell := range row.Cells {
			offset := r.cell(r.from.Name, row.Number, cell.Column)
			c := r.header.columns[cell.Column]
			_, above := r.header.above[cell.Column]
			switch {
			case seen[words(cell.Text)]:
				r.note(ruleTwice, definition.Error, "", offset, both(
					"deux colonnes ont pour titre « %s » : l'une des deux est de trop", "two columns have the title %q: one is too many", shown(cell.Text)))
			case c == nil && !above && r.filled(cell.Column):
				r.beside[cell.Column] = true
				r.note(ruleHeading, definition.Warning, "", offset, both(
					"la colonne « %s » n'est pas du modèle : elle n'est pas lue", "the column %q is not one of the template: it is not read", shown(cell.Text)))
			}
			seen[words(cell.Text)] = true
			if c != nil && len(c.Path) == 1 {
				r.names[c.Name] = cell.Column
			}
		}
	}
}

// filled reports whether a column has anything below the titles.
func (r *listReader) filled(column int) bool {
	for i := range r.from.Rows {
		row := &r.from.Rows[i]
		cell := visible(row, column)
		if row.Number > r.header.row && cell != nil && !strings.HasPrefix(cell.Text, exampleMark) {
			return true
		}
	}
	return false
}

// row reads one item, unless the row is one that people put around items.
func (r *listReader) row(row *workbook.Row) {
	cells := shownCells(row)
	if len(cells) == 0 || r.repeats(row, cells) {
		return
	}
	if totals.MatchString(expression.Fold(cells[0].Text)) && cells[0].Kind == workbook.Text {
		r.note(ruleTotal, definition.Warning, "", r.cell(r.from.Name, row.Number, cells[0].Column), both(
			"cette ligne de total n'est pas lue", "this row of totals is not read"))
		return
	}
	list := r.listOf(row)
	if list == nil {
		return
	}
	it := &node{Value: tree.Value{Kind: tree.Object, Offset: r.cell(r.from.Name, row.Number, cells[0].Column)}}
	it.up, it.pointer = list.up, item(list.pointer, len(list.members))
	it.key = strconv.Itoa(len(list.members) + 1)
	list.members = append(list.members, it)
	r.rows[it.Offset] = place{sheet: r.from.Name, number: row.Number, columns: r.names}
	r.lists[r.sheet.List] = append(r.lists[r.sheet.List], it)
	for _, cell := range cells {
		r.answer(it, cell, row)
	}
}

// totals is how a row of totals begins.
var totals = regexp.MustCompile(`^(sous-? ?)?tota(l|ux)( general)?[ :]*[0-9 .,]*$`)

func shownCells(row *workbook.Row) []*workbook.Cell {
	var cells []*workbook.Cell
	for i := range row.Cells {
		if !row.Cells[i].Hidden {
			cells = append(cells, &row.Cells[i])
		}
	}
	return cells
}

// repeats reports whether a row only repeats the titles, or is the row of
// examples just below them.
func (r *listReader) repeats(row *workbook.Row, cells []*workbook.Cell) bool {
	titles, examples := 0, 0
	for _, cell := range cells {
		c := r.header.columns[cell.Column]
		switch {
		case c != nil && sameWords(cell.Text, c.Heading):
			titles++
		case strings.HasPrefix(cell.Text, exampleMark):
			examples++
		}
	}
	if titles == len(cells) {
		r.titles = row.Number
		return true
	}
	return examples == len(cells) && row.Number == r.titles+1
}

// answer reads one cell of an item.
func (r *listReader) answer(it *node, cell *workbook.Cell, row *workbook.Row) {
	c := r.header.columns[cell.Column]
	if c == nil {
		_, above := r.header.above[cell.Column]
		if !above && !r.beside[cell.Column] {
			r.beside[cell.Column] = true
			r.asideNote(r.from.Name, row.Number, cell.Column)
		}
		return
	}
	offset, pointer := r.cell(r.from.Name, row.Number, cell.Column), pointerTo(it.pointer, c)
	v, ok := r.scalar(cell, c.Field, pointer, offset)
	if !ok {
		return
	}
	it.set(c.Path, v)
	if numbers(*c) && r.sheet.numberColumn() == c {
		it.key = keyOf(v.Text)
	}
}

// numberColumn returns the column by which rows of other sheets refer to the
// items; nil where they are counted.
func (s *Sheet) numberColumn() *Column {
	for i := range s.Columns {
		if numbers(s.Columns[i]) {
			return &s.Columns[i]
		}
	}
	return nil
}

// keyOf returns a number as keys are compared.
func keyOf(text string) string {
	text = strings.TrimSpace(text)
	if n, err := strconv.Atoi(strings.TrimSuffix(text, ".0")); err == nil {
		return strconv.Itoa(n)
	}
	return text
}

// listOf returns the list that a row is an item of; nil where there is none,
// which is noted.
func (r *listReader) listOf(row *workbook.Row) *node {
	under, path := r.root, tokens(r.sheet.List)
	for n, a := range r.sheet.Above {
		key := r.keyIn(row, n)
		var found []*node
		for _, it := range r.lists[a.List] {
			if it.key == key && key != "" && (n == 0 || it.up == under) {
				found = append(found, it)
			}
		}
		if len(found) != 1 {
			r.noParent(row, a, key, len(found))
			return nil
		}
		under, path = found[0], tokens(strings.TrimPrefix(r.sheet.List, a.List))
	}
	list := under
	for i, name := range path[:len(path)-1] {
		kind := tree.Object
		if i == len(path)-2 {
			kind = tree.Array
		}
		pointer := list.pointer + "/" + tree.Escape(name)
		list = list.member(name, kind, r.cell(r.from.Name, r.header.row, 1))
		list.pointer, list.up = pointer, under
	}
	return list
}

// keyIn returns what a row says of the n-th list above it.
func (r *listReader) keyIn(row *workbook.Row, n int) string {
	for column, above := range r.header.above {
		if cell := visible(row, column); above == n && cell != nil && cell.Kind != workbook.Fault {
			return keyOf(cell.Text)
		}
	}
	return ""
}

func (r *listReader) noParent(row *workbook.Row, a Above, key string, found int) {
	column := 1
	for c, n := range r.header.above {
		if r.sheet.Above[n].List == a.List {
			column = c
		}
	}
	offset := r.cell(r.from.Name, row.Number, column)
	if found > 1 {
		r.note(ruleAmbiguous, definition.Error, "", offset, both(
			"« %s » : plusieurs lignes portent le numéro %s, et celle-ci ne peut pas leur être rattachée",
			"%q: several rows have the number %s, and this one cannot be attached to them", a.Heading, shown(key)))
		return
	}
	r.note(ruleOrphan, definition.Error, "", offset, both(
		"« %s » : aucune ligne ne porte ce numéro, et celle-ci ne se rapporte à rien ; reçu : « %s »",
		"%q: no row has this number, and this one belongs to nothing; got: %q", a.Heading, shown(key)))
}
