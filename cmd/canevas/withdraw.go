package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/concertations-ia/canevas/pipeline"
	"github.com/concertations-ia/canevas/pipeline/archive"
	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/store"
	"github.com/concertations-ia/canevas/pipeline/submission"
)

// A withdrawOutcome is what canevas withdraw came to.
type withdrawOutcome string

// The outcomes.
const (
	withdrawDone  withdrawOutcome = "withdrawn"
	withdrawKnown withdrawOutcome = "already_withdrawn"
	withdrawShown withdrawOutcome = "dry_run"
)

// A withdrawal is what canevas withdraw says, in JSON.
type withdrawal struct {
	Document    string                `json:"document"`
	Outcome     withdrawOutcome       `json:"outcome"`
	Reason      string                `json:"reason,omitempty"`
	Time        string                `json:"time,omitempty"`
	Submissions []withdrawnSubmission `json:"submissions"`
	Receipt     *publish.Receipt      `json:"receipt,omitempty"`
	Erased      *pipeline.Erased      `json:"erased,omitempty"`
}

type withdrawnSubmission struct {
	ID string `json:"id"`
	archive.Withdrawn
}

// taken is why a submission is not published any more, in JSON.
type taken struct {
	Reason string `json:"reason"`
	Time   string `json:"time"`
}

func newTaken(c *archive.Cover) *taken {
	if c == nil {
		return nil
	}
	return &taken{Reason: c.Reason, Time: c.Time}
}

func newWithdraw(o *options) *cobra.Command {
	var w pipeline.Withdrawal
	var dry bool
	c := &cobra.Command{
		Use:   "withdraw ID",
		Short: "take a document out of what is public, for good",
		Long: `Withdraw takes a document out of the public tables, and publishes what is left
at once: no source is asked. ID is the identifier of the document. Every
submission known to be of that document is withdrawn, and is not published
again even where a source still has it; another one, sent later, waits for a
person. What is left is a row in the table of submissions, with the reason:

The reason is PUBLIC. It should say nothing of what is withdrawn.

Releases made before stay at their addresses, with the document, and so does
what the archive has of it, so that release-hold can undo a mistake. With
--purge they are erased: every release that has the document, its older
versions in the bucket, copies left over from dead runs, and in the archive
the bytes of its submissions. That takes a credential that may delete, and
cannot be undone. Purge while no other run is under way.

Whoever is interrupted says the same again; what is withdrawn already needs no
reason.`,
		Args: arguments(1, 1, "the identifier of one document"),
		RunE: func(c *cobra.Command, args []string) error {
			w.Document = args[0]
			if err := checkReason(&w.Reason); err != nil {
				return err
			}
			return o.withdraw(c.Context(), w, dry)
		},
	}
	o.addTo(c)
	o.addRelease(c)
	o.addMemory(c)
	o.addArchive(c)
	c.Flags().StringVar(&w.Reason, "reason", "", "why it is withdrawn; published")
	c.Flags().BoolVar(&w.Purge, "purge", false, "also erase every byte of it, in older releases and in the archive")
	c.Flags().BoolVar(&dry, "dry-run", false, "show what would be withdrawn and erased, and write nothing")
	return c
}

func (o *options) withdraw(ctx context.Context, w pipeline.Withdrawal, dry bool) error {
	if err := o.limitMemory(); err != nil {
		return err
	}
	c, err := o.resolve()
	if err != nil {
		return err
	}
	j, err := o.jobWithoutSources(&c)
	if err == nil {
		j.Program, err = program()
	}
	if err != nil {
		return err
	}
	d, err := o.wherePublished(ctx, &c)
	if err != nil {
		return err
	}
	j.Archive, w.Time = d.archive, j.Time
	var done *pipeline.TakenBack
	if dry {
		done, err = pipeline.Foresee(ctx, j, w, d.public)
	} else {
		done, err = takeBack(ctx, j, w, d.public)
	}
	if err != nil {
		return closing(d, err)
	}
	if err := d.Close(); err != nil {
		return fmt.Errorf("stop the embedded storage: %w", err)
	}
	said := newWithdrawal(w.Document, done, dry)
	if o.json {
		return o.printJSON("withdraw", said)
	}
	o.printWithdrawal(&c, said)
	return nil
}

