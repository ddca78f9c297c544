package artifact

import (
	"fmt"
	"io"
	"math"
	"unicode/utf8"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/table"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// newJSONLines writes a table as JSON Lines: one object per row with every
// column in order, null where there is no value, dates as text. A number that
// JSON cannot say is an error.
func newJSONLines(w io.Writer, t *definition.Table, by *Workers) Encoder {
	keys := make([][]byte, len(t.Columns))
	for i := range keys {
		open := ","
		if i == 0 {
			open = "{"
		}
		keys[i] = append(appendString([]byte(open), t.Columns[i].Name), ':')
	}
	return &rowWriter{w: w, by: by, row: func(dst []byte, t *table.Table, row int) ([]byte, error) {
		for i := range t.Columns {
			c := &t.Columns[i]
			if c.Spec.Type == definition.Number && (math.IsNaN(c.Float[row]) || math.IsInf(c.Float[row], 0)) {
				return dst, fmt.Errorf("%s is not a JSON number in column %s", appendText(nil, c, row), c.Spec.Name)
			}
			dst = appendJSON(append(dst, keys[i]...), c, row)
		}
		return append(dst, "}\n"...), nil
	}}
}

func appendJSON(line []byte, c *table.Column, row int) []byte {
	switch {
	case c.Null[row]:
		return append(line, "null"...)
	case c.Spec.Type == definition.String:
		return appendString(line, c.Text[row])
	case c.Spec.Type == definition.Date || c.Spec.Type == definition.DateTime:
		return append(appendText(append(line, '"'), c, row), '"')
	default:
		return appendText(line, c, row)
	}
}

// appendString appends a text as a JSON string, as [tree.AppendJSON] does.
func appendString(line []byte, s string) []byte {
	start := len(line)
	line = append(append(line, '"'), s...)
	if m := scan(line[start+1:], '\\'); m == 0 || m == foreign && utf8.ValidString(s) {
		return append(line, '"')
	}
	line = line[:start]
	return tree.AppendJSON(line, &tree.Value{Kind: tree.String, Text: s})
}
