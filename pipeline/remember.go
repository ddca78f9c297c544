package pipeline

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/concertations-ia/canevas/pipeline/archive"
	"github.com/concertations-ia/canevas/pipeline/check"
)

// remember records in the archive what was accepted and what was found out, and
// saves it.
func (r *run) remember(ctx context.Context) error {
	a := r.job.Archive
	if a == nil {
		return nil
	}
	before := r.inputs()
	r.accept()
	if r.anew {
		a.ForgetAccount()
	}
	if r.job.Program != "" {
		if err := r.pack(ctx); err != nil {
			return err
		}
		data, err := json.Marshal(r.account(before))
		if err != nil {
			return fmt.Errorf("keep what was found out: %w", err)
		}
		if err := a.SetAccount(ctx, data); err != nil {
			return err
		}
	}
	return a.Save(ctx)
}

// accept adds what is published, or was before it was replaced, to the history.
func (r *run) accept() {
	fresh := slices.DeleteFunc(slices.Clone(r.built.Outcomes), func(o *Outcome) bool {
		return r.job.accepted(o) || o.Status != check.Published && o.Status != check.Superseded
	})
	slices.SortFunc(fresh, compareOutcomes)
	for _, o := range fresh {
		r.job.Archive.Accept(o.Claimed.ID, archive.Accepted{
			SHA256: o.Submission.SHA256, Version: o.Claimed.Version, Date: o.Claimed.Date,
			Source: o.Submission.Source, Origin: o.Submission.Origin,
		})
	}
}

// account returns what this run found out. before is what its inputs were when
// it began.
func (r *run) account(before string) account {
	a := account{
		Format: accountFormat, Program: r.job.Program, Definition: r.job.Definition.Hash,
		Inputs: r.inputs(), Content: r.built.Release.Manifest.Content, Tables: r.written,
	}
	// The history has grown since the outcomes were decided. With the longer one
	// they would be the same where nobody was turned away for the sake of another
	// submission; otherwise the next run decides again.
	if a.Inputs != before && slices.ContainsFunc(r.built.Outcomes, (*Outcome).turnedAway) {
		a.Inputs = ""
	}
	for _, o := range r.built.Outcomes {
		// Of what was purged nothing is kept but the record.
		if o.Withdrawn == nil || !o.Withdrawn.Purged {
			a.Known = append(a.Known, o.know(r.job.released(o.Submission.SHA256)))
		}
	}
	slices.SortFunc(a.Known, func(a, b known) int { return cmp.Or(cmp.Compare(a.SHA256, b.SHA256), cmp.Compare(a.Kind, b.Kind)) })
	return a
}

// turnedAway reports whether a submission that is good by itself is neither
// published nor replaced.
func (o *Outcome) turnedAway() bool {
	return o.verdict.Accepted && o.Status != check.Published && o.Status != check.Superseded
}

// restore gives every outcome the end that the account tells.
func (r *run) restore() {
	for _, o := range r.built.Outcomes {
		if o.Withdrawn != nil {
			continue
		}
		k := r.known[keyOf(o.Submission)]
		if k.Compared != nil {
			o.Claimed = k.Compared.Claimed
		}
		o.Status = k.Became
		if k.Told != nil {
			o.Findings = *k.Told
		}
	}
}
