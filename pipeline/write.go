package pipeline

import (
	"cmp"
	"io"
	"slices"
	"time"

	"github.com/concertations-ia/canevas/pipeline/artifact"
	"github.com/concertations-ia/canevas/pipeline/catalog"
	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/portal"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/table"
)

// tables completes the tables with the code lists and the ledger.
func (j *Job) tables(outcomes []*Outcome, builder *table.Builder) ([]*table.Table, error) {
	return builder.Finish(ledger(outcomes))
}

// A release says the day it was made, and no hour: its name has the day too, so
// that one name is always one set of bytes, however often a day's run is tried.
const day = 24 * time.Hour

// write writes every artifact of the release into folder.
//
// The release is named after its CSV files, so they are written first; all the
// others may then name the release they belong to.
func (j *Job) write(folder *artifact.Folder, tables []*table.Table, outcomes []*Outcome) (*release.Release, error) {
	files, err := j.writeCSV(folder, tables)
	if err != nil {
		return nil, err
	}
	content := release.Content(j.Definition, files)
	d := catalog.Description{
		Definition: j.Definition, Release: release.ID(j.Time, content), Made: j.Time.UTC().Truncate(day),
		URL: j.URL, Tables: tables, Period: j.period(outcomes),
	}
	if d.Files, err = j.writeOthers(folder, &d, files); err != nil {
		return nil, err
	}
	if err := d.Write(folder); err != nil {
		return nil, err
	}
	if err := portal.Write(folder, &d); err != nil {
		return nil, err
	}
	if err := catalog.WriteSums(folder); err != nil {
		return nil, err
	}
	return release.New(folder, release.Manifest{
		Release: d.Release, Created: d.Made, Content: content, Format: release.Format,
		Definition: release.Definition{Name: j.Definition.Package.Name, Version: j.Definition.Package.Version, SHA256: j.Definition.Hash},
		Documents:  documents(outcomes), Tables: release.Tables(tables), AcceptLoss: j.AcceptLoss,
	})
}

func (j *Job) writeCSV(folder *artifact.Folder, tables []*table.Table) ([]artifact.Artifact, error) {
	files := make([]artifact.Artifact, len(tables))
	err := each(len(tables), func(i int) (err error) {
		t := tables[i]
		files[i], err = folder.CreateTable(t.Spec.Name+".csv", "text/csv; charset=utf-8", t, func(w io.Writer) error { return artifact.WriteCSV(w, t) })
		return err
	})
	j.step("artifacts", len(files))
	return files, err
}

// writeOthers writes each table as Parquet and as JSON Lines, and returns
// files with theirs added, in the order of the tables.
func (j *Job) writeOthers(folder *artifact.Folder, d *catalog.Description, files []artifact.Artifact) ([]artifact.Artifact, error) {
	const formats = 3
	all := make([]artifact.Artifact, formats*len(files))
	err := each(len(files), func(i int) (err error) {
		t := d.Tables[i]
		metadata, err := d.ParquetMetadata(t.Spec)
		if err != nil {
			return err
		}
		parquet, err := folder.CreateTable(t.Spec.Name+".parquet", "application/vnd.apache.parquet", t, func(w io.Writer) error { return artifact.WriteParquet(w, t, metadata) })
		if err != nil {
			return err
		}
		lines, err := folder.CreateTable(t.Spec.Name+".jsonl", "application/jsonl; charset=utf-8", t, func(w io.Writer) error { return artifact.WriteJSONLines(w, t) })
		copy(all[formats*i:], []artifact.Artifact{files[i], parquet, lines})
		return err
	})
	j.step("artifacts", len(all))
	return all, err
}

// documents returns the published documents, sorted by identifier.
func documents(outcomes []*Outcome) []release.Document {
	list := []release.Document{}
	for _, o := range outcomes {
		if o.Status == check.Published {
			list = append(list, release.Document{ID: o.Claimed.ID, Version: o.Claimed.Version, SHA256: o.Submission.SHA256})
		}
	}
	slices.SortFunc(list, func(a, b release.Document) int { return cmp.Compare(a.ID, b.ID) })
	return list
}

// period returns the first and the last day that the published documents are
// about, where the definition says where they say it.
func (j *Job) period(outcomes []*Outcome) catalog.Period {
	var p catalog.Period
	for _, o := range outcomes {
		if o.Status != check.Published {
			continue
		}
		root := &o.document.Tree().Root
		if v := root.Lookup(j.Definition.Package.Temporal.Start); !v.IsNull() && (p.Start == "" || v.Text < p.Start) {
			p.Start = v.Text
		}
		if v := root.Lookup(j.Definition.Package.Temporal.End); !v.IsNull() && v.Text > p.End {
			p.End = v.Text
		}
	}
	return p
}
