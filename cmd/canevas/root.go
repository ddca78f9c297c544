package main

import (
	"github.com/spf13/cobra"
)

// newRoot returns the command line of the program, speaking through s.
func newRoot(s *streams) *cobra.Command {
	s.lang = french
	o := &options{streams: s}
	root := &cobra.Command{
		Use:           "canevas",
		Short:         "turn submitted canevas files into open datasets, and publish them",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage("there is no command %q", args[0])
			}
			return c.Help()
		},
	}
	root.SetOut(s.out)
	root.SetErr(s.err)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return &usageError{err} })
	flags := root.PersistentFlags()
	flags.StringVar(&o.config, "config", "", "configuration (default canevas.yaml where it exists)")
	flags.StringVar(&o.definition, "definition", "", "folder of another definition than the built-in one")
	flags.BoolVar(&s.json, "json", false, "print results and errors as JSON")
	flags.Var(&s.lang, "lang", "language of findings and summaries")
	root.AddCommand(
		newRun(o), newCheck(o), newBuild(o), newPublish(o), newServe(o), newSchema(o), newTemplate(o),
		newVerify(o), newDiff(o), newReleaseHold(o), newRollback(o), newWithdraw(o), newGC(o), newStore(o),
	)
	return root
}

// arguments checks how many arguments a command is given, as a mistake of
// usage where it is the wrong number.
func arguments(atLeast, atMost int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) < atLeast || atMost >= 0 && len(args) > atMost {
			return usage("canevas %s takes %s", c.Name(), what)
		}
		return nil
	}
}
