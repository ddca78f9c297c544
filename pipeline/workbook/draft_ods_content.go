package workbook

import (
	"fmt"
	"strconv"
	"strings"
)

// An odsContent is the cells of a draft on their way to ODS.
type odsContent struct {
	*markup
	layout *layout
	rules  map[rule]string // their names
}

// writeODSContent writes the sheets, after what they refer to.
func writeODSContent(m *markup, l *layout) {
	c := odsContent{m, l, map[rule]string{}}
	writeODSFont(m)
	c.open("office:automatic-styles")
	c.styles()
	c.shut("office:automatic-styles")
	c.open("office:body")
	c.open("office:spreadsheet")
	c.validations()
	for i := range l.sheets {
		c.sheet(&l.sheets[i])
	}
	c.shut("office:spreadsheet")
	c.shut("office:body")
}

// validations writes the rules. Sheets share them, as they have no relative
// reference.
func (c *odsContent) validations() {
	for i := range c.layout.sheets {
		for _, held := range c.layout.held(&c.layout.sheets[i]) {
			if _, known := c.rules[held.rule]; known {
				continue
			}
			if len(c.rules) == 0 {
				c.open("table:content-validations")
			}
			c.rules[held.rule] = fmt.Sprintf("rule%d", len(c.rules)+1)
			c.validation(held.rule)
		}
	}
	if len(c.rules) > 0 {
		c.shut("table:content-validations")
	}
}

func (c *odsContent) validation(r rule) {
	condition, order := "", ""
	if r.list > 0 {
		condition, order = c.layout.lists[r.list-1].condition(), "unsorted"
	}
	c.open("table:content-validation", "table:name", c.rules[r],
		"table:condition", condition, "table:allow-empty-cell", "true", "table:display-list", order)
	if r.prompt != "" {
		c.open("table:help-message", "table:display", "true")
		c.paragraphs(r.prompt)
		c.shut("table:help-message")
	}
	if r.list > 0 {
		c.open("table:error-message", "table:title", alertTitle, "table:message-type", "warning", "table:display", "true")
		c.paragraphs(alertText)
		c.shut("table:error-message")
	}
	c.shut("table:content-validation")
}

// condition returns a list as an OpenFormula.
func (l draftList) condition() string {
	if !l.inline() {
		first, last := l.place.ends()
		return fmt.Sprintf("of:cell-content-is-in-list([$%s.%s:.%s])", ListSheet, first, last)
	}
	return `of:cell-content-is-in-list("` + strings.Join(l.choices, `";"`) + `")`
}

func (c *odsContent) sheet(s *DraftSheet) {
	c.open("table:table", "table:name", s.Name, "table:style-name", odsSheetName(s), "table:protected", "true")
	c.leaf("loext:table-protection", "loext:select-protected-cells", "true", "loext:select-unprotected-cells", "true",
		"loext:insert-rows", "true", "loext:delete-rows", "true", "loext:use-autofilter", "true")
	c.columns(s)
	c.rows(s)
	if len(s.Inputs) > 0 {
		c.prepared(s)
	} else if len(s.Rows) == 0 {
		c.empty()
	}
	c.shut("table:table")
}

func (c *odsContent) columns(s *DraftSheet) {
	for i := range max(1, s.columns()) {
		c.leaf("table:table-column", "table:style-name", odsWidthName(s.width(i)))
	}
}

// rows writes the rows of a sheet, the frozen ones as those that each printed
// page begins with.
func (c *odsContent) rows(s *DraftSheet) {
	top := 0
	for r := range s.Rows {
		if r == 0 && s.Frozen > 0 {
			c.open("table:table-header-rows")
		}
		c.row(s, r, top)
		if r+1 == s.Frozen {
			c.shut("table:table-header-rows")
		}
		if !s.Rows[r].Hidden {
			top += s.height(r)
		}
	}
}

// row writes a row that is so many points from the top.
func (c *odsContent) row(s *DraftSheet, r, top int) {
	visibility := ""
	if s.Rows[r].Hidden {
		visibility = "collapse"
	}
	c.open("table:table-row", "table:style-name", "row", "table:visibility", visibility)
	right := 0
	for i, cell := range s.cells(r) {
		right += widthInPoints(s.width(i))
		c.cell(&cell, right, top)
	}
	if len(s.cells(r)) == 0 {
		c.leaf("table:table-cell")
	}
	c.shut("table:table-row")
}

