package workbook

import (
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// An xlsxCell is a cell that holds something, as its part has it.
type xlsxCell struct {
	column  int
	style   int
	kind    cellKind
	formula bool
	valued  bool   // has a value, though it may be empty
	text    string // its literal or its text; of a formula, the last result
}

// A cellKind is how a part keeps what a cell holds.
type cellKind uint8

const (
	keptNumber  cellKind = iota
	keptShared           // its text is among the shared ones
	keptInline           // its text stands in the cell
	keptFormula          // its text is what a formula gave
	keptBool
	keptError
	keptDate // in ISO 8601
)

// cellKinds are the kinds by the attribute that tells them.
var cellKinds = map[string]cellKind{
	"": keptNumber, "n": keptNumber, "s": keptShared, "inlineStr": keptInline, "str": keptFormula,
	"b": keptBool, "e": keptError, "d": keptDate,
}

// cellAttributes are the attributes of a cell. With another one, a cell may be
// of a kind that no reader knows.
var cellAttributes = map[string]bool{"r": true, "s": true, "t": true, "cm": true, "vm": true, "ph": true}

// startCell takes the place, style and kind of a cell.
func (s *sheetScan) startCell(e xml.StartElement) error {
	column := s.cell.column + 1
	if r := attribute(e, "r"); r != "" {
		at, row, valid := parseCellName(r)
		if !valid || row != s.row.number || at < column {
			return refuseAt(codeBookOrder, s.sheet.place(column, s.row.number), "")
		}
		column = at
	}
	place := s.sheet.place(column, s.row.number)
	if column > lastColumn {
		return refuseAt(codeBookColumns, place, strconv.Itoa(maxColumns))
	}
	kind, valid := cellKinds[attribute(e, "t")]
	for _, a := range e.Attr {
		valid = valid && (a.Name.Space != "" || cellAttributes[a.Name.Local])
	}
	if !valid {
		return refuseAt(codeBookDamaged, place, s.sheet.part)
	}
	s.cell = xlsxCell{column: column, kind: kind}
	s.value, s.inline = s.value[:0], s.inline[:0]
	if style := attribute(e, "s"); style != "" {
		n, err := strconv.ParseUint(style, 10, 31)
		if err != nil {
			return refuseAt(codeBookDamaged, place, s.sheet.part)
		}
		s.cell.style = int(n)
	}
	return nil
}

// endCell keeps a cell that holds something, if it may.
func (s *sheetScan) endCell() error {
	place := s.sheet.place(s.cell.column, s.row.number)
	if err := s.resolve(place); err != nil {
		return err
	}
	switch {
	case s.cell.text == "" && !s.cell.formula:
		return nil
	case s.row.number > maxRows:
		return refuseAt(codeBookRows, place, strconv.Itoa(maxRows))
	case s.cell.column > maxColumns:
		return refuseAt(codeBookColumns, place, strconv.Itoa(maxColumns))
	case s.cell.style > 0 && s.cell.style >= len(s.file.formats): // is it a date?
		return refuseAt(codeBookDamaged, place, s.sheet.part)
	}
	if err := s.file.spent.cell(s.cell.text, place); err != nil {
		return err
	}
	s.row.cells = append(s.row.cells, s.cell)
	return nil
}

// resolve finds the text of a cell as every reader must.
func (s *sheetScan) resolve(place tree.Place) error {
	c := &s.cell
	c.text = string(s.value)
	switch {
	case c.kind == keptShared && c.text != "":
		n, err := strconv.Atoi(strings.TrimSpace(c.text))
		if err != nil || n < 0 || n >= len(s.file.shared) {
			return refuseAt(codeBookShared, place, strconv.Itoa(n))
		}
		c.text = s.file.shared[n]
	case c.kind == keptInline && len(s.inline) > 0:
		c.text = string(s.inline)
	case c.kind != keptInline:
		return nil
	}
	if err := s.file.spent.unescape(c.text, place); err != nil {
		return err
	}
	c.text = unescape(c.text)
	return nil
}

// parseCellName returns the column and row of a name such as "C4", with
// capital letters and without dollars, as files have it.
func parseCellName(name string) (column, row int, valid bool) {
	letters := len(name) - len(strings.TrimLeft(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	if letters == 0 || letters > 3 || strings.HasPrefix(name[letters:], "0") {
		return 0, 0, false
	}
	for _, letter := range name[:letters] {
		column = 26*column + int(letter-'A') + 1
	}
	row, valid = ordinal(name[letters:], lastRow)
	return column, row, valid && column <= lastColumn
}
