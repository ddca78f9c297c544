package table

import (
	"maps"
	"testing"
)

// TestRowsOf: every document gives the rows that it says, those that it shares
// with others too, and tables that are not made of documents get none.
func TestRowsOf(t *testing.T) {
	for _, order := range [][]string{{lyon, brest}, {brest, lyon}} {
		a := assemble(t, newBuilder(t, example(), order...))
		for document, want := range map[string]map[string]int{
			"C-LYON":  {"concertations": 1, "collectivites": 2, "propositions": 2, "suites": 2, "annexes": 1},
			"C-BREST": {"concertations": 1, "collectivites": 3},
			"C-PARIS": nil,
		} {
			if got := a.RowsOf(document); !maps.Equal(got, want) {
				t.Errorf("%s: got %v, want %v", document, got, want)
			}
		}
	}
}
