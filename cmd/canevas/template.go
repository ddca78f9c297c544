package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/form"
	"github.com/concertations-ia/canevas/pipeline/submission"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

func newTemplate(o *options) *cobra.Command {
	prefill, format := "", templateFormat("yaml")
	c := &cobra.Command{
		Use:   "template [FILE]",
		Short: "write a canevas to fill in: a workbook, YAML, JSON or Markdown",
		Long: `Template writes a canevas to fill in, every field with its help, its codes and an
example: to FILE, which must not exist, in the format that its name says (.xlsx, .ods,
.yaml, .json, .md), or else to the standard output.`,
		Args: arguments(0, 1, "at most one file"),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return o.template(o.out, format, prefill)
			}
			return o.templateFile(args[0], prefill)
		},
	}
	c.Flags().StringVar(&prefill, "prefill", "", "canevas whose values are filled in, to send its next version")
	c.Flags().Var(&format, "format", "format of what goes to the standard output")
	return c
}

// A templateFormat is a format of a canevas to fill in.
type templateFormat string

// templateFormats are the formats, and the extensions that say them.
var templateFormats = map[templateFormat][]string{
	"xlsx": {".xlsx"}, "ods": {".ods"}, "yaml": {".yaml", ".yml"}, "json": {".json"}, "markdown": {".md", ".markdown"},
}

// String returns the format's name; with Set and Type it is a flag.
func (f *templateFormat) String() string { return string(*f) }

// Set reads a name.
func (f *templateFormat) Set(name string) error {
	if templateFormats[templateFormat(name)] == nil {
		return usage("xlsx, ods, yaml, json or markdown is expected; got: %q", name)
	}
	*f = templateFormat(name)
	return nil
}

// Type names the flag's values in the help.
func (f *templateFormat) Type() string { return "xlsx|ods|yaml|json|markdown" }

// templateFormatOf returns the format that the name of a file says.
func templateFormatOf(file string) (templateFormat, error) {
	for f, extensions := range templateFormats {
		if slices.Contains(extensions, submission.Extension(file)) {
			return f, nil
		}
	}
	return "", usage("%s: a name that ends in .xlsx, .ods, .yaml, .json or .md is expected", file)
}

func (o *options) template(out io.Writer, format templateFormat, prefill string) error {
	def, err := o.load()
	if err != nil {
		return err
	}
	var canevas *tree.Value
	if prefill != "" {
		if canevas, err = readCanevas(def, prefill); err != nil {
			return err
		}
	}
	return writeForm(out, form.New(def), format, canevas)
}

// templateFile writes a canevas to fill in to a file.
func (o *options) templateFile(file, prefill string) error {
	format, err := templateFormatOf(file)
	if err != nil {
		return err
	}
	return createFile(file, func(out io.Writer) error { return o.template(out, format, prefill) })
}

// createFile writes a file that does not exist yet: what people have filled in is
// never written over. A file that cannot be written whole is not left behind.
func createFile(name string, write func(io.Writer) error) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, fs.ErrExist) {
		return usage("%s exists already, and is not written over", name)
	}
	if err != nil {
		return err
	}
	if err := errors.Join(write(file), file.Close()); err != nil {
		return errors.Join(err, os.Remove(name))
	}
	return nil
}

// writeForm writes a form with what canevas, which may be nil, says.
func writeForm(out io.Writer, f *form.Form, format templateFormat, canevas *tree.Value) error {
	switch format {
	case "yaml":
		return f.WriteYAML(out, canevas)
	case "json":
		return f.WriteJSON(out, canevas)
	case "markdown":
		return f.WriteMarkdown(out, canevas)
	}
	draft, err := f.Draft(canevas)
	if err != nil {
		return usage("%w", err)
	}
	if format == "xlsx" {
		return draft.WriteXLSX(out)
	}
	return draft.WriteODS(out)
}

// readCanevas reads a canevas that somebody names on the command line.
func readCanevas(def *definition.Definition, name string) (*tree.Value, error) {
	raw, err := readFile(name)
	if err != nil {
		return nil, err
	}
	d, err := submission.NewDecoder(def).Decode(submission.New("", name, raw))
	if err != nil {
		return nil, usage("%s: %w", name, err)
	}
	if d.Tree.Root.Kind != tree.Object {
		return nil, usage("%s: a canevas is expected, with its fields; got something else", name)
	}
	return &d.Tree.Root, nil
}

// readFile reads a file that somebody names on the command line: no more of it
// than shows that it is too long to be a submission.
func readFile(name string) ([]byte, error) {
	file, err := os.Open(name)
	var path *fs.PathError
	if errors.As(err, &path) {
		return nil, usage("%s: %w", name, path.Err)
	}
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(io.LimitReader(file, submission.MaxSize+1))
	if errors.As(err, &path) {
		err = usage("%s: %w", name, path.Err)
	}
	return raw, errors.Join(err, file.Close())
}
