package definition_test

import (
	"testing"

	"github.com/concertations-ia/canevas/pipeline/definition"
)

// TestOpen loads the definitions of other canevas that are kept here: a budget
// participatif, and the corpus that speed is measured on. The scripts of
// cmd/canevas run the program on both.
func TestOpen(t *testing.T) {
	for name, tables := range map[string]int{"budget-participatif": 5, "bench": 8} {
		def, err := definition.Open("testdata/" + name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(def.Tables) != tables {
			t.Errorf("%s has %d tables, want %d", name, len(def.Tables), tables)
		}
	}
}
