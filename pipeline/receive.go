package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/source"
	"github.com/concertations-ia/canevas/pipeline/submission"
)

// receive pulls every source, keeps what came as it came, checks it, and adds
// what was accepted in earlier runs and did not come again.
func (j *Job) receive(ctx context.Context, checker *check.Checker) (*Built, error) {
	r := receiver{job: j, checker: checker, seen: map[string]*Outcome{}}
	for _, s := range j.Sources {
		if err := r.pull(ctx, s); err != nil {
			return &r.built, err
		}
	}
	if len(r.seen) == 0 {
		return &r.built, r.nothing()
	}
	if err := r.recall(ctx); err != nil {
		return &r.built, err
	}
	slices.SortFunc(r.built.Outcomes, func(a, b *Outcome) int {
		return cmp.Or(
			cmp.Compare(a.Submission.Source, b.Submission.Source),
			cmp.Compare(a.Submission.Origin, b.Submission.Origin),
			cmp.Compare(a.Submission.SHA256, b.Submission.SHA256))
	})
	return &r.built, nil
}

type receiver struct {
	job     *Job
	checker *check.Checker
	built   Built
	seen    map[string]*Outcome // by SHA-256: the same bytes are one submission, however often they come
}

// pull takes everything one source has. A source or an origin that cannot be
// read is a failure of its own and stops nothing.
func (r *receiver) pull(ctx context.Context, s source.Source) error {
	for received, err := range s.Pull(ctx, r.job.memory()) {
		var item *source.ItemError
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.As(err, &item):
			r.built.Failures = append(r.built.Failures, Failure{Source: s.Name(), Origin: item.Origin, Err: item.Err})
		case err != nil:
			r.built.Failures = append(r.built.Failures, Failure{Source: s.Name(), Err: err})
		default:
			if err := r.take(ctx, received); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *receiver) take(ctx context.Context, s submission.Submission) error {
	if known := r.seen[s.SHA256]; known != nil {
		known.Submission = first(known.Submission, s)
		return nil
	}
	if r.job.Archive != nil {
		if err := r.job.Archive.Keep(ctx, s); err != nil {
			return err
		}
	}
	r.check(s)
	return nil
}

func (r *receiver) check(s submission.Submission) {
	v := r.checker.Check(s, nil)
	o := &Outcome{Submission: s, Claimed: v.Claimed, Status: statusOf(v.Findings), Findings: v.Findings, document: v.Document}
	r.seen[s.SHA256] = o
	r.built.Outcomes = append(r.built.Outcomes, o)
	r.job.step("receive", len(r.seen))
}

// recall checks again what was accepted once and was not received this time:
// absence is not a withdrawal.
func (r *receiver) recall(ctx context.Context) error {
	if r.job.Archive == nil {
		return nil
	}
	for _, id := range r.job.Archive.Documents() {
		for _, accepted := range r.job.Archive.History(id) {
			if r.seen[accepted.SHA256] != nil {
				continue
			}
			s, err := r.job.Archive.Submission(ctx, accepted)
			if err != nil {
				return err
			}
			r.check(s)
		}
	}
	return nil
}

// nothing says why no source gave a submission.
func (r *receiver) nothing() error {
	if len(r.built.Failures) == 0 {
		return ErrSources
	}
	var errs []error
	for _, f := range r.built.Failures {
		errs = append(errs, f.Err)
	}
	return fmt.Errorf("%w: %w", ErrSources, errors.Join(errs...))
}

// first returns the provenance that comes first, so that it does not depend on
// the order of arrival.
func first(a, b submission.Submission) submission.Submission {
	if cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Origin, b.Origin)) <= 0 {
		return a
	}
	return b
}
