package table

// sortRuns returns rows sorted by compare. Documents come sorted, or nearly,
// and so do the rows of each, so it looks for the runs that are in order and
// merges them, two and two, until one is left: rows in order cost one look.
func sortRuns(rows []int, compare func(x, y int) int) []int {
	ends := runs(rows, compare)
	if len(ends) <= 1 {
		return rows
	}
	other := make([]int, len(rows))
	for len(ends) > 1 {
		ends = mergeRuns(other, rows, ends, compare)
		rows, other = other, rows
	}
	return rows
}

// runs returns where each run of ascending rows ends.
func runs(rows []int, compare func(x, y int) int) []int {
	var ends []int
	for i := range rows {
		if i+1 == len(rows) || compare(rows[i], rows[i+1]) > 0 {
			ends = append(ends, i+1)
		}
	}
	return ends
}

// mergeRuns merges each run of from with the next one into to, and returns
// where the runs of to end. Of equal rows the first stays first.
func mergeRuns(to, from []int, ends []int, compare func(x, y int) int) []int {
	var merged []int
	start := 0
	for i := 0; i < len(ends); i += 2 {
		middle, end := ends[i], ends[min(i+1, len(ends)-1)]
		mergeTwo(to[start:end], from[start:middle], from[middle:end], compare)
		merged = append(merged, end)
		start = end
	}
	return merged
}

func mergeTwo(to, a, b []int, compare func(x, y int) int) {
	for i := range to {
		if len(b) == 0 || len(a) > 0 && compare(a[0], b[0]) <= 0 {
			to[i], a = a[0], a[1:]
		} else {
			to[i], b = b[0], b[1:]
		}
	}
}