func (c *odsContent) empty() {
	c.open("table:table-row")
	c.leaf("table:table-cell")
	c.shut("table:table-row")
}

// prepared writes the rows to fill in, as one that is repeated, and then the
// rest of the sheet, which has the styles but not the rules.
func (c *odsContent) prepared(s *DraftSheet) {
	const sheetRows = 1_048_576
	for _, ruled := range []bool{true, false} {
		count := s.Room
		if !ruled {
			count = sheetRows - s.Room - len(s.Rows)
		}
		if count == 0 {
			continue
		}
		c.open("table:table-row", "table:style-name", "row", "table:number-rows-repeated", strconv.Itoa(count))
		for i := range s.Inputs {
			name := ""
			if ruled {
				name = c.rules[c.layout.rules[&s.Inputs[i]]]
			}
			c.leaf("table:table-cell", "table:style-name", odsCellName(s.Inputs[i].dress()), "table:content-validation-name", name)
		}
		c.shut("table:table-row")
	}
}

// cell writes a cell whose right and top are so many points from those of the
// sheet.
func (c *odsContent) cell(cell *DraftCell, right, top int) {
	// A checked draft has no value that cannot be read.
	v, _ := cell.value()
	attributes, shown := v.odsValue()
	name := ""
	if cell.Input != nil {
		name = c.rules[c.layout.rules[cell.Input]]
	}
	attributes = append([]string{"table:style-name", odsCellName(cell.dress(v)), "table:content-validation-name", name}, attributes...)
	c.open("table:table-cell", attributes...)
	if cell.Comment != "" {
		c.annotation(lineFeeds(cell.Comment), right, top)
	}
	if shown != "" {
		c.paragraphs(lineFeeds(shown))
	}
	c.shut("table:table-cell")
}

// annotation writes a comment, which stands to the right of its cell: without
// a place LibreOffice ignores the size.
func (c *odsContent) annotation(text string, right, top int) {
	const gap = 10
	width, height := noteSize(text)
	points := func(n int) string { return fmt.Sprintf("%dpt", n) }
	c.open("office:annotation", "office:display", "false", "draw:style-name", odsNote,
		"svg:x", points(right+gap), "svg:y", points(top+gap), "svg:width", points(width), "svg:height", points(height),
		"draw:caption-point-x", points(-gap), "draw:caption-point-y", points(-gap))
	c.element("dc:creator", author)
	c.paragraphs(text)
	c.shut("office:annotation")
}

// paragraphs writes each line of a text as a paragraph.
func (c *odsContent) paragraphs(text string) {
	for line := range strings.SplitSeq(text, "\n") {
		c.open("text:p")
		c.line(line)
		c.shut("text:p")
	}
}

// line writes a line. ODF takes spaces that follow another one, or that begin
// or end a line, for layout, so they are elements. A tab is written as it is,
// as LibreOffice drops its element, which joins words.
func (c *odsContent) line(line string) {
	for {
		at := strings.IndexByte(line, ' ')
		if at < 0 {
			c.text(line)
			return
		}
		c.text(line[:at])
		rest := strings.TrimLeft(line[at:], " ")
		if spaces := len(line) - at - len(rest); spaces == 1 && at > 0 && rest != "" && line[at-1] != '\t' && rest[0] != '\t' {
			c.text(" ")
		} else {
			c.leaf("text:s", "text:c", strconv.Itoa(spaces))
		}
		line = rest
	}
}

// odsValue returns the attributes of a value, and what the cell shows of it.
func (v draftValue) odsValue() (attributes []string, shown string) {
	switch v.kind {
	case Number:
		return []string{"office:value-type", "float", "office:value", v.text}, strings.Replace(v.text, ".", ",", 1)
	case Percent:
		percent := strings.Replace(strconv.FormatFloat(v.number*100, 'f', 2, 64), ".", ",", 1)
		return []string{"office:value-type", "percentage", "office:value", v.text}, percent + "\u00a0%"
	case Date:
		format := "02/01/2006"
		if v.timed {
			format += " 15:04"
		}
		return []string{"office:value-type", "date", "office:date-value", v.text}, v.moment.Format(format)
	case Bool:
		shown = "FAUX"
		if v.number == 1 {
			shown = "VRAI"
		}
		return []string{"office:value-type", "boolean", "office:boolean-value", v.text}, shown
	}
	if v.text == "" {
		return nil, ""
	}
	return []string{"office:value-type", "string"}, v.text
}
