package workbook

import (
	"fmt"
	"slices"
	"strings"
)

// ListSheet is the name of the hidden sheet that the writers of a [Draft] add
// for its longer lists, one in each column. Whoever fills in the draft has no
// business there.
const ListSheet = "Listes"

// A layout is a draft as it is written.
type layout struct {
	title  string
	sheets []DraftSheet // those of the draft, and that of its lists
	lists  []draftList
	rules  map[*DraftInput]rule
}

// layOut checks a draft, finds the rules of its inputs and puts its longer
// lists on a sheet.
func (d *Draft) layOut() (*layout, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	l := &layout{title: d.Title, sheets: d.Sheets, rules: map[*DraftInput]rule{}}
	index := listIndex{map[listAddress]int{}, map[string]int{}}
	for i := range d.Sheets {
		for in := range d.Sheets[i].inputs {
			if err := l.addRule(in, index); err != nil {
				return nil, fmt.Errorf("sheet %q: %w", d.Sheets[i].Name, err)
			}
		}
	}
	lists := l.listSheet()
	if len(lists.Rows) == 0 {
		return l, nil
	}
	if err := lists.check(); err != nil {
		return nil, fmt.Errorf("sheet %q: %w", lists.Name, err)
	}
	l.sheets = append(l.sheets[:len(l.sheets):len(l.sheets)], lists)
	return l, nil
}

// listSheet returns the sheet of the lists that are not written into their
// rules. It has no rows if there are none.
func (l *layout) listSheet() DraftSheet {
	sheet := DraftSheet{Name: ListSheet, Hidden: true}
	for _, list := range l.lists {
		if list.inline() {
			continue
		}
		for i, choice := range list.choices {
			if i == len(sheet.Rows) {
				sheet.Rows = append(sheet.Rows, DraftRow{})
			}
			cells := sheet.Rows[i].Cells
			cells = append(cells, make([]DraftCell, list.place.column-len(cells))...)
			cells[list.place.column-1].Text = choice
			sheet.Rows[i].Cells = cells
		}
	}
	return sheet
}

// shown returns the index of the sheet to show first.
func (l *layout) shown() int {
	return slices.IndexFunc(l.sheets, func(s DraftSheet) bool { return !s.Hidden })
}

// inputs yields the inputs of a sheet.
func (s *DraftSheet) inputs(yield func(*DraftInput) bool) {
	for r := range s.Rows {
		for c := range s.Rows[r].Cells {
			if in := s.Rows[r].Cells[c].Input; in != nil && !yield(in) {
				return
			}
		}
	}
	for i := range s.Inputs {
		if !yield(&s.Inputs[i]) {
			return
		}
	}
}

// columns returns the number of the last column that has something.
func (s *DraftSheet) columns() int {
	last := max(len(s.Widths), len(s.Inputs))
	for i := range s.Rows {
		last = max(last, len(s.Rows[i].Cells))
	}
	return last
}

// cells returns the cells of a row. Those that stand above the rows to fill in
// are all there, as they are locked and the rest of their column is not.
func (s *DraftSheet) cells(row int) []DraftCell {
	cells := s.Rows[row].Cells
	if missing := len(s.Inputs) - len(cells); missing > 0 {
		cells = append(cells[:len(cells):len(cells)], make([]DraftCell, missing)...)
	}
	return cells
}

// lineFeeds returns a text with the line ends that spreadsheet programs have.
func lineFeeds(text string) string {
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
}

// quotedSheet returns the name of a sheet as references have it.
func quotedSheet(name string) string { return "'" + strings.ReplaceAll(name, "'", "''") + "'" }
