package main

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/submission"
)

// A checked is a file and what is to be said of it.
type checked struct {
	File     string          `json:"file"`
	SHA256   string          `json:"sha256"`
	Document string          `json:"document,omitempty"`
	Accepted bool            `json:"accepted"`
	Findings []check.Finding `json:"findings"`
}

func newCheck(o *options) *cobra.Command {
	format := formatText
	c := &cobra.Command{
		Use:   "check FILE...",
		Short: "say what is wrong or notable with canevas files",
		Long: `Check says everything it finds in canevas files, with the line, the column
and what was expected. The exit code is 3 when a file would be refused or held.`,
		Args: arguments(1, -1, "at least one file"),
		RunE: func(c *cobra.Command, args []string) error { return o.check(c.Context(), args, format) },
	}
	c.Flags().Var(&format, "format", "how to print findings")
	return c
}

func (o *options) check(ctx context.Context, names []string, format findingsFormat) error {
	def, err := o.load()
	if err != nil {
		return err
	}
	checker, err := check.New(def)
	if err != nil {
		return err
	}
	var files []checked
	refused := false
	for _, name := range names {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		f, err := checkFile(checker, name)
		if err != nil {
			return err
		}
		refused = refused || !f.Accepted
		files = append(files, f)
	}
	if o.json {
		format = formatJSON
	}
	if err := o.printChecked(files, format); err != nil {
		return err
	}
	if refused {
		return errReported
	}
	return nil
}

func checkFile(checker *check.Checker, name string) (checked, error) {
	raw, err := os.ReadFile(name)
	var path *fs.PathError
	if errors.As(err, &path) {
		return checked{}, usage("%s: %w", name, path.Err)
	}
	s := submission.New("", name, raw)
	v := checker.Check(s, nil)
	f := checked{File: name, SHA256: s.SHA256, Document: v.Claimed.ID, Accepted: true, Findings: append([]check.Finding{}, v.Findings...)}
	for _, finding := range v.Findings {
		if finding.Severity == definition.Error || finding.Severity == definition.Hold {
			f.Accepted = false
		}
	}
	return f, nil
}
