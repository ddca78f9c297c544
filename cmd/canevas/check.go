package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/form"
	"github.com/concertations-ia/canevas/pipeline/submission"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// A checked is a file and what is to be said of it.
type checked struct {
	File     string          `json:"file"`
	Line     int             `json:"line,omitempty"` // of a file that has a canevas on each line
	SHA256   string          `json:"sha256"`
	Document string          `json:"document,omitempty"`
	Accepted bool            `json:"accepted"`
	Findings []check.Finding `json:"findings"`
}

// checkMemory is what the program takes, at most and where a file allows it, before
// it collects what it no longer needs.
const checkMemory = 128 << 20

func newCheck(o *options) *cobra.Command {
	format, fixed := formatText, ""
	c := &cobra.Command{
		Use:   "check FILE...",
		Short: "say what is wrong or notable with canevas files",
		Long: `Check says everything it finds in canevas files, with the line and the column or the
sheet and the cell, and what was expected. The exit code is 3 when a file would be refused
or held.

With --fix, what it read of one file is written to another, which must not exist, in the
format that its name says (.xlsx, .ods, .yaml, .json): values as they were understood,
those that are wrong as they were typed.`,
		Args: arguments(1, -1, "at least one file"),
		RunE: func(c *cobra.Command, args []string) error { return o.check(c.Context(), args, format, fixed) },
	}
	c.Flags().Var(&format, "format", "how to print findings")
	c.Flags().StringVar(&fixed, "fix", "", "file to write the corrected canevas to")
	return c
}

func (o *options) check(ctx context.Context, names []string, format findingsFormat, fixed string) error {
	if fixed != "" && len(names) > 1 {
		return usage("--fix corrects one file; got: %d", len(names))
	}
	debug.SetMemoryLimit(checkMemory)
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
		all, err := checkFile(checker, name)
		if err != nil {
			return err
		}
		for _, f := range all {
			refused = refused || !f.Accepted
		}
		files = append(files, all...)
	}
	if o.json {
		format = formatJSON
	}
	err = o.printChecked(files, format)
	if err == nil && fixed != "" {
		err = fix(def, names[0], fixed)
	}
	if err == nil && refused {
		err = errReported
	}
	return err
}

// checkFile checks the canevas of a file: one, or those of a web form's export.
func checkFile(checker *check.Checker, name string) ([]checked, error) {
	raw, err := readFile(name)
	if err != nil {
		return nil, err
	}
	var all []checked
	for _, s := range submission.Split(submission.New("", name, raw)) {
		v := checker.Check(s, nil)
		f := checked{File: name, Line: s.Line, SHA256: s.SHA256, Document: v.Claimed.ID, Accepted: true, Findings: append([]check.Finding{}, v.Findings...)}
		for _, finding := range v.Findings {
			if finding.Severity == definition.Error || finding.Severity == definition.Hold {
				f.Accepted = false
			}
		}
		all = append(all, f)
	}
	return all, nil
}

// fix writes what is read of a file to another one. A file that cannot be read
// has its findings, and nothing to write.
func fix(def *definition.Definition, name, fixed string) error {
	format, err := templateFormatOf(fixed)
	if err != nil {
		return err
	}
	raw, err := readFile(name)
	if err != nil {
		return err
	}
	all := submission.Split(submission.New("", name, raw))
	if len(all) > 1 {
		return usage("%s holds %d canevas, and --fix corrects one", name, len(all))
	}
	d, err := submission.NewDecoder(def).Decode(all[0])
	if _, syntax := errors.AsType[*tree.SyntaxError](err); syntax || err == nil && d.Tree.Root.Kind != tree.Object {
		return nil
	}
	if err != nil {
		return fmt.Errorf("correct %s: %w", name, err)
	}
	return createFile(fixed, func(out io.Writer) error { return writeForm(out, form.New(def), format, &d.Tree.Root) })
}
