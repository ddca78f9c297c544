package workbook

import (
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// book makes a [Book] of what was read.
func (x *xlsxFile) book() (*Book, error) {
	b := &Book{Notices: x.fileNotices()}
	for _, s := range x.sheets {
		covered, err := s.mapMerged()
		if err != nil {
			return nil, err
		}
		m := sheetMaker{file: x, from: s, mergeMap: covered, to: Sheet{Name: s.name, Hidden: s.hidden}}
		for _, r := range s.rows {
			if err := m.addRow(r); err != nil {
				return nil, err
			}
		}
		b.Sheets = append(b.Sheets, m.to)
		m.comments = m.from.comments
		b.Notices = append(b.Notices, m.notices(&m.to)...)
	}
	b.Asides = x.asides
	return b, nil
}

// A sheetMaker makes a [Sheet] and counts what there is to say about it.
type sheetMaker struct {
	file *xlsxFile
	from *xlsxSheet
	mergeMap
	to Sheet

	tallies
}

// addRow adds a row, without the cells that a merged one covers.
func (m *sheetMaker) addRow(from xlsxRow) error {
	row := Row{Number: from.number, Hidden: from.hidden, Cells: make([]Cell, 0, len(from.cells))}
	for _, c := range from.cells {
		place := m.from.place(c.column, from.number)
		if c.formula && c.valued {
			m.formulas.add(place)
		}
		cell, holds := m.file.cell(c)
		if !holds {
			continue
		}
		if m.covers(c.column, from.number, place) {
			if err := m.file.addAside(Covered, place, cell.Text); err != nil {
				return err
			}
			continue
		}
		if m.from.gone != nil && m.from.gone[c.column] {
			cell.Hidden = true
			m.hiddenColumns.add(place)
		}
		row.Cells = append(row.Cells, cell)
	}
	if len(row.Cells) == 0 {
		return nil
	}
	if row.Hidden {
		m.hiddenRows.add(m.from.place(row.Cells[0].Column, row.Number))
	}
	m.to.Rows = append(m.to.Rows, row)
	return nil
}

// covers reports whether a merged cell covers the one at a place, which holds
// something.
func (m *sheetMaker) covers(column, row int, place tree.Place) bool {
	if m.mergeMap == nil || *m.at(column, row) == 0 {
		return false
	}
	m.merged.add(place)
	a := m.from.merged[*m.at(column, row)-1]
	return column != a.left || row != a.top
}
