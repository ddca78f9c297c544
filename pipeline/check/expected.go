package check

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/expression"
)

// typeNames are the JSON types in words.
var typeNames = map[string]definition.Text{
	"null":    {FR: "rien (null)", EN: "nothing (null)"},
	"boolean": {FR: "oui ou non (true ou false)", EN: "yes or no (true or false)"},
	"integer": {FR: "un nombre entier", EN: "a whole number"},
	"number":  {FR: "un nombre", EN: "a number"},
	"string":  {FR: "un texte", EN: "a text"},
	"array":   {FR: "une liste", EN: "a list"},
	"object":  {FR: "un groupe de champs", EN: "a group of fields"},
}

func expectedTypes(f fault, _ field) definition.Text {
	var fr, en []string
	for _, t := range f.schema.Types {
		fr, en = append(fr, typeNames[t].FR), append(en, typeNames[t].EN)
	}
	return definition.Text{FR: strings.Join(fr, " ou "), EN: strings.Join(en, " or ")}
}

// formatNames are the formats in words, with an example where the words may
// not be enough.
var formatNames = map[string]definition.Text{
	"date":      {FR: "une date AAAA-MM-JJ, comme 2024-09-18", EN: "a date YYYY-MM-DD, such as 2024-09-18"},
	"date-time": {FR: "une date et une heure, comme 2024-09-18T14:30:00+02:00", EN: "a date and time, such as 2024-09-18T14:30:00+02:00"},
	"time":      {FR: "une heure, comme 14:30:00+02:00", EN: "a time, such as 14:30:00+02:00"},
	"duration":  {FR: "une durée ISO 8601, comme PT1H30M", EN: "an ISO 8601 duration, such as PT1H30M"},
	"email":     {FR: "une adresse électronique", EN: "an e-mail address"},
	"hostname":  {FR: "un nom de domaine", EN: "a host name"},
	"uri":       {FR: "une adresse web complète, qui commence par https://", EN: "a complete web address, which begins with https://"},
	"uuid":      {FR: "un UUID", EN: "a UUID"},
	"regex":     {FR: "une expression rationnelle", EN: "a regular expression"},
}

func expectedFormat(f fault, _ field) definition.Text {
	if words, ok := formatNames[f.schema.Format]; ok {
		return words
	}
	return both("une valeur au format %s", "a value of format %s", f.schema.Format)
}

func expectedPattern(f fault, _ field) definition.Text {
	return both("un texte de la forme %s", "a text of the form %s", f.schema.Pattern)
}

// manyCodes is from how many codes on a message lists only the likeliest.
const manyCodes = 8

// expectedCodes lists the values of an enum or a const, the ones that resemble
// what was received first.
func expectedCodes(f fault, about field) definition.Text {
	codes := f.choices()
	if f.value != nil && !about.private {
		codes = about.likeliest(codes, f.value.Text)
	}
	return about.oneOf(codes, f.by)
}

// oneOf lists codes as who filled in the submission knows them: codes with their
// labels, or the labels that a form shows.
func (f field) oneOf(codes []string, by hand) definition.Text {
	more := len(codes) - manyCodes
	codes = codes[:min(len(codes), manyCodes)]
	var fr, en []string
	for _, code := range codes {
		label := f.label(code)
		if by == person && label.FR != "" {
			shown := quoted(label.FR).FR
			fr, en = append(fr, shown), append(en, shown)
			continue
		}
		fr, en = append(fr, withLabel(code, label.FR)), append(en, withLabel(code, label.EN))
	}
	if len(codes) == 1 {
		return definition.Text{FR: fr[0], EN: en[0]}
	}
	what := definition.Text{FR: "l'un des %scodes", EN: "one of %scodes"}
	if by == person {
		what = definition.Text{FR: "l'une des %sréponses", EN: "one of %sanswers"}
	}
	if more > 0 {
		fr = append(fr, "ou "+fmt.Sprintf(what.FR, strconv.Itoa(more)+" autres "))
		en = append(en, "or "+fmt.Sprintf(what.EN, strconv.Itoa(more)+" other "))
	}
	return definition.Text{
		FR: fmt.Sprintf(what.FR, "") + " " + strings.Join(fr, ", "), EN: fmt.Sprintf(what.EN, "the ") + " " + strings.Join(en, ", "),
	}
}

