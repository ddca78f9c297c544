package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/concertations-ia/canevas/pipeline/archive"
	"github.com/concertations-ia/canevas/pipeline/source"
	"github.com/concertations-ia/canevas/pipeline/submission"
)

// receive pulls every source, keeps what came as it came, finds out the verdict
// on it, and adds what was accepted in earlier runs and did not come again.
func (r *run) receive(ctx context.Context) error {
	in := &receiver{run: r, seen: map[string]*Outcome{}, arrivals: make(chan arrival)}
	for range runtime.GOMAXPROCS(0) {
		e := r.examiner()
		in.work.Go(func() { in.examine(ctx, e) })
	}
	err := in.all(ctx)
	close(in.arrivals)
	in.work.Wait()
	if err := cmp.Or(err, in.failed()); err != nil {
		return err
	}
	slices.SortFunc(r.built.Outcomes, func(a, b *Outcome) int {
		return cmp.Or(
			cmp.Compare(a.Submission.Source, b.Submission.Source),
			cmp.Compare(a.Submission.Origin, b.Submission.Origin),
			cmp.Compare(a.Submission.SHA256, b.Submission.SHA256))
	})
	return nil
}

// A receiver has submissions examined while others are still being received, as
// many at once as there are cores. What is received and not yet examined stays
// bounded: each waits until somebody takes it.
type receiver struct {
	*run
	seen     map[string]*Outcome // by SHA-256: the same bytes are one submission, however often they come
	arrivals chan arrival
	work     sync.WaitGroup

	mu  sync.Mutex
	err error // the first of those who examine
}

// An arrival is a submission with its bytes, and the outcome to fill in.
type arrival struct {
	submission submission.Submission
	outcome    *Outcome
	archived   bool // its bytes come from the archive
}

// all receives what the sources have, then what only the archive has.
func (in *receiver) all(ctx context.Context) error {
	for _, s := range in.job.Sources {
		if err := in.pull(ctx, s); err != nil {
			return err
		}
	}
	if len(in.seen) == 0 && !in.asksNobody {
		return in.nothing()
	}
	if err := in.recall(ctx); err != nil {
		return err
	}
	return in.remind()
}

// pull takes everything one source has. A source or an origin that cannot be
// read is a failure of its own and stops nothing.
func (in *receiver) pull(ctx context.Context, s source.Source) error {
	for received, err := range s.Pull(ctx, in.job.memory()) {
		var item *source.ItemError
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.As(err, &item):
			in.built.Failures = append(in.built.Failures, Failure{Source: s.Name(), Origin: item.Origin, Err: item.Err})
		case err != nil:
			in.built.Failures = append(in.built.Failures, Failure{Source: s.Name(), Err: err})
		default:
			for _, s := range submission.Split(received) {
				if err := in.take(arrival{submission: s}); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// take takes a submission that is new to this run, and waits until somebody can
// examine it where nothing is known of it. The provenance of one that came before
// changes only where it is read in the same way: the verdict on it stays.
func (in *receiver) take(a arrival) error {
	s := a.submission
	if known := in.seen[s.SHA256]; known != nil {
		if sameKind := keyOf(s) == keyOf(known.Submission); sameKind && before(s, known.Submission) {
			known.Submission.Source, known.Submission.Origin = s.Source, s.Origin
		}
		return nil
	}
	a.outcome = in.add(s)
	if c := in.job.cover(s.SHA256); c != nil {
		a.outcome.takeBack(c)
		return nil
	}
	if k := in.knows(s); k != nil {
		a.outcome.take(k.verdict())
		return nil
	}
	in.arrivals <- a
	return in.failed()
}

// add adds a submission that was not seen yet.
func (in *receiver) add(s submission.Submission) *Outcome {
	o := &Outcome{Submission: s, Released: in.job.releases(s.SHA256)}
	o.Submission.Raw = nil
	in.seen[s.SHA256] = o
	in.built.Outcomes = append(in.built.Outcomes, o)
	in.job.step("receive", len(in.seen))
	return o
}

// examine examines what arrives. After an error it goes on taking what arrives,
// so that nobody waits for it.
func (in *receiver) examine(ctx context.Context, e *examiner) {
	for a := range in.arrivals {
		if in.failed() != nil {
			continue
		}
		err := in.keep(ctx, a)
		if err == nil {
			var v verdict
			if v, err = e.examine(in.check(a.submission, nil)); err == nil {
				a.outcome.take(v)
			}
		}
		if err != nil {
			in.mu.Lock()
			in.err = cmp.Or(in.err, err)
			in.mu.Unlock()
		}
	}
}

func (in *receiver) failed() error {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.err
}

// recall takes back what was accepted once and was not received this time:
// absence is not a withdrawal. Where no source is asked it takes what the last
// run received first.
func (in *receiver) recall(ctx context.Context) error {
	for _, x := range in.received {
		if err := in.takeAgain(ctx, x); err != nil {
			return err
		}
	}
	for id := range in.job.ids() {
		for _, x := range in.job.history(id) {
			if err := in.takeAgain(ctx, x); err != nil {
				return err
			}
		}
	}
	return nil
}

// takeAgain takes a submission of the archive, unless it came. Its bytes are read
// only if they must be examined.
func (in *receiver) takeAgain(ctx context.Context, x archive.Accepted) error {
	if in.seen[x.SHA256] != nil {
		return nil
	}
	s := submission.Submission{Source: x.Source, Origin: x.Origin, SHA256: x.SHA256}
	if in.job.cover(x.SHA256) == nil && in.knows(s) == nil {
		var err error
		if s, err = in.job.Archive.Submission(ctx, x); err != nil {
			return err
		}
	}
	return in.take(arrival{submission: s, archived: true})
}

// nothing says why no source gave a submission.
func (in *receiver) nothing() error {
	if len(in.built.Failures) == 0 {
		return ErrSources
	}
	var errs []error
	for _, f := range in.built.Failures {
		errs = append(errs, f.Err)
	}
	return fmt.Errorf("%w: %w", ErrSources, errors.Join(errs...))
}

// before reports whether the provenance of a comes before that of b, so that
// which of them is kept does not depend on the order of arrival.
func before(a, b submission.Submission) bool {
	return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Origin, b.Origin)) < 0
}
