package artifact

import (
	"errors"
	"fmt"
	"sync"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/table"
)

// TableFiles are the files of one table, one for each format, which are written
// together from the same groups of rows.
type TableFiles struct {
	table    string
	rows     int
	files    []*File
	encoders []Encoder
}

// BeginTable begins the files of a table. The metadata goes into its Parquet
// file. The caller ends them with [TableFiles.Done] or [TableFiles.Discard].
func (f *Folder) BeginTable(t *definition.Table, formats []definition.Format, metadata []KeyValue, by *Workers) (*TableFiles, error) {
	w := &TableFiles{table: t.Name}
	for _, format := range formats {
		file, err := f.Begin(t.Name+"."+string(format), mediaTypes[format])
		if err != nil {
			return nil, errors.Join(err, w.Discard())
		}
		w.files = append(w.files, file)
		w.encoders = append(w.encoders, NewEncoder(format, file, t, metadata, by))
	}
	return w, nil
}

// Group adds rows to every file. It keeps nothing of them.
func (w *TableFiles) Group(t *table.Table) error {
	w.rows += t.Len
	return w.each(func(e Encoder) error { return e.Group(t) })
}

// each calls do for the encoder of every file, all at once.
func (w *TableFiles) each(do func(Encoder) error) error {
	errs := make([]error, len(w.encoders))
	var all sync.WaitGroup
	for i, e := range w.encoders {
		all.Go(func() {
			if err := do(e); err != nil {
				errs[i] = fmt.Errorf("create artifact %s: %w", w.files[i].artifact.Path, err)
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// Done completes the files and returns them, in the order of the formats. When it
// fails, some of them may be there.
func (w *TableFiles) Done() ([]Artifact, error) {
	if err := w.each(Encoder.Close); err != nil {
		return nil, errors.Join(err, w.Discard())
	}
	var done []Artifact
	for len(w.files) > 0 {
		a, err := w.files[0].Done(w.table, w.rows)
		w.files = w.files[1:]
		if err != nil {
			return nil, errors.Join(err, w.Discard())
		}
		done = append(done, a)
	}
	return done, nil
}

// Discard gives up the files that are not done.
func (w *TableFiles) Discard() error {
	var errs []error
	for _, file := range w.files {
		errs = append(errs, file.Discard())
	}
	w.files = nil
	return errors.Join(errs...)
}
