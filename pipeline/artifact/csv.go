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
	return writeRows(w, t.Len, func(dst []byte, row int) ([]byte, error) {
		start := len(dst)
		for i := range t.Columns {
			dst = appendCell(appendComma(dst, i), &t.Columns[i], row)
		}
		if len(dst) == start {
			dst = append(dst, `""`...)
		}
		return append(dst, "\r\n"...), nil
	})
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
	start := len(line)
	line = append(line, s...)
	if scan(line[start:], ',')&marked != 0 && strings.ContainsAny(s, ",\"\r\n") || s == "" || strings.TrimSpace(s) != s {
		return appendQuoted(line[:start], s)
	}
	return line
}

func appendQuoted(line []byte, s string) []byte {
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
