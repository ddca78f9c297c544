package diff

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/reader"
	"github.com/concertations-ia/canevas/pipeline/release"
)

// A side is one of the two releases.
type side struct {
	reader.Release
	tables []*sideTable // in the order of the manifest
}

// A sideTable is a table of one side.
type sideTable struct {
	*reader.Table
	of   *side
	name string
	file release.File // CSV
}

// describe reads what a release says of its tables. What it says that with is
// held to the manifest first.
func describe(ctx context.Context, r reader.Release) (*side, error) {
	s := &side{Release: r}
	for _, f := range r.Manifest.Files {
		if strings.HasSuffix(f.Path, ".json") {
			if err := reader.File(ctx, r.Bucket, r.Key(f.Path), f, func(io.Reader) {}); err != nil {
				return nil, err
			}
		}
	}
	described := map[string]*reader.Table{} // by the path of the CSV file
	for t, err := range r.Tables(ctx) {
		if err != nil {
			return nil, err
		}
		described[t.Path] = t
	}
	for _, t := range r.Manifest.Tables {
		at := slices.IndexFunc(r.Manifest.Files, func(f release.File) bool { return f.Table == t.Name && strings.HasSuffix(f.Path, ".csv") })
		if at < 0 || described[r.Manifest.Files[at].Path] == nil {
			return nil, fmt.Errorf("the table %s has no CSV file that is described", t.Name)
		}
		f := r.Manifest.Files[at]
		s.tables = append(s.tables, &sideTable{described[f.Path], s, t.Name, f})
	}
	return s, nil
}

// table returns a table by its name; nil where there is none.
func (s *side) table(name string) *sideTable {
	at := slices.IndexFunc(s.tables, func(t *sideTable) bool { return t.name == name })
	if at < 0 {
		return nil
	}
	return s.tables[at]
}

// key returns the names of the columns of the primary key.
func (t *sideTable) key() []string {
	names := []string{}
	for _, at := range t.Primary {
		names = append(names, t.Columns[at].Name)
	}
	return names
}

// each calls row with each row of the table, and holds the file to the manifest.
// What row has found out counts for nothing when there is an error.
func (t *sideTable) each(ctx context.Context, row func(cells []reader.Cell) error) error {
	key := t.of.Key(t.file.Path)
	var wrong error
	err := reader.File(ctx, t.of.Bucket, key, t.file, func(r io.Reader) { wrong = t.read(ctx, reader.NewRecords(r), row) })
	if err == nil && wrong != nil {
		err = fmt.Errorf("%s: %w", key, wrong)
	}
	return err
}

// read calls row with each record but the header.
func (t *sideTable) read(ctx context.Context, in *reader.Records, row func(cells []reader.Cell) error) error {
	header, err := in.Next()
	if err != nil {
		return fmt.Errorf("the header cannot be read: %w", err)
	}
	if !slices.EqualFunc(header, t.Columns, func(h reader.Cell, c reader.Column) bool { return h.Text == c.Name }) {
		return errors.New("the header has other columns than are described")
	}
	for n := 1; ; n++ {
		cells, err := in.Next()
		if err == io.EOF {
			return t.count(n - 1)
		}
		switch {
		case err != nil:
		case len(cells) != len(t.Columns):
			err = fmt.Errorf("%d fields instead of %d", len(cells), len(t.Columns))
		case ctx.Err() != nil:
			err = ctx.Err()
		default:
			err = row(cells)
		}
		if err != nil {
			return fmt.Errorf("row %d: %w", n, err)
		}
	}
}

func (t *sideTable) count(rows int) error {
	if rows != t.file.Rows {
		return fmt.Errorf("%d rows; the manifest says %d", rows, t.file.Rows)
	}
	return nil
}
