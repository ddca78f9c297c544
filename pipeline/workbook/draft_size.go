package workbook

import (
	"strings"
	"unicode/utf8"
)

// maxRowHeight is that of Excel, in points.
const maxRowHeight = 409

// height returns the height of a row, in points, for the texts of its cells to
// show. It is an estimate, as nothing is known of the fonts, and errs towards
// too high.
func (s *DraftSheet) height(row int) int {
	height := 15
	for i, cell := range s.cells(row) {
		// A checked draft has no value that cannot be read.
		v, _ := cell.value()
		look := cell.dress(v).look()
		lines := 1
		if v.kind == Text && look.wrap {
			lines = wrappedLines(lineFeeds(v.text), max(1, s.width(i)*inputLook.points/look.points))
		}
		height = max(height, lines*(look.points*4/3+1))
	}
	return min(height, maxRowHeight)
}

// width returns the width of a column, in characters.
func (s *DraftSheet) width(column int) int {
	if column < len(s.Widths) {
		return s.Widths[column]
	}
	return 9
}

// widthInPoints returns a width as Excel shows it: 7 pixels for a character,
// and 5 around them.
func widthInPoints(characters int) int {
	const pixels, points = 96, 72
	return (7*characters + 5) * points / pixels
}

// noteSize returns the size of a comment, in points, for all of its text to
// show.
func noteSize(text string) (width, height int) {
	const lineHeight, margin, perLine = 12, 12, 48
	return 220, wrappedLines(text, perLine)*lineHeight + margin
}

// wrappedLines returns how many lines a text takes where so many characters fit
// on each.
func wrappedLines(text string, perLine int) int {
	lines := 0
	for line := range strings.SplitSeq(text, "\n") {
		lines++
		used := 0
		for word := range strings.SplitSeq(line, " ") {
			length := utf8.RuneCountInString(word)
			if used > 0 && used+1+length > perLine {
				lines, used = lines+1, 0
			} else if used > 0 {
				used++
			}
			for used += length; used > perLine; used -= perLine {
				lines++
			}
		}
	}
	return lines
}
