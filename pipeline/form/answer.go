package form

import (
	"strings"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// The answers to a question that has two.
const (
	yes = "Oui"
	no  = "Non"
)

// bullet begins an answer among several in a cell.
const bullet = "- "

// exampleMark begins an example, so that nobody takes it for an answer.
const exampleMark = "ex.\u00a0: "

// example returns the example of a field as it stands in a workbook; empty where
// it has none.
func (f *Field) example() string {
	if f.Example == nil {
		return ""
	}
	return exampleMark + f.written(f.Example, " ; ")
}

// written returns a value as a person writes it; between stands between those of
// a list.
func (f *Field) written(v *tree.Value, between string) string {
	switch v.Kind {
	case tree.Array:
		var all []string
		for i := range v.Children {
			all = append(all, f.written(&v.Children[i], between))
		}
		return strings.Join(all, between)
	case tree.Bool:
		if v.Text == "true" {
			return yes
		}
		return no
	case tree.Number:
		return strings.Replace(v.Text, ".", ",", 1)
	}
	if f.Codes != nil {
		return f.label(v.Text)
	}
	if year, month, day, is := isoDay(v.Text); is && f.Answer == Day {
		return day + "/" + month + "/" + year
	}
	return v.Text
}

// label returns the words for a code; a text that is none as it is.
func (f *Field) label(code string) string {
	if c := f.Codes.Find(code); c != nil {
		return c.Label.FR
	}
	return code
}

// labels returns the words for every code of the field.
func (f *Field) labels() []string {
	var all []string
	if f.Codes != nil {
		for _, c := range f.Codes.Codes {
			all = append(all, c.Label.FR)
		}
	}
	return all
}

// isoDay takes an ISO date apart.
func isoDay(text string) (year, month, day string, is bool) {
	if len(text) != len("2006-01-02") || text[4] != '-' || text[7] != '-' {
		return "", "", "", false
	}
	return text[:4], text[5:7], text[8:], true
}

// howToAnswer says what to type into a field.
func (f *Field) howToAnswer() string {
	switch {
	case f.Codes != nil && f.Many:
		return "Une ou plusieurs réponses, une par ligne de la cellule, parmi :\n" + bullet + strings.Join(f.labels(), "\n"+bullet)
	case f.Codes != nil:
		return "Une réponse de la liste :\n" + bullet + strings.Join(f.labels(), "\n"+bullet)
	case f.Many:
		return "Une réponse par ligne de la cellule, chacune précédée d'un tiret."
	case f.Typed != "":
		return "Attendu : " + f.Typed + "."
	}
	return map[Answer]string{
		Day: "Attendu : une date, comme 15/03/2025.", Whole: "Attendu : un nombre entier.", Decimal: "Attendu : un nombre, comme 12,5.",
		Share: "Attendu : un pourcentage, comme 50 %.", YesNo: "Attendu : " + yes + " ou " + no + ".",
	}[f.Answer]
}

// comment is what is said beside a field: what it is, who fills it in, how.
func (f *Field) comment() string {
	parts := []string{f.Help}
	if f.Needed != Optional {
		parts = append(parts, "Champ "+string(f.Needed)+".")
	}
	parts = append(parts, f.howToAnswer())
	return strings.TrimSpace(strings.Join(parts, "\n"))
}

// shift multiplies a JSON number without exponent by ten to the n, exactly;
// false where it is none.
func shift(number string, n int) (string, bool) {
	sign, rest := "", number
	if after, negative := strings.CutPrefix(rest, "-"); negative {
		sign, rest = "-", after
	}
	whole, fraction, _ := strings.Cut(rest, ".")
	if strings.Trim(whole+fraction, "0123456789") != "" {
		return "", false
	}
	fraction += strings.Repeat("0", max(0, n-len(fraction)))
	whole, fraction = strings.TrimLeft(whole+fraction[:n], "0"), strings.TrimRight(fraction[n:], "0")
	if whole == "" {
		whole = "0"
	}
	if fraction != "" {
		fraction = "." + fraction
	}
	return sign + whole + fraction, true
}
