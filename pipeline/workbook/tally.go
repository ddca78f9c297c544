package workbook

import (
	"strconv"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// A tally counts what is alike in a sheet.
type tally struct {
	count int
	first tree.Place
}

func (t *tally) add(place tree.Place) {
	if t.count++; t.count == 1 {
		t.first = place
	}
}

// tallies are what a person should know of a sheet: one notice a kind, at the
// first place.
type tallies struct{ hiddenRows, hiddenColumns, comments, merged, formulas tally }

// notices returns the notices about a sheet. Their Detail is a number of cells, or
// of rows.
func (t *tallies) notices(s *Sheet) []Notice {
	var all []Notice
	if s.Hidden && len(s.Rows) > 0 {
		all = append(all, Notice{Code: NoticeHiddenSheet, Place: tree.Place{Sheet: s.Name}, Detail: s.Name})
	}
	for _, about := range []struct {
		code string
		tally
	}{
		{NoticeHiddenRow, t.hiddenRows}, {NoticeHiddenColumn, t.hiddenColumns}, {NoticeComment, t.comments},
		{NoticeMerged, t.merged}, {NoticeFormula, t.formulas},
	} {
		if about.count > 0 {
			all = append(all, Notice{Code: about.code, Place: about.first, Detail: strconv.Itoa(about.count)})
		}
	}
	return all
}
