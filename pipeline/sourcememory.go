package pipeline

import (
	"context"
	"errors"
	"iter"
	"slices"

	"github.com/concertations-ia/canevas/pipeline/archive"
	"github.com/concertations-ia/canevas/pipeline/source"
)

// memory is what sources remember between runs: the job's archive, or nothing.
func (j *Job) memory() source.Memory {
	if j.Archive == nil {
		return forgetful{}
	}
	return j.Archive
}

// ids yields the identifiers of the documents accepted in earlier runs.
func (j *Job) ids() iter.Seq[string] {
	if j.Archive == nil {
		return slices.Values([]string(nil))
	}
	return slices.Values(j.Archive.Documents())
}

// history returns the versions of a document accepted in earlier runs.
func (j *Job) history(id string) []archive.Accepted {
	if j.Archive == nil {
		return nil
	}
	return j.Archive.History(id)
}

// accepted reports whether an outcome's submission was accepted in an earlier
// run.
func (j *Job) accepted(o *Outcome) bool {
	return slices.ContainsFunc(j.history(o.Claimed.ID), func(x archive.Accepted) bool {
		return x.SHA256 == o.Submission.SHA256
	})
}

// forgetful is the memory of a job without an archive.
type forgetful struct{}

func (forgetful) Seen(string) (source.Seen, bool) { return source.Seen{}, false }

func (forgetful) Remember(string, source.Seen) {}

func (forgetful) Raw(context.Context, string) ([]byte, error) {
	return nil, errors.New("nothing is remembered")
}
