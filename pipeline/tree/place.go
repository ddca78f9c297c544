package tree

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// A Place is where a value stood in the file its author wrote: a line and a
// column of a text file, or a sheet and a cell of a workbook. The zero Place
// is unknown.
type Place struct {
	Line   int    `json:"line,omitempty"`   // from 1
	Column int    `json:"column,omitempty"` // from 1, in characters
	Sheet  string `json:"sheet,omitempty"`
	Cell   string `json:"cell,omitempty"` // "C4"
}

// String returns "12:5" for line 12, column 5, "Réunions!C4" for a cell, and
// the empty string when the place is unknown.
func (p Place) String() string {
	switch {
	case p.Cell != "":
		return p.Sheet + "!" + p.Cell
	case p.Line > 0:
		return fmt.Sprintf("%d:%d", p.Line, p.Column)
	}
	return ""
}

// text is the characters of a text file, whose lines end in LF, CRLF or CR. It
// counts lines only when asked where something stood, as only findings ask.
type text string

func (t text) place(offset int) Place {
	before := string(t[:min(max(offset, 0), len(t))])
	breaks := strings.Count(before, "\n") + strings.Count(before, "\r") - strings.Count(before, "\r\n")
	start := strings.LastIndexAny(before, "\r\n") + 1
	return Place{Line: 1 + breaks, Column: 1 + utf8.RuneCountInString(before[start:])}
}
