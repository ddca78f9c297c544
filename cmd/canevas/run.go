package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/concertations-ia/canevas/pipeline"
	"github.com/concertations-ia/canevas/pipeline/artifact"
)

func newRun(o *options) *cobra.Command {
	var strict bool
	c := &cobra.Command{
		Use:   "run",
		Short: "receive, check, build and publish",
		Long: `Run receives the submissions of every source, checks them, builds a release
and publishes it. When nothing has changed nothing is written.

Without a configuration and without --from it runs the bundled examples;
without --to it publishes to an embedded S3 server, under ./canevas-data.`,
		Args: arguments(0, 0, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error { return o.run(c.Context(), strict) },
	}
	o.addFrom(c)
	o.addTo(c)
	o.addRelease(c)
	o.addMemory(c)
	o.addArchive(c)
	c.Flags().BoolVar(&strict, "strict", false, "exit with code 3 when submissions were refused or held")
	return c
}

func (o *options) run(ctx context.Context, strict bool) error {
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
	d, err := o.destination(ctx, &c)
	if err != nil {
		return err
	}
	j.Archive = d.archive
	if j.Program, err = program(); err != nil {
		return closing(d, err)
	}
	result, err := o.publishJob(ctx, j, d)
	if err := d.Close(); err != nil {
		return fmt.Errorf("stop the embedded storage: %w", err)
	}
	if result != nil {
		if err := o.summarise("run", &c, result); err != nil {
			return err
		}
	}
	switch {
	case err != nil:
		return err
	case sourceFailed(result.Failures):
		return errSource
	case strict && refusedOrHeld(result.Outcomes):
		return errReported
	}
	return nil
}

// publishJob runs a job with a folder for its artifacts that does not outlive
// it.
func (o *options) publishJob(ctx context.Context, j pipeline.Job, d *destination) (*pipeline.Result, error) {
	dir, err := os.MkdirTemp("", "canevas-release-*")
	if err != nil {
		return nil, err
	}
	folder, err := artifact.NewFolder(dir)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	result, err := pipeline.Run(ctx, j, folder, d.public)
	if err != nil && result != nil {
		result.Release = nil // that nobody reads, and that is gone with the folder
	}
	if cleanup := os.RemoveAll(dir); err == nil && cleanup != nil {
		err = cleanup
	}
	return result, err
}

// job is what the configuration asks to be run.
func (o *options) job(ctx context.Context, c *configuration) (pipeline.Job, error) {
	j, err := o.jobWithoutSources(c)
	if err == nil {
		j.Sources, err = c.sources(ctx)
	}
	return j, err
}

// jobWithoutSources is what the configuration asks to be run, where no source is
// asked.
func (o *options) jobWithoutSources(c *configuration) (pipeline.Job, error) {
	def, err := c.load()
	if err != nil {
		return pipeline.Job{}, err
	}
	at, err := now()
	return pipeline.Job{
		Definition: def, Time: at, URL: c.Publish.URL,
		Limits: c.Publish.Loss, AcceptLoss: o.acceptLoss, Progress: newProgress(o.streams).step,
	}, err
}
