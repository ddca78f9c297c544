package workbook

import (
	"encoding/xml"
	"slices"
	"strconv"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// An odsRow reads a row.
type odsRow struct {
	odsSilent
	table  *odsTable
	number int // of the first one, if it is repeated
	times  int
	hidden bool
	column int    // of the last cell, repeated ones included
	cells  []Cell // that hold something
}

func (t *odsTable) newRow(e xml.StartElement) (odsElement, error) {
	number := further(t.rows, 1)
	t.file.column, t.file.row = 1, number
	times, err := t.repeated(e, "table:number-rows-repeated")
	if err != nil {
		return nil, err
	}
	t.rows = further(t.rows, times)
	return &odsRow{table: t, number: number, times: times, hidden: t.hidden(e, "table-row")}, nil
}

func (r *odsRow) child(name string, e xml.StartElement) (odsElement, error) {
	switch name {
	case "table:table-cell":
		return r.newCell(e, false)
	case "table:covered-table-cell":
		return r.newCell(e, true)
	}
	return r.table.file.other(name)
}

// end adds the row to the sheet, as often as it is repeated.
func (r *odsRow) end() error {
	t := r.table
	t.file.column, t.file.row = 0, 0
	if len(r.cells) == 0 {
		return nil
	}
	for i := range r.times {
		if err := r.spend(i); err != nil {
			return err
		}
		number := r.number + i
		if r.hidden {
			t.hiddenRows.add(t.placeOf(r.cells[0].Column, number))
		}
		t.sheet.Rows = append(t.sheet.Rows, Row{Number: number, Hidden: r.hidden, Cells: slices.Clone(r.cells)})
	}
	return nil
}

// spend counts the cells of a repetition; its cells counted those of the row
// itself.
func (r *odsRow) spend(repetition int) error {
	if repetition == 0 {
		return nil
	}
	for i := range r.cells {
		if err := r.table.file.spent.cell(r.cells[i].Text, r.table.placeOf(r.cells[i].Column, r.number+repetition)); err != nil {
			return err
		}
	}
	return nil
}

// keep adds cells of the row that hold the same.
func (r *odsRow) keep(c Cell, times int) error {
	t := r.table
	last := tree.Place{Sheet: t.sheet.Name, Cell: CellName(c.Column+times-1, r.number+r.times-1)}
	switch {
	case r.number+r.times-1 > maxRows:
		return refuseAt(codeBookRows, last, strconv.Itoa(maxRows))
	case c.Column+times-1 > maxColumns:
		return refuseAt(codeBookColumns, last, strconv.Itoa(maxColumns))
	}
	for range times {
		place := t.placeOf(c.Column, r.number)
		if err := t.file.spent.cell(c.Text, place); err != nil {
			return err
		}
		if c.Hidden = t.gone[c.Column]; c.Hidden {
			t.hiddenColumns.add(place)
		}
		r.cells = append(r.cells, c)
		c.Column++
	}
	return nil
}

// placeOf is where a cell of the sheet stands.
func (t *odsTable) placeOf(column, row int) tree.Place {
	return tree.Place{Sheet: t.sheet.Name, Cell: CellName(column, row)}
}
