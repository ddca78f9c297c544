package diff

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// edits makes a sheet of random rows with a key of two columns, edits a copy of
// it at random, and returns both and exactly what the edits come to.
func edits(draw *rand.Rand) (old, now *sheet, want Table) {
	columns := []string{"liste", "code", "a", "b", "c"}
	old = &sheet{name: "t", columns: texts(columns...), key: []string{"liste", "code"}}
	value := func() string {
		return []string{null, "", "x", "y", "x,\r\n\"y\"", fmt.Sprint(draw.IntN(5))}[draw.IntN(6)]
	}
	now = &sheet{name: "t", columns: old.columns, key: old.key}
	want = Table{Name: "t", Key: old.key, KeyBefore: old.key}
	counts := map[string]int{}
	for i := range draw.IntN(60) {
		row := []string{fmt.Sprint(i % 3), fmt.Sprint(i), value(), value(), value()}
		edited := slices.Clone(row)
		switch key := (Key{row[0], row[1]}); draw.IntN(4) {
		case 0:
			old.rows = append(old.rows, row)
			want.Removed.First = append(want.Removed.First, key)
			continue
		case 1:
			want.Added.First = append(want.Added.First, key)
			now.rows = append(now.rows, row)
			continue
		case 2:
			changed := ChangedRow{Key: key}
			for j := 2; j < len(columns); j++ {
				if edited[j] = value(); edited[j] != row[j] {
					changed.Columns = append(changed.Columns, columns[j])
					counts[columns[j]]++
				}
			}
			if changed.Columns != nil {
				want.Changed.First = append(want.Changed.First, changed)
			}
		}
		old.rows, now.rows = append(old.rows, row), append(now.rows, edited)
	}
	for _, c := range columns {
		if counts[c] > 0 {
			want.ColumnsChanged = append(want.ColumnsChanged, ChangedColumn{Column: c, Rows: counts[c]})
		}
	}
	draw.Shuffle(len(now.rows), func(i, j int) { now.rows[i], now.rows[j] = now.rows[j], now.rows[i] })
	want.RowsBefore, want.Rows = len(old.rows), len(now.rows)
	want.Added.Count, want.Removed.Count, want.Changed.Count = len(want.Added.First), len(want.Removed.First), len(want.Changed.First)
	return old, now, want
}

// Rows that changed are compared in as many readings as their number asks for, and
// each once.
func TestCompareInParts(t *testing.T) {
	draw := rand.New(rand.NewPCG(11, 23))
	for range 20 {
		old, now, want := edits(draw)
		before, after := describedTable(t, old), describedTable(t, now)
		c := &comparison{old: before, now: after, room: 3 * (64 + 8*5), found: &Table{}}
		c.compareColumns()
		if err := c.compareRows(t.Context()); err != nil {
			t.Fatal(err)
		}
		if c.found.Changed.Count != want.Changed.Count || !slices.Equal(c.found.ColumnsChanged, want.ColumnsChanged) {
			t.Errorf("got  %d %v\nwant %d %v", c.found.Changed.Count, c.found.ColumnsChanged, want.Changed.Count, want.ColumnsChanged)
		}
	}
}

func describedTable(t *testing.T, s *sheet) *sideTable {
	t.Helper()
	of, err := describe(t.Context(), (&draft{sheets: []*sheet{s}}).build(t))
	if err != nil {
		t.Fatal(err)
	}
	return of.tables[0]
}

// TestCompareFindsEdits edits tables at random: what is found is exactly the
// edits, whatever the order of the rows.
func TestCompareFindsEdits(t *testing.T) {
	draw := rand.New(rand.NewPCG(23, 11))
	for n := range 300 {
		old, now, want := edits(draw)
		d := compare(t, &draft{sheets: []*sheet{old}}, &draft{sheets: []*sheet{now}})
		var got Table
		if len(d.Tables) > 0 {
			got = d.Tables[0]
		} else {
			want.Key, want.KeyBefore, want.Name, want.Rows, want.RowsBefore = nil, nil, "", 0, 0
		}
		byKey := func(a, b Key) int { return strings.Compare(strings.Join(a, "|"), strings.Join(b, "|")) }
		for _, table := range []*Table{&got, &want} {
			slices.SortFunc(table.Added.First, byKey)
			slices.SortFunc(table.Removed.First, byKey)
			slices.SortFunc(table.Changed.First, func(a, b ChangedRow) int { return byKey(a.Key, b.Key) })
			table.ColumnsAdded, table.ColumnsRemoved, table.TypesChanged = nil, nil, nil
			table.ColumnsChanged = append([]ChangedColumn{}, table.ColumnsChanged...)
			table.Added.First = append([]Key{}, table.Added.First...)
			table.Removed.First = append([]Key{}, table.Removed.First...)
			table.Changed.First = append([]ChangedRow{}, table.Changed.First...)
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("table %d:\ngot  %+v\nwant %+v", n, got, want)
		}
	}
}
