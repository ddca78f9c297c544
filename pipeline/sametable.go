package pipeline

import (
	"slices"

	"github.com/concertations-ia/canevas/pipeline/artifact"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/table"
)

// A writtenTable is the files that rows of a digest became.
type writtenTable struct {
	Digest string              `json:"digest"` // of [table.Assembly.Digest]
	Files  []artifact.Artifact `json:"files"`
}

// sameTable returns the files of a table, adopted from the release that is
// public, where that has the same rows; otherwise none, and the digest of the
// rows. Without an account to compare with, or to keep for the next run, there is
// no digest either.
func (r *run) sameTable(a *table.Assembly, at int) (digest string, files []artifact.Artifact, err error) {
	if r.job.Archive == nil || r.job.Program == "" {
		return "", nil, nil
	}
	if digest, err = a.Digest(at); err != nil {
		return "", nil, err
	}
	if r.before == nil || at >= len(r.Tables) || r.Tables[at].Digest != digest || !arePublic(r.Tables[at].Files, &r.before.Manifest) {
		return digest, nil, nil
	}
	for _, file := range r.Tables[at].Files {
		if err := r.folder.Adopt(file); err != nil {
			return "", nil, err
		}
	}
	r.written[at] = r.Tables[at]
	return digest, r.Tables[at].Files, nil
}

// arePublic reports whether files are in a release.
func arePublic(files []artifact.Artifact, m *release.Manifest) bool {
	for _, file := range files {
		if !slices.ContainsFunc(m.Files, func(f release.File) bool { return f.Path == file.Path && f.SHA256 == file.SHA256 }) {
			return false
		}
	}
	return len(files) > 0
}
