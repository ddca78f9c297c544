package pipeline

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/concertations-ia/canevas/pipeline/archive"
	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/table"
)

// decide chooses the version of each document that is published, adds its rows
// to builder and gives every outcome its final status.
//
// Documents that stay as they were come first, then new versions of those that
// were public, so that nobody can take a key that is in use.
func (j *Job) decide(outcomes []*Outcome, checker *check.Checker, builder *table.Builder) {
	chains := j.chains(outcomes, checker)
	ids := slices.SortedFunc(maps.Keys(chains), func(a, b string) int {
		return cmp.Or(cmp.Compare(j.novelty(chains[a]), j.novelty(chains[b])), cmp.Compare(a, b))
	})
	for i, id := range ids {
		publishLast(chains[id], builder)
		j.step("tables", i+1)
	}
	for _, d := range builder.Disagreements() {
		for _, o := range chains[d.Document] {
			if o.Status == check.Published {
				o.Findings = append(o.Findings, d.Finding)
			}
		}
	}
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
func (j *Job) chains(outcomes []*Outcome, checker *check.Checker) map[string][]*Outcome {
	chains, fresh := map[string][]*Outcome{}, map[string][]*Outcome{}
	bySHA := map[string]*Outcome{}
	for _, o := range outcomes {
		bySHA[o.Submission.SHA256] = o
		if o.document != nil && !j.accepted(o) {
			fresh[o.Claimed.ID] = append(fresh[o.Claimed.ID], o)
		}
	}
	for id := range j.ids() {
		for _, accepted := range j.history(id) {
			if o := bySHA[accepted.SHA256]; o.document != nil {
				chains[id] = append(chains[id], o)
			}
		}
	}
	for id, group := range fresh {
		slices.SortFunc(group, compareOutcomes)
		chains[id] = follow(chains[id], group, checker)
	}
	return chains
}

// follow appends to a chain the outcomes that may follow its last one.
func follow(chain, group []*Outcome, checker *check.Checker) []*Outcome {
	for _, o := range group {
		if len(chain) > 0 {
			o.judge(checker.Check(o.Submission, chain[len(chain)-1].document))
		}
		if o.document != nil {
			chain = append(chain, o)
		}
	}
	return chain
}

// publishLast adds the rows of the last version of a chain that fits into the
// tables; those before it were replaced by it.
func publishLast(chain []*Outcome, builder *table.Builder) {
	for i, o := range slices.Backward(chain) {
		findings := builder.Add(o.document)
		o.Findings = append(o.Findings, findings...)
		if o.Status = statusOf(findings); o.Status == check.Published {
			for _, earlier := range chain[:i] {
				earlier.Status = check.Superseded
			}
			return
		}
	}
}

// statusOf returns the status that findings give a submission by themselves.
func statusOf(findings []check.Finding) check.Status {
	status := check.Published
	for _, f := range findings {
		switch f.Severity {
		case definition.Error:
			return check.Refused
		case definition.Hold:
			status = check.Held
		}
	}
	return status
}

// compareOutcomes orders the versions of one document that arrive together.
func compareOutcomes(a, b *Outcome) int {
	return cmp.Or(
		cmp.Compare(a.Claimed.Version, b.Claimed.Version),
		cmp.Compare(a.Claimed.Date, b.Claimed.Date),
		cmp.Compare(a.Submission.SHA256, b.Submission.SHA256))
}

// remember records in the archive what was accepted, and saves it.
func (j *Job) remember(ctx context.Context, outcomes []*Outcome) error {
	if j.Archive == nil {
		return nil
	}
	fresh := slices.DeleteFunc(slices.Clone(outcomes), func(o *Outcome) bool {
		return j.accepted(o) || o.Status != check.Published && o.Status != check.Superseded
	})
	slices.SortFunc(fresh, compareOutcomes)
	for _, o := range fresh {
		j.Archive.Accept(o.Claimed.ID, archive.Accepted{
			SHA256: o.Submission.SHA256, Version: o.Claimed.Version, Date: o.Claimed.Date,
			Source: o.Submission.Source, Origin: o.Submission.Origin,
		})
	}
	return j.Archive.Save(ctx)
}
