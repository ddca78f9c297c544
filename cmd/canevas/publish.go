package main

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/release"
)

func newPublish(o *options) *cobra.Command {
	c := &cobra.Command{
		Use:   "publish DIR",
		Short: "publish a release that canevas build made",
		Args:  arguments(1, 1, "the folder of a release"),
		RunE:  func(c *cobra.Command, args []string) error { return o.publish(c.Context(), args[0]) },
	}
	o.addTo(c)
	return c
}

func (o *options) publish(ctx context.Context, dir string) error {
	c, err := o.resolve()
	if err != nil {
		return err
	}
	whole, err := filepath.Abs(dir) // the embedded storage changes the working directory
	if err != nil {
		return err
	}
	r, err := release.Open(whole)
	if err != nil {
		return usage("%s: %w", dir, err)
	}
	d, err := o.destination(ctx, &c)
	if err != nil {
		return err
	}
	receipt, err := o.publishRelease(ctx, r, d, c.Publish.Loss)
	if err != nil {
		return closing(d, err)
	}
	if err := d.Close(); err != nil {
		return fmt.Errorf("stop the embedded storage: %w", err)
	}
	if o.json {
		return o.printJSON("publish", receipt)
	}
	o.printReceipt(&c, receipt)
	return nil
}

// publishRelease publishes a release on top of what is public, when it may
// follow it within limits.
func (o *options) publishRelease(ctx context.Context, r *release.Release, d *destination, limits release.Limits) (publish.Receipt, error) {
	public, err := publish.Read(ctx, d.public)
	if err != nil {
		return publish.Receipt{}, err
	}
	if err := public.Withdrew(&r.Manifest); err != nil {
		return publish.Receipt{}, err
	}
	if err := public.Follows(&r.Manifest, limits); err != nil {
		return publish.Receipt{}, err
	}
	return publish.Publish(ctx, d.public, r, public)
}
