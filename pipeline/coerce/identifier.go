package coerce

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/expression"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// The lengths of the numbers of a body and of its establishments.
const (
	sirenDigits = 9
	siretDigits = 14
)

// longestIdentifier is how many bytes a text may have that says a number.
const longestIdentifier = 100

// An identifier is a number or a code as read.
type identifier struct {
	text  string
	noted bool
}

// readIdentifier reads a SIREN, a SIRET or an official geographic code.
func (w *walk) readIdentifier(s spot) bool {
	typed := s.value.Text
	id, f := s.plan.identify(tidy(typed), s.value.Plain)
	if f != nil {
		return w.unreadable(s, *f)
	}
	s.set(tree.String, id.text)
	if id.noted {
		rule := map[kind]string{siren: ruleSiren, siret: ruleSiret, cog: ruleCOG}[s.plan.kind]
		w.note(s, rule, typed, id.text, quoted(id.text))
	}
	return true
}

// identify reads an identifier; unquoted says that its zeros may have been lost.
func (p *plan) identify(typed string, unquoted bool) (identifier, *fault) {
	switch {
	case p.kind == cog:
		return p.identifyPlace(typed)
	case p.kind == siren:
		return identifyBody(typed, sirenDigits, unquoted)
	}
	return identifyBody(typed, siretDigits, unquoted)
}

var (
	identifierName = regexp.MustCompile(`^(?:(?:n° ?|no\.? |numero )?(?:de )?(?:siren|siret)(?: ?/ ?sire[nt])? ?(?:n°|no\.?)? ?[:=]? ?|n° ?)`)
	vatNumber      = regexp.MustCompile(`^fr ?[0-9a-z]{2} ?([0-9]{3} ?[0-9]{3} ?[0-9]{3})$`)
	shortened      = regexp.MustCompile(`^([0-9])[.,]([0-9]+)e\+?([0-9]{1,2})$`)
	noFraction     = regexp.MustCompile(`^([0-9]+)[.,]0+$`)
	grouped        = regexp.MustCompile(`^[0-9][0-9 .\-]*$`)
	severalNumbers = regexp.MustCompile(`[0-9 .\-]{9,}(?:[;,/|&+]|et)[^0-9]{0,20}[0-9 .\-]{9,}`)
)

// identifyBody reads a number of so many digits.
func identifyBody(typed string, length int, unquoted bool) (identifier, *fault) {
	unknown := &fault{rule: ruleSirenUnknown}
	if length == siretDigits {
		unknown.rule = ruleSiretUnknown
	}
	if len(typed) > longestIdentifier {
		return identifier{}, unknown
	}
	folded := dashes.Replace(expression.Fold(typed))
	bare := identifierName.ReplaceAllString(folded, "")
	id := identifier{noted: bare != folded}
	if f := misread(bare, length, unknown); f != nil {
		return identifier{}, f
	}
	if at := shortened.FindStringSubmatch(bare); at != nil {
		bare, id.noted = at[1]+at[2], true
	}
	if at := noFraction.FindStringSubmatch(bare); at != nil && len(at[1]) > 3 {
		bare, id.noted = at[1], true
	}
	if !grouped.MatchString(bare) {
		return identifier{}, unknown
	}
	id.noted = id.noted || strings.ContainsAny(bare, ".-")
	id.text = strings.NewReplacer(" ", "", ".", "", "-", "").Replace(bare)
	return id.fit(length, unquoted, unknown)
}

// misread returns why folded characters are not the number of a body, where it
// is clear why.
func misread(folded string, length int, unknown *fault) *fault {
	if at := vatNumber.FindStringSubmatch(folded); at != nil {
		unknown.hint = both("c'est un numéro de TVA", "this is a VAT number")
		if length == sirenDigits {
			unknown.meant = inQuotes(same(strings.ReplaceAll(at[1], " ", "")))
		}
		return unknown
	}
	if at := shortened.FindStringSubmatch(folded); at != nil {
		// Only with all of its digits does it say the number.
		if exponent, _ := strconv.Atoi(at[3]); exponent != len(at[2]) {
			unknown.hint = both("le tableur a abrégé ce nombre, et des chiffres sont perdus ; donnez à la cellule le format d'un texte et tapez-le en entier",
				"the spreadsheet has shortened this number, and digits are lost; give the cell the format of a text and type it in full")
			return unknown
		}
	}
	if severalNumbers.MatchString(folded) {
		return severalBodies()
	}
	return nil
}

// severalBodies refuses several numbers in one cell.
func severalBodies() *fault {
	return &fault{rule: ruleSeveral, hint: both("donnez un organisme par ligne", "give one body a line")}
}

// fit brings digits to the length they should have, where that is certain.
func (id identifier) fit(length int, unquoted bool, unknown *fault) (identifier, *fault) {
	have := len(id.text)
	switch {
	case have == length:
		return id, nil
	case have == 2*length || have == sirenDigits+siretDigits:
		return identifier{}, severalBodies()
	case length == sirenDigits && have == siretDigits:
		unknown.hint = both("un SIREN n'a que 9 chiffres", "a SIREN has 9 digits only")
		if expression.Luhn(id.text[:sirenDigits]) {
			return identifier{id.text[:sirenDigits], true}, nil
		}
	case length == siretDigits && have == sirenDigits:
		unknown.hint = both("c'est un SIREN : un SIRET a 5 chiffres de plus", "this is a SIREN: a SIRET has 5 more digits")
	case have == length-1 || have == length-2:
		padded := strings.Repeat("0", length-have) + id.text
		if !expression.Luhn(padded) || !expression.Luhn(padded[:sirenDigits]) {
			break
		}
		if unquoted {
			return identifier{padded, true}, nil
		}
		unknown.meant = inQuotes(same(padded))
	}
	return identifier{}, unknown
}

// identifyPlace reads an official geographic code: the schema says of what form.
func (p *plan) identifyPlace(typed string) (identifier, *fault) {
	unknown := &fault{rule: ruleCOGUnknown}
	if len(typed) > longestIdentifier {
		return identifier{}, unknown
	}
	visible, _ := clean(typed)
	spaced := strings.Join(strings.Fields(visible), "")
	code := strings.ToUpper(spaced)
	if at := noFraction.FindStringSubmatch(code); at != nil {
		code = at[1]
	}
	switch {
	case p.matches(code):
		return identifier{code, code != spaced}, nil
	case p.matches("0" + code):
		return identifier{"0" + code, true}, nil
	}
	unknown.meant = p.codesIn(strings.ToUpper(visible))
	return identifier{}, unknown
}

var wordOfCode = regexp.MustCompile(`[0-9A-Z]+`)

// codesIn returns the only word of a text that has the form of a code.
func (p *plan) codesIn(visible string) (found definition.Text) {
	for _, word := range wordOfCode.FindAllString(visible, -1) {
		switch {
		case !p.matches(word):
		case found.FR != "":
			return definition.Text{}
		default:
			found = inQuotes(same(word))
		}
	}
	return found
}
