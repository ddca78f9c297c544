package main

import (
	"context"
	"os"

	"github.com/spf13/cobra"

	"github.com/concertations-ia/canevas/pipeline"
	"github.com/concertations-ia/canevas/pipeline/artifact"
)

func newBuild(o *options) *cobra.Command {
	c := &cobra.Command{
		Use:   "build DIR",
		Short: "build a release in a folder, and publish nothing",
		Args:  arguments(1, 1, "the folder to write the release to"),
		RunE:  func(c *cobra.Command, args []string) error { return o.build(c.Context(), args[0]) },
	}
	o.addFrom(c)
	o.addRelease(c)
	o.addMemory(c)
	return c
}

func (o *options) build(ctx context.Context, dir string) error {
	if err := o.limitMemory(); err != nil {
		return err
	}
	c, err := o.resolve()
	if err != nil {
		return err
	}
	j, err := o.job(ctx, &c)
	if err != nil {
		return err
	}
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		return usage("%s is not empty: a release is built in a folder of its own", dir)
	}
	folder, err := artifact.NewFolder(dir)
	if err != nil {
		return usage("%w", err)
	}
	built, err := pipeline.Build(ctx, j, folder)
	if err != nil {
		// Only an empty folder can be removed so: one with files tells how far
		// the build got.
		_ = os.Remove(dir)
		return err
	}
	c.Publish.To = dir
	if err := o.summarise("build", &c, &pipeline.Result{Built: *built}); err != nil {
		return err
	}
	if sourceFailed(built.Failures) {
		return errSource
	}
	return nil
}
