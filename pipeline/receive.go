package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/source"
	"github.com/concertations-ia/canevas/pipeline/submission"
)

// receive pulls every source, keeps what came as it came, checks it, and adds
// what was accepted in earlier runs and did not come again.
func (j *Job) receive(ctx context.Context, checker *check.Checker) (*Built, error) {
	r := receiver{job: j, checker: checker, seen: map[string]*Outcome{}, running: make(chan struct{}, runtime.GOMAXPROCS(0))}
	err := r.all(ctx)
	r.checks.Wait()
	if err != nil {
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

// A receiver checks submissions while others are still being received, as many
// at once as there are cores.
type receiver struct {
	job     *Job
	checker *check.Checker
	built   Built
	seen    map[string]*Outcome // by SHA-256: the same bytes are one submission, however often they come
	running chan struct{}       // one place per check that is running
	checks  sync.WaitGroup
}

// all receives what the sources have, then what only the archive has.
func (r *receiver) all(ctx context.Context) error {
	for _, s := range r.job.Sources {
		if err := r.pull(ctx, s); err != nil {
			return err
		}
	}
	if len(r.seen) == 0 {
		return r.nothing()
	}
	return r.recall(ctx)
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

// check starts the check of a submission, once one of those running has ended:
// what is received and not yet checked stays bounded.
func (r *receiver) check(s submission.Submission) {
	o := &Outcome{Submission: s}
	r.seen[s.SHA256] = o
	r.built.Outcomes = append(r.built.Outcomes, o)
	r.job.step("receive", len(r.seen))
	r.running <- struct{}{}
	r.checks.Go(func() {
		defer func() { <-r.running }()
		o.judge(r.checker.Check(s, nil))
	})
}

// judge takes a verdict over.
func (o *Outcome) judge(v check.Verdict) {
	o.Claimed, o.Status, o.Findings, o.document = v.Claimed, statusOf(v.Findings), v.Findings, v.Document
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
