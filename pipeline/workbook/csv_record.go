package workbook

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// A csvScanner reads the records of a text one after the other. The package
// encoding/csv is not used: it knows neither lines that end in CR nor where an
// unquoted field stands, and changes line breaks inside fields.
type csvScanner struct {
	text      string
	separator byte   // 0: there is none
	stops     string // what ends an unquoted field
	at        int    // offset of what is read next
	line      int    // it stands on, from 1
	column    int    // of the character at counted, from 1
	counted   int    // offset on the same line, at most at
	ending    byte   // of the first line: LF, which CRLF is too, or CR
	cells     []Cell // of the last record
}

// A csvRecord is one record. Its cells are valid until the next one is read.
type csvRecord struct {
	line   int // it begins on
	fields int
	cells  []Cell // those of its fields that are not empty
}

// newCSVScanner returns a scanner of the records from an offset on, which
// begins a line.
func newCSVScanner(text string, separator byte, at, line int) *csvScanner {
	return &csvScanner{
		text: text, separator: separator, stops: string([]byte{separator, '\r', '\n'}),
		at: at, line: line, column: 1, counted: at,
	}
}

func (s *csvScanner) done() bool { return s.at == len(s.text) }

// record reads a record and the end of its line.
func (s *csvScanner) record() (csvRecord, error) {
	r := csvRecord{line: s.line, cells: s.cells[:0]}
	for {
		if r.fields++; r.fields > maxFields {
			return r, s.refuse(codeBookColumns, s.at, strconv.Itoa(maxFields))
		}
		spot := s.spot()
		field, err := s.field()
		if err != nil {
			return r, err
		}
		if field != "" {
			r.cells = append(r.cells, Cell{Column: r.fields, Text: field, Spot: spot})
		}
		if s.done() || s.text[s.at] != s.separator {
			s.cells = r.cells
			return r, s.endLine()
		}
		s.at++
	}
}

// spot returns the column of what is read next.
func (s *csvScanner) spot() int {
	s.column += utf8.RuneCountInString(s.text[s.counted:s.at])
	s.counted = s.at
	return s.column
}

// field reads a field up to what ends it. A quote that is not its first
// character is a character like others.
func (s *csvScanner) field() (string, error) {
	start := s.at
	if !s.done() && s.text[start] == '"' {
		return s.quoted()
	}
	if end := strings.IndexAny(s.text[start:], s.stops); end >= 0 {
		s.at += end
	} else {
		s.at = len(s.text)
	}
	return s.text[start:s.at], nil
}

// quoted reads a field in quotes.
func (s *csvScanner) quoted() (string, error) {
	start := s.at
	end, doubled := start+1, false
	for {
		length := strings.IndexByte(s.text[end:], '"')
		if length < 0 {
			return "", s.refuse(codeCSVQuote, start, "")
		}
		end += length + 1
		if !strings.HasPrefix(s.text[end:], `"`) {
			break
		}
		doubled = true
		end++
	}
	if s.at = end; !s.done() && strings.IndexByte(s.stops, s.text[end]) < 0 {
		return "", s.refuse(codeCSVAfterQuote, end, "")
	}
	field := s.text[start+1 : end-1]
	if last := strings.LastIndexAny(field, "\r\n"); last >= 0 {
		s.line += lineBreaks(field)
		s.column, s.counted = 1, start+1+last+1
	}
	if doubled {
		field = strings.ReplaceAll(field, `""`, `"`)
	}
	return field, nil
}

// endLine passes over the end of a line. In a file whose lines end in LF or
// CRLF a lone CR is no end of a line, and the other way round: it would cut a
// record in two.
func (s *csvScanner) endLine() error {
	if s.done() {
		return nil
	}
	start, ending := s.at, s.text[s.at]
	s.at++
	if strings.HasPrefix(s.text[start:], "\r\n") {
		ending = '\n'
		s.at++
	}
	if s.ending == 0 {
		s.ending = ending
	}
	if ending != s.ending {
		return s.refuse(codeCSVControl, start, codePoint(rune(ending)))
	}
	s.line++
	s.column, s.counted = 1, s.at
	return nil
}

func (s *csvScanner) refuse(code string, offset int, detail string) error {
	return refuseText(code, s.text, offset, detail)
}
