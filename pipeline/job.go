package pipeline

import (
	"time"

	"github.com/concertations-ia/canevas/pipeline/archive"
	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/source"
	"github.com/concertations-ia/canevas/pipeline/submission"
)

// A Job is what one run works on.
type Job struct {
	Definition *definition.Definition
	Sources    []source.Source
	Archive    *archive.Archive // nil: nothing is remembered, as for a build
	Program    string           // what tells this program from others that may find out otherwise; empty: nothing found out before is taken over
	Time       time.Time        // when the release is made; the only clock of a run
	URL        string           // public address of what is published; may be empty
	Limits     release.Limits   // how much of what is public a release may lose
	AcceptLoss string           // why a release that loses more may be published; empty: it may not
	Progress   func(Step)       // told of each step; may be nil
}

// A Step is a moment of a run, for whoever watches.
type Step struct {
	Stage string // "receive", "tables", "artifacts", "publish"
	Done  int    // submissions, tables or files so far
}

func (j *Job) step(stage string, done int) {
	if j.Progress != nil {
		j.Progress(Step{Stage: stage, Done: done})
	}
}

// An Outcome is what became of one submission.
type Outcome struct {
	Submission submission.Submission // without its bytes
	Claimed    check.Identity        // who it says it is, as far as that could be read
	Status     check.Status
	Findings   []check.Finding
	Released   []archive.Released // from what held it, and why; never published
	Withdrawn  *archive.Cover     // why it is not published any more; nil: it was not withdrawn

	verdict  verdict // on it by itself
	accepted bool    // by itself and beside the version before it
}

// A Failure is a source, or one origin of a source, that could not be read.
// What it sent before stays published.
type Failure struct {
	Source string
	Origin string // empty: the whole source
	Err    error
}

// A Built is a release, ready to publish, and what became of every submission.
type Built struct {
	Release  *release.Release
	Outcomes []*Outcome // sorted by source, origin, hash
	Failures []Failure
}

// A Result is what a run did.
type Result struct {
	Built
	Receipt publish.Receipt
}
