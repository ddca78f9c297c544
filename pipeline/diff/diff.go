// Package diff says what changed from one release to another: tables, columns,
// rows by their primary keys, documents; and whether a program that reads the
// one may fail on the other.
//
// The rules are:
//
//   - Every file that is read is held to its manifest: a release that is damaged
//     is an error, never a difference. Files that two manifests say are the same
//     are not read.
//   - Counts are whole. Lists end after [Listed], however long.
//   - Of the values in the rows only keys are told.
//   - Memory does not grow with the text of the rows: see [Compare].
package diff

import (
	"context"
	"fmt"

	"github.com/concertations-ia/canevas/pipeline/reader"
	"github.com/concertations-ia/canevas/pipeline/release"
)

// Listed is how many members a [List] names at most.
const Listed = 1000

// A List is how many there are of something, and the first of them.
type List[T any] struct {
	Count int `json:"count"`
	First []T `json:"first"` // at most [Listed]
}

func newList[T any]() List[T] { return List[T]{First: []T{}} }

func (l *List[T]) add(member T) {
	if l.Count++; l.Count <= Listed {
		l.First = append(l.First, member)
	}
}

// A Diff is what changed from one release to another. The lists of tables follow
// the order of the definitions.
type Diff struct {
	Old           Edition   `json:"old"`
	New           Edition   `json:"new"`
	Changed       bool      `json:"changed"`  // anything below
	Breaking      []Break   `json:"breaking"` // why a program that reads the old one may fail; empty: nothing
	TablesAdded   []Rows    `json:"tables_added"`
	TablesRemoved []Rows    `json:"tables_removed"`
	Tables        []Table   `json:"tables"` // that both have and that differ
	Documents     Documents `json:"documents"`
}

// An Edition names one of the two releases.
type Edition struct {
	Release    string `json:"release"`
	Definition string `json:"definition"` // the version of its definition
}

// Rows names a table and says how many rows it has.
type Rows struct {
	Table string `json:"table"`
	Rows  int    `json:"rows"`
}

// Compare compares two releases, one table after the other. A table whose CSV
// file is another one is read on both sides: once to find the rows that differ,
// then, where there are any, to name those that are gone and to compare those
// that changed column by column, 64 MiB of them at once.
//
// For each row of that table that either side has it holds a sum of its key, one
// of its values and a byte: 33 bytes, which a map makes some 40 to 90 of,
// whatever the length of the row.
func Compare(ctx context.Context, old, now reader.Release) (*Diff, error) {
	d := &Diff{
		Old: edition(old.Manifest), New: edition(now.Manifest),
		Breaking: []Break{}, TablesAdded: []Rows{}, TablesRemoved: []Rows{}, Tables: []Table{},
		Documents: compareDocuments(old.Manifest, now.Manifest),
	}
	before, err := describe(ctx, old)
	if err != nil {
		return nil, fmt.Errorf("read release %s: %w", d.Old.Release, err)
	}
	after, err := describe(ctx, now)
	if err != nil {
		return nil, fmt.Errorf("read release %s: %w", d.New.Release, err)
	}
	d.compareDefinitions(old.Manifest, now.Manifest)
	if err := d.compareTables(ctx, before, after); err != nil {
		return nil, err
	}
	d.Changed = d.Old.Definition != d.New.Definition || d.Documents.changed() ||
		len(d.TablesAdded)+len(d.TablesRemoved)+len(d.Tables) > 0
	return d, nil
}

func edition(m *release.Manifest) Edition {
	return Edition{Release: m.Release, Definition: m.Definition.Version}
}

// compareTables compares every table that either release has.
func (d *Diff) compareTables(ctx context.Context, old, now *side) error {
	for _, before := range old.tables {
		if now.table(before.name) == nil {
			d.TablesRemoved = append(d.TablesRemoved, Rows{before.name, before.file.Rows})
			d.breaks(Break{Kind: TableRemoved, Table: before.name})
		}
	}
	for _, after := range now.tables {
		before := old.table(after.name)
		if before == nil {
			d.TablesAdded = append(d.TablesAdded, Rows{after.name, after.file.Rows})
			continue
		}
		t, err := compareTable(ctx, before, after)
		if err != nil {
			return fmt.Errorf("compare the table %s: %w", after.name, err)
		}
		d.breakTable(&t)
		if t.changed() {
			d.Tables = append(d.Tables, t)
		}
	}
	return nil
}
