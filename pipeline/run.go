package pipeline

import (
	"context"
	"errors"
	"fmt"

	"github.com/concertations-ia/canevas/pipeline/artifact"
	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/store"
	"github.com/concertations-ia/canevas/pipeline/table"
)

// Run receives submissions, builds a release in folder and publishes it to
// bucket. When the release says what is public already, nothing is written.
//
// The result is there, as far as the run got, with most errors: among them
// [*release.UnsafeError], [publish.ErrConflict], [ErrSources] and the errors of
// package store.
func Run(ctx context.Context, j Job, folder *artifact.Folder, bucket *store.Bucket) (*Result, error) {
	public, err := publish.Read(ctx, bucket)
	if err != nil {
		return nil, err
	}
	built, err := Build(ctx, j, folder)
	if err != nil {
		return &Result{Built: *built}, err
	}
	result := &Result{Built: *built}
	if err := public.Follows(&built.Release.Manifest); err != nil {
		return result, err
	}
	// What was accepted is remembered before it is published: a run that dies
	// in between publishes it the next time, even when its source is down.
	if err := j.remember(ctx, built.Outcomes); err != nil {
		return result, err
	}
	j.step("publish", 0)
	result.Receipt, err = publish.Publish(ctx, bucket, built.Release, public)
	return result, err
}

// Build receives submissions and builds a release in folder. Nothing outside
// it is written but, where the job has an archive, the bytes received.
func Build(ctx context.Context, j Job, folder *artifact.Folder) (*Built, error) {
	checker, err := check.New(j.Definition)
	if err != nil {
		return &Built{}, err
	}
	builder, err := table.New(j.Definition)
	if err != nil {
		return &Built{}, err
	}
	built, err := j.receive(ctx, checker)
	if err != nil {
		return built, err
	}
	j.decide(built.Outcomes, checker, builder)
	tables, err := j.tables(built.Outcomes, builder)
	if err != nil {
		return built, err
	}
	built.Release, err = j.write(folder, tables, built.Outcomes)
	if err != nil {
		return built, fmt.Errorf("build the release: %w", err)
	}
	return built, nil
}

// ErrSources means that no source gave a submission, so that there is nothing
// to judge a release by.
var ErrSources = errors.New("no source gave a submission")
