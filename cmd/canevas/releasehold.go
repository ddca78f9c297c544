package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/concertations-ia/canevas/pipeline"
	"github.com/concertations-ia/canevas/pipeline/archive"
	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// longestReason is how many characters the reason of a release, or of a
// withdrawal, may have.
const longestReason = 500

// A holdOutcome is what canevas release-hold came to.
type holdOutcome string

// The outcomes.
const (
	holdReleased holdOutcome = "released"
	holdKnown    holdOutcome = "already_released" // for the same reason
	holdShown    holdOutcome = "dry_run"
)

// A heldSubmission is what canevas release-hold says, in JSON.
type heldSubmission struct {
	ID       string             `json:"id"`
	SHA256   string             `json:"sha256"`
	Document string             `json:"document,omitempty"`
	Outcome  holdOutcome        `json:"outcome"`
	Findings []check.Finding    `json:"findings"` // that held it before this
	Releases []archive.Released `json:"releases"` // all there are, the oldest first
}

func newReleaseHold(o *options) *cobra.Command {
	var reason string
	var dry bool
	c := &cobra.Command{
		Use:   "release-hold ID",
		Short: "let a submission be published that waits for a person",
		Long: `Release-hold records in the archive that a person has looked at what holds a
submission back, and that these exact bytes may be published. The next run
publishes them. Other bytes, and whatever else is found in these later, wait
anew. ID is the name that canevas run gives the submission; its first 8
characters are enough.

The reason is kept in the archive, and never published.`,
		Args: arguments(1, 1, "the name of one submission"),
		RunE: func(c *cobra.Command, args []string) error {
			if err := checkRelease(args[0], &reason, dry); err != nil {
				return err
			}
			return o.releaseHold(c.Context(), args[0], reason, dry)
		},
	}
	o.addArchive(c)
	o.addData(c)
	c.Flags().StringVar(&reason, "reason", "", "why it may be published")
	c.Flags().BoolVar(&dry, "dry-run", false, "show what would be released, and write nothing")
	return c
}

// checkRelease checks what names a submission, and the reason, which it trims.
func checkRelease(name string, reason *string, dry bool) error {
	if len(name) < 8 || len(name) > 64 || strings.Trim(name, "0123456789abcdef") != "" {
		return usage("the name of a submission is expected, of which 8 characters at least: 0123456789abcdef; got: %q", name)
	}
	if err := checkReason(reason); err != nil {
		return err
	}
	if *reason == "" && !dry {
		return usage("--reason is expected: why may the submission be published?")
	}
	return nil
}

// checkReason checks a reason, which may be empty, and trims it.
func checkReason(reason *string) error {
	*reason = strings.TrimSpace(*reason)
	if utf8.RuneCountInString(*reason) > longestReason || !utf8.ValidString(*reason) || strings.ContainsFunc(*reason, unicode.IsControl) {
		return usage("--reason: one line of at most %d characters is expected", longestReason)
	}
	return nil
}

func (o *options) releaseHold(ctx context.Context, name, reason string, dry bool) error {
	c, err := o.resolve()
	if err != nil {
		return err
	}
	def, err := c.load()
	if err != nil {
		return err
	}
	d, err := o.archiveOnly(ctx, &c)
	if err != nil {
		return err
	}
	h, err := pipeline.FindHeld(ctx, def, d.archive, name)
	outcome := holdShown
	if err == nil && !dry {
		outcome, err = letGo(ctx, h, reason)
	}
	if err != nil {
		return closing(d, err)
	}
	if err := d.Close(); err != nil {
		return fmt.Errorf("stop the embedded storage: %w", err)
	}
	if o.json {
		return o.printJSON("release-hold", heldSubmission{
			ID: h.ID(), SHA256: h.SHA256, Document: h.Claimed.ID, Outcome: outcome,
			Findings: h.Findings, Releases: append([]archive.Released{}, h.Released...),
		})
	}
	o.printHeld(h, outcome)
	return nil
}

// letGo releases a submission from what holds it, as of now.
func letGo(ctx context.Context, h *pipeline.Held, reason string) (holdOutcome, error) {
	at, err := now()
	if err != nil {
		return "", err
	}
	added, err := h.Release(ctx, reason, at)
	if !added {
		return holdKnown, err
	}
	return holdReleased, err
}

// archiveOnly opens the archive of a configuration, which must be there: that of
// the embedded storage where the configuration names none.
func (o *options) archiveOnly(ctx context.Context, c *configuration) (*destination, error) {
	var d destination
	var private *store.Bucket
	var err error
	if c.Archive != "" {
		private, err = c.bucket(ctx, c.Archive)
	} else {
		if _, err := os.Stat(filepath.Join(o.data, "s3", archiveBucket)); err != nil {
			return nil, usage("--archive is expected: canevas run received nothing under %s either", o.data)
		}
		private, err = d.embed(ctx, o.data)
	}
	if err == nil {
		d.archive, err = archive.Open(ctx, private)
	}
	if err != nil {
		return nil, closing(&d, err)
	}
	return &d, nil
}

// printHeld says what holds a submission, or did, where, and what has become of
// that.
func (o *options) printHeld(h *pipeline.Held, outcome holdOutcome) {
	fmt.Fprintf(o.out, "%s  %s\n", h.ID(), h.Claimed.ID)
	for _, f := range h.Findings {
		fmt.Fprintln(o.out, o.line(h.ID(), f))
	}
	o.printReleases(h.Released)
	fmt.Fprintln(o.out, map[holdOutcome]string{
		holdReleased: o.lang.say("la prochaine exécution de canevas run le publie, si rien d'autre ne s'y oppose", "the next canevas run publishes it, if nothing else is against it"),
		holdKnown:    o.lang.say("rien n'a changé : c'était levé déjà, pour la même raison", "nothing has changed: it was released already, for the same reason"),
		holdShown:    o.lang.say("rien n'est écrit", "nothing is written"),
	}[outcome])
}

// printReleases says when what holds a submission was released, and why.
func (o *options) printReleases(releases []archive.Released) {
	for _, r := range releases {
		fmt.Fprintf(o.out, o.lang.say("           retenue levée le %s : %s\n", "           released on %s: %s\n"), r.Time, r.Reason)
	}
}
