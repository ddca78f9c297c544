package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/concertations-ia/canevas/pipeline/publish"
)

// A rollbackOutcome is what canevas rollback came to.
type rollbackOutcome string

// The outcomes.
const (
	rollbackDone  rollbackOutcome = "rolled_back"
	rollbackKnown rollbackOutcome = "unchanged" // it was public already
	rollbackShown rollbackOutcome = "dry_run"
)

// A rolledBack is what canevas rollback says, in JSON.
type rolledBack struct {
	Outcome rollbackOutcome `json:"outcome"`
	publish.Receipt
}

func newRollback(o *options) *cobra.Command {
	var dry bool
	c := &cobra.Command{
		Use:   "rollback RELEASE",
		Short: "make an earlier release public again",
		Long: `Rollback makes a release public again that was public before. It is a new
generation, which names the files that are there: nothing is sent, and what was
public until then stays, to be gone back to in its turn. First it makes sure
that every file of the release is there and whole. Without a name it says which
releases there are.

The next canevas run publishes what the sources and the archive say, whatever is
public then. Stop the scheduled run before, or mend what made the release wrong.

A release that has a document which was withdrawn since is refused.`,
		Args: arguments(0, 1, "the name of one release"),
		RunE: func(c *cobra.Command, args []string) error {
			return o.rollback(c.Context(), strings.Join(args, ""), dry)
		},
	}
	o.addTo(c)
	c.Flags().BoolVar(&dry, "dry-run", false, "show what would be made public, and write nothing")
	return c
}

func (o *options) rollback(ctx context.Context, id string, dry bool) error {
	c, err := o.resolve()
	if err != nil {
		return err
	}
	d, public, err := o.readPublic(ctx, &c)
	if err != nil {
		return err
	}
	result, err := goBack(ctx, d, id, public, dry)
	if err != nil {
		return closing(d, err)
	}
	if err := d.Close(); err != nil {
		return fmt.Errorf("stop the embedded storage: %w", err)
	}
	if o.json {
		return o.printJSON("rollback", result)
	}
	o.printRollback(&c, result)
	return nil
}

// goBack goes back to a release, or finds out what that would come to.
func goBack(ctx context.Context, d *destination, id string, public *publish.Public, dry bool) (rolledBack, error) {
	var r rolledBack
	var err error
	switch {
	case id == "":
		return r, nameRelease(ctx, d, public)
	case dry:
		r.Outcome = rollbackShown
		r.Receipt, err = publish.PlanRollback(ctx, d.public, id, public)
	default:
		r.Outcome = rollbackDone
		r.Receipt, err = publish.Rollback(ctx, d.public, id, public)
		if r.Unchanged {
			r.Outcome = rollbackKnown
		}
	}
	return r, err
}

// nameRelease says which releases may be named.
func nameRelease(ctx context.Context, d *destination, public *publish.Public) error {
	earlier, err := publish.Earlier(ctx, d.public, public)
	switch {
	case err != nil:
		return err
	case len(earlier) == 0:
		return usage("canevas rollback takes the name of one release, and there is none to go back to")
	}
	return usage("canevas rollback takes the name of one release, the latest first:\n  %s", strings.Join(earlier, "\n  "))
}

func (o *options) printRollback(c *configuration, r rolledBack) {
	if r.Unchanged {
		fmt.Fprintf(o.out, "%s %s\n", o.lang.say("rien n'a changé ; déjà publique :", "nothing has changed; public already:"), r.Release)
	} else {
		fmt.Fprintf(o.out, o.lang.say("retour à la publication %s : génération %d\n", "back to release %s: generation %d\n"), r.Release, r.Generation)
	}
	for _, note := range r.Notes {
		fmt.Fprintf(o.err, "canevas: note: %s\n", note)
	}
	fmt.Fprintf(o.out, "%s %s\n", o.lang.say("dans", "in"), o.place(c))
	switch r.Outcome {
	case rollbackShown:
		fmt.Fprintln(o.out, o.lang.say("rien n'est écrit", "nothing is written"))
	case rollbackDone:
		fmt.Fprintln(o.out, o.lang.say(
			"la prochaine exécution de canevas run publie de nouveau ce que disent les sources et l'archive",
			"the next canevas run publishes again what the sources and the archive say"))
	}
}
