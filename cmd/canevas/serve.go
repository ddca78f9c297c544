package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
)

func newServe(o *options) *cobra.Command {
	c := &cobra.Command{
		Use:   "serve",
		Short: "show what canevas run published to the embedded storage, on loopback",
		Args:  arguments(0, 0, "no arguments"),
		RunE:  func(c *cobra.Command, _ []string) error { return o.serve(c.Context()) },
	}
	c.Flags().StringVar(&o.data, "data", "canevas-data", "folder of the embedded storage")
	return c
}

// serve shows the public bucket until the context ends.
func (o *options) serve(ctx context.Context) error {
	if _, err := os.Stat(filepath.Join(o.data, "s3", publicBucket, "index.html")); err != nil {
		return usage("nothing is published under %s: canevas run does that first", o.data)
	}
	g, err := startGateway(o.data)
	if err != nil {
		return err
	}
	fmt.Fprintf(o.out, "%s/%s/index.html\n", g.Endpoint(), publicBucket)
	<-ctx.Done()
	return g.Close()
}
