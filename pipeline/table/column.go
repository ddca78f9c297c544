package table

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/concertations-ia/canevas/pipeline/definition"
)

// append adds a cell at the end.
func (c *Column) append(v cell) {
	c.Null = append(c.Null, v.null)
	switch c.Spec.Type {
	case definition.String:
		c.Text = append(c.Text, v.text)
	case definition.Number:
		c.Float = append(c.Float, v.float)
	case definition.Boolean:
		c.Bool = append(c.Bool, v.bool)
	default:
		c.Int = append(c.Int, v.int)
	}
}

// extend adds the cells of another column of the same type at the end. Texts
// are copied, so that they do not keep their document in memory; one that is
// that of the row above is copied once.
func (c *Column) extend(more *Column, copies *texts) {
	c.Null = append(c.Null, more.Null...)
	c.Float = append(c.Float, more.Float...)
	c.Bool = append(c.Bool, more.Bool...)
	c.Int = append(c.Int, more.Int...)
	for i, text := range more.Text {
		if i > 0 && text == more.Text[i-1] {
			text = c.Text[len(c.Text)-1]
		} else {
			text = copies.copy(text)
		}
		c.Text = append(c.Text, text)
	}
}

// empty removes all cells and keeps the room they took.
func (c *Column) empty() {
	clear(c.Text) // lets go of the document
	c.Null, c.Text, c.Int, c.Float, c.Bool = c.Null[:0], c.Text[:0], c.Int[:0], c.Float[:0], c.Bool[:0]
}

// share returns the column as it is now: what is added later does not show.
func (c *Column) share() Column {
	return Column{
		Spec: c.Spec, Null: slices.Clip(c.Null), Text: slices.Clip(c.Text),
		Int: slices.Clip(c.Int), Float: slices.Clip(c.Float), Bool: slices.Clip(c.Bool),
	}
}

// pick returns the cells of some rows, in their order.
func (c *Column) pick(rows []int) Column {
	return Column{
		Spec: c.Spec, Null: pick(c.Null, rows), Text: pick(c.Text, rows),
		Int: pick(c.Int, rows), Float: pick(c.Float, rows), Bool: pick(c.Bool, rows),
	}
}

func pick[T any](values []T, rows []int) []T {
	if values == nil {
		return nil
	}
	picked := make([]T, len(rows))
	for i, row := range rows {
		picked[i] = values[row]
	}
	return picked
}

// compare orders two rows by their cell: null first, then by value, texts by
// their bytes.
func (c *Column) compare(a, b int) int {
	if c.Null[a] || c.Null[b] {
		return order(c.Null[b], c.Null[a])
	}
	switch c.Spec.Type {
	case definition.String:
		return cmp.Compare(c.Text[a], c.Text[b])
	case definition.Number:
		return cmp.Compare(c.Float[a], c.Float[b])
	case definition.Boolean:
		return order(c.Bool[a], c.Bool[b])
	default:
		return cmp.Compare(c.Int[a], c.Int[b])
	}
}

// order puts false before true.
func order(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	default:
		return 1
	}
}

// words returns a cell as a message shows it.
func (c *Column) words(row int) string {
	if c.Null[row] {
		return "null"
	}
	switch c.Spec.Type {
	case definition.String:
		return c.Text[row]
	case definition.Number:
		return strconv.FormatFloat(c.Float[row], 'g', -1, 64)
	case definition.Boolean:
		return strconv.FormatBool(c.Bool[row])
	case definition.Date:
		return time.Unix(c.Int[row]*secondsPerDay, 0).UTC().Format(time.DateOnly)
	case definition.DateTime:
		return time.UnixMicro(c.Int[row]).UTC().Format(time.RFC3339Nano)
	default:
		return strconv.FormatInt(c.Int[row], 10)
	}
}
