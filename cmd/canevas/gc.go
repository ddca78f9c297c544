package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/concertations-ia/canevas/pipeline/publish"
)

// A gcOutcome is what canevas gc came to.
type gcOutcome string

// The outcomes.
const (
	gcDone  gcOutcome = "done"
	gcShown gcOutcome = "dry_run"
)

// A collected is what canevas gc says, in JSON.
type collected struct {
	Outcome gcOutcome `json:"outcome"`
	publish.Collection
}

func newGC(o *options) *cobra.Command {
	var dry bool
	c := &cobra.Command{
		Use:   "gc",
		Short: "delete releases that nobody goes back to, and what dead runs left behind",
		Long: `Gc deletes releases that were public more than 30 generations ago or never, copies
under latest/ that the public release does not have, and what dead runs left
behind, once all that is older than 14 days. What is public, commit records, and
what canevas does not know are never touched.

What may go is marked first, and deleted by a later run, a day after at the
earliest: run it every night. A run deletes at most a tenth of all objects. It may
be interrupted, and run beside canevas run and canevas rollback.

It takes a credential that may read, list and delete, and write below .gc/,
.probe/ and latest/: another one than that for publishing, which need not delete.`,
		Args: arguments(0, 0, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error { return o.gc(c.Context(), dry) },
	}
	o.addTo(c)
	c.Flags().BoolVar(&dry, "dry-run", false, "show what would be marked and deleted, and write nothing")
	return c
}

func (o *options) gc(ctx context.Context, dry bool) error {
	c, err := o.resolve()
	if err != nil {
		return err
	}
	at, err := now()
	if err != nil {
		return err
	}
	d, err := o.publicOnly(ctx, &c)
	if err != nil {
		return err
	}
	result := collected{Outcome: gcDone}
	if dry {
		result.Outcome = gcShown
		result.Collection, err = publish.PlanCollection(ctx, d.public, at)
	} else {
		result.Collection, err = publish.Collect(ctx, d.public, at)
	}
	if err != nil {
		return closing(d, err)
	}
	if err := d.Close(); err != nil {
		return fmt.Errorf("stop the embedded storage: %w", err)
	}
	if o.json {
		return o.printJSON("gc", result)
	}
	o.printCollected(&c, result)
	return nil
}

// printCollected says what was done to which units, or would be.
func (o *options) printCollected(c *configuration, r collected) {
	done := [...]string{o.lang.say("supprimé", "deleted"), o.lang.say("marqué", "marked"), o.lang.say("démarqué", "unmarked")}
	if r.Outcome == gcShown {
		done = [...]string{o.lang.say("à supprimer", "to delete"), o.lang.say("à marquer", "to mark"), o.lang.say("à démarquer", "to unmark")}
	}
	o.printUnits(done[0], r.Collected)
	o.printUnits(done[1], r.Marked)
	o.printUnits(o.lang.say("en attente", "waiting"), r.Waiting)
	o.printUnits(done[2], r.Unmarked)
	fmt.Fprintf(o.out, o.lang.say("%d objets, dont %s : %d", "%d objects, of which %s: %d"), r.Objects, done[0], r.Deleted)
	if r.Unfinished > 0 {
		fmt.Fprintf(o.out, o.lang.say(" ; écritures inachevées : %d", "; unfinished writes: %d"), r.Unfinished)
	}
	fmt.Fprintf(o.out, "\n%s %s\n", o.lang.say("dans", "in"), o.place(c))
	for _, note := range r.Notes {
		fmt.Fprintf(o.err, "canevas: note: %s\n", note)
	}
	if r.Outcome == gcShown {
		fmt.Fprintln(o.out, o.lang.say("rien n'est écrit", "nothing is written"))
	}
}

// printUnits names the first units that the same was done to.
func (o *options) printUnits(done string, units []string) {
	for _, unit := range units[:min(listed, len(units))] {
		fmt.Fprintf(o.out, "%-11s  %s\n", done, unit)
	}
	if more := len(units) - listed; more > 0 {
		fmt.Fprintf(o.out, o.lang.say("%-11s  … et encore %d : --json les nomme tous\n", "%-11s  … and %d more: --json names all of them\n"), done, more)
	}
}
