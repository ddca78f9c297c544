package coerce

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/expression"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// longestNumber is how many bytes a text may have that says a number.
const longestNumber = 80

var (
	durationShape   = regexp.MustCompile(`^([0-9]{1,4}) ?(?:h|heures?|hrs?)\.? ?(?:([0-5]?[0-9]) ?(?:min\.?|mn|minutes?|m)?)?$`)
	scientificShape = regexp.MustCompile(`^[+-]?[0-9]+(?:[.,][0-9]+)?e[+-]?[0-9]+$`)
	scaleShape      = regexp.MustCompile(`^([+-]?[0-9][0-9 .,]*) ?(?:(k|m|md) ?(?:€|euros?|eur)|(mille|milliers?|millions?|milliards?|k)(?: .{0,30}|€)?)$`)
	spanShape       = regexp.MustCompile(`^(?:de |entre )?[0-9][0-9 ]*(?: ?- ?| ?/ ?| a | et | ou )[0-9][0-9 ]*(?: |$)`)
	sumShape        = regexp.MustCompile(`^[0-9][0-9 ]*(?:\+ ?[0-9][0-9 ]*)+(?: |$)`)
)

// zeros are how many zeros a scale adds.
var zeros = map[string]int{"k": 3, "mille": 3, "millier": 3, "milliers": 3, "m": 6, "million": 6, "millions": 6, "md": 9, "milliard": 9, "milliards": 9}

// A reckoning is a number as read.
type reckoning struct {
	literal string // a JSON number
	rule    string // what was made of it; empty: nothing
	sure    string
	remarks []definition.Text
}

// readNumber reads "1 200", "12,5 %", "2 h 30", "une quarantaine".
func (w *walk) readNumber(s spot) bool {
	typed := s.value.Text
	if s.value.Kind == tree.Number {
		return true
	}
	r, f := s.plan.reckon(typed)
	if f == nil && r.sure != "" {
		f = s.qualify(&r)
	}
	switch {
	case f != nil && f.rule == ruleNumberWord: // "aucun" may be zero
		return w.fail(s, *f)
	case f != nil:
		return w.unreadable(s, *f)
	}
	s.set(tree.Number, r.literal)
	if r.rule != "" {
		w.note(s, r.rule, typed, r.literal, inDecimals(r.literal), r.remarks...)
	}
	if code := s.means(s.plan.qualifier, r.sure); code != "" {
		s.setBeside(member{s.plan.qualifier, code})
	}
	return true
}

// qualify decides what becomes of how sure a number is: the member beside it
// says so, unless it was answered.
func (s spot) qualify(r *reckoning) *fault {
	code := s.means(s.plan.qualifier, r.sure)
	switch {
	case r.sure == maximum:
		return &fault{rule: ruleNumberRange, hint: both("donnez un seul nombre", "give one number")}
	case code == "" && r.sure == exact:
		return nil
	case code == "":
		return &fault{rule: ruleQualifierUnknown, hint: both("donnez un nombre exact, sans autre mot", "give an exact number, and no other word"), meant: inQuotes(inDecimals(r.literal))}
	}
	beside := s.beside[s.plan.qualifier]
	r.rule = ruleQualifier
	if typed := s.answered(s.plan.qualifier); typed != nil && typed.Text != code {
		r.rule = ruleQualifierKept
		r.remarks = append(r.remarks, s.keptOtherwise(s.plan.qualifier))
		return nil
	}
	r.remarks = append(r.remarks, both("%s : %s", "%s: %s", beside.name(s.plan.qualifier), beside.wordsFor(code)))
	return nil
}

