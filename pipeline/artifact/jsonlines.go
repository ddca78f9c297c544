package artifact

import (
	"fmt"
	"io"
	"math"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/table"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// WriteJSONLines writes a table as JSON Lines: one object per row with every
// column in order, null where there is no value, dates as text. A number that
// JSON cannot say is an error.
func WriteJSONLines(w io.Writer, t *table.Table) error {
	keys := make([][]byte, len(t.Columns))
	for i := range keys {
		open := ","
		if i == 0 {
			open = "{"
		}
		keys[i] = append(appendString([]byte(open), t.Columns[i].Spec.Name), ':')
	}
	var line []byte
	for row := range t.Len {
		line = line[:0]
		for i := range t.Columns {
			c := &t.Columns[i]
			if c.Spec.Type == definition.Number && (math.IsNaN(c.Float[row]) || math.IsInf(c.Float[row], 0)) {
				return fmt.Errorf("write row %d: %s is not a JSON number in column %s", row, appendText(nil, c, row), c.Spec.Name)
			}
			line = appendJSON(append(line, keys[i]...), c, row)
		}
		if _, err := w.Write(append(line, "}\n"...)); err != nil {
			return fmt.Errorf("write row %d: %w", row, err)
		}
	}
	return nil
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

func appendString(line []byte, s string) []byte {
	return tree.AppendJSON(line, &tree.Value{Kind: tree.String, Text: s})
}
