package coerce

import (
	"strings"
	"unicode"

	"github.com/concertations-ia/canevas/pipeline/expression"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// readClosed reads a text that the schema gives a form, such as an identifier of
// another system. What has that form is an answer even where it is a null word
// elsewhere: NA is Namibia.
func (w *walk) readClosed(s spot) bool {
	typed := s.value.Text
	trimmed := expression.NFC(tidy(typed))
	says := strings.IndexFunc(trimmed, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) >= 0
	cleaned, _ := clean(trimmed)
	switch {
	case says && len(s.plan.patterns) > 0 && s.plan.matches(trimmed):
	case answersNothing(tidy(typed)):
		return w.unreadable(s, fault{})
	case cleaned != trimmed && len(s.plan.patterns) > 0 && s.plan.matches(cleaned):
		return w.fail(s, fault{rule: ruleInvisibleInClosed, hint: both(
			"il contient un caractère invisible, sans doute copié d'une page : tapez-le à nouveau",
			"it holds an invisible character, probably copied from a page: type it again")})
	}
	s.set(tree.String, trimmed)
	return true
}
