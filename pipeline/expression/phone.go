package expression

import (
	"regexp"
	"strings"
)

const (
	// between is what stands between two groups of digits of a number.
	between = `[ .,:;|/_·()\[\]-]{1,3}`
	next    = `(?:` + between + `)?`
)

var (
	// +33 or 0033, perhaps with the zero that it stands for.
	frenchShape = regexp.MustCompile(`(?:\+` + next + `33|00` + next + `33|33\+)(?:` + next + `0)?` + next + `[1-9](?:` + next + `\d){8}`)

	// The code of any country, and at least as many digits as [ordinary] asks for.
	foreignShape = regexp.MustCompile(`(?:\+ ?|00)[1-9](?:` + next + `\d){9,12}`)

	nationalShape = regexp.MustCompile(`0` + next + `[1-9](?:` + next + `\d){8}`)
)

// groupings are how many digits the groups of a telephone have, as people write
// them. Two groups of five are postcodes.
var groupings = map[string]bool{
	"22222": true, "10": true, "112222": true, "1333": true, "13222": true, "28": true, "37": true, "46": true, "64": true,
	"2224": true, "2233": true, "2242": true, "226": true, "2332": true, "2422": true, "244": true, "2323": true,
	"3322": true, "334": true, "343": true, "4222": true, "433": true, "424": true, "622": true, "1111111111": true,
}

// dialledFrench proves a French number as it is dialled from abroad.
func dialledFrench(text string, start, end int) int {
	if !alone(text, start, end) {
		return 0
	}
	return end
}

// national proves a number of ten digits in groups such as a telephone has.
func national(text string, start, end int) int {
	g := grouped(text[start:end])
	if !alone(text, start, end) || !groupings[g.sizes()] || !g.regular() || g.hasYear() || g.isList() || g.inSeries(text, start, end) {
		return 0
	}
	return end
}

// foreign proves a number of another country, which other numbers may follow.
func foreign(text string, start, end int) int {
	for !foreignNumber(text, start, end) {
		shorter := strings.TrimRight(strings.TrimRight(text[start:end], numerals), gapBytes)
		if end = start + len(shorter); len(shorter) <= len("+ ") {
			return 0
		}
	}
	return end
}

// foreignNumber reports whether text[start:end] is a number of another country:
// ten to thirteen digits behind a plus, eleven or twelve behind 00.
func foreignNumber(text string, start, end int) bool {
	if !alone(text, start, end) {
		return false
	}
	code, least, most := strings.TrimLeft(text[start:end], "+ "), 10, 13
	if text[start] == '0' {
		code, least, most = text[start+len("00"):end], 11, 12
	}
	g := grouped(code)
	if n := g.count(); isSIRET(compact(text[start:end])) || n < least || n > most || strings.HasPrefix(code, "33") || !g.regular() || g.isAmount() {
		return false
	}
	return text[start] == '+' || !g.inSeries(text, start, end)
}

// isAmount reports whether a number behind a plus is one of thousands, or has
// decimals.
func (g digitGroups) isAmount() bool {
	switch len(g.groups) {
	case 1:
		return false
	case 2:
		return g.gaps[0] == "." || g.gaps[0] == ","
	}
	// The codes of the overseas have three digits, and sums of so many are rare.
	thousands := strings.HasSuffix(g.sizes(), strings.Repeat("3", len(g.groups)-1)) && g.sizes() != "3333"
	return thousands && strings.Join(g.gaps, "") == ""
}
