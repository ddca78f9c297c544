package workbook

import "encoding/xml"

// An odsCell reads a cell.
type odsCell struct {
	odsSilent
	row     *odsRow
	element xml.StartElement
	column  int // of the first one, if it is repeated
	times   int
	covered bool // by a merged cell
	merged  bool // covers others
	shown   odsText
}

func (r *odsRow) newCell(e xml.StartElement, covered bool) (odsElement, error) {
	t := r.table
	c := &odsCell{row: r, element: e.Copy(), column: further(r.column, 1)}
	t.file.column = c.column
	var err error
	if c.times, err = t.repeated(e, "table:number-columns-repeated"); err != nil {
		return nil, err
	}
	r.column = further(r.column, c.times)
	if covered {
		c.covered = c.isCovered()
		return c, nil
	}
	return c, c.merge()
}

// merge notes which cells the cell covers.
func (c *odsCell) merge() error {
	t := c.row.table
	width, err := t.repeated(c.element, "table:number-columns-spanned")
	if err != nil {
		return err
	}
	height, err := t.repeated(c.element, "table:number-rows-spanned")
	if err != nil || width == 1 && height == 1 {
		return err
	}
	c.merged = true
	for i := c.column; i <= min(further(c.column, width-1), maxColumns); i++ {
		t.covered[i] = max(t.covered[i], further(c.row.number, height-1))
	}
	return nil
}

// isCovered reports whether merged cells cover the cell, as its name says: what
// is only called so is shown.
func (c *odsCell) isCovered() bool {
	for i := c.column; i < c.column+c.times; i++ {
		if i > maxColumns || c.row.table.covered[i] < c.row.number {
			return false
		}
	}
	return true
}

func (c *odsCell) child(name string, _ xml.StartElement) (odsElement, error) {
	f := c.row.table.file
	switch name {
	case "text:p", "text:h":
		return &odsLine{file: f, into: c.shown.line()}, nil
	case "office:annotation":
		return f.newComment(), nil
	case "table:table":
		return nil, refuseAt(codeODSSubTable, f.place(), "")
	case "table:table-row", "table:table-cell", "table:covered-table-cell":
		return f.other(name)
	}
	if isShape(name) {
		return f.newAside(Drawing), nil
	}
	return &odsBlock{cell: c}, nil
}

// An odsBlock is an element around the paragraphs of a cell, such as a list.
type odsBlock struct {
	odsSilent
	cell *odsCell
}

func (b *odsBlock) child(name string, e xml.StartElement) (odsElement, error) {
	return b.cell.child(name, e)
}

func (c *odsCell) end() error {
	t := c.row.table
	kind, text := c.value()
	if _, computed := odsAttributeOf(c.element, "table:formula"); computed && text != FaultFormula {
		t.formulas.add(t.file.place())
	}
	if text == "" {
		return nil
	}
	if c.covered || c.merged {
		t.merged.add(t.file.place())
	}
	if c.covered {
		return t.file.addAside(Covered, text)
	}
	return c.row.keep(Cell{Column: c.column, Kind: kind, Text: text}, c.times)
}
