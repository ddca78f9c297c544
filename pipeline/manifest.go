package pipeline

import (
	"cmp"
	"slices"

	"github.com/concertations-ia/canevas/pipeline/artifact"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/table"
)

// manifest returns what the release says of itself, given the files of its
// tables; the other files are still to be named.
func (r *run) manifest(a *table.Assembly, files []artifact.Artifact) (release.Manifest, error) {
	j, def := r.job, r.job.Definition
	m := release.Manifest{
		Created: j.Time.UTC().Truncate(day), Content: release.Content(def, j.URL, csvOf(files)), Format: release.Format,
		Definition: release.Definition{Name: def.Package.Name, Version: def.Package.Version, SHA256: def.Hash},
		Documents:  documents(r.built.Outcomes, a), Tables: release.Tables(a.Counts()), Withdrawn: r.withdrawals(),
	}
	m.AcceptLoss = r.reason(&m)
	var err error
	m.Release, err = m.ID()
	return m, err
}

// reason is why the release may lose something. One that nothing needs is not
// told: a run that is always given a reason would otherwise name it although
// nothing is lost. What a build follows is known when it is published.
func (r *run) reason(m *release.Manifest) string {
	if r.bucket != nil && r.before.Follows(m, r.job.Limits) == nil {
		return ""
	}
	return r.job.AcceptLoss
}

// documents returns the published documents, sorted by identifier.
func documents(outcomes []*Outcome, a *table.Assembly) []release.Document {
	list := []release.Document{}
	for _, o := range publishedIn(outcomes) {
		list = append(list, release.Document{
			ID: o.Claimed.ID, Version: o.Claimed.Version, SHA256: o.Submission.SHA256,
			Submitter: o.Claimed.Submitter, Rows: a.RowsOf(o.Claimed.ID),
		})
	}
	slices.SortFunc(list, func(a, b release.Document) int { return cmp.Compare(a.ID, b.ID) })
	return list
}
