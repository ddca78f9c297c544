package pipeline

import (
	"context"
	"errors"
	"fmt"

	"github.com/concertations-ia/canevas/pipeline/archive"
	"github.com/concertations-ia/canevas/pipeline/artifact"
	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/release"
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
	r, err := j.beginOn(ctx, folder, bucket)
	if err != nil {
		return nil, err
	}
	receipt, err := r.publish(ctx)
	return &Result{Built: r.built, Receipt: receipt}, errors.Join(err, r.close())
}

// publish is the whole of a run.
func (r *run) publish(ctx context.Context) (publish.Receipt, error) {
	if err := r.receive(ctx); err != nil {
		return publish.Receipt{}, err
	}
	if r.unchanged() {
		r.restore()
		r.built.Release = &release.Release{Manifest: r.before.Manifest}
		return publish.Keep(ctx, r.bucket, r.before), r.job.Archive.Save(ctx)
	}
	if err := r.build(ctx); err != nil {
		return publish.Receipt{}, err
	}
	if err := r.before.Follows(&r.built.Release.Manifest, r.job.Limits); err != nil {
		return publish.Receipt{}, err
	}
	// What was accepted is remembered before it is published: a run that dies
	// in between publishes it the next time, even when its source is down.
	if err := r.remember(ctx); err != nil {
		return publish.Receipt{}, err
	}
	if r.asksNobody && r.before == nil {
		return publish.Receipt{}, nil // nothing is public that could be taken back
	}
	r.job.step("publish", 0)
	return publish.Publish(ctx, r.bucket, r.built.Release, r.before)
}

// unchanged reports whether the release that is public is what a build would
// come to.
func (r *run) unchanged() bool {
	return r.before != nil && r.Inputs != "" && r.Content == r.before.Manifest.Content && r.Inputs == r.inputs()
}

// Build receives submissions and builds a release in folder. Nothing outside
// it is written but, where the job has an archive, the bytes received.
func Build(ctx context.Context, j Job, folder *artifact.Folder) (*Built, error) {
	r, err := j.begin(ctx, folder)
	if err != nil {
		return &Built{}, err
	}
	if err = r.receive(ctx); err == nil {
		err = r.build(ctx)
	}
	return &r.built, errors.Join(err, r.close())
}

// A run is what the steps of a build share.
type run struct {
	job     *Job
	checker *check.Checker
	tables  *table.Tables
	folder  *artifact.Folder
	spool   *spool.File     // the rows of what was examined
	scratch *spool.File     // what else does not fit in memory
	bucket  *store.Bucket   // that the release is published to; nil for a build
	before  *publish.Public // what is public in it when a run begins; may be nil
	written []writtenTable  // by table
	built   Built

	// Of a run that asks no source, to take something back.
	asksNobody bool
	received   []archive.Accepted // what the last run received
	anew       bool               // nothing is taken over, and all rows are packed anew

	*recollection
}

// beginOn begins a run on top of what is public in a bucket.
func (j *Job) beginOn(ctx context.Context, folder *artifact.Folder, bucket *store.Bucket) (*run, error) {
	public, err := publish.Read(ctx, bucket)
	if err == nil {
		err = j.learn(ctx, public, bucket)
	}
	if err != nil {
		return nil, err
	}
	r, err := j.begin(ctx, folder)
	if err != nil {
		return nil, err
	}
	r.bucket, r.before = bucket, public
	return r, nil
}

func (j *Job) begin(ctx context.Context, folder *artifact.Folder) (*run, error) {
	r := &run{job: j, folder: folder}
	var err error
	if r.checker, err = check.New(j.Definition); err != nil {
		return nil, err
	}
	if r.tables, err = table.New(j.Definition); err != nil {
		return nil, err
	}
	r.checker = r.checker.Withholding(j.withdrawnDocuments())
	if r.recollection, err = j.recollect(ctx); err != nil {
		return nil, err
	}
	if r.spool, err = spool.New(folder.Dir()); err != nil {
		return nil, err
	}
	if r.scratch, err = spool.New(folder.Dir()); err != nil {
		return nil, errors.Join(err, r.spool.Close())
	}
	return r, nil
}

// close gives the disk its room back.
func (r *run) close() error {
	errs := []error{r.spool.Close(), r.scratch.Close()}
	for _, file := range r.packs {
		errs = append(errs, file.Close())
	}
	return errors.Join(errs...)
}

// build builds the release of what was received.
func (r *run) build(ctx context.Context) error {
	if err := r.fetch(ctx); err != nil {
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
	return &examiner{def: r.job.Definition, extractor: r.tables.Extractor(), file: r.spool}
}

// ErrSources means that no source gave a submission, so that there is nothing
// to judge a release by.
var ErrSources = errors.New("no source gave a submission")
