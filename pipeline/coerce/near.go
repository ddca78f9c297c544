package coerce

import (
	"slices"
	"strings"
)

// What is likely meant by a text that is no label: at most so many labels, that
// are at most so long.
const (
	maxSuggestions = 3
	longestNear    = 80
)

// nearest returns the positions of the codes that a text that says none may have
// meant; none where there are too many.
func (c *choices) nearest(typed string) []int {
	wanted := []rune(writing(typed))
	if len(wanted) < 3 || len(wanted) > longestNear {
		return nil
	}
	if found := c.misspelled(wanted); len(found) > 0 && len(found) <= maxSuggestions {
		return found
	}
	words := significant(string(wanted))
	var found []int
	for i, one := range c.all {
		if within(words, one.words) || within(one.words, words) {
			found = append(found, i)
		}
	}
	if len(found) > maxSuggestions {
		return nil
	}
	return found
}

// misspelled returns the codes that are the fewest slips away.
func (c *choices) misspelled(wanted []rune) []int {
	fewest := min(3, len(wanted)/4)
	var found []int
	for i, one := range c.all {
		for _, text := range one.writings {
			slips := distance(wanted, text, fewest)
			if slips < fewest {
				found = nil
			}
			if slips <= fewest && !slices.Contains(found, i) {
				fewest, found = slips, append(found, i)
			}
		}
	}
	return found
}

// distance returns how many letters must be added, left out or changed to make b
// of a; more than limit where it is more than that.
func distance(a, b []rune, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		corner, least := row[0], i+1
		row[0] = i + 1
		for j, y := range b {
			cost := corner
			if x != y {
				cost++
			}
			corner = row[j+1]
			row[j+1] = min(cost, row[j]+1, corner+1)
			least = min(least, row[j+1])
		}
		if least > limit {
			return limit + 1
		}
	}
	return row[len(b)]
}

// insignificant are the folded words that labels have in common.
var insignificant = map[string]bool{
	"a": true, "au": true, "aux": true, "d": true, "de": true, "des": true, "du": true, "en": true, "et": true, "l": true,
	"la": true, "le": true, "les": true, "ou": true, "par": true, "un": true, "une": true,
}

func significant(writing string) []string {
	return slices.DeleteFunc(strings.Fields(writing), func(word string) bool { return insignificant[word] })
}

// within reports whether every word of a, and there is one, is a word of b or
// begins one.
func within(a, b []string) bool {
	begins := func(short string) bool {
		return slices.ContainsFunc(b, func(long string) bool { return long == short || len(short) >= 4 && strings.HasPrefix(long, short) })
	}
	return len(a) > 0 && !slices.ContainsFunc(a, func(word string) bool { return !begins(word) })
}
