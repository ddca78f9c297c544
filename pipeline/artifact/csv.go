package artifact

import (
	"fmt"
	"io"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/table"
)

// A csvWriter writes a table as CSV (RFC 4180): UTF-8 without BOM, commas, lines
// that end in CRLF, a header. A null is an empty field and an empty text is a
// quoted one (""), so that readers who look can tell them apart. In a table of
// a single column a null is quoted too, as readers skip empty lines.
//
// The package encoding/csv is not used: with CRLF line ends it also turns a
// line feed inside a field into CRLF, and it writes nothing for an empty text.
type csvWriter struct {
	rowWriter
	header []byte // nil once it is written
}

func newCSV(w io.Writer, t *definition.Table, by *Workers) Encoder {
	c := &csvWriter{rowWriter: rowWriter{w: w, by: by, row: appendRecord}}
	for i := range t.Columns {
		c.header = appendField(appendComma(c.header, i), t.Columns[i].Name)
	}
	c.header = append(c.header, "\r\n"...)
	return c
}

// Group writes the rows of a group, the first one after the header.
func (c *csvWriter) Group(t *table.Table) error {
	if err := c.begin(); err != nil {
		return err
	}
	return c.rowWriter.Group(t)
}

// Close sees to it that there is a header.
func (c *csvWriter) Close() error { return c.begin() }

func (c *csvWriter) begin() error {
	if c.header == nil {
		return nil
	}
	_, err := c.w.Write(c.header)
	if err != nil {
		return fmt.Errorf("write header: %w", err)
	}
	c.header = nil
	return nil
}

func appendRecord(dst []byte, t *table.Table, row int) ([]byte, error) {
	start := len(dst)
	for i := range t.Columns {
		dst = appendCell(appendComma(dst, i), &t.Columns[i], row)
	}
	if len(dst) == start {
		dst = append(dst, `""`...)
	}
	return append(dst, "\r\n"...), nil
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
