package pipeline

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/table"
)

// decide chooses the version of each document that is published, gives every
// outcome its final status, and returns those that are published.
//
// Documents that stay as they were come first, then new versions of those that
// were public, so that nobody can take a key that is in use.
func (r *run) decide(ctx context.Context) ([]*Outcome, error) {
	chains, err := r.chains(ctx)
	if err != nil {
		return nil, err
	}
	ids := slices.SortedFunc(maps.Keys(chains), func(a, b string) int {
		return cmp.Or(cmp.Compare(r.job.novelty(chains[a]), r.job.novelty(chains[b])), cmp.Compare(a, b))
	})
	c, err := r.candidates(ids, chains)
	if err != nil {
		return nil, err
	}
	var published []*Outcome
	for _, id := range ids {
		last, err := c.publishLast(ctx, chains[id])
		if err != nil {
			return nil, err
		}
		if last != nil {
			published = append(published, last)
		}
	}
	return published, nil
}

// novelty is 0 for a document that stays as it was, 1 for one with a new
// version, 2 for a new one.
func (j *Job) novelty(chain []*Outcome) int {
	switch last := chain[len(chain)-1]; {
	case j.accepted(last):
		return 0
	case len(j.history(last.Claimed.ID)) > 0:
		return 1
	}
	return 2
}

// chains groups the accepted outcomes by document, each group in the order in
// which its versions follow each other: those accepted in earlier runs, then
// the new ones, each checked against the one before it.
func (r *run) chains(ctx context.Context) (map[string][]*Outcome, error) {
	chains, fresh := map[string][]*Outcome{}, map[string][]*Outcome{}
	bySHA := map[string]*Outcome{}
	for _, o := range r.built.Outcomes {
		bySHA[o.Submission.SHA256] = o
		if o.verdict.Accepted && !r.job.accepted(o) {
			fresh[o.Claimed.ID] = append(fresh[o.Claimed.ID], o)
		}
	}
	for id := range r.job.ids() {
		for _, accepted := range r.job.history(id) {
			if o := bySHA[accepted.SHA256]; o.verdict.Accepted {
				chains[id] = append(chains[id], o)
			}
		}
	}
	for id, group := range fresh {
		slices.SortFunc(group, compareOutcomes)
		chain, err := r.follow(ctx, chains[id], group)
		if err != nil {
			return nil, err
		}
		chains[id] = chain
	}
	return chains, nil
}

// follow appends to a chain the outcomes that may follow its last one.
func (r *run) follow(ctx context.Context, chain, group []*Outcome) ([]*Outcome, error) {
	for _, o := range group {
		if len(chain) > 0 && r.checker.Compares() {
			if err := r.compare(ctx, chain[len(chain)-1], o); err != nil {
				return nil, err
			}
		}
		if o.accepted {
			chain = append(chain, o)
		}
	}
	return chain, nil
}

// compare checks a version of a document against the one before it, unless that
// was done in an earlier run.
func (r *run) compare(ctx context.Context, previous, o *Outcome) error {
	c := o.verdict.compared
	if c == nil || c.Previous != previous.Submission.SHA256 {
		document, err := r.document(ctx, previous)
		if err != nil {
			return err
		}
		s, err := r.reread(ctx, o)
		if err != nil {
			return err
		}
		answer := r.check(s, document)
		c = &comparison{Previous: previous.Submission.SHA256, Claimed: answer.Claimed, Findings: answer.Findings, Accepted: answer.Document != nil}
	}
	o.verdict.compared = c
	o.say(c.Claimed, c.Findings, c.Accepted)
	return nil
}

// candidates are the versions of documents that may be published, and their
// claims to the keys of their rows.
type candidates struct {
	*run
	claims *table.Claims
	at     map[*Outcome]int // among the parts that claims were made of
}

// candidates returns the outcomes of chains.
func (r *run) candidates(ids []string, chains map[string][]*Outcome) (*candidates, error) {
	c := &candidates{run: r, at: map[*Outcome]int{}}
	var parts []table.Part
	for _, id := range ids {
		for _, o := range chains[id] {
			if o.verdict.Unfit == nil {
				c.at[o] = len(parts)
				parts = append(parts, r.part(o))
			}
		}
	}
	var err error
	c.claims, err = r.tables.Claims(parts)
	return c, err
}

// part is the rows of an outcome.
func (r *run) part(o *Outcome) table.Part {
	rows := r.rows(o)
	return table.Part{Document: o.Claimed.ID, Date: o.Claimed.Date, File: rows.file, Span: rows.span}
}

// publishLast publishes the last version of a chain that fits into the tables,
// and returns it; those before it were replaced by it.
func (c *candidates) publishLast(ctx context.Context, chain []*Outcome) (*Outcome, error) {
	for i, o := range slices.Backward(chain) {
		findings := o.verdict.Unfit
		if findings == nil {
			var err error
			findings, err = c.claims.Take(c.at[o], func() (*check.Document, error) { return c.document(ctx, o) })
			if err != nil {
				return nil, err
			}
		}
		o.Findings = append(slices.Clip(o.Findings), findings...)
		if o.Status = statusOf(findings); o.Status == check.Published {
			for _, earlier := range chain[:i] {
				earlier.Status = check.Superseded
			}
			return o, nil
		}
	}
	return nil, nil
}

// compareOutcomes orders the versions of one document that arrive together.
func compareOutcomes(a, b *Outcome) int {
	return cmp.Or(
		cmp.Compare(a.Claimed.Version, b.Claimed.Version),
		cmp.Compare(a.Claimed.Date, b.Claimed.Date),
		cmp.Compare(a.Submission.SHA256, b.Submission.SHA256))
}
