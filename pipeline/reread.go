package pipeline

import (
	"context"
	"fmt"

	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/submission"
)

// keep sees to it that the bytes of a submission can be had again: by the next
// runs where there is an archive, by this one where its source cannot give them
// twice.
func (in *receiver) keep(ctx context.Context, a arrival) error {
	if a.archived {
		return nil
	}
	if in.job.Archive != nil {
		return in.job.Archive.Keep(ctx, a.submission)
	}
	if a.submission.Reread != nil {
		return nil
	}
	span, err := in.scratch.Append(a.submission.Raw)
	a.outcome.Submission.Reread = func() ([]byte, error) { return in.scratch.Read(nil, span) }
	return err
}

// reread returns the submission of an outcome with its bytes.
func (r *run) reread(ctx context.Context, o *Outcome) (submission.Submission, error) {
	var raw []byte
	var err error
	if r.job.Archive != nil {
		raw, err = r.job.Archive.Raw(ctx, o.Submission.SHA256)
	} else {
		raw, err = o.Submission.Reread()
	}
	s := submission.New(o.Submission.Source, o.Submission.Origin, raw)
	if err == nil && s.SHA256 != o.Submission.SHA256 {
		err = fmt.Errorf("%s: changed while it was being read", o.Submission.Origin)
	}
	return s, err
}

// document returns the document of an outcome that was accepted.
func (r *run) document(ctx context.Context, o *Outcome) (*check.Document, error) {
	s, err := r.reread(ctx, o)
	if err != nil {
		return nil, err
	}
	answer := r.check(s, nil)
	if answer.Document == nil {
		return nil, fmt.Errorf("%s: accepted once, and not a second time", o.Submission.Origin)
	}
	return answer.Document, nil
}
