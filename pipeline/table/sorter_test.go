package table

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/spool"
)

// points is a definition of one table whose keys have nothing to do with the
// document that brings them.
func points() *definition.Definition {
	return &definition.Definition{Tables: []*definition.Table{{
		Name: "points", Source: definition.Documents, Rows: []string{"/points/*"}, PrimaryKey: []string{"cle"},
		Columns: []definition.Column{required(column("cle", definition.Integer, "0/cle")), column("texte", definition.String, "0/texte")},
	}}}
}

// scattered are documents that share out the keys from 0 to n-1 at random.
func scattered(documents, n int) []string {
	random := rand.New(rand.NewPCG(1, 2))
	points := make([][]string, documents)
	for key := range n {
		at := random.IntN(documents)
		points[at] = append(points[at], fmt.Sprintf(`{"cle": %d, "texte": "t%d"}`, key-n/2, key))
	}
	texts := make([]string, documents)
	for i := range texts {
		texts[i] = fmt.Sprintf(`{"id": "D%d", "date": "2026-01-01", "points": [%s]}`, i, strings.Join(points[i], ","))
	}
	return texts
}

// TestInterleaved holds rows that every document has some of to coming out in
// the order of their keys.
func TestInterleaved(t *testing.T) {
	const n = 5000
	b := newBuilder(t, points(), scattered(7, n)...)
	got := finish(t, b)[0]
	if got.Len != n {
		t.Fatalf("%d rows", got.Len)
	}
	for row := range n {
		if got.Columns[0].Int[row] != int64(row-n/2) || got.Columns[1].Text[row] != fmt.Sprintf("t%d", row) {
			t.Fatalf("row %d is %d %s", row, got.Columns[0].Int[row], got.Columns[1].Text[row])
		}
	}
	if len(b.tables.plans) != 1 || len(assemble(t, b).sorted[0]) == 0 {
		t.Error("nothing had to be sorted")
	}
}

// TestSorterRuns has the rows sorted in many runs.
func TestSorterRuns(t *testing.T) {
	const n = 5000
	b := newBuilder(t, points(), scattered(40, n)...)
	a := assemble(t, b)
	for _, limit := range []int{1, 2000, runBytes} {
		file, err := spool.New(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		s := newSorter(b.tables.plans[0], file)
		s.limit = limit
		for i := range a.parts {
			packed, err := a.read(nil, i, 0)
			if err == nil {
				err = s.add(&a.parts[i], string(packed))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		var keys []int64
		if err := s.merge(func(columns []Column, row int) error {
			keys = append(keys, columns[0].Int[row])
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if len(keys) != n || !slices.IsSorted(keys) {
			t.Errorf("limit %d: %d rows, in order: %t", limit, len(keys), slices.IsSorted(keys))
		}
	}
}

// TestContested holds documents whose ranges of keys meet, without a key in
// common, to being all accepted, and a key that two have to being the first's.
func TestContested(t *testing.T) {
	b := newBuilder(t, points(), `{"id": "A", "date": "", "points": [{"cle": 1}, {"cle": 9}]}`, `{"id": "B", "date": "", "points": [{"cle": 5}]}`)
	findings := add(t, b, `{"id": "C", "date": "", "points": [{"cle": 4}, {"cle": 9}, {"cle": 5}]}`)
	var got []string
	for _, f := range findings {
		got = append(got, f.Pointer+" "+f.Message.FR)
	}
	want := []string{
		"/points/1 la clé 9 de la table points est déjà celle d'une ligne du document A",
		"/points/2 la clé 5 de la table points est déjà celle d'une ligne du document B",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if findings := add(t, b, `{"id": "C", "date": "", "points": [{"cle": 4}]}`); findings != nil {
		t.Errorf("a document that was turned away keeps its keys: %v", findings)
	}
	// Versions of one document dispute nothing.
	if findings := add(t, b, `{"id": "A", "date": "", "points": [{"cle": 1}, {"cle": 9}]}`); findings != nil {
		t.Errorf("a later version: %v", findings)
	}
}
