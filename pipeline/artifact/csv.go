package artifact

import (
	"fmt"
	"io"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/table"
)

// WriteCSV writes a table as CSV (RFC 4180): UTF-8 without BOM, commas, lines
// that end in CRLF, a header. A null is an empty field and an empty text is a
// quoted one (""), so that readers who look can tell them apart. In a table of
// a single column a null is quoted too, as readers skip empty lines.
//
// The package encoding/csv is not used: with CRLF line ends it also turns a
// line feed inside a field into CRLF, and it writes nothing for an empty text.
func WriteCSV(w io.Writer, t *table.Table) error {
	var line []byte
	for i := range t.Columns {
		line = appendField(appendComma(line, i), t.Columns[i].Spec.Name)
	}
	if _, err := w.Write(append(line, "\r\n"...)); err != nil {
		return fmt.Errorf("write header: %w", err)
	}
	for row := range t.Len {
		line = line[:0]
		for i := range t.Columns {
			line = appendCell(appendComma(line, i), &t.Columns[i], row)
		}
		if len(line) == 0 {
			line = append(line, `""`...)
		}
		if _, err := w.Write(append(line, "\r\n"...)); err != nil {
			return fmt.Errorf("write row %d: %w", row, err)
		}
	}
	return nil
}

func appendComma(line []byte, column int) []byte {
	if column == 0 {
		return line
	}
	return append(line, ',')
}

func appendCell(line []byte, c *table.Column, row int) []byte {
	switch {
	case c.Null[row]:
		return line
	case c.Spec.Type == definition.String:
		return appendField(line, c.Text[row])
	default:
		return appendText(line, c, row)
	}
}

// appendField quotes what RFC 4180 says must be quoted, the empty text, and
// text with a space at either end, which some readers trim.
func appendField(line []byte, s string) []byte {
	if s != "" && !strings.ContainsAny(s, ",\"\r\n") && strings.TrimSpace(s) == s {
		return append(line, s...)
	}
	line = append(line, '"')
	for {
		before, after, found := strings.Cut(s, `"`)
		line = append(line, before...)
		if !found {
			return append(line, '"')
		}
		line = append(line, `""`...)
		s = after
	}
}
