package workbook

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// An odsTable reads a sheet.
type odsTable struct {
	file    *odsFile
	sheet   Sheet
	columns int                  // that were met, repeated ones included
	rows    int                  // likewise
	closed  int                  // groups around what is read that are folded
	gone    [maxColumns + 1]bool // columns that are hidden
	covered [maxColumns + 1]int  // by column, the last row that a merged cell covers

	tallies
}

// newTable begins a sheet. What LibreOffice keeps of a sheet of another file is
// a table too, whose name is the address of the file, and is not shown.
func (f *odsFile) newTable(e xml.StartElement) (odsElement, error) {
	name := odsAttribute(e, "table:name")
	if strings.HasPrefix(name, "'file:") && strings.Contains(name, "'#") {
		f.notice(NoticeExternal, "table-source")
		return odsIgnored{}, nil
	}
	f.sheet = shown(name)
	if name == "" || name != shown(name) {
		return nil, refuse(codeBookSheet, name)
	}
	for _, other := range f.book.Sheets {
		if strings.EqualFold(other.Name, name) {
			return nil, refuse(codeBookSheet, name)
		}
	}
	if len(f.book.Sheets) == maxSheets {
		return nil, refuse(codeBookSheets, strconv.Itoa(maxSheets))
	}
	t := &odsTable{file: f, sheet: Sheet{Name: name, Hidden: f.hides("table", odsAttribute(e, "table:style-name"))}}
	f.table = t
	return &odsRows{table: t, whole: true}, nil
}

// An odsRows reads rows and columns: all of a sheet, or some that are grouped.
type odsRows struct {
	odsSilent
	table  *odsTable
	whole  bool
	folded bool
}

func (r *odsRows) child(name string, e xml.StartElement) (odsElement, error) {
	t := r.table
	switch name {
	case "table:table-row":
		return t.newRow(e)
	case "table:table-column":
		return odsIgnored{}, t.addColumns(e)
	case "table:table-rows", "table:table-header-rows", "table:table-row-group",
		"table:table-columns", "table:table-header-columns", "table:table-column-group":
		folded := odsAttribute(e, "table:display") == "false"
		if folded {
			t.closed++
		}
		return &odsRows{table: t, folded: folded}, nil
	case "table:shapes":
		return &odsShapes{file: t.file}, nil
	}
	return t.file.other(name)
}

func (r *odsRows) end() error {
	if r.folded {
		r.table.closed--
	}
	if r.whole {
		r.table.finish()
	}
	return nil
}

// addColumns notes which columns are hidden.
func (t *odsTable) addColumns(e xml.StartElement) error {
	n, err := t.repeated(e, "table:number-columns-repeated")
	if err != nil {
		return err
	}
	hidden := t.hidden(e, "table-column")
	for i := t.columns + 1; i <= min(t.columns+n, maxColumns); i++ {
		t.gone[i] = hidden
	}
	t.columns = further(t.columns, n)
	return nil
}

// hidden reports whether rows or columns are hidden: by themselves, by a filter,
// by their size, or by a group around them.
func (t *odsTable) hidden(e xml.StartElement, family string) bool {
	visibility := odsAttribute(e, "table:visibility")
	return t.closed > 0 || visibility == "collapse" || visibility == "filter" ||
		t.file.hides(family, odsAttribute(e, "table:style-name"))
}

// finish adds the sheet to the book, and what there is to say about it.
func (t *odsTable) finish() {
	b := &t.file.book
	b.Sheets = append(b.Sheets, t.sheet)
	b.Notices = append(b.Notices, t.notices(&t.sheet)...)
	t.file.table, t.file.sheet = nil, ""
}

// repeated reads how often something is repeated, or how many columns or rows
// it spans: once when it does not say.
func (t *odsTable) repeated(e xml.StartElement, name string) (int, error) {
	text, given := odsAttributeOf(e, name)
	if !given {
		return 1, nil
	}
	n, valid := ordinal(text, lastPlace)
	if !valid {
		return 0, refuseAt(codeODSRepeated, t.file.place(), "")
	}
	return n, nil
}

// lastPlace is far beyond the last row and column of any program.
const lastPlace = 1 << 30

// further adds numbers of rows or columns, but not beyond the last place.
func further(at, n int) int { return min(at+n, lastPlace) }
