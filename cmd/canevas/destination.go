package main

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/concertations-ia/canevas/pipeline/archive"
	"github.com/concertations-ia/canevas/pipeline/store"
	"github.com/concertations-ia/canevas/pipeline/store/gateway"
)

// The buckets of the embedded storage. The archive is a bucket of its own, and
// never public.
const (
	publicBucket  = "publication"
	archiveBucket = "archive"
)

// A destination is where a run publishes and what it remembers with.
type destination struct {
	public  *store.Bucket
	archive *archive.Archive
	gateway *gateway.Gateway // nil: the operator's own storage
}

// destination opens the storage of a configuration: the embedded S3 server
// under o.data where the configuration names none.
func (o *options) destination(ctx context.Context, c *configuration) (*destination, error) {
	var d destination
	var private *store.Bucket
	var err error
	if c.Publish.To == "" {
		private, err = d.embed(ctx, o.data)
	} else {
		private, err = d.connect(ctx, c)
	}
	if err == nil {
		d.archive, err = archive.Open(ctx, private)
	}
	if err != nil {
		return nil, closing(&d, err)
	}
	return &d, nil
}

// connect opens the operator's own storage and returns the archive's.
func (d *destination) connect(ctx context.Context, c *configuration) (*store.Bucket, error) {
	if c.Archive == "" {
		return nil, usage("--archive is expected beside --to: a private folder, or s3://bucket/prefix, that remembers what was received")
	}
	var err error
	if d.public, err = c.home(ctx, c.Publish.To); err != nil {
		return nil, err
	}
	if err := d.public.Reach(ctx); err != nil {
		return nil, err
	}
	return c.home(ctx, c.Archive)
}

// embed starts the embedded S3 server and returns the archive's bucket.
func (d *destination) embed(ctx context.Context, dir string) (*store.Bucket, error) {
	g, err := startGateway(dir)
	if err != nil {
		return nil, err
	}
	d.gateway = g
	for _, name := range []string{publicBucket, archiveBucket} {
		if err := g.CreateBucket(ctx, name); err != nil {
			return nil, err
		}
	}
	if err := g.Publish(ctx, publicBucket); err != nil {
		return nil, err
	}
	if d.public, err = store.NewS3(ctx, g.Options(publicBucket)); err != nil {
		return nil, err
	}
	return store.NewS3(ctx, g.Options(archiveBucket))
}

// startGateway starts the embedded S3 server on the objects below dir.
func startGateway(dir string) (*gateway.Gateway, error) {
	g, err := gateway.Start(filepath.Join(dir, "s3"))
	if err != nil {
		return nil, fmt.Errorf("start the embedded storage: %w", err)
	}
	return g, nil
}

// Close stops the embedded storage, if there is one.
func (d *destination) Close() error {
	if d.gateway == nil {
		return nil
	}
	return d.gateway.Close()
}

// closing closes d and returns err, the reason for it.
func closing(d *destination, err error) error {
	if closeErr := d.Close(); closeErr != nil {
		return fmt.Errorf("%w (and stop the embedded storage: %v)", err, closeErr)
	}
	return err
}
