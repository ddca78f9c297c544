package pipeline

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/concertations-ia/canevas/pipeline/archive"
	"github.com/concertations-ia/canevas/pipeline/artifact"
	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// # The only way out
//
// A withdrawal is first recorded in the archive, where a run that is under way
// finds out about it before it publishes, and the next one whatever becomes of
// this. Then a release is built of what the archive has, without asking any
// source, and published. Only when that is public is anything erased, if that is
// asked for: in the publication, then in the archive, where the rows of all
// documents were packed anew before, since packs and accounts hold many.
//
// Each step finds out by itself what is left to do, so that whoever is
// interrupted says the same again.

// A Withdrawal is what is asked for: a document is to be taken out of what is
// public.
type Withdrawal struct {
	Document string    // identifier
	Reason   string    // published; needed unless all of it is withdrawn already
	Purge    bool      // erase every byte of it, older releases included
	Time     time.Time // of the decision
}

// A TakenBack is what became of a withdrawal.
type TakenBack struct {
	Submissions []*archive.Cover // all that are withdrawn of the document, sorted by hash
	Recorded    bool             // some of them were not withdrawn before
	Result
	Erased *Erased // nil: nothing was to be erased
}

// An Erased is what a purge erases.
type Erased struct {
	Releases []string `json:"releases"` // sorted
	Objects  int      `json:"objects"`  // objects and older versions of them, in the publication and in the archive
}

// The errors of [Withdraw] that callers branch on, beside those of [Run].
var (
	// ErrReason means that a withdrawal needs a reason.
	ErrReason = errors.New("a withdrawal needs a reason")
	// ErrErase means that the document is out of what is public, and that not all
	// of it could be erased. To run again goes on with it.
	ErrErase = errors.New("withdrawn, and not erased everywhere")
)

// attempts is how often a withdrawal begins again because others publish at the
// same time.
const attempts = 5

// Withdraw takes a document out of what is public in bucket, and builds below
// dir. The job has an archive, a program, and no sources. Withdraw is safe to
// repeat: what was withdrawn stays so, and what is left to do is done. It wraps
// [*DocumentError] for a document that nobody knows, [ErrReason] and [ErrErase];
// other errors are those of [Run].
func Withdraw(ctx context.Context, j Job, w Withdrawal, dir string, bucket *store.Bucket) (*TakenBack, error) {
	done := &TakenBack{}
	for n := 1; ; n++ {
		err := w.attempt(ctx, j, done, filepath.Join(dir, strconv.Itoa(n)), bucket)
		again := errors.Is(err, archive.ErrChanged) || errors.Is(err, publish.ErrConflict)
		if !again || errors.Is(err, ErrErase) || n == attempts {
			return done, err
		}
		if j.Archive, err = j.Archive.Reopen(ctx); err != nil {
			return done, err
		}
	}
}

// attempt withdraws on top of what is there by now.
func (w Withdrawal) attempt(ctx context.Context, j Job, done *TakenBack, dir string, bucket *store.Bucket) error {
	fresh, err := j.claiming(ctx, bucket, w.Document)
	if err != nil {
		return err
	}
	if len(fresh) > 0 && w.Reason == "" {
		return ErrReason
	}
	w.record(j.Archive, fresh)
	if err := j.Archive.Save(ctx); err != nil {
		return err
	}
	done.Recorded = done.Recorded || len(fresh) > 0
	done.Submissions = coversOf(j.Archive, w.Document)
	folder, err := artifact.NewFolder(dir)
	if err != nil {
		return err
	}
	packs, err := w.republish(ctx, j, done, folder, bucket)
	if err != nil || !w.Purge {
		return err
	}
	if done.Erased, err = w.erase(ctx, j.Archive, packs, bucket); err != nil {
		return fmt.Errorf("%w: %w", ErrErase, err)
	}
	return nil
}

