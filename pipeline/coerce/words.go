package coerce

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/expression"
)

// quoteLimit is how many characters of the input a message may hold.
const quoteLimit = 200

// both returns a sentence in each language, with each %s replaced by the next of
// args in that language. The French one is given the spaces of its typography,
// its args are not.
func both(fr, en string, args ...definition.Text) definition.Text {
	inFrench, inEnglish := make([]any, len(args)), make([]any, len(args))
	for i, a := range args {
		inFrench[i], inEnglish[i] = a.FR, a.EN
	}
	return definition.Text{FR: fmt.Sprintf(frenchSpaces.Replace(fr), inFrench...), EN: fmt.Sprintf(en, inEnglish...)}
}

// frenchSpaces keeps a double mark on the line of the word before it.
var frenchSpaces = strings.NewReplacer(
	" :", "\u00a0:", " ;", "\u00a0;", " !", "\u00a0!", " ?", "\u00a0?", "« ", "«\u00a0", " »", "\u00a0»")

// same is a text that both languages write alike.
func same(text string) definition.Text { return definition.Text{FR: text, EN: text} }

func count(n int) definition.Text { return same(strconv.Itoa(n)) }

// inDecimals writes a JSON number as each language does.
func inDecimals(literal string) definition.Text {
	return definition.Text{FR: strings.Replace(literal, ".", ",", 1), EN: literal}
}

// withheld stands for what a message may not repeat.
var withheld = definition.Text{FR: "une valeur qui n'est pas reproduite ici", EN: "a value that is not repeated here"}

// longestSearched is how many bytes of a text are searched for personal data.
// Nothing is repeated of a longer one.
const longestSearched = 20_000

// hidden reports whether messages may not repeat texts that were typed at a
// place.
func hidden(p *plan, texts ...string) bool {
	return p.privacy == private || slices.ContainsFunc(texts, func(t string) bool {
		return len(t) > longestSearched || len(expression.Personal(t)) > 0
	})
}

// shown returns what may be shown of a text that may be repeated; of one that
// nobody sees, which characters it is made of.
func shown(text string) string {
	if excerpt := expression.Excerpt(text, quoteLimit); strings.TrimSpace(excerpt) != "" || text == "" {
		return excerpt
	}
	var names []string
	for _, r := range text {
		if names = append(names, fmt.Sprintf("U+%04X", r)); len(names) == 10 {
			break
		}
	}
	return strings.Join(names, " ")
}

// quoted puts what may be shown of a text in the quotation marks of each
// language.
func quoted(text string) definition.Text { return inQuotes(same(shown(text))) }

func inQuotes(text definition.Text) definition.Text { return both("« %s »", `"%s"`, text) }

// oneOf joins what may have been meant.
func oneOf(texts []definition.Text) definition.Text {
	var all definition.Text
	for i, t := range texts {
		switch {
		case i == 0:
			all = inQuotes(t)
		case i == len(texts)-1:
			all = both("%s ou %s", "%s or %s", all, inQuotes(t))
		default:
			all = both("%s, %s", "%s, %s", all, inQuotes(t))
		}
	}
	return all
}

// name returns what messages call the member called key: its title in quotation
// marks.
func (p *plan) name(key string) definition.Text { return quoted(or(p.title, key)) }

// itemName returns what messages call the i-th item of a list.
func (p *plan) itemName(list definition.Text, i int) definition.Text {
	if p.title != "" {
		list = quoted(p.title)
	}
	return both("%s n°\u00a0%s", "%s no. %s", list, count(i+1))
}

// cutLast splits a pointer before its last token.
func cutLast(pointer string) (holder, last string) {
	i := strings.LastIndexByte(pointer, '/')
	return pointer[:i], pointer[i+1:]
}

// wanted says what is expected at a place, in the words of a form.
func (p *plan) wanted() definition.Text {
	switch p.kind {
	case code:
		return p.choices.listed
	case date:
		if p.precision != "" {
			return both("une date comme 15/03/2025, ou un mois comme mars 2025", "a date such as 15/03/2025, or a month such as mars 2025")
		}
	case number:
		if p.ratio {
			return both("un pourcentage comme 50\u00a0%%", "a percentage such as 50 %%")
		}
	case closed, cog:
		if p.expected.FR != "" {
			return p.expected
		}
	}
	return wantedKinds[p.kind]
}

var wantedKinds = map[kind]definition.Text{
	list:    {FR: "une réponse par ligne", EN: "one answer a line"},
	boolean: {FR: "oui ou non", EN: "yes or no (oui, non)"},
	integer: {FR: "un nombre entier comme 40", EN: "a whole number such as 40"},
	number:  {FR: "un nombre comme 12,5", EN: "a number such as 12.5"},
	date:    {FR: "une date comme 15/03/2025", EN: "a date such as 15/03/2025"},
	siren:   {FR: "un numéro SIREN, de 9 chiffres", EN: "a SIREN number, of 9 digits"},
	siret:   {FR: "un numéro SIRET, de 14 chiffres", EN: "a SIRET number, of 14 digits"},
	cog:     {FR: "un code officiel géographique", EN: "an official geographic code"},
	url:     {FR: "une adresse web comme https://www.ville.fr", EN: "a web address such as https://www.ville.fr"},
	email:   {FR: "une adresse électronique", EN: "an e-mail address"},
	closed:  {FR: "un code", EN: "a code"},
	text:    {FR: "un texte", EN: "a text"},
}
