package workbook

import "strings"

// A mergedArea is a range of cells that are merged into one.
type mergedArea struct{ left, top, right, bottom int }

// merge notes a merged range: "A1:C2".
func (s *sheetScan) merge(ref string) error {
	from, to, ranged := strings.Cut(ref, ":")
	if !ranged {
		to = from
	}
	left, top, valid := parseCellName(from)
	right, bottom, also := parseCellName(to)
	if !valid || !also || right < left || bottom < top {
		return refuse(codeBookDamaged, s.sheet.part)
	}
	s.sheet.merged = append(s.sheet.merged, mergedArea{left, top, right, bottom})
	return nil
}

// A mergeMap tells for the cells of a sheet, by row and column, which merged
// range they are in: 0 none, or the number of the range from 1. It is nil if no
// cells are merged.
type mergeMap []int32

// mapMerged maps the merged ranges of a sheet, as far as it holds something.
// Ranges that overlap are refused: programs do not agree on them, and without
// them the map costs no more than its size.
func (s *xlsxSheet) mapMerged() (mergeMap, error) {
	if len(s.merged) == 0 || len(s.rows) == 0 {
		return nil, nil
	}
	last := s.rows[len(s.rows)-1].number
	m := make(mergeMap, last*maxColumns)
	for i, a := range s.merged {
		for row := a.top; row <= min(a.bottom, last); row++ {
			for column := a.left; column <= min(a.right, maxColumns); column++ {
				at := m.at(column, row)
				if *at != 0 {
					return nil, refuse(codeBookDamaged, s.part)
				}
				*at = int32(i + 1)
			}
		}
	}
	return m, nil
}

func (m mergeMap) at(column, row int) *int32 { return &m[(row-1)*maxColumns+column-1] }
