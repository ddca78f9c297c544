package publish

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/concertations-ia/canevas/pipeline/store"
)

// stockOf is a stock with these objects among others, each unit marked at a
// time, or not.
func stockOf(objects int, marked map[string]mark, keys ...string) *stock {
	s := &stock{objects: objects, units: map[string][]store.Info{}, marks: &marks{Marks: marked}}
	for _, key := range keys {
		s.units[unitOf(key)] = append(s.units[unitOf(key)], store.Info{Key: key})
	}
	return s
}

// planned are the keys that a plan deletes, in order.
func planned(p plan) []string {
	var all []string
	for _, unit := range p.due {
		for _, o := range p.objects[unit] {
			all = append(all, o.Key)
		}
	}
	return all
}

func TestPlan(t *testing.T) {
	now := time.Date(2026, 11, 23, 3, 17, 0, 0, time.UTC)
	old, begun := mark{Time: now.Add(-markAge)}, mark{Time: now, Deleting: true}
	const a, b, c = "releases/2026-11-01-aaaaaaaa/", "releases/2026-11-02-bbbbbbbb/", "latest/c.csv"
	keys := []string{c, a + "SHA256SUMS", a + "manifest.json", a + "x.csv", b + "manifest.json", b + "x.csv"}
	tests := []struct {
		name    string
		objects int
		marked  map[string]mark
		deleted []string
		waiting []string
		cut     []string
	}{
		{"nothing is marked", 100, nil, nil, nil, nil},
		{"all is marked", 100, map[string]mark{a: old, b: old, c: old}, []string{c, a + "manifest.json", a + "SHA256SUMS", a + "x.csv", b + "manifest.json", b + "x.csv"}, nil, nil},
		{"a tenth of it", 20, map[string]mark{a: old, b: old, c: old}, []string{c, a + "manifest.json"}, []string{b}, []string{a}},
		{"one at least", 9, map[string]mark{a: old, b: old, c: old}, []string{c}, []string{a, b}, nil},
		{"what was begun goes first", 20, map[string]mark{a: old, b: begun, c: old}, []string{b + "manifest.json", b + "x.csv"}, []string{c, a}, nil},
		{"some wait", 100, map[string]mark{a: {Time: now.Add(time.Second - markAge)}, b: old, c: {Time: now.Add(markAge)}}, []string{b + "manifest.json", b + "x.csv"}, []string{c, a}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := stockOf(test.objects, test.marked, keys...).plan(now)
			if got := planned(p); !slices.Equal(got, test.deleted) {
				t.Errorf("deleted: %q, want %q", got, test.deleted)
			}
			if !slices.Equal(p.waiting, test.waiting) {
				t.Errorf("waiting: %q, want %q", p.waiting, test.waiting)
			}
			maps.DeleteFunc(p.cut, func(_ string, cut bool) bool { return !cut })
			if got := slices.Sorted(maps.Keys(p.cut)); !slices.Equal(got, test.cut) {
				t.Errorf("cut: %q, want %q", got, test.cut)
			}
			if unmarked := len(test.marked) == 0; unmarked != (len(p.marked) == 3) {
				t.Errorf("marked: %q", p.marked)
			}
		})
	}
}

func TestUnits(t *testing.T) {
	for key, want := range map[string]string{
		"releases/2026-11-01-aaaaaaaa/schemas/x.json": "releases/2026-11-01-aaaaaaaa/",
		"releases/2026-11-01-aaaaaaaa":                "",
		"releases/notes/x.csv":                        "",
		"releases.csv":                                "",
		"latest/schemas/x.json":                       "latest/schemas/x.json",
		"latest":                                      "",
		".probe/nonce/object":                         ".probe/nonce/object",
		".gc/marks.json":                              "",
		"current.json":                                "",
		"commits/00000001-aaaaaaaaaaaaaaaa.json":      "",
		"index.html":                                  "",
	} {
		if got := unitOf(key); got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
}
