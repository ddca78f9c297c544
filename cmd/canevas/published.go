package main

import (
	"context"
	"os"
	"path/filepath"

	"github.com/concertations-ia/canevas/pipeline/publish"
)

// publicOnly opens what is published, which must be there: that of the embedded
// storage where the configuration names none. The archive is not needed.
func (o *options) publicOnly(ctx context.Context, c *configuration) (*destination, error) {
	var d destination
	var err error
	if c.Publish.To != "" {
		d.public, err = c.bucket(ctx, c.Publish.To)
	} else {
		if _, err := os.Stat(filepath.Join(o.data, "s3", publicBucket)); err != nil {
			return nil, usage("--to is expected: canevas run published nothing under %s either", o.data)
		}
		_, err = d.embed(ctx, o.data)
	}
	if err != nil {
		return nil, closing(&d, err)
	}
	return &d, nil
}

// readPublic opens what is published, and reads what is public there.
func (o *options) readPublic(ctx context.Context, c *configuration) (*destination, *publish.Public, error) {
	d, err := o.publicOnly(ctx, c)
	if err != nil {
		return nil, nil, err
	}
	public, err := publish.Read(ctx, d.public)
	if err != nil {
		return nil, nil, closing(d, err)
	}
	return d, public, nil
}
