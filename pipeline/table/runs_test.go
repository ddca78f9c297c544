package table

import (
	"cmp"
	"slices"
	"testing"
)

func TestSortRuns(t *testing.T) {
	tests := []struct {
		name  string
		keys  []int
		looks int // how often two rows are compared, at most
	}{
		{"nothing", nil, 0},
		{"one", []int{1}, 0},
		{"in order", []int{1, 2, 2, 3, 9, 9}, 5},
		{"in reverse", []int{5, 4, 3, 2, 1}, 12},
		{"two runs", []int{1, 3, 5, 7, 2, 4, 6}, 12},
		{"an odd number of runs", []int{4, 6, 2, 8, 1, 9, 3, 3, 0, 7}, 40},
		{"equal", []int{2, 1, 2, 1, 2, 1}, 20},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			rows := make([]int, len(test.keys))
			for i := range rows {
				rows[i] = i
			}
			byKey := func(x, y int) int { return cmp.Compare(test.keys[x], test.keys[y]) }
			want := slices.Clone(rows)
			slices.SortStableFunc(want, byKey)
			looks := 0
			got := sortRuns(rows, func(x, y int) int { looks++; return byKey(x, y) })
			if !slices.Equal(got, want) || looks > test.looks {
				t.Errorf("got %v in %d looks, want %v in %d", got, looks, want, test.looks)
			}
		})
	}
}
