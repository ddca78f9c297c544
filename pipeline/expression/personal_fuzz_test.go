package expression_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/concertations-ia/canevas/pipeline/expression"
)

// planted are data that no text around them hides.
var planted = []struct{ kind, datum string }{
	{"courriel", "jean.dupont@mairie.example"},
	{"courriel", "jean.dupont (at) mairie.example"},
	{"courriel", "jean.dupont arobase example point fr"},
	{"telephone", "06 39 98 12 34"},
	{"telephone", "0639981234"},
	{"telephone", "+33 6 39 98 12 34"},
	{"nir", "255081416802538"},
	{"iban", "FR1420041010050500013M02606"},
	{"iban", "FR14 2004 1010 0505 0001 3M02 606"},
	{"carte", "4111111111111111"},
}

// FuzzPersonal: a datum with a space on both sides is found in any text. Digits
// around it may make it a part of a number of another kind, which is found then.
// Kinds are given in their order, whatever the bytes.
func FuzzPersonal(f *testing.F) {
	for _, seed := range [][2]string{{"", ""}, {"Appelez le", "avant 12 h"}, {"12 34", "56 78"}, {"@", "@"}, {"(at)", "arobase"}, {"https://a.fr/?n=", "."}, {"0,", "€"},
		{"FR14", "FR14"}, {"0f612345678901234567890123456789", "0"}, {"\u200b\u00a0", "\xff"}, {"1 2 3 4", "5"}, {"ISBN", ""}, {"+", "+33"}} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		got := expression.Personal(before + after)
		if !slices.IsSortedFunc(got, func(a, b string) int { return slices.Index(kinds, a) - slices.Index(kinds, b) }) {
			t.Errorf("%q: got %q", before+after, got)
		}
		digits := strings.ContainsFunc(before+after, unicode.IsNumber)
		for _, p := range planted {
			text := before + " " + p.datum + " " + after
			if got := expression.Personal(text); len(got) == 0 || !digits && !slices.Contains(got, p.kind) {
				t.Errorf("%q: got %q, want %s", text, got, p.kind)
			}
		}
	})
}
