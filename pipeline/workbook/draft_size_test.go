package workbook

import (
	"strings"
	"testing"
)

func TestWrappedLines(t *testing.T) {
	for _, test := range []struct {
		text string
		want int
	}{
		{"", 1},
		{"dix signes", 1},
		{"onze signes", 2},
		{"un deux trois", 2},
		{"un\n\ndeux", 3},
		{strings.Repeat("é", 10), 1},
		{strings.Repeat("é", 31), 4},
		{"un " + strings.Repeat("x", 25) + " deux", 4},
	} {
		if got := wrappedLines(test.text, 10); got != test.want {
			t.Errorf("%q takes %d lines, want %d", test.text, got, test.want)
		}
	}
}

func TestRowHeight(t *testing.T) {
	long := strings.Repeat("mot ", 1000)
	for name, test := range map[string]struct {
		cell DraftCell
		want int
	}{
		"blank":             {DraftCell{}, 15},
		"one line":          {DraftCell{Text: "mot"}, 15},
		"three lines":       {DraftCell{Text: "a\nb\nc"}, 45},
		"a title":           {DraftCell{Text: long, Style: Title}, 22},
		"a number":          {DraftCell{Value: &Cell{Kind: Number, Text: "123456789012"}}, 15},
		"higher than Excel": {DraftCell{Text: long}, 409},
	} {
		s := DraftSheet{Widths: []int{10}, Rows: []DraftRow{{Cells: []DraftCell{test.cell}}}}
		if got := s.height(0); got != test.want {
			t.Errorf("%s: %d points, want %d", name, got, test.want)
		}
	}
}
