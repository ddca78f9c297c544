package portal

import (
	"slices"

	"github.com/concertations-ia/canevas/pipeline/catalog"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/table"
)

// received is how many submissions there are in the ledger, and what became of
// them.
type received struct {
	Total    int
	Statuses []status
}

type status struct {
	Label string
	Count int
}

// receivedIn counts the ledger of a release, or returns nil when its
// definition publishes none. A status is counted under the label of its code.
func receivedIn(d *catalog.Description) *received {
	i := slices.IndexFunc(d.Tables, func(t *table.Table) bool { return t.Spec.Source == definition.Submissions })
	if i < 0 {
		return nil
	}
	ledger := d.Tables[i]
	r := &received{Total: ledger.Len}
	c := slices.IndexFunc(ledger.Columns, func(c table.Column) bool { return c.Spec.From == "0/status" })
	if c < 0 {
		return r
	}
	counts := map[string]int{}
	for _, code := range ledger.Columns[c].Text {
		counts[code]++
	}
	if list := d.Definition.CodeList(ledger.Columns[c].Spec.Codes); list != nil {
		for _, code := range list.Codes {
			if n := counts[code.Code]; n > 0 {
				r.Statuses = append(r.Statuses, status{Label: code.Label.FR, Count: n})
			}
		}
	}
	return r
}
