package workbook

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
)

// odsFont is on every computer that has LibreOffice.
const odsFont = "Liberation Sans"

// odsFormats has the number style of each format, in the order of their values;
// formatGeneral has none. The names of styles are the letter of their kind and
// the number of the format.
var odsFormats = [...]func(m *markup, name string){
	formatText: func(m *markup, name string) {
		m.open("number:text-style", "style:name", name)
		m.leaf("number:text-content")
		m.shut("number:text-style")
	},
	formatDate: func(m *markup, name string) {
		m.open("number:date-style", "style:name", name)
		writeODSDay(m)
		m.shut("number:date-style")
	},
	formatMoment: func(m *markup, name string) {
		m.open("number:date-style", "style:name", name)
		writeODSDay(m)
		m.element("number:text", " ")
		m.leaf("number:hours", "number:style", "long")
		m.element("number:text", ":")
		m.leaf("number:minutes", "number:style", "long")
		m.shut("number:date-style")
	},
	formatInteger: func(m *markup, name string) {
		m.open("number:number-style", "style:name", name)
		m.leaf("number:number", "number:decimal-places", "0", "number:min-integer-digits", "1")
		m.shut("number:number-style")
	},
	formatPercent: func(m *markup, name string) {
		m.open("number:percentage-style", "style:name", name)
		m.leaf("number:number", "number:decimal-places", "2", "number:min-integer-digits", "1")
		m.element("number:text", "\u00a0%")
		m.shut("number:percentage-style")
	},
	formatStarred: func(m *markup, name string) {
		m.open("number:text-style", "style:name", name)
		m.leaf("number:text-content")
		m.element("number:text", "\u00a0*")
		m.shut("number:text-style")
	},
}

// writeODSDay writes the format of a day: 18/09/2024.
func writeODSDay(m *markup) {
	m.leaf("number:day", "number:style", "long")
	m.element("number:text", "/")
	m.leaf("number:month", "number:style", "long")
	m.element("number:text", "/")
	m.leaf("number:year", "number:style", "long")
}

// odsFormatName returns the name of the style of a number format; empty for
// formatGeneral.
func odsFormatName(f numberFormat) string {
	if f == formatGeneral {
		return ""
	}
	return fmt.Sprintf("n%d", f)
}

// odsCellName returns the name of the style of cells.
func odsCellName(d dress) string {
	if d.input {
		return fmt.Sprintf("i%d", d.format)
	}
	return fmt.Sprintf("s%d-%d", d.style, d.format)
}

// odsSheetName returns the name of the style of a sheet.
func odsSheetName(s *DraftSheet) string {
	if s.Hidden {
		return "hidden"
	}
	return "shown"
}

// odsWidthName returns the name of the style of columns of a width, in
// characters.
func odsWidthName(width int) string { return fmt.Sprintf("w%d", width) }

// styles writes the styles of rows and of sheets, and those of the widths and
// the cells that there are.
func (c *odsContent) styles() {
	c.open("style:style", "style:name", "row", "style:family", "table-row")
	c.leaf("style:table-row-properties", "style:use-optimal-row-height", "true", "fo:break-before", "auto")
	c.shut("style:style")
	for _, hidden := range []bool{false, true} {
		c.open("style:style", "style:name", odsSheetName(&DraftSheet{Hidden: hidden}), "style:family", "table", "style:master-page-name", "Default")
		c.leaf("style:table-properties", "table:display", strconv.FormatBool(!hidden))
		c.shut("style:style")
	}
	c.noteStyle()
	widths, dresses := c.layout.styles()
	for _, width := range widths {
		c.open("style:style", "style:name", odsWidthName(width), "style:family", "table-column")
		c.leaf("style:table-column-properties", "style:column-width", fmt.Sprintf("%dpt", widthInPoints(width)))
		c.shut("style:style")
	}
	for format, write := range odsFormats {
		if write != nil {
			write(c.markup, odsFormatName(numberFormat(format)))
		}
	}
	for _, d := range dresses {
		writeODSCellStyle(c.markup, d)
	}
}

