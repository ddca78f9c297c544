package diff

import (
	"context"
	"slices"

	"github.com/concertations-ia/canevas/pipeline/reader"
	"github.com/concertations-ia/canevas/pipeline/release"
)

// A Table is what changed in a table that both releases have. Rows are those of
// one key in both; they have changed when a column that both have has another
// value, be it a null for an empty text. A table without a primary key, or with
// another one than before, has no rows that changed: each is there or not, as
// often as it stands in the file, and none is named.
type Table struct {
	Name           string           `json:"table"`
	Key            []string         `json:"key"` // columns; empty: no primary key
	KeyBefore      []string         `json:"key_before"`
	RowsBefore     int              `json:"rows_before"`
	Rows           int              `json:"rows"`
	ColumnsAdded   []release.Column `json:"columns_added"`
	ColumnsRemoved []release.Column `json:"columns_removed"`
	TypesChanged   []ChangedType    `json:"types_changed"`
	Added          List[Key]        `json:"added"`
	Removed        List[Key]        `json:"removed"`
	Changed        List[ChangedRow] `json:"changed"`
	ColumnsChanged []ChangedColumn  `json:"columns_changed"` // in the rows that changed, in order
}

// A Key is the values of the primary key of a row, as CSV has them.
type Key []string

// A ChangedRow is the key of a row, and the columns that changed in it.
type ChangedRow struct {
	Key     Key      `json:"key"`
	Columns []string `json:"columns"`
}

// A ChangedColumn is a column, and in how many rows it changed.
type ChangedColumn struct {
	Column string `json:"column"`
	Rows   int    `json:"rows"`
}

// A ChangedType is a column that both have, in two types.
type ChangedType struct {
	Column string `json:"column"`
	Old    string `json:"old"`
	New    string `json:"new"`
}

// changed reports whether there is anything to tell.
func (t *Table) changed() bool {
	return len(t.ColumnsAdded)+len(t.ColumnsRemoved)+len(t.TypesChanged)+t.Added.Count+t.Removed.Count+t.Changed.Count > 0 ||
		!slices.Equal(t.Key, t.KeyBefore)
}

// A comparison is a table of both sides, and the columns that both have.
type comparison struct {
	old, now *sideTable
	common   []string
	before   []int // places of the common columns, there and here
	after    []int
	room     int // see [roomOfChanged]
	found    *Table
}

func compareTable(ctx context.Context, old, now *sideTable) (Table, error) {
	t := Table{
		Name: now.name, Key: now.key(), KeyBefore: old.key(), RowsBefore: old.file.Rows, Rows: now.file.Rows,
		ColumnsAdded: []release.Column{}, ColumnsRemoved: []release.Column{}, TypesChanged: []ChangedType{},
		Added: newList[Key](), Removed: newList[Key](), Changed: newList[ChangedRow](), ColumnsChanged: []ChangedColumn{},
	}
	c := &comparison{old: old, now: now, room: roomOfChanged, found: &t}
	c.compareColumns()
	var err error
	switch {
	case old.file.SHA256 == now.file.SHA256 && old.file.Size == now.file.Size:
	case len(t.Key) > 0 && slices.Equal(t.Key, t.KeyBefore):
		err = c.compareRows(ctx)
	default:
		err = c.compareWhole(ctx)
	}
	return t, err
}

// compareColumns finds the columns that both sides have, and tells the others.
func (c *comparison) compareColumns() {
	place := func(t *sideTable, name string) int {
		return slices.IndexFunc(t.Columns, func(column reader.Column) bool { return column.Name == name })
	}
	for i, column := range c.old.Columns {
		at := place(c.now, column.Name)
		if at < 0 {
			c.found.ColumnsRemoved = append(c.found.ColumnsRemoved, release.Column{Name: column.Name, Type: column.Type})
			continue
		}
		c.common, c.before, c.after = append(c.common, column.Name), append(c.before, i), append(c.after, at)
		if now := c.now.Columns[at].Type; now != column.Type {
			c.found.TypesChanged = append(c.found.TypesChanged, ChangedType{column.Name, column.Type, now})
		}
	}
	for _, column := range c.now.Columns {
		if place(c.old, column.Name) < 0 {
			c.found.ColumnsAdded = append(c.found.ColumnsAdded, release.Column{Name: column.Name, Type: column.Type})
		}
	}
}

// compareWhole compares rows as a whole, as often as they stand in the files.
func (c *comparison) compareWhole(ctx context.Context) error {
	more := map[reader.KeySum]int32{}
	err := c.old.each(ctx, func(cells []reader.Cell) error {
		sum, _ := reader.KeyOf(cells, c.before)
		more[sum]--
		return nil
	})
	if err == nil {
		err = c.now.each(ctx, func(cells []reader.Cell) error {
			sum, _ := reader.KeyOf(cells, c.after)
			more[sum]++
			return nil
		})
	}
	for _, n := range more {
		c.found.Added.Count += int(max(n, 0))
		c.found.Removed.Count += int(max(-n, 0))
	}
	return err
}
