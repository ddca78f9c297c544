package expression

import (
	"slices"
	"strconv"
	"strings"
)

// A number that is written in groups of digits: "06-39 98" has the groups 06, 39
// and 98, and the gaps "-" and "". Spaces count in the gaps of lists only, of
// which "01, 02" is one and "01,02" may be none.
type digitGroups struct {
	groups, gaps []string
}

const (
	numerals = "0123456789"
	listGaps = ",:;|"
	gapBytes = " .,:;|/_·()[]-" // what [between] allows
)

// grouped takes a number apart: its digits are those of ASCII.
func grouped(number string) (g digitGroups) {
	for number != "" {
		end := len(number) - len(strings.TrimLeft(number, numerals))
		g.groups = append(g.groups, number[:end])
		number = number[end:]
		start := strings.IndexAny(number, numerals)
		if start < 0 {
			break
		}
		g.gaps = append(g.gaps, trimGap(number[:start]))
		number = number[start:]
	}
	return g
}

func trimGap(gap string) string {
	if trimmed := strings.Trim(gap, " "); trimmed == "" || !strings.Contains(listGaps, trimmed) {
		return trimmed
	}
	return gap
}

// sizes are how many digits the groups have.
func (g digitGroups) sizes() (sizes string) {
	for _, group := range g.groups {
		sizes += strconv.Itoa(len(group))
	}
	return sizes
}

// count is how many digits there are.
func (g digitGroups) count() (n int) {
	for _, group := range g.groups {
		n += len(group)
	}
	return n
}

// regular reports whether the same stands in all gaps behind those of brackets,
// but for the first or the last one; the first may be a comma. A date and an
// hour ("01.02.24 10.30") mix what stands in them, a telephone does not.
func (g digitGroups) regular() bool {
	gaps := g.gaps
	for i, gap := range gaps {
		if strings.ContainsAny(gap, "()[]") {
			gaps = g.gaps[i+1:]
		}
	}
	n := len(gaps)
	return even(gaps) || n > 2 && even(gaps[1:]) || n > 3 && even(gaps[:n-1])
}

// even reports whether all gaps are the same, and none of them "a, b".
func even(gaps []string) bool {
	return len(slices.Compact(slices.Clone(gaps))) <= 1 && !slices.ContainsFunc(gaps, func(gap string) bool {
		return len(gap) > 1 && strings.ContainsAny(gap, listGaps)
	})
}

// isList reports whether the groups are the items of a list: single digits or
// numbers with commas, colons or bars between, unless they are the five pairs of
// a telephone; of a telephone, they are hardly ever in order.
func (g digitGroups) isList() bool {
	if len(g.gaps) == 0 {
		return false
	}
	last, single := g.gaps[len(g.gaps)-1], len(g.groups) == g.count()
	if !single && (last == "" || !strings.Contains(listGaps, last)) {
		return false
	}
	return slices.IsSorted(g.groups) || !single && g.sizes() != "22222"
}

// hasYear reports whether a group behind the first looks like a year of ours.
func (g digitGroups) hasYear() bool {
	return slices.ContainsFunc(g.groups[1:], func(group string) bool {
		return len(group) == 4 && (group[:2] == "19" || group[:2] == "20")
	})
}

// inSeries reports whether the groups, which stand at text[start:end], are but
// some of those of a longer number, or are numbers at even steps: 01 02 03 04 05.
func (g digitGroups) inSeries(text string, start, end int) bool {
	if len(g.gaps) == 0 {
		return false
	}
	gap, series := g.gaps[len(g.gaps)-1], g.groups
	if group := lastGroup(text[:start], gap); group != "" {
		series = slices.Concat([]string{group}, series)
	}
	if group := firstGroup(text[end:], gap); group != "" {
		series = slices.Concat(series, []string{group})
	}
	// Numbers and hours may stand beside a telephone in five pairs.
	pairs := gap == "" && len(g.groups) == 5
	return evenlyStepped(g.groups) || len(series) > len(g.groups) && (!pairs || slices.Min(steps(series)) > 0)
}

// evenlyStepped reports whether three numbers or more differ by the same.
func evenlyStepped(series []string) bool {
	all := steps(series)
	return len(all) > 1 && all[0] != 0 && slices.Min(all) == slices.Max(all)
}

// lastGroup returns the digits that end a text but for a gap.
func lastGroup(text, gap string) string {
	before := strings.TrimRight(text, gapBytes)
	if before == text || trimGap(text[len(before):]) != gap {
		return ""
	}
	return before[len(strings.TrimRight(before, numerals)):]
}

// firstGroup returns the digits that a text begins with but for a gap.
func firstGroup(text, gap string) string {
	behind := strings.TrimLeft(text, gapBytes)
	if behind == text || trimGap(text[:len(text)-len(behind)]) != gap {
		return ""
	}
	return behind[:len(behind)-len(strings.TrimLeft(behind, numerals))]
}

// steps are the differences between the numbers of a series.
func steps(series []string) (all []int) {
	last := 0
	for i, group := range series {
		n, _ := strconv.Atoi(group) // the most there is, when too long for one
		if i > 0 {
			all = append(all, n-last)
		}
		last = n
	}
	return all
}
