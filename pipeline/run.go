package pipeline

import (
	"context"
	"errors"
	"fmt"

	"github.com/concertations-ia/canevas/pipeline/artifact"
	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/spool"
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
	r, err := j.begin(folder)
	if err != nil {
		return &Built{}, err
	}
	err = r.build(ctx)
	return &r.built, errors.Join(err, r.spool.Close())
}

// A run is what the steps of a build share.
type run struct {
	job     *Job
	checker *check.Checker
	tables  *table.Tables
	folder  *artifact.Folder
	spool   *spool.File // what does not fit in memory
	built   Built
}

func (j *Job) begin(folder *artifact.Folder) (*run, error) {
	r := &run{job: j, folder: folder}
	var err error
	if r.checker, err = check.New(j.Definition); err != nil {
		return nil, err
	}
	if r.tables, err = table.New(j.Definition); err != nil {
		return nil, err
	}
	r.spool, err = spool.New(folder.Dir())
	return r, err
}

func (r *run) build(ctx context.Context) error {
	if err := r.receive(ctx); err != nil {
		return err
	}
	published, err := r.decide(ctx)
	if err != nil {
		return err
	}
	assembly, err := r.assemble(published)
	if err == nil {
		r.built.Release, err = r.write(assembly)
	}
	if err != nil {
		return fmt.Errorf("build the release: %w", err)
	}
	return nil
}

// examiner returns an examiner of this run.
func (r *run) examiner() *examiner {
	return &examiner{def: r.job.Definition, checker: r.checker, extractor: r.tables.Extractor(), file: r.spool}
}

// ErrSources means that no source gave a submission, so that there is nothing
// to judge a release by.
var ErrSources = errors.New("no source gave a submission")
