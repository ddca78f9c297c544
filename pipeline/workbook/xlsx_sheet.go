package workbook

import (
	"encoding/xml"
	"strconv"
	"strings"
	"unicode"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// The last row and column that any program has.
const (
	lastRow    = 1_048_576
	lastColumn = 16_384
)

// An xlsxRow is a row with the cells that hold something.
type xlsxRow struct {
	number int
	hidden bool
	cells  []xlsxCell
}

// A sheetScan reads a worksheet strictly: rows and cells in order, each where it
// says it is, each counted. What a cell does not hold costs nothing.
type sheetScan struct {
	file   *xlsxFile
	sheet  *xlsxSheet
	number int // of the last row
	row    xlsxRow
	cell   xlsxCell
	value  []byte // of the cell: a literal, a text, the number of a shared one
	inline []byte // the text that the cell itself has instead
	footer []byte // the text of a header or a footer
}

// readSheet reads the part of a sheet.
func (x *xlsxFile) readSheet(s *xlsxSheet) error {
	scan := sheetScan{file: x, sheet: s}
	return x.follow(s.part, "/worksheet", func(at trail, t xml.Token) error {
		switch t := t.(type) {
		case xml.StartElement:
			return scan.start(at, t)
		case xml.CharData:
			return scan.characters(at, t)
		case xml.EndElement:
			return scan.end(at)
		}
		return nil
	})
}

func (s *sheetScan) start(at trail, e xml.StartElement) error {
	switch at {
	case "/worksheet/sheetData/row":
		return s.startRow(e)
	case "/worksheet/sheetData/row/c":
		return s.startCell(e)
	case "/worksheet/sheetData/row/c/f":
		s.cell.formula = true
	case "/worksheet/sheetData/row/c/v":
		s.cell.valued = true
	case "/worksheet/sheetData/row/c/is":
		if s.cell.kind != keptInline {
			return refuse(codeBookDamaged, s.sheet.part)
		}
	case "/worksheet/cols/col":
		return s.hideColumns(e)
	case "/worksheet/mergeCells/mergeCell":
		return s.merge(attribute(e, "ref"))
	default:
		if !known(at, cellPaths) {
			return refuse(codeBookDamaged, s.sheet.part)
		}
	}
	return nil
}

// cellPaths says what may stand in the elements that lead to the text of a cell.
var cellPaths = map[string]string{
	"/worksheet/sheetData/":            "row extLst",
	"/worksheet/sheetData/row/":        "c extLst",
	"/worksheet/sheetData/row/c/":      "f v is extLst",
	"/worksheet/sheetData/row/c/is/":   "t r rPh phoneticPr",
	"/worksheet/sheetData/row/c/is/r/": "t rPr",
	"/worksheet/sheetData/row/c/is/t/": "", "/worksheet/sheetData/row/c/is/r/t/": "", "/worksheet/sheetData/row/c/v/": "",
}

// characters keeps the text of elements that have one.
func (s *sheetScan) characters(at trail, t xml.CharData) error {
	switch at {
	case "/worksheet/sheetData/row/c/v":
		s.value = append(s.value, t...)
	case "/worksheet/sheetData/row/c/is/t", "/worksheet/sheetData/row/c/is/r/t":
		s.inline = append(s.inline, t...)
	default:
		if isFooter(at) {
			s.footer = append(s.footer, t...)
		}
		if !blank(at, t, cellPaths) {
			return refuse(codeBookDamaged, s.sheet.part)
		}
	}
	if max(len(s.value), len(s.inline), len(s.footer)) > maxPiece {
		return refuse(codeXMLText, s.sheet.part)
	}
	return nil
}

func (s *sheetScan) end(at trail) error {
	switch {
	case at == "/worksheet/sheetData/row/c":
		return s.endCell()
	case at == "/worksheet/sheetData/row" && len(s.row.cells) > 0:
		s.sheet.rows = append(s.sheet.rows, s.row)
	case isFooter(at):
		text := string(s.footer)
		s.footer = s.footer[:0]
		return s.file.addAside(Print, tree.Place{Sheet: s.sheet.name}, text)
	}
	return nil
}

// isFooter reports whether an element is the header or the footer of a page.
func isFooter(at trail) bool { return strings.HasPrefix(string(at), "/worksheet/headerFooter/") }

// startRow takes the number of a row, which is the next one if it has none.
func (s *sheetScan) startRow(e xml.StartElement) error {
	number := s.number + 1
	if r := attribute(e, "r"); r != "" {
		n, valid := ordinal(r, lastRow)
		if !valid || n < number {
			return refuseAt(codeBookOrder, s.sheet.place(1, number), "")
		}
		number = n
	}
	if number > lastRow {
		return refuseAt(codeBookRows, tree.Place{Sheet: s.sheet.name}, strconv.Itoa(maxRows))
	}
	s.number = number
	s.row = xlsxRow{number: number, hidden: flagged(e, "hidden") || isNothing(attribute(e, "ht"))}
	s.cell = xlsxCell{}
	return nil
}

// hideColumns notes columns that are hidden, or so narrow that they are.
func (s *sheetScan) hideColumns(e xml.StartElement) error {
	if !flagged(e, "hidden") && !isNothing(attribute(e, "width")) {
		return nil
	}
	first, valid := ordinal(attribute(e, "min"), lastColumn)
	last, also := ordinal(attribute(e, "max"), lastColumn)
	if !valid || !also {
		return refuse(codeBookDamaged, s.sheet.part)
	}
	if s.sheet.gone == nil {
		s.sheet.gone = make([]bool, maxColumns+1)
	}
	for column := first; column <= min(last, maxColumns); column++ {
		s.sheet.gone[column] = true
	}
	return nil
}

// isNothing reports whether a height or a width is none at all.
func isNothing(size string) bool {
	f, err := strconv.ParseFloat(size, 64)
	return err == nil && f == 0
}

// ordinal reads a number from 1 to limit, written in digits.
func ordinal(text string, limit int) (int, bool) {
	if strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsDigit(r) }) {
		return 0, false
	}
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= 1 && n <= limit
}
