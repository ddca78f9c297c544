package pipeline

import (
	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/table"
)

// assemble puts the rows of the published documents in order, tells their
// authors where they disagree with each other, and adds the ledger.
func (r *run) assemble(published []*Outcome) (*table.Assembly, error) {
	parts := make([]table.Part, len(published))
	byID := map[string]*Outcome{}
	for i, o := range published {
		parts[i] = r.part(o)
		byID[o.Claimed.ID] = o
	}
	a, err := r.tables.Assemble(parts, r.scratch)
	if err != nil {
		return nil, err
	}
	for _, d := range a.Disagreements() {
		o := byID[d.Document]
		o.Findings = append(o.Findings, d.Finding)
	}
	r.job.step("tables", len(a.Counts()))
	return a, a.Complete(ledger(r.built.Outcomes))
}

// received counts the outcomes by their status.
func received(outcomes []*Outcome) map[string]int {
	counts := map[string]int{}
	for _, o := range outcomes {
		counts[string(o.Status)]++
	}
	return counts
}

// publishedIn returns the outcomes that are published.
func publishedIn(outcomes []*Outcome) []*Outcome {
	var all []*Outcome
	for _, o := range outcomes {
		if o.Status == check.Published {
			all = append(all, o)
		}
	}
	return all
}
