package workbook

import (
	"fmt"
	"slices"
	"testing"
)

// TestDraftsAreRead reads a draft back in both formats: the cells are those
// that were written, where they were.
func TestDraftsAreRead(t *testing.T) {
	d := sampleDraft()
	var want []string
	for _, s := range d.Sheets {
		for r, row := range s.Rows {
			for c, cell := range row.Cells {
				text := cell.Text
				if cell.Value != nil {
					text = cell.Value.Text
				}
				if text != "" {
					want = append(want, fmt.Sprintf("%s %v!%s %q", s.Name, s.Hidden, CellName(c+1, r+1), text))
				}
			}
		}
	}
	for i, read := range []func([]byte) (*Book, error){ReadXLSX, ReadODS} {
		f := draftFormats[i]
		book, err := read(f.written(t, d))
		if err != nil {
			t.Fatalf("%s: %v", f.name, err)
		}
		var got []string
		for _, s := range book.Sheets {
			for _, row := range s.Rows {
				for _, cell := range row.Cells {
					if s.Name != ListSheet {
						got = append(got, fmt.Sprintf("%s %v!%s %q", s.Name, s.Hidden, CellName(cell.Column, row.Number), cell.Text))
					}
				}
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: read\n%q\nwant\n%q", f.name, got, want)
		}
	}
}
