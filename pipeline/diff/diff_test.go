package diff

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
)

func compare(t *testing.T, old, now *draft) *Diff {
	t.Helper()
	d, err := Compare(t.Context(), old.build(t), now.build(t))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// people is a sheet with a key, and others that differ from it.
func people(change func(s *sheet)) *draft {
	s := &sheet{name: "personnes", columns: texts("id", "nom", "ville"), key: []string{"id"}, rows: [][]string{
		{"a", "Ada", "Londres"}, {"b", "Blaise", null}, {"c", "Condorcet", ""},
	}}
	change(s)
	return &draft{sheets: []*sheet{s}}
}

func TestCompareTables(t *testing.T) {
	tests := []struct {
		name   string
		change func(s *sheet)
		want   string // what is told; see told
	}{
		{"nothing", func(*sheet) {}, ""},
		{"rows change places", func(s *sheet) { s.rows[0], s.rows[2] = s.rows[2], s.rows[0] }, ""},
		{"a row more", func(s *sheet) { s.rows = append(s.rows, []string{"d", null, null}) }, "added [d]"},
		{"a row less", func(s *sheet) { s.rows = s.rows[1:] }, "removed [a]"},
		{"no row", func(s *sheet) { s.rows = nil }, "removed [a] [b] [c]"},
		{"a value", func(s *sheet) { s.rows[1][1] = "Pascal" }, "changed [b] nom; in nom 1"},
		{"a null becomes an empty text", func(s *sheet) { s.rows[1][2] = "" }, "changed [b] ville; in ville 1"},
		{"an empty text becomes a null", func(s *sheet) { s.rows[2][2] = null }, "changed [c] ville; in ville 1"},
		{"values change columns", func(s *sheet) { s.rows[0] = []string{"a", "Londres", "Ada"} }, "changed [a] nom ville; in nom 1; in ville 1"},
		{"a key", func(s *sheet) { s.rows[0][0] = "z" }, "added [z]; removed [a]"},
		{"a column more", func(s *sheet) {
			s.columns = append(s.columns, release.Column{Name: "age", Type: "integer"})
			for i := range s.rows {
				s.rows[i] = append(s.rows[i], "7")
			}
		}, "column + age integer"},
		{"a column less", func(s *sheet) {
			s.columns = s.columns[:2]
			for i := range s.rows {
				s.rows[i] = s.rows[i][:2]
			}
		}, "column - ville string; breaking column_removed personnes.ville >"},
		{"columns change places", func(s *sheet) {
			s.columns[1], s.columns[2] = s.columns[2], s.columns[1]
			for _, row := range s.rows {
				row[1], row[2] = row[2], row[1]
			}
		}, ""},
		{"another type", func(s *sheet) { s.columns[1].Type = "date" }, "type nom string date; breaking type_changed personnes.nom string>date"},
		{"another key", func(s *sheet) { s.key = []string{"id", "nom"} }, "breaking key_changed personnes. id>id,nom"},
		{"another key and a row more", func(s *sheet) { s.key, s.rows = []string{"nom"}, append(s.rows, []string{"d", "Diderot", null}) }, "added 1; breaking key_changed personnes. id>nom"},
		{"no key any more, and another value", func(s *sheet) { s.key, s.rows[0][1] = nil, "Byron" }, "added 1; removed 1; breaking key_changed personnes. id>"},
		{"the table is gone", func(s *sheet) { s.name = "gens" }, "table + gens 3; table - personnes 3; breaking table_removed personnes. >"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := compare(t, people(func(*sheet) {}), people(test.change))
			if got := told(d); got != test.want || d.Changed != (got != "") {
				t.Errorf("got %q, changed %t, want %q", got, d.Changed, test.want)
			}
		})
	}
}

// told puts a difference in a few words.
func told(d *Diff) string {
	var all []string
	say := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	for _, t := range d.TablesAdded {
		say("table + %s %d", t.Table, t.Rows)
	}
	for _, t := range d.TablesRemoved {
		say("table - %s %d", t.Table, t.Rows)
	}
	for _, t := range d.Tables {
		for _, c := range t.ColumnsAdded {
			say("column + %s %s", c.Name, c.Type)
		}
		for _, c := range t.ColumnsRemoved {
			say("column - %s %s", c.Name, c.Type)
		}
		for _, c := range t.TypesChanged {
			say("type %s %s %s", c.Column, c.Old, c.New)
		}
		keys := func(what string, l List[Key]) {
			if l.Count > 0 && len(l.First) == 0 {
				say("%s %d", what, l.Count)
			} else if l.Count > 0 {
				list := fmt.Sprint(l.First)
				say("%s %s", what, list[1:len(list)-1])
			}
		}
		keys("added", t.Added)
		keys("removed", t.Removed)
		for _, r := range t.Changed.First {
			say("changed %v %s", r.Key, strings.Join(r.Columns, " "))
		}
		for _, c := range t.ColumnsChanged {
			say("in %s %d", c.Column, c.Rows)
		}
	}
	for _, b := range d.Breaking {
		say("breaking %s %s.%s %s>%s", b.Kind, b.Table, b.Column, b.Old, b.New)
	}
	return strings.Join(all, "; ")
}

// Without a key a row is there as often as it stands in the file.
func TestCompareWithoutKey(t *testing.T) {
	votes := func(values ...string) *draft {
		s := &sheet{name: "votes", columns: texts("canal", "heure")}
		for _, v := range values {
			s.rows = append(s.rows, []string{v, null})
		}
		return &draft{sheets: []*sheet{s}}
	}
	d := compare(t, votes("urne", "urne", "web", "poste"), votes("web", "urne", "urne", "urne", "web"))
	if got := told(d); got != "added 2; removed 1" || len(d.Breaking) > 0 {
		t.Errorf("got %q", got)
	}
}