// reckon reads a number.
func (p *plan) reckon(typed string) (reckoning, *fault) {
	unknown := &fault{rule: ruleNumberUnknown}
	if typed = tidy(typed); len(typed) > longestNumber || strings.IndexFunc(typed, func(r rune) bool { return unicode.Is(unicode.No, r) }) >= 0 {
		return reckoning{}, unknown // ½ or m² would fold to other digits
	}
	folded := dashes.Replace(expression.Fold(typed))
	if f := notOne(folded); f != nil {
		return reckoning{}, f
	}
	if at := durationShape.FindStringSubmatch(folded); at != nil && p.kind == number && !p.ratio {
		return readDuration(at[1], at[2]), nil
	}
	q, ok := readQuantity(folded)
	switch {
	case !ok:
		return reckoning{}, unknown
	case q.rest != "" || q.percent && q.round != "":
		return reckoning{}, unknown
	case q.round != "":
		return reckoning{literal: q.round, rule: ruleQualifier, sure: q.sure}, nil
	case ambiguousNumber.MatchString(q.number) && !q.percent && !p.ratio:
		return reckoning{}, p.unclear(q.number)
	}
	literal, ok := decimal(q.number)
	if ok && q.percent && p.ratio {
		literal, ok = shift(literal, -2)
	}
	if !ok || p.kind == integer && strings.Contains(literal, ".") {
		return reckoning{}, unknown
	}
	r := reckoning{literal: literal, sure: q.sure}
	switch {
	case q.percent:
		r.rule = rulePercent
	case literal != typed:
		r.rule = ruleNumber
	}
	return r, nil
}

// dashes makes a hyphen of every mark that is drawn like one.
var dashes = strings.NewReplacer("–", "-", "—", "-", "‒", "-", "−", "-", "―", "-", "\u2010", "-")

// notOne returns why a folded text is not one number, where it is clear why.
func notOne(folded string) *fault {
	one := both("donnez un seul nombre", "give one number")
	switch {
	case scientificShape.MatchString(folded):
		return &fault{rule: ruleNumberScientific, hint: both(
			"le tableur a abrégé ce nombre, et des chiffres ont pu se perdre ; tapez-le en entier", "the spreadsheet has shortened this number, and digits may be lost; type it in full")}
	case sumShape.MatchString(folded):
		return &fault{rule: ruleNumberRange, hint: both("écrivez le total", "write the total"), meant: total(folded)}
	case spanShape.MatchString(folded):
		return &fault{rule: ruleNumberRange, hint: one}
	case severalRoundsShape.MatchString(folded):
		return &fault{rule: ruleNumberRange, hint: one}
	}
	if at := scaleShape.FindStringSubmatch(folded); at != nil {
		f := &fault{rule: ruleNumberScale, hint: both("écrivez le nombre en entier", "write the number in full")}
		if n, ok := decimal(tidy(at[1])); ok {
			n, _ = shift(n, zeros[at[2]+at[3]])
			f.meant = inQuotes(inDecimals(n))
		}
		return f
	}
	if n, ok := inWords(folded); ok {
		return &fault{rule: ruleNumberWord, hint: both("écrivez le nombre en chiffres", "write the number in digits"), meant: inQuotes(same(n))}
	}
	return nil
}

// total returns the sum that a text asks to make.
func total(folded string) definition.Text {
	sum := new(big.Int)
	for part := range strings.SplitSeq(strings.ReplaceAll(folded, " ", ""), "+") {
		n, ok := new(big.Int).SetString(part, 10)
		if !ok {
			return definition.Text{}
		}
		sum.Add(sum, n)
	}
	return inQuotes(same(sum.String()))
}

// unclear returns the fault of a number with one group of three digits.
func (p *plan) unclear(number string) *fault {
	whole, _ := shift(strings.NewReplacer(".", "", ",", "").Replace(number), 0)
	fraction, _ := shift(strings.Replace(number, ",", ".", 1), 0)
	meant := []definition.Text{same(whole)}
	if p.kind != integer {
		meant = append(meant, inDecimals(fraction))
	}
	return &fault{
		rule: ruleNumberAmbiguous, meant: oneOf(meant),
		hint: both("son point ou sa virgule ne dit pas s'il s'agit de milliers", "its point or comma does not tell whether these are thousands"),
	}
}

// readDuration returns hours and minutes in hours.
func readDuration(whole, minutes string) reckoning {
	h, _ := strconv.Atoi(whole)
	m, _ := strconv.Atoi(minutes)
	literal, exactly := hours(h, m)
	r := reckoning{literal: literal, rule: ruleDuration}
	if !exactly {
		r.remarks = append(r.remarks, both("en heures, arrondi au centième", "in hours, rounded to the hundredth"))
	}
	return r
}
