package pipeline

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/concertations-ia/canevas/pipeline/archive"
	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
	"github.com/concertations-ia/canevas/pipeline/submission"
)

// cover returns the withdrawal in force of the submission of a hash, or nil.
func (j *Job) cover(sha256 string) *archive.Cover {
	if j.Archive == nil {
		return nil
	}
	return j.Archive.Cover(sha256)
}

// withdrawnDocuments returns the identifiers of all documents ever withdrawn.
func (j *Job) withdrawnDocuments() []string {
	if j.Archive == nil {
		return nil
	}
	return j.Archive.WithdrawnDocuments()
}

// learn takes over the withdrawals that what is public tells of and the archive
// does not know: it was lost, or is an old copy. Otherwise a source that still
// has a document would bring it back, and nobody would have said so.
func (j *Job) learn(ctx context.Context, public *publish.Public, bucket *store.Bucket) error {
	if j.Archive == nil || public == nil {
		return nil
	}
	unknown := slices.DeleteFunc(slices.Clone(public.Manifest.Withdrawn), func(w release.Withdrawal) bool {
		return len(j.Archive.Withdrawals(w.ID)) > 0
	})
	if len(unknown) == 0 {
		return nil
	}
	all, err := j.everClaimed(ctx, bucket)
	if err != nil {
		return err
	}
	for _, w := range unknown {
		j.Archive.Withdraw(w.ID, archive.Withdrawal{
			Reason: w.Reason, Time: w.Time.UTC().Format(time.RFC3339), Submissions: all.of(w.ID),
		})
	}
	return nil
}

// takeBack gives the outcome of a submission that is withdrawn its end, from the
// record alone: nobody looks at its bytes again.
func (o *Outcome) takeBack(c *archive.Cover) {
	o.Claimed = check.Identity{ID: c.Document, Version: c.Version, Date: c.Date}
	o.Status, o.Withdrawn = check.Withdrawn, c
}

// remind adds what was withdrawn and was not received this time. The record is
// what the public has left of it.
func (in *receiver) remind() error {
	if in.job.Archive == nil {
		return nil
	}
	for _, c := range in.job.Archive.Covers() {
		if err := in.take(arrival{submission: submission.Submission{SHA256: c.SHA256}}); err != nil {
			return err
		}
	}
	return nil
}

// writeWithdrawals writes what outcomes depend on of what was withdrawn: each
// submission, and the identifiers, every later submission of which is held.
func (j *Job) writeWithdrawals(w io.Writer) {
	for _, id := range j.withdrawnDocuments() {
		fmt.Fprintf(w, "withdrawn %q\n", id)
	}
	if j.Archive == nil {
		return
	}
	for _, c := range j.Archive.Covers() {
		fmt.Fprintf(w, "withdrawn %s %q %q %q %d %q\n", c.SHA256, c.Document, c.Time, c.Reason, c.Version, c.Date)
	}
}

// withdrawals returns the documents that were withdrawn and are not published,
// sorted by identifier, each with its last withdrawal.
func (r *run) withdrawals() []release.Withdrawal {
	published := map[string]bool{}
	for _, o := range publishedIn(r.built.Outcomes) {
		published[o.Claimed.ID] = true
	}
	var all []release.Withdrawal
	for _, id := range r.job.withdrawnDocuments() {
		if published[id] {
			continue
		}
		of := r.job.Archive.Withdrawals(id)
		last := of[len(of)-1]
		all = append(all, release.Withdrawal{ID: id, Reason: last.Reason, Time: momentOf(last.Time)})
	}
	slices.SortFunc(all, func(a, b release.Withdrawal) int { return cmp.Compare(a.ID, b.ID) })
	return all
}

// momentOf reads a time of the archive, which has checked it.
func momentOf(text string) time.Time {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}
	}
	return at.UTC()
}
