package publish

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/artifact"
	"github.com/concertations-ia/canevas/pipeline/reader"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/spool"
)

// formats holds the other files of each table to its CSV file, row by row and
// value by value. A file that is not the one the manifest names, or a CSV file
// with problems of its own, is compared with nothing.
func (v *verifier) formats(ctx context.Context) error {
	for _, f := range v.manifest.Files {
		open := v.opener(f)
		if f.Table == "" || open == nil || !v.sound[f.Path] {
			continue
		}
		csv, t := v.csvOf(f.Table)
		if t == nil || !v.sound[csv.Path] {
			continue
		}
		if err := v.absorb(ctx, v.format(ctx, t, csv, f, open)); err != nil {
			return err
		}
	}
	return nil
}

// csvOf returns the CSV file of a table, and what datapackage.json says of it;
// nil where that is nothing.
func (v *verifier) csvOf(table string) (release.File, *described) {
	for _, f := range v.manifest.Files {
		at := slices.IndexFunc(v.tables, func(t *described) bool { return t.Path == f.Path })
		if f.Table == table && isCSV(f) && at >= 0 {
			return f, v.tables[at]
		}
	}
	return release.File{}, nil
}

// An opener goes to the first row of a file that holds a table.
type opener func(ctx context.Context, t *described, f release.File) (*rowFile, error)

// opener returns how to read the rows of a file; nil where it holds none that
// can be compared.
func (v *verifier) opener(f release.File) opener {
	switch {
	case strings.HasSuffix(f.Path, ".parquet"):
		return v.openParquet
	case strings.HasSuffix(f.Path, ".jsonl"):
		return v.openLines
	}
	return nil
}

// A rowFile gives the rows of a table, as CSV has their values; nil for a null.
type rowFile struct {
	next  func() ([][]byte, error)
	close func()
}

func (v *verifier) openLines(ctx context.Context, t *described, f release.File) (*rowFile, error) {
	body, _, err := v.bucket.Open(ctx, v.key(f.Path))
	if err != nil {
		return nil, err
	}
	return &rowFile{reader.NewLines(body, t.Columns).Next, func() { body.Close() }}, nil
}

// errDisk is what is wrong here, and not with the publication.
var errDisk = errors.New("keep a file on disk to compare it")

// openParquet brings a file to disk, as what it says of itself stands at its end.
func (v *verifier) openParquet(ctx context.Context, t *described, f release.File) (*rowFile, error) {
	file, err := spool.New(os.TempDir())
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errDisk, err)
	}
	p, err := v.bring(ctx, t, f, file)
	if err != nil {
		file.Close()
		return nil, err
	}
	return &rowFile{p.Next, func() { p.Close(); file.Close() }}, nil
}

// bring copies a Parquet file to disk and holds its columns to those of the table.
func (v *verifier) bring(ctx context.Context, t *described, f release.File, to *spool.File) (*artifact.ParquetReader, error) {
	var full error
	err := reader.File(ctx, v.bucket, v.key(f.Path), f, func(r io.Reader) { _, full = io.Copy(to, r) })
	if err == nil && full != nil {
		err = fmt.Errorf("%w: %w", errDisk, full)
	}
	if err != nil {
		return nil, err
	}
	p, err := artifact.NewParquetReader(to.Reader(), to.Size())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", v.key(f.Path), err)
	}
	if !slices.Equal(columnsOf(p), t.named()) {
		p.Close()
		return nil, fmt.Errorf("%s: other columns or types than %s", v.key(f.Path), t.Path)
	}
	return p, nil
}

// columnsOf returns the columns of a Parquet file as a manifest names them.
func columnsOf(p *artifact.ParquetReader) []release.Column {
	var columns []release.Column
	for _, c := range p.Columns() {
		columns = append(columns, release.Column{Name: c.Name, Type: string(c.Type)})
	}
	return columns
}

// named returns the columns of a table as a manifest names them.
func (t *described) named() []release.Column {
	var columns []release.Column
	for _, c := range t.Columns {
		columns = append(columns, release.Column{Name: c.Name, Type: c.Type})
	}
	return columns
}

// format holds a file of a table to the CSV file.
func (v *verifier) format(ctx context.Context, t *described, csv, f release.File, open opener) error {
	other, err := open(ctx, t, f)
	if err != nil {
		return err
	}
	defer other.close()
	body, _, err := v.bucket.Open(ctx, v.key(csv.Path))
	if err != nil {
		return err
	}
	defer body.Close()
	in := reader.NewRecords(body)
	if _, err := in.Next(); err != nil {
		return err // it could be read before
	}
	return t.compare(in, other, &telling{v: v, key: v.key(f.Path)})
}

// compare holds the rows of a file to the records of the CSV file. It ends at the
// first row that cannot be read, with an error, or where enough is told: a file
// made to do harm could take for ever.
func (t *described) compare(in *reader.Records, other *rowFile, tell *telling) error {
	for n := 1; tell.told < firstProblems; n++ {
		want, err := in.Next()
		if err != nil && err != io.EOF {
			return err
		}
		last := err == io.EOF
		got, err := other.next()
		switch {
		case err == io.EOF && last:
			return nil
		case err == io.EOF:
			tell.problem("%d rows; %s has more", n-1, t.Path)
			return nil
		case err != nil:
			return fmt.Errorf("%s: row %d cannot be read: %w", tell.key, n, err)
		case last:
			tell.problem("more rows than the %d of %s", n-1, t.Path)
			return nil
		}
		t.compareRow(n, want, got, tell)
	}
	tell.v.problem("%s: the rest is not compared", tell.key)
	return nil
}

// compareRow holds the values of the n-th row to those of the CSV file.
func (t *described) compareRow(n int, want []reader.Cell, got [][]byte, tell *telling) {
	for i, c := range t.Columns {
		if want[i].IsNull() != (got[i] == nil) || want[i].Text != string(got[i]) {
			tell.problem("row %d: %s is not what %s says", n, c.Name, t.Path)
		}
	}
}
