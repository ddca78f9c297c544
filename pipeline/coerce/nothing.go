package coerce

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/expression"
)

// longestWord is how many bytes a text may have that only says that there is
// nothing, or that refers to another place.
const longestWord = 100

// Why a cell holds a word that stands for no answer.
var (
	notApplicable = definition.Text{FR: "la question est sans objet", EN: "the question does not apply"}
	notKnown      = definition.Text{FR: "la réponse n'est pas connue", EN: "the answer is not known"}
	notYet        = definition.Text{FR: "la réponse est à venir", EN: "the answer is yet to come"}
)

// nullWords are the folded null words whose reason is not [notKnown]; those of
// rules on free texts (see [expression.NullWord]) are all null words.
var nullWords = map[string]definition.Text{
	"n/a": notApplicable, "na": notApplicable, "n.a": notApplicable, "neant": notApplicable, "nul": notApplicable,
	"sans objet": notApplicable, "so": notApplicable, "s.o": notApplicable, "s/o": notApplicable,
	"non concerne": notApplicable, "non applicable": notApplicable, "ras": notApplicable, "r.a.s": notApplicable,
	"rien": notApplicable, "rien a signaler": notApplicable, "aucun": notApplicable, "aucune": notApplicable,

	"a completer": notYet, "a preciser": notYet, "a definir": notYet, "en cours": notYet,
	"a venir": notYet, "a determiner": notYet, "non defini": notYet, "pas encore": notYet, "tbd": notYet,
}

// nothing returns why a text stands for no answer, and whether it does.
func nothing(typed string) (why definition.Text, is bool) {
	if len(typed) > longestWord {
		return definition.Text{}, false
	}
	if strings.IndexFunc(typed, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) < 0 {
		// A box or a tick says something.
		other := func(r rune) bool {
			return !unicode.IsSpace(r) && (!unicode.IsPunct(r) || strings.ContainsRune(`"'«»“”`, r))
		}
		return notKnown, strings.IndexFunc(typed, other) < 0
	}
	word := strings.TrimFunc(expression.Fold(typed), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if why, is = nullWords[word]; is {
		return why, true
	}
	return notKnown, expression.NullWord(typed)
}

// reference is a folded text that only refers to another place.
var reference = regexp.MustCompile(`^[(\[]?(?:` +
	`idem|id|ibid(?:em)?|ditto|(?:la )?meme chose|` +
	`(?:(?:idem|comme|voir|cf|confer|v)\.? ?)?(?:(?:la |le |les |en )?(?:piece|document|fichier)s? ?-?jointe?s?|` +
	`pj|p\.j\.?|supra|infra|ci-dessus|ci-dessous|ci-jointe?|ci-apres)|` +
	`(?:idem|comme|voir|cf|confer|v)\.? ?(?:que )?(?:(?:l'|les )?annexes?|plus haut|plus bas|(?:la |a la )?ligne precedente|(?:la )?question precedente)` +
	`)[)\]]?$`)

// dittos are the marks that repeat what stands above.
var dittos = map[string]bool{`"`: true, "''": true, "″": true, "〃": true, "”": true, "“": true, "«": true, "»": true, "\"\"": true, "-\"-": true, "-''-": true, "'": true}

// refers reports whether a text only refers to another place.
func refers(typed string) bool {
	if len(typed) > longestWord {
		return false
	}
	folded := strings.TrimRight(expression.Fold(typed), ".,;:!? ")
	return reference.MatchString(folded) || dittos[strings.ReplaceAll(typed, " ", "")]
}

// formulaErrors are what a spreadsheet program shows of a formula that fails.
var formulaErrors = regexp.MustCompile(`^(?:#(?:REF|VALUE|VALEUR|NAME|NOM|DIV/0|NUM|NOMBRE|NULL|NUL|SPILL|CALC|PROPAGATION|EPARS)!|#(?:NAME|NOM)\?|#N/[AD]|Err:5[0-9][0-9]|#{3,})$`)

// refuses reports whether a text can be an answer nowhere.
func refuses(typed string) bool {
	return len(typed) <= longestWord && formulaErrors.MatchString(typed) || refers(typed)
}

// answersNothing reports whether a text is no answer, or can be one nowhere.
func answersNothing(typed string) bool {
	_, is := nothing(typed)
	return is || refuses(typed)
}

// refuse tells of what can be an answer nowhere, and reports whether a text is
// such.
func (w *walk) refuse(s spot, typed string) bool {
	switch {
	case len(typed) <= longestWord && formulaErrors.MatchString(typed):
		return w.fail(s, fault{rule: ruleFormulaError, hint: both(
			"la cellule affiche une erreur de calcul ; tapez la valeur elle-même", "the cell shows the error of a formula; type the value itself")})
	case refers(typed):
		return w.fail(s, fault{rule: ruleReferenceWord, hint: both(
			"un renvoi n'est pas une réponse ; répétez ici la réponse elle-même", "a reference is not an answer; repeat the answer itself here")})
	}
	return false
}

// unreadable decides what becomes of a text that is not what its place wants: it
// is left out where it stands for no answer, and refused otherwise. It returns
// what [walk.visit] does.
func (w *walk) unreadable(s spot, f fault) bool {
	typed := tidy(s.value.Text)
	if w.refuse(s, typed) {
		return true
	}
	if why, is := nothing(typed); is {
		w.drop(s, ruleNullWord, s.value.Text, both(
			"n'est pas une réponse (%s) : le champ est lu comme vide ; laissez-le vide", "is not an answer (%s): the field is read as empty; leave it empty", why))
		return false
	}
	return w.fail(s, f)
}