// record adds the withdrawal of submissions to the archive. What a person
// released of them before is taken back by it, whatever the clocks said.
func (w Withdrawal) record(a *archive.Archive, fresh []archive.Withdrawn) {
	if len(fresh) > 0 {
		at := w.Time.UTC()
		for _, x := range fresh {
			for _, r := range a.Released(x.SHA256) {
				if m := momentOf(r.Time); m.After(at) {
					at = m
				}
			}
		}
		a.Withdraw(w.Document, archive.Withdrawal{Reason: w.Reason, Time: at.Format(time.RFC3339), Submissions: fresh})
	}
	if w.Purge {
		a.Purge(w.Document)
	}
}

// Foresee says what [Withdraw] would do, and writes nothing. It needs no reason,
// and counts at most a few objects more than a purge erases. Its errors are those
// of Withdraw.
func Foresee(ctx context.Context, j Job, w Withdrawal, bucket *store.Bucket) (*TakenBack, error) {
	fresh, err := j.claiming(ctx, bucket, w.Document)
	if err != nil {
		return nil, err
	}
	w.record(j.Archive, fresh) // and never saved
	done := &TakenBack{Submissions: coversOf(j.Archive, w.Document), Recorded: len(fresh) > 0}
	if !w.Purge {
		return done, nil
	}
	traces, err := w.purge(j.Archive).Find(ctx, bucket)
	if err != nil {
		return nil, err
	}
	j.Archive.ForgetAccount()
	kept, err := j.Archive.Traces(ctx, nil, w.Time)
	if err != nil {
		return nil, err
	}
	done.Erased = &Erased{Releases: traces.Releases, Objects: traces.Objects + kept.Len()}
	return done, nil
}

// republish publishes what is left, and returns the packs of the archive that
// hold rows of it.
func (w Withdrawal) republish(ctx context.Context, j Job, done *TakenBack, folder *artifact.Folder, bucket *store.Bucket) ([]string, error) {
	r, err := j.beginOn(ctx, folder, bucket)
	if err != nil {
		return nil, err
	}
	if err = r.askNobody(ctx); err == nil {
		if w.Purge {
			r.forget()
		}
		done.Receipt, err = r.publish(ctx)
	}
	done.Built = r.built
	return r.neededPacks(), errors.Join(err, r.close())
}

// erase erases what the publication and the archive have of the document.
func (w Withdrawal) erase(ctx context.Context, a *archive.Archive, packs []string, bucket *store.Bucket) (*Erased, error) {
	traces, err := w.purge(a).Erase(ctx, bucket)
	if err != nil {
		return nil, err
	}
	kept, err := a.Traces(ctx, packs, w.Time)
	if err != nil {
		return nil, err
	}
	erased := &Erased{Releases: traces.Releases, Objects: traces.Objects + kept.Len()}
	return erased, kept.Erase(ctx)
}

// purge is what is to be erased of a publication.
func (w Withdrawal) purge(a *archive.Archive) publish.Purge {
	p := publish.Purge{Document: w.Document, Before: w.Time}
	for _, c := range coversOf(a, w.Document) {
		p.Submissions = append(p.Submissions, c.SHA256)
	}
	if of := a.Withdrawals(w.Document); len(of) > 0 {
		last := of[len(of)-1]
		p.Why = release.Retirement{Reason: last.Reason, Time: momentOf(last.Time)}
	}
	return p
}

// coversOf returns what is withdrawn of a document, sorted by hash.
func coversOf(a *archive.Archive, document string) []*archive.Cover {
	return slices.DeleteFunc(a.Covers(), func(c *archive.Cover) bool { return c.Document != document })
}

// askNobody has a run take what the last one received from the archive instead
// of from sources.
func (r *run) askNobody(ctx context.Context) error {
	r.asksNobody = true
	last, err := r.job.lastAccount(ctx)
	if last == nil {
		return err
	}
	for _, k := range last.Known {
		r.received = append(r.received, archive.Accepted{SHA256: k.SHA256, Source: k.Source, Origin: k.Origin})
	}
	return nil
}

// forget has a run find everything out again, and pack all rows anew.
func (r *run) forget() {
	r.anew = true
	r.recollection = newRecollection()
}
