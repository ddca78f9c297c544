package expression

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestOrdinary: a text that passes for ordinary holds nothing when it is looked
// at closely, whatever it is put together from.
func TestOrdinary(t *testing.T) {
	pieces := []string{"jean", "Dupont", "ville", "fr", "org", "é", "œ", "…", "\u00a0", "\u202f", " ", " ", "-", "–", "_", "'", "’", ".", ".", ",", ":", "/",
		"@", "(", ")", "[", "]", "at", "At", "a", "à", "arobase", "AROBAS", "chez", "dot", "point", "%40", "&#64;", "https://", "+", "€",
		"0", "33", "06", "06 39 98", "12", "1234", "639981234", "FR14", "2A", "255081416802538"}
	r := rand.New(rand.NewPCG(1, 2))
	ordinaries := 0
	for range 50_000 {
		var b strings.Builder
		for range 1 + r.IntN(12) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		if text := b.String(); ordinary(text) {
			ordinaries++
			found := map[string]bool{}
			findNumbers(visible(text), found)
			for kind, yes := range found {
				if yes {
					t.Errorf("%q holds %s", text, kind)
				}
			}
			if hasMail(signs.Replace(visible(text))) {
				t.Errorf("%q holds an address", text)
			}
		}
	}
	if ordinaries < 1000 {
		t.Errorf("only %d texts were ordinary", ordinaries)
	}
}
