package pipeline

import (
	"cmp"
	"errors"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/concertations-ia/canevas/pipeline/artifact"
	"github.com/concertations-ia/canevas/pipeline/catalog"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/portal"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/table"
)

// A release says the day it was made, and no hour: its name has the day too, so
// that one name is always one set of bytes, however often a day's run is tried.
const day = 24 * time.Hour

// write writes every artifact of the release into the folder.
//
// The release is named after what its manifest says of the tables, so those are
// written first; all else may then name the release it belongs to.
func (r *run) write(a *table.Assembly) (*release.Release, error) {
	j, def := r.job, r.job.Definition
	files, err := r.writeTables(a)
	if err != nil {
		return nil, err
	}
	m, err := r.manifest(a, files)
	if err != nil {
		return nil, err
	}
	d := catalog.Description{
		Definition: def, Release: m.Release, Made: m.Created,
		URL: j.URL, Tables: a.Counts(), Files: files, Period: period(r.built.Outcomes),
	}
	if slices.ContainsFunc(def.Tables, func(t *definition.Table) bool { return t.Source == definition.Submissions }) {
		d.Received = received(r.built.Outcomes)
	}
	if err := d.Write(r.folder); err != nil {
		return nil, err
	}
	if err := portal.Write(r.folder, &d); err != nil {
		return nil, err
	}
	if err := catalog.WriteSums(r.folder); err != nil {
		return nil, err
	}
	return release.New(r.folder, m)
}

// lanes is how many tables are written at once. Each holds a group of rows, and
// all share the cores, so two are enough to keep many busy.
const lanes = 2

// writeTables writes the files of every table and returns them in the order of
// the tables, those of each in the order of its formats.
func (r *run) writeTables(a *table.Assembly) ([]artifact.Artifact, error) {
	workers, err := artifact.NewWorkers(runtime.GOMAXPROCS(0))
	if err != nil {
		return nil, err
	}
	counts := a.Counts()
	order := make([]int, len(counts))
	for at := range order {
		order[at] = at
	}
	// The largest first, so that no lane is left with it at the end.
	slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(counts[y].Rows, counts[x].Rows) })
	files := make([][]artifact.Artifact, len(counts))
	r.written = make([]writtenTable, len(counts))
	err = each(len(order), lanes, func(i int) (err error) {
		files[order[i]], err = r.writeTable(a, order[i], workers)
		return err
	})
	all := slices.Concat(files...)
	r.job.step("artifacts", len(all))
	return all, err
}

// writeTable writes the files of the table at a position of the definition.
func (r *run) writeTable(a *table.Assembly, at int, by *artifact.Workers) ([]artifact.Artifact, error) {
	def := r.job.Definition
	digest, files, err := r.sameTable(a, at)
	if files != nil || err != nil {
		return files, err
	}
	metadata, err := catalog.ParquetMetadata(def, def.Tables[at])
	if err != nil {
		return nil, err
	}
	w, err := r.folder.BeginTable(def.Tables[at], def.Package.Formats, metadata, by)
	if err != nil {
		return nil, err
	}
	for group, err := range a.Groups(at) {
		if err == nil {
			err = w.Group(group)
		}
		if err != nil {
			return nil, errors.Join(err, w.Discard())
		}
	}
	files, err = w.Done()
	r.written[at] = writtenTable{Digest: digest, Files: files}
	return files, err
}

// csvOf returns the CSV files among the files of tables.
func csvOf(files []artifact.Artifact) []artifact.Artifact {
	return slices.DeleteFunc(slices.Clone(files), func(a artifact.Artifact) bool {
		return !strings.HasSuffix(a.Path, "."+string(definition.CSV))
	})
}

// period returns the first and the last day that the published documents are
// about.
func period(outcomes []*Outcome) catalog.Period {
	var p catalog.Period
	for _, o := range publishedIn(outcomes) {
		of := o.verdict.Period
		if of.Start != "" && (p.Start == "" || of.Start < p.Start) {
			p.Start = of.Start
		}
		p.End = max(p.End, of.End)
	}
	return p
}
