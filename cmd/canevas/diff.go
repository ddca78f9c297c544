package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/concertations-ia/canevas/pipeline/diff"
	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/reader"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// A diffFormat is how canevas diff prints.
type diffFormat string

// The formats.
const (
	diffText     diffFormat = "text"
	diffMarkdown diffFormat = "markdown" // for a changelog or a pull request
)

// String returns the format's name; with Set and Type it is a flag.
func (f *diffFormat) String() string { return string(*f) }

// Set reads a name.
func (f *diffFormat) Set(name string) error {
	if name != string(diffText) && name != string(diffMarkdown) {
		return usage("text or markdown is expected; got: %q", name)
	}
	*f = diffFormat(name)
	return nil
}

// Type names the flag's values in the help.
func (f *diffFormat) Type() string { return "text|markdown" }

func newDiff(o *options) *cobra.Command {
	format := diffText
	c := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "say what changed from one release to another",
		Long: `Diff says which tables, columns, rows and documents changed from one release to
another, and whether a program that reads the old one may fail on the new one.
OLD and NEW are each the folder of a release that canevas build made, or a
publication (a folder, an https:// address or s3://bucket/prefix), which stands
for its public release; @RELEASE after it stands for an earlier one:
s3://bucket/prefix@2026-11-23-4f1c2a9b.

Rows are compared by primary key; of their values only keys are printed. Counts
are whole; of each list the first 20 are printed, the first 1,000 with --json.
The exit code is 0 whether anything changed or not: --json says "changed" and
"breaking".`,
		Args: arguments(2, 2, "two releases"),
		RunE: func(c *cobra.Command, args []string) error { return o.diff(c.Context(), args[0], args[1], format) },
	}
	c.Flags().Var(&format, "format", "how to print what changed")
	return c
}

func (o *options) diff(ctx context.Context, oldPlace, newPlace string, format diffFormat) error {
	c, err := o.resolve()
	if err != nil {
		return err
	}
	old, err := c.openRelease(ctx, oldPlace)
	if err != nil {
		return err
	}
	now, err := c.openRelease(ctx, newPlace)
	if err != nil {
		return err
	}
	d, err := diff.Compare(ctx, old, now)
	switch {
	case err != nil:
		return err
	case o.json:
		return o.printJSON("diff", d)
	case format == diffMarkdown:
		o.printDiffMarkdown(d)
	default:
		o.printDiff(d)
	}
	return nil
}

// openRelease opens the release that an argument names.
func (c *configuration) openRelease(ctx context.Context, name string) (reader.Release, error) {
	place, id := cutRelease(name)
	b, err := c.stranger(ctx, place)
	if err != nil {
		return reader.Release{}, err
	}
	r, err := readRelease(ctx, b, place, id)
	switch {
	case errors.Is(err, publish.ErrNoRelease):
		err = usage("open the release of %s: %w", b, err)
	case err != nil:
		err = fmt.Errorf("open the release of %s: %w", b, err)
	}
	return r, err
}

// readRelease reads the release of that name, or without a name the one that is
// public. A folder may also be one of canevas build.
func readRelease(ctx context.Context, b *store.Bucket, place, id string) (reader.Release, error) {
	if id != "" {
		return publish.ReadRelease(ctx, b, id)
	}
	if _, isFolder := folderOf(place); isFolder {
		r, err := reader.Open(ctx, b)
		if !errors.Is(err, store.ErrNotExist) {
			return r, err
		}
	}
	return publish.ReadCurrent(ctx, b)
}

// cutRelease cuts the name of a release from the place where it is published.
func cutRelease(name string) (place, id string) {
	if at := strings.LastIndexByte(name, '@'); at >= 0 && release.IsID(name[at+1:]) {
		return name[:at], name[at+1:]
	}
	return name, ""
}
