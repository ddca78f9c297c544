package publish

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/catalog"
	"github.com/concertations-ia/canevas/pipeline/reader"
)

// A described is a table as datapackage.json describes it, and the keys that
// were met in its CSV file.
type described struct {
	*reader.Table
	foreign []*foreign
	keys    map[string]keySet // that foreign keys lead to, by the names of their columns
}

// A foreign is a foreign key, and the first row of each of its values.
type foreign struct {
	reader.Foreign
	to   *described // nil where it leads nowhere
	rows map[reader.KeySum]int
}

func (f *foreign) reference() string { return strings.Join(f.Fields, ",") }

// A keySet is the values of some columns.
type keySet struct {
	columns []int
	seen    map[reader.KeySum]struct{}
}

func newDescribed(t *reader.Table) *described {
	d := &described{Table: t, keys: map[string]keySet{}}
	for _, f := range t.Foreign {
		d.foreign = append(d.foreign, &foreign{Foreign: f, rows: map[reader.KeySum]int{}})
	}
	return d
}

// describe reads what datapackage.json says of the CSV files.
func (v *verifier) describe(ctx context.Context) error {
	for t, err := range v.release().Tables(ctx) {
		if err == nil {
			v.tables = append(v.tables, newDescribed(t))
		} else if err := v.absorb(ctx, err); err != nil {
			return err
		}
	}
	for _, t := range v.tables {
		for _, f := range t.foreign {
			if err := f.resolve(t, v.tables); err != nil {
				v.problem("%s: %s: %v", v.key(catalog.PackagePath), t.Name, err)
			}
		}
	}
	return nil
}

// resolve finds the table that a foreign key of t leads to, and has it keep the
// keys that are asked for.
func (f *foreign) resolve(t *described, all []*described) error {
	to := t
	if f.Resource != "" {
		at := slices.IndexFunc(all, func(u *described) bool { return u.Name == f.Resource })
		if at < 0 {
			return fmt.Errorf("a foreign key leads to %s, which is no table", f.Resource)
		}
		to = all[at]
	}
	places, err := to.Places(f.Fields)
	if err != nil {
		return err
	}
	if len(places) != len(f.Columns) {
		return fmt.Errorf("a foreign key of %d columns leads to %d", len(f.Columns), len(places))
	}
	f.to = to
	if _, asked := to.keys[f.reference()]; !asked {
		to.keys[f.reference()] = keySet{places, map[reader.KeySum]struct{}{}}
	}
	return nil
}
