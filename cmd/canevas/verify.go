package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/store"
)

func newVerify(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "verify PLACE",
		Short: "read what is published as a stranger would, and check every hash and key",
		Long: `Verify reads what is public at a folder, an https:// address or
s3://bucket/prefix, from the pointer on, and checks it against what it says of
itself: every file's hash, every table's rows, types and keys, its Parquet and
JSON Lines files against its CSV, value by value, and the records of how it came
to be public, as far as the storage lists them.`,
		Args: arguments(1, 1, "the place of a publication"),
		RunE: func(c *cobra.Command, args []string) error { return o.verify(c.Context(), args[0]) },
	}
}

func (o *options) verify(ctx context.Context, place string) error {
	c, err := o.resolve()
	if err != nil {
		return err
	}
	b, err := c.stranger(ctx, place)
	if err != nil {
		return err
	}
	v, err := publish.Verify(ctx, b)
	if err != nil {
		return err
	}
	if o.json {
		err = o.printJSON("verify", v)
	} else {
		o.printVerification(v)
	}
	if err == nil && len(v.Problems) > 0 {
		return fmt.Errorf("verify %s: %d problems", place, len(v.Problems))
	}
	return err
}

// stranger opens a publication as anybody who reads it may: also at a web address.
func (c *configuration) stranger(ctx context.Context, place string) (*store.Bucket, error) {
	if strings.HasPrefix(place, "http://") || strings.HasPrefix(place, "https://") {
		return store.NewWeb(place)
	}
	return c.bucket(ctx, place)
}

func (o *options) printVerification(v publish.Verification) {
	for _, problem := range v.Problems {
		fmt.Fprintln(o.out, onOneLine(problem))
	}
	fmt.Fprintf(o.out, o.lang.say(
		"publication %s, génération %d : %d fichiers lus, %d lignes, %d problèmes\n",
		"release %s, generation %d: %d files read, %d rows, %d problems\n"),
		v.Release, v.Generation, v.Files, v.Rows, len(v.Problems))
}
