package table

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

// body returns a document of the example that says something of two bodies.
func body(id, date, first, second string) string {
	return fmt.Sprintf(`{"id": %q, "titre": "T", "date": %q,
		"porteurs": [{"siren": "1", "nom": %s, "role": "chef"}, {"siren": "2", "nom": %s, "role": "membre"}]}`, id, date, first, second)
}

func TestMerge(t *testing.T) {
	tests := []struct {
		name      string
		documents []string
		want      string   // the names kept
		warnings  []string // document, pointer, French message
	}{
		{"the latest document wins", []string{body("A", "2026-02-01", `"a1"`, `"a2"`), body("B", "2026-01-01", `"b1"`, `"a2"`)}, "a1 a2",
			[]string{"B /porteurs/0: « NOM » de 1 (table collectivites) : b1 ici, a1 dans le document A, qui est retenu",
				"B /porteurs/0: « MAJUSCULES » de 1 (table collectivites) : b1 ici, a1 dans le document A, qui est retenu"}},
		{"on one day the greater identifier wins", []string{body("A", "2026-02-01", `"a1"`, `"a2"`), body("B", "2026-02-01", `"a1"`, `"b2"`)}, "a1 b2",
			[]string{"A /porteurs/1: « NOM » de 2 (table collectivites) : a2 ici, b2 dans le document B, qui est retenu",
				"A /porteurs/1: « MAJUSCULES » de 2 (table collectivites) : a2 ici, b2 dans le document B, qui est retenu"}},
		{"an instant is later than its day", []string{body("A", "2026-02-01T00:00:01Z", `"a1"`, `"a2"`), body("B", "2026-02-01", `"a1"`, `"a2"`)}, "a1 a2", nil},
		{"instants are compared, not their texts", []string{body("A", "2026-02-01T09:00:00-05:00", `"a1"`, `"a2"`), body("B", "2026-02-01T10:00:00Z", `null`, `"a2"`)}, "a1 a2", nil},
		{"null disagrees with nothing, and wins", []string{body("A", "2026-02-01", `null`, `"a2"`), body("B", "2026-01-01", `"b1"`, `"a2"`)}, "null a2", nil},
		{"what is no date comes first", []string{body("A", "hier", `"a1"`, `"a2"`), body("B", "1950-01-01", `"b1"`, `"a2"`)}, "b1 a2",
			[]string{"A /porteurs/0: « NOM » de 1 (table collectivites) : a1 ici, b1 dans le document B, qui est retenu",
				"A /porteurs/0: « MAJUSCULES » de 1 (table collectivites) : a1 ici, b1 dans le document B, qui est retenu"}},
	}
	for _, test := range tests {
		for _, order := range []string{"in order", "in reverse"} {
			t.Run(test.name+", "+order, func(t *testing.T) {
				def := example()
				def.Tables[1].Columns[3].From = "0/rien" // the dates of the documents differ, and are no dates here
				def.Tables[1].Columns[4].Compute = "null"
				documents := slices.Clone(test.documents)
				if order == "in reverse" {
					slices.Reverse(documents)
				}
				b := newBuilder(t, def, documents...)
				names := finish(t, b)[1].Columns[1]
				if got := names.words(0) + " " + names.words(1); got != test.want || len(names.Null) != 2 {
					t.Errorf("got %s, want %s", got, test.want)
				}
				var got []string
				for _, d := range b.Disagreements() {
					got = append(got, fmt.Sprintf("%s %s: %s", d.Document, d.Finding.Pointer, d.Finding.Message.FR))
					if d.Finding.Rule != "table/merge" || d.Finding.Severity != "warning" || d.Finding.Place.Line == 0 || d.Finding.Message.EN == "" {
						t.Errorf("finding %+v", d.Finding)
					}
				}
				if !slices.Equal(got, test.warnings) {
					t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(test.warnings, "\n"))
				}
			})
		}
	}
}

// TestMergeWithin holds the first row of a document to being kept, and the
// columns that come from around the row to staying out of disagreements.
func TestMergeWithin(t *testing.T) {
	text := `{"id": "A", "titre": "T", "date": "2026-02-01", "porteurs": [
		{"siren": "1", "nom": "un", "role": "chef"}, {"siren": "1", "nom": "un", "role": ""}, {"siren": "1", "nom": "une", "role": ""}]}`
	b := newBuilder(t, example(), text)
	if got := finish(t, b)[1]; got.Len != 1 || got.Columns[1].words(0) != "un" || got.Columns[5].Int[0] != 0 {
		t.Errorf("got %s", dump([]*Table{got}))
	}
	var pointers []string
	for _, d := range b.Disagreements() {
		pointers = append(pointers, d.Finding.Pointer)
	}
	if want := []string{"/porteurs/2", "/porteurs/2"}; !slices.Equal(pointers, want) {
		t.Errorf("got %q, want %q", pointers, want)
	}
}

func TestMoment(t *testing.T) {
	for date, want := range map[string]int64{
		"1970-01-02": 86_400_000_000, "1970-01-01T00:00:01+01:00": -3_599_000_000, "": math.MinInt64, "demain": math.MinInt64,
	} {
		if got := moment(date); got != want {
			t.Errorf("%q: got %d, want %d", date, got, want)
		}
	}
}
