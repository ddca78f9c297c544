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

// appendMany adds a cell at the end, n times.
func (c *Column) appendMany(v cell, n int) {
	for range n {
		c.Null = append(c.Null, v.null)
	}
	switch c.Spec.Type {
	case definition.String:
		c.Text = appendMany(c.Text, v.text, n)
	case definition.Number:
		c.Float = appendMany(c.Float, v.float, n)
	case definition.Boolean:
		c.Bool = appendMany(c.Bool, v.bool, n)
	default:
		c.Int = appendMany(c.Int, v.int, n)
	}
}

func appendMany[T any](values []T, v T, n int) []T {
	for range n {
		values = append(values, v)
	}
	return values
}

// cell returns the cell of a row.
func (c *Column) cell(row int) cell {
	v := cell{null: c.Null[row]}
	switch c.Spec.Type {
	case definition.String:
		v.text = c.Text[row]
	case definition.Number:
		v.float = c.Float[row]
	case definition.Boolean:
		v.bool = c.Bool[row]
	default:
		v.int = c.Int[row]
	}
	return v
}

// grow makes room for n cells.
func (c *Column) grow(n int) {
	c.Null = slices.Grow(c.Null, n)
	switch c.Spec.Type {
	case definition.String:
		c.Text = slices.Grow(c.Text, n)
	case definition.Number:
		c.Float = slices.Grow(c.Float, n)
	case definition.Boolean:
		c.Bool = slices.Grow(c.Bool, n)
	default:
		c.Int = slices.Grow(c.Int, n)
	}
}

// empty removes all cells and keeps the room they took.
func (c *Column) empty() {
	clear(c.Text) // lets go of the document
	c.Null, c.Text, c.Int, c.Float, c.Bool = c.Null[:0], c.Text[:0], c.Int[:0], c.Float[:0], c.Bool[:0]
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

// compare orders a cell and one of another column of the same type: null first,
// then by value, texts by their bytes.
func (c *Column) compare(a int, other *Column, b int) int {
	if c.Null[a] || other.Null[b] {
		return order(other.Null[b], c.Null[a])
	}
	switch c.Spec.Type {
	case definition.String:
		return cmp.Compare(c.Text[a], other.Text[b])
	case definition.Number:
		return cmp.Compare(c.Float[a], other.Float[b])
	case definition.Boolean:
		return order(c.Bool[a], other.Bool[b])
	default:
		return cmp.Compare(c.Int[a], other.Int[b])
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
