package portal

import (
	"github.com/concertations-ia/canevas/pipeline/catalog"
	"github.com/concertations-ia/canevas/pipeline/definition"
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

// receivedIn counts the submissions that a release tells of, or returns nil when
// its definition publishes no ledger. A status is counted under the label of its
// code.
func receivedIn(d *catalog.Description) *received {
	if d.Received == nil {
		return nil
	}
	r := &received{}
	for _, n := range d.Received {
		r.Total += n
	}
	if list := statusCodes(d.Definition); list != nil {
		for _, code := range list.Codes {
			if n := d.Received[code.Code]; n > 0 {
				r.Statuses = append(r.Statuses, status{Label: code.Label.FR, Count: n})
			}
		}
	}
	return r
}

// statusCodes returns the code list of the statuses in the ledger, or nil.
func statusCodes(def *definition.Definition) *definition.CodeList {
	for _, t := range def.Tables {
		for _, c := range t.Columns {
			if t.Source == definition.Submissions && c.From == "0/status" {
				return def.CodeList(c.Codes)
			}
		}
	}
	return nil
}