func TestCompareDefinitions(t *testing.T) {
	for _, test := range []struct {
		old, now string
		changed  bool
		breaking int
	}{{"1.2.0", "1.2.0", false, 0}, {"1.2.0", "1.10.0", true, 0}, {"1.2.0", "1.1.9", true, 1}} {
		version := func(v string) *draft {
			return &draft{manifest: release.Manifest{Definition: release.Definition{Version: v}}}
		}
		d := compare(t, version(test.old), version(test.now))
		if d.Changed != test.changed || len(d.Breaking) != test.breaking {
			t.Errorf("from %s to %s: %+v", test.old, test.now, d)
		}
	}
}

func TestCompareDocuments(t *testing.T) {
	documents := func(withdrawn []release.Withdrawal, all ...release.Document) *draft {
		return &draft{manifest: release.Manifest{Documents: all, Withdrawn: withdrawn}}
	}
	old := documents([]release.Withdrawal{{ID: "y", Reason: "avant"}},
		release.Document{ID: "a", Version: 1, SHA256: "1"}, release.Document{ID: "b", Version: 1, SHA256: "2"},
		release.Document{ID: "c", Version: 3, SHA256: "3"}, release.Document{ID: "d", Version: 1, SHA256: "4"}, release.Document{ID: "w", Version: 1, SHA256: "5"})
	now := documents([]release.Withdrawal{{ID: "w", Reason: "erreur"}, {ID: "y", Reason: "avant"}},
		release.Document{ID: "a", Version: 1, SHA256: "1"}, release.Document{ID: "b", Version: 2, SHA256: "6"},
		release.Document{ID: "c", Version: 3, SHA256: "7"}, release.Document{ID: "e", Version: 4, SHA256: "8"})
	d := compare(t, old, now)
	want := Documents{
		Added:     List[Document]{Count: 1, First: []Document{{ID: "e", Version: 4}}},
		Removed:   List[Document]{Count: 1, First: []Document{{ID: "d", Version: 1}}},
		Replaced:  List[Replaced]{Count: 2, First: []Replaced{{ID: "b", Old: 1, New: 2}, {ID: "c", Old: 3, New: 3}}},
		Withdrawn: List[Withdrawal]{Count: 1, First: []Withdrawal{{ID: "w", Reason: "erreur"}}},
	}
	if !reflect.DeepEqual(d.Documents, want) || !d.Changed {
		t.Errorf("got  %+v\nwant %+v", d.Documents, want)
	}
}

// A list ends, and says how long it is.
func TestCompareListsEnd(t *testing.T) {
	many := func(n int) *draft {
		return people(func(s *sheet) {
			s.rows = nil
			for i := range n {
				s.rows = append(s.rows, []string{fmt.Sprint(i), "x", "y"})
			}
		})
	}
	added := compare(t, many(0), many(3*Listed)).Tables[0].Added
	if added.Count != 3*Listed || len(added.First) != Listed {
		t.Errorf("%d of %d", len(added.First), added.Count)
	}
}

// A release that is damaged is an error, whatever the difference would be.
func TestCompareDamaged(t *testing.T) {
	other := people(func(s *sheet) { s.rows[0][1] = "Byron" })
	harms := []struct {
		name  string
		spoil func(d *draft)
		path  string
		old   string
		new   string
		want  string
	}{
		{"a flipped bit", nil, "personnes.csv", "Ada", "Adb", "the SHA-256 is"},
		{"a byte less", nil, "personnes.csv", "Ada", "Ad", "bytes; the manifest says"},
		{"another descriptor", nil, "datapackage.json", "personnes", "personnez", "datapackage.json: the SHA-256 is"},
		{"a key twice", func(d *draft) { d.sheets[0].rows[1][0] = "a" }, "", "", "", "personnes.csv: row 2: the primary key is empty or stands twice"},
		{"a row more than the manifest says", func(d *draft) { d.extra = []string{"d", null, null} }, "", "", "", "personnes.csv: 4 rows; the manifest says 3"},
		{"an empty key", func(d *draft) { d.sheets[0].rows[1][0] = null }, "", "", "", "row 2: the primary key"},
		{"a value too many", func(d *draft) { d.sheets[0].rows[1] = append(d.sheets[0].rows[1], "x") }, "", "", "", "row 2: 4 fields instead of 3"},
	}
	for _, harm := range harms {
		t.Run(harm.name, func(t *testing.T) {
			for _, swapped := range []bool{false, true} {
				spoilt := people(func(*sheet) {})
				if harm.spoil != nil {
					harm.spoil(spoilt)
				}
				a, b := spoilt.build(t), other.build(t)
				if harm.path != "" {
					data, _, err := a.Bucket.Read(t.Context(), harm.path, 1<<16)
					if err != nil {
						t.Fatal(err)
					}
					text := strings.Replace(string(data), harm.old, harm.new, 1)
					if err := a.Bucket.Put(t.Context(), harm.path, store.Bytes([]byte(text), "", "")); err != nil {
						t.Fatal(err)
					}
				}
				if swapped {
					a, b = b, a
				}
				if d, err := Compare(t.Context(), a, b); err == nil || d != nil || !strings.Contains(err.Error(), harm.want) {
					t.Errorf("swapped %t: got %+v and error %v, want one that says %q", swapped, d, err, harm.want)
				}
			}
		})
	}
}

func TestCompareStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	old, now := people(func(*sheet) {}), people(func(s *sheet) { s.rows[0][1] = "Byron" })
	if _, err := Compare(ctx, old.build(t), now.build(t)); !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v", err)
	}
}