// wherePublished opens the storage of a configuration, which must be there.
func (o *options) wherePublished(ctx context.Context, c *configuration) (*destination, error) {
	if c.Publish.To == "" {
		if _, err := os.Stat(filepath.Join(o.data, "s3", archiveBucket)); err != nil {
			return nil, usage("--to is expected: canevas run published nothing under %s either", o.data)
		}
		return o.destination(ctx, c)
	}
	if c.Archive == "" {
		return nil, usage("--archive is expected beside --to: where canevas run remembers what was received")
	}
	var d destination
	var private *store.Bucket
	var err error
	if d.public, err = c.bucket(ctx, c.Publish.To); err == nil {
		private, err = c.bucket(ctx, c.Archive)
	}
	if err == nil {
		d.archive, err = archive.Open(ctx, private)
	}
	if err != nil {
		return nil, err
	}
	return &d, nil
}

// takeBack withdraws a document with a folder for what is built that does not
// outlive it.
func takeBack(ctx context.Context, j pipeline.Job, w pipeline.Withdrawal, public *store.Bucket) (*pipeline.TakenBack, error) {
	dir, err := os.MkdirTemp("", "canevas-withdraw-*")
	if err != nil {
		return nil, err
	}
	done, err := pipeline.Withdraw(ctx, j, w, dir, public)
	if errors.Is(err, pipeline.ErrReason) {
		err = usage("--reason is expected: why is the document withdrawn? It will be published")
	}
	if cleanup := os.RemoveAll(dir); err == nil && cleanup != nil {
		err = cleanup
	}
	return done, err
}

func newWithdrawal(document string, done *pipeline.TakenBack, dry bool) withdrawal {
	w := withdrawal{Document: document, Outcome: withdrawKnown, Submissions: []withdrawnSubmission{}, Erased: done.Erased}
	switch {
	case dry:
		w.Outcome = withdrawShown
	case done.Recorded:
		w.Outcome = withdrawDone
	}
	for _, c := range done.Submissions {
		id := submission.Submission{SHA256: c.SHA256}.ID()
		w.Submissions = append(w.Submissions, withdrawnSubmission{ID: id, Withdrawn: c.Withdrawn})
		if c.Time >= w.Time {
			w.Reason, w.Time = c.Reason, c.Time
		}
	}
	if done.Receipt.Release != "" {
		w.Receipt = &done.Receipt
	}
	return w
}

// printWithdrawal says which submissions are withdrawn, what is public instead,
// and what is erased.
func (o *options) printWithdrawal(c *configuration, w withdrawal) {
	fmt.Fprintln(o.out, w.Document)
	for _, s := range w.Submissions {
		fmt.Fprintf(o.out, "           %s  version %d, %s\n", s.ID, s.Version, s.Date)
	}
	switch w.Outcome {
	case withdrawDone:
		fmt.Fprintf(o.out, o.lang.say("retiré le %s ; motif public : %s\n", "withdrawn on %s; public reason: %s\n"), w.Time, w.Reason)
	case withdrawKnown:
		fmt.Fprintf(o.out, o.lang.say("retiré déjà, le %s ; motif public : %s\n", "withdrawn already, on %s; public reason: %s\n"), w.Time, w.Reason)
	}
	if w.Receipt != nil {
		o.printReceipt(c, *w.Receipt)
	}
	if w.Erased != nil {
		o.printErased(w.Erased, w.Outcome)
	}
	if w.Outcome == withdrawShown {
		fmt.Fprintln(o.out, o.lang.say("rien n'est écrit", "nothing is written"))
	}
}

func (o *options) printErased(e *pipeline.Erased, outcome withdrawOutcome) {
	text := o.lang.say("publications effacées : %d ; objets : %d\n", "releases erased: %d; objects: %d\n")
	if outcome == withdrawShown {
		text = o.lang.say("publications à effacer : %d ; objets : au plus %d\n", "releases to be erased: %d; objects: at most %d\n")
	}
	fmt.Fprintf(o.out, text, len(e.Releases), e.Objects)
	for _, release := range e.Releases {
		fmt.Fprintf(o.out, "           %s\n", release)
	}
}
