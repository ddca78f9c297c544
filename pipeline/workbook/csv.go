package workbook

import (
	"slices"
	"strconv"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// ReadCSV reads a file of comma-separated values: a book of one sheet that has
// no name and whose cells are all [Text], as they were written. Empty fields
// are no cells, and records without cells are no rows. A failure is a
// [tree.SyntaxError] whose code is one of [Codes].
//
// The encoding is UTF-8, UTF-16 or Windows-1252, the separator a comma, a
// semicolon, a tab or a vertical bar. Both are recognised, and a [NoticeCSV]
// says as what. Quotes are those of RFC 4180. No record has more fields than
// the first one that has several: a separator inside a text without quotes
// would move all that follows it to other columns. A record may have fewer, as
// Excel leaves out separators at the end of a line.
func ReadCSV(raw []byte) (*Book, error) {
	if len(raw) > maxSize {
		return nil, refuse(codeBookSize, maxSizeText)
	}
	text, encoding, err := decodeCSV(raw)
	if err != nil {
		return nil, err
	}
	if err := checkCSVText(text); err != nil {
		return nil, err
	}
	s, found := recogniseCSV(text)
	sheet, err := s.sheet()
	if err != nil {
		return nil, err
	}
	if len(sheet.Rows) == 0 {
		return nil, refuse(codeBookEmpty, "")
	}
	notice := Notice{Code: NoticeCSV, Place: tree.Place{Line: 1, Column: 1}, Detail: strings.TrimSpace(found + " " + encoding)}
	return &Book{Sheets: []Sheet{sheet}, Notices: []Notice{notice}}, nil
}

// maxSize is how many bytes a file may have that is not compressed.
const (
	maxSize     = 20 << 20
	maxSizeText = "20 MiB"
)

// sheet reads the records to the end of the file.
func (s *csvScanner) sheet() (Sheet, error) {
	var sheet Sheet
	cells, width := 0, 1
	for !s.done() {
		start := s.at
		r, err := s.record()
		if err != nil {
			return sheet, err
		}
		if width > 1 && r.fields > width {
			return sheet, s.refuse(codeCSVFields, start, strconv.Itoa(r.fields))
		}
		width = max(width, r.fields)
		if cells += len(r.cells); cells > maxCells {
			return sheet, s.refuse(codeBookCells, start, strconv.Itoa(maxCells))
		}
		if len(r.cells) > 0 {
			sheet.Rows = append(sheet.Rows, Row{Number: r.line, Cells: slices.Clone(r.cells)})
		}
	}
	return sheet, nil
}
