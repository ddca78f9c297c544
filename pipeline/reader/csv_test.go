package reader

import (
	"bytes"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/artifact"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/table"
)

func readAll(text string) ([][]Cell, error) {
	in := NewRecords(strings.NewReader(text))
	var all [][]Cell
	for {
		record, err := in.Next()
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		all = append(all, record)
	}
}

func TestRecords(t *testing.T) {
	tests := []struct {
		name, text string
		want       [][]Cell
		wrong      bool
	}{
		{"nothing", "", nil, false},
		{"fields", "a,b\r\nc,d\r\n", [][]Cell{{{"a", false}, {"b", false}}, {{"c", false}, {"d", false}}}, false},
		{"null and empty text", ",\"\"\r\n", [][]Cell{{{"", false}, {"", true}}}, false},
		{"null in a single column", "\"\"\r\n", [][]Cell{{{"", false}}}, false},
		{"quotes, commas and lines", "\"a\"\"b,\r\nc\n\"\r\n", [][]Cell{{{"a\"b,\r\nc\n", true}}}, false},
		{"no end of line", "a,b", nil, true},
		{"a line feed", "a\n", nil, true},
		{"a carriage return", "a\rb\r\n", nil, true},
		{"a quote inside", "a\"b\r\n", nil, true},
		{"a quote that is not closed", "\"a\r\n", nil, true},
		{"text after a quote", "\"a\"b\r\n", nil, true},
		{"an empty line", "\r\n", [][]Cell{{{"", false}}}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := readAll(test.text)
			if (err != nil) != test.wrong || !test.wrong && !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %+v and error %v, want %+v", got, err, test.want)
			}
		})
	}
}

// FuzzRecords holds the reader to finding exactly what the writer was given,
// byte for byte, nulls included.
func FuzzRecords(f *testing.F) {
	f.Add("a", "b,c", true)
	f.Add("dit \"oui\"", "a\r\nb", false)
	f.Add("", "\ufeff", false)
	f.Add(" ", "\r", true)
	f.Fuzz(func(t *testing.T, first, second string, null bool) {
		text := func(name string, values ...string) table.Column {
			return table.Column{Spec: &definition.Column{Name: name, Type: definition.String}, Text: values, Null: make([]bool, len(values))}
		}
		tab := &table.Table{Spec: &definition.Table{Name: "essai"}, Columns: []table.Column{text("a", first, second), text("b", second, first)}, Len: 2}
		tab.Columns[1].Null[0] = null
		var written bytes.Buffer
		workers, err := artifact.NewWorkers(1)
		if err != nil {
			t.Fatal(err)
		}
		spec := &definition.Table{Name: "essai", Columns: []definition.Column{*tab.Columns[0].Spec, *tab.Columns[1].Spec}}
		if err := artifact.NewEncoder(definition.CSV, &written, spec, nil, workers).Group(tab); err != nil {
			t.Fatal(err)
		}
		got, err := readAll(written.String())
		if err != nil || len(got) != 3 {
			t.Fatalf("%d records and error %v in %q", len(got), err, written.String())
		}
		for row := range 2 {
			for i, c := range tab.Columns {
				want := c.Text[row]
				if c.Null[row] {
					want = ""
				}
				if cell := got[row+1][i]; cell.Text != want || cell.IsNull() != c.Null[row] {
					t.Errorf("row %d, column %d: got %+v, want %q, null %t", row, i, cell, want, c.Null[row])
				}
			}
		}
	})
}
