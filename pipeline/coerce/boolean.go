package coerce

import (
	"strings"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// The answers to a question that has two, as a form shows them.
var (
	yes = definition.Text{FR: "Oui", EN: "yes"}
	no  = definition.Text{FR: "Non", EN: "no"}
)

// answers are the folded ways to write each of them. A cross in a box ticks it:
// that is what word processors draw.
var answers = map[string]string{
	"oui": "true", "o": "true", "x": "true", "vrai": "true", "1": "true", "true": "true", "yes": "true", "y": "true",
	"☑": "true", "☒": "true", "✓": "true", "✔": "true", "✅": "true", "🗹": "true", "🗷": "true", "[x]": "true", "(x)": "true",
	"non": "false", "n": "false", "faux": "false", "0": "false", "false": "false", "no": "false",
	"☐": "false", "□": "false", "⬜": "false", "[ ]": "false", "[]": "false",
}

// readBoolean reads "Oui", "X", a ticked box.
func (w *walk) readBoolean(s spot) bool {
	if s.value.Kind == tree.Bool {
		return true
	}
	typed := s.value.Text
	answer, f := readAnswer(tidy(typed))
	switch {
	case f != nil:
		return w.unreadable(s, *f)
	case answer == "":
		w.drop(s, ruleNullWord, typed, noTick)
		return false
	}
	s.set(tree.Bool, answer)
	if spelled := tidy(typed); spelled != yes.FR && spelled != no.FR {
		w.note(s, ruleBoolean, typed, answer, inQuotes(answerWords(answer)))
	}
	return true
}

// noTick says that boxes were left empty.
var noTick = both("n'a aucune case cochée : le champ est lu comme vide", "has no box ticked: the field is read as empty")

func answerWords(answer string) definition.Text {
	if answer == "true" {
		return yes
	}
	return no
}

// readAnswer returns "true" or "false"; neither where no box is ticked.
func readAnswer(typed string) (string, *fault) {
	if boxes := readBoxes(typed); boxes != nil {
		return tickedAnswer(boxes)
	}
	folded := foldMarks(typed)
	if answer := answers[folded]; answer != "" {
		return answer, nil
	}
	f := &fault{rule: ruleBooleanUnknown}
	switch {
	case strings.ContainsAny(folded, "✗✘❌×✖"):
		f.hint = both("une croix de cette forme peut dire oui comme non", "a cross of this shape may say yes as well as no")
	case strings.HasPrefix(folded, "oui ") || strings.HasPrefix(folded, "oui,"):
		f.meant = inQuotes(yes)
	case strings.HasPrefix(folded, "non ") || strings.HasPrefix(folded, "non,"):
		f.meant = inQuotes(no)
	}
	return "", f
}

// tickedAnswer returns the answer whose box is ticked.
func tickedAnswer(boxes []box) (string, *fault) {
	answer := ""
	for _, b := range boxes {
		said := answers[foldMarks(b.label)]
		switch {
		case said == "":
			return "", &fault{rule: ruleBooleanUnknown}
		case b.ticked && answer != "" && answer != said:
			return "", &fault{rule: ruleSeveral, hint: both("les deux cases sont cochées", "both boxes are ticked")}
		case b.ticked:
			answer = said
		}
	}
	return answer, nil
}