func withLabel(code, label string) string {
	if label == "" {
		return code
	}
	return code + " (" + label + ")"
}

// label returns what a code means, or nothing.
func (f field) label(code string) definition.Text {
	if f.codes != nil {
		for i := range f.codes.Codes {
			if f.codes.Codes[i].Code == code {
				return f.codes.Codes[i].Label
			}
		}
	}
	return definition.Text{}
}

// likeliest moves forward the codes that were written in another case, or
// whose label was written instead.
func (f field) likeliest(codes []string, received string) []string {
	received = expression.Fold(received)
	distance := func(code string) int {
		label := expression.Fold(f.label(code).FR)
		switch {
		case received == "":
		case received == expression.Fold(code), received == label:
			return 0
		case strings.Contains(label, received), label != "" && strings.Contains(received, label):
			return 1
		}
		return 2
	}
	codes = slices.Clone(codes)
	slices.SortStableFunc(codes, func(a, b string) int { return distance(a) - distance(b) })
	return codes
}

func expectedLength(f fault, _ field) definition.Text {
	if f.keyword == "minLength" {
		return atLeast(f.schema.MinLength, characters)
	}
	return atMost(f.schema.MaxLength, characters)
}

func expectedCount(f fault, _ field) definition.Text {
	switch f.keyword {
	case "minItems":
		return atLeast(f.schema.MinItems, items)
	case "maxItems":
		return atMost(f.schema.MaxItems, items)
	case "minProperties":
		return atLeast(f.schema.MinProperties, members)
	}
	return atMost(f.schema.MaxProperties, members)
}

func expectedItems(f fault, _ field) definition.Text {
	bound := atLeast(f.schema.MinContains, items)
	if f.keyword == "maxContains" {
		bound = atMost(f.schema.MaxContains, items)
	}
	return definition.Text{FR: bound.FR + " de la sorte attendue", EN: bound.EN + " of the expected kind"}
}

func atLeast(n int, of noun) definition.Text {
	words := counted(n, of)
	return definition.Text{FR: "au moins " + words.FR, EN: "at least " + words.EN}
}

func atMost(n int, of noun) definition.Text {
	words := counted(n, of)
	return definition.Text{FR: "au plus " + words.FR, EN: "at most " + words.EN}
}

// expectedBound says the bound of a number.
func expectedBound(f fault, _ field) definition.Text {
	s := f.schema
	switch f.keyword {
	case "minimum":
		return both("un nombre d'au moins %s", "a number of at least %s", decimal(s.Minimum))
	case "maximum":
		return both("un nombre d'au plus %s", "a number of at most %s", decimal(s.Maximum))
	case "exclusiveMinimum":
		return both("un nombre plus grand que %s", "a number greater than %s", decimal(s.ExclusiveMinimum))
	case "exclusiveMaximum":
		return both("un nombre plus petit que %s", "a number smaller than %s", decimal(s.ExclusiveMaximum))
	}
	return both("un multiple de %s", "a multiple of %s", decimal(s.MultipleOf))
}

// decimal writes a bound of the schema as its author did.
func decimal(r *big.Rat) string {
	if r == nil {
		return "?"
	}
	if r.IsInt() {
		return r.Num().String()
	}
	f, _ := r.Float64()
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// expectedMember says that a member is missing, what it should hold, and which
// member asks for it.
func expectedMember(f fault, about field) definition.Text {
	text := definition.Text{FR: "champ obligatoire, absent", EN: "required field, missing"}
	if f.because != "" {
		name := quoted(shown(f.because))
		text.FR = "champ à remplir dès lors que le champ " + name.FR + " l'est"
		text.EN = "field to fill in where the field " + name.EN + " is"
	}
	expected := about.expected
	if expected.FR == "" && about.codes != nil {
		expected = about.oneOf(about.codes.Names(), f.by)
	}
	if expected.FR != "" {
		text.FR += french(" ; attendu : ") + expected.FR
		text.EN += "; expected: " + expected.EN
	}
	return text
}
