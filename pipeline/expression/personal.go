package expression

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Personal returns the kinds of personal data found in a text: "courriel",
// "telephone", "nir", "iban", "carte", each once and in this order. It never
// returns the data.
//
// A kind is said to be found where a reader would say so, in any of the ways
// that people write it. What cannot be told from something else is decided so:
//
//   - Ten digits that begin with 0 are a telephone, even that of a service (08,
//     09), for a telephone only holds a text until somebody has looked at it.
//     Numbers of two to six digits (15, 3919) belong to services, never to
//     people.
//   - A social security number, an account or a card is one by its key, because
//     a text that holds one is refused. The thirteen digits of a social security
//     number without the key are none.
//   - A web address may hold any number: no social security number and no card
//     is looked for there.
//   - A name on a social network (@ville, @ville@reseau.example) is no e-mail.
func Personal(text string) []string {
	if ordinary(text) {
		return nil
	}
	text = visible(text)
	found := map[string]bool{}
	if hasAt(text) {
		found["courriel"] = hasMail(signs.Replace(text))
	}
	if hasDigits(text) {
		findNumbers(text, found)
	}
	var kinds []string
	for _, kind := range [...]string{"courriel", "telephone", "nir", "iban", "carte"} {
		if found[kind] {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// visible returns a text with every character in its common form (NFKC: full
// width digits, no-break spaces) and without the ones that cannot be seen.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.In(r, unicode.Cf, unicode.Me, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point):
			return -1
		case unicode.Is(unicode.Pd, r):
			return '-'
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, norm.NFKC.String(text))
}
