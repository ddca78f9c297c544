package main

import (
	"errors"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/concertations-ia/canevas/pipeline/form"
	"github.com/concertations-ia/canevas/pipeline/submission"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

func newTemplate(o *options) *cobra.Command {
	prefill := ""
	c := &cobra.Command{
		Use:   "template",
		Short: "print a canevas to fill in, as YAML",
		Long: `Template prints a canevas to fill in: every field with its help, its codes and an
example as comments. What may be left out is a comment too.`,
		Args: arguments(0, 0, "no arguments"),
		RunE: func(*cobra.Command, []string) error { return o.template(prefill) },
	}
	c.Flags().StringVar(&prefill, "prefill", "", "canevas whose values are filled in, to send its next version")
	return c
}

func (o *options) template(prefill string) error {
	def, err := o.load()
	if err != nil {
		return err
	}
	var canevas *tree.Value
	if prefill != "" {
		if canevas, err = readCanevas(prefill, def.Schema.Kinds); err != nil {
			return err
		}
	}
	return form.New(def).WriteYAML(o.out, canevas)
}

// readCanevas reads a canevas that somebody names on the command line.
func readCanevas(name string, wants func(pattern string) []tree.Kind) (*tree.Value, error) {
	raw, err := os.ReadFile(name)
	var path *fs.PathError
	if errors.As(err, &path) {
		return nil, usage("%s: %w", name, path.Err)
	}
	t, err := submission.Decode(submission.New("", name, raw), wants)
	if err != nil {
		return nil, usage("%s: %w", name, err)
	}
	if t.Root.Kind != tree.Object {
		return nil, usage("%s: a canevas is expected, with its fields; got something else", name)
	}
	return &t.Root, nil
}