// odsNote is the name of the style of comments.
const odsNote = "note"

func (c *odsContent) noteStyle() {
	c.open("style:style", "style:name", odsNote, "style:family", "graphic")
	c.leaf("style:graphic-properties", "draw:fill", "solid", "draw:fill-color", "#"+inputLook.fill, "draw:auto-grow-height", "true")
	c.leaf("style:text-properties", "style:font-name", odsFont, "fo:font-size", "9pt", "fo:color", "#"+inputLook.ink)
	c.shut("style:style")
}

// styles returns the widths of the columns and the dresses of the cells of all
// sheets, each once and in order.
func (l *layout) styles() (widths []int, dresses []dress) {
	for i := range l.sheets {
		s := &l.sheets[i]
		for c := range max(1, s.columns()) {
			widths = append(widths, s.width(c))
		}
		for r := range s.Rows {
			for _, cell := range s.cells(r) {
				// A checked draft has no value that cannot be read.
				v, _ := cell.value()
				dresses = append(dresses, cell.dress(v))
			}
		}
		for i := range s.Inputs {
			dresses = append(dresses, s.Inputs[i].dress())
		}
	}
	slices.Sort(widths)
	slices.SortFunc(dresses, func(a, b dress) int { return cmp.Compare(odsCellName(a), odsCellName(b)) })
	return slices.Compact(widths), slices.Compact(dresses)
}

// writeODSCellStyle writes the style of cells of a dress.
func writeODSCellStyle(m *markup, d dress) {
	l := d.look()
	cell := []string{"style:cell-protect", "protected", "style:vertical-align", "top", "fo:padding", "0.05cm"}
	if d.input {
		cell[1] = "none"
	}
	if l.fill != "" {
		cell = append(cell, "fo:background-color", "#"+l.fill)
	}
	if l.framed {
		cell = append(cell, "fo:border", "0.5pt solid #"+frameColour)
	}
	if l.wrap {
		cell = append(cell, "fo:wrap-option", "wrap")
	}
	text := []string{"fo:font-size", fmt.Sprintf("%dpt", l.points), "fo:color", "#" + l.ink}
	if l.bold {
		text = append(text, "fo:font-weight", "bold")
	}
	if l.italic {
		text = append(text, "fo:font-style", "italic")
	}
	m.open("style:style", "style:name", odsCellName(d), "style:family", "table-cell",
		"style:parent-style-name", "Default", "style:data-style-name", odsFormatName(d.format))
	m.leaf("style:table-cell-properties", cell...)
	m.leaf("style:text-properties", text...)
	m.shut("style:style")
}

// writeODSStyles writes what is common to all sheets: the font, the language
// and the page, which is A4, landscape, and one page wide.
func writeODSStyles(m *markup, _ *layout) {
	writeODSFont(m)
	m.open("office:styles")
	m.open("style:default-style", "style:family", "table-cell")
	m.leaf("style:text-properties", "style:font-name", odsFont, "fo:font-size", "11pt", "fo:language", "fr", "fo:country", "FR")
	m.shut("style:default-style")
	m.leaf("style:style", "style:name", "Default", "style:family", "table-cell")
	m.shut("office:styles")
	m.open("office:automatic-styles")
	m.open("style:page-layout", "style:name", "page")
	m.leaf("style:page-layout-properties", "fo:page-width", "29.7cm", "fo:page-height", "21cm",
		"style:print-orientation", "landscape", "fo:margin", "1.5cm", "style:scale-to-X", "1")
	m.shut("style:page-layout")
	m.shut("office:automatic-styles")
	m.open("office:master-styles")
	m.leaf("style:master-page", "style:name", "Default", "style:page-layout-name", "page")
	m.shut("office:master-styles")
}

func writeODSFont(m *markup) {
	m.open("office:font-face-decls")
	m.leaf("style:font-face", "style:name", odsFont, "svg:font-family", "'"+odsFont+"'", "style:font-family-generic", "swiss")
	m.shut("office:font-face-decls")
}
