package coerce

import (
	"regexp"
	"slices"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/expression"
)

// A box is one of the boxes to tick of a paper form: "☒ Oui ☐ Non".
type box struct {
	label  string
	ticked bool
}

// boxMarks are the characters that boxes begin with.
const boxMarks = "☐□⬜☑☒✓✔✅🗹🗷["

var (
	boxShape  = regexp.MustCompile(`[☐□⬜☑☒✓✔✅🗹🗷]|\[[xX]\]|\[ ?\]`)
	emptyBox  = []string{"☐", "□", "⬜", "[ ]", "[]"}
	afterMark = regexp.MustCompile(`[\x{FE0E}\x{FE0F}]`)
)

// readBoxes returns the boxes of a text and their labels, which all stand after
// their boxes or all before them; nil where there are none, or where the text
// cannot be cut so.
func readBoxes(typed string) []box {
	if !strings.ContainsAny(typed, boxMarks) {
		return nil
	}
	typed = tidy(afterMark.ReplaceAllString(typed, ""))
	at := boxShape.FindAllStringIndex(typed, -1)
	if len(at) == 0 {
		return nil
	}
	first := at[0][0] == 0
	if last := at[len(at)-1][1] == len(typed); first == last {
		return nil
	}
	var boxes []box
	for i, mark := range at {
		start, end := 0, mark[0]
		switch {
		case first && i+1 < len(at):
			start, end = mark[1], at[i+1][0]
		case first:
			start, end = mark[1], len(typed)
		case i > 0:
			start = at[i-1][1]
		}
		label := strings.Trim(tidy(typed[start:end]), ",;|/ \t\n\u00a0")
		if label == "" {
			return nil
		}
		boxes = append(boxes, box{label: label, ticked: !slices.Contains(emptyBox, typed[mark[0]:mark[1]])})
	}
	return boxes
}

// ticked returns the labels whose boxes are ticked.
func ticked(boxes []box) []string {
	var labels []string
	for _, b := range boxes {
		if b.ticked {
			labels = append(labels, b.label)
		}
	}
	return labels
}

// foldMarks folds a short text, without the marks at its end.
func foldMarks(text string) string {
	if len(text) > longestWord {
		return ""
	}
	return strings.TrimRight(expression.Fold(text), ".,;:! ")
}
