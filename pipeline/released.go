package pipeline

import (
	"cmp"
	"slices"

	"github.com/concertations-ia/canevas/pipeline/archive"
	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/submission"
)

// check checks a submission. What people have released of it holds nothing back:
// a verdict depends on that as it does on the bytes.
func (r *run) check(s submission.Submission, previous *check.Document) check.Verdict {
	return r.checker.Check(s, previous, r.job.released(s.SHA256)...)
}

// releases returns what people have released of the submission of a hash, the
// oldest first.
func (j *Job) releases(sha256 string) []archive.Released {
	if j.Archive == nil {
		return nil
	}
	return j.Archive.Released(sha256)
}

// released returns the holds on the submission of a hash that people have
// released, each once, and always in the same order.
func (j *Job) released(sha256 string) []check.Hold {
	var holds []check.Hold
	for _, r := range j.releases(sha256) {
		for _, h := range r.Holds {
			holds = append(holds, check.Hold(h))
		}
	}
	slices.SortFunc(holds, func(a, b check.Hold) int {
		return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Pointer, b.Pointer))
	})
	return slices.Compact(holds)
}
