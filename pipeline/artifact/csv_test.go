package artifact

import (
	"bytes"
	"encoding/csv"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/definition"
)

func TestWriteCSV(t *testing.T) {
	want := strings.Join([]string{
		"id,texte,effectif,part,public,jour,recu,vide",
		"P001,\"Dire « oui », puis\nattendre\",40,0.1,true,2026-11-23,2026-11-23T10:00:00Z,",
		"P002,,,1e+21,false,,2026-11-23T10:00:00.1234Z,",
		"P003,\"\",-5,,,1969-12-31,,",
		"P004,\" =1+1 \"\"cité\"\"\r\n\",9223372036854775807,-1e-07,true,1970-01-01,1969-12-31T23:59:59.999999Z,",
		"",
	}, "\r\n")
	var buf bytes.Buffer
	if err := write(definition.CSV, &buf, sample()); err != nil {
		t.Fatal(err)
	}
	if buf.String() != want {
		t.Errorf("got:\n%q\nwant:\n%q", buf.String(), want)
	}
}

func TestCSVFields(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"plain", "forum citoyen", "forum citoyen"},
		{"comma", "a,b", `"a,b"`},
		{"quote", `dit "oui"`, `"dit ""oui"""`},
		{"only a quote", `"`, `""""`},
		{"line feed alone", "a\nb", "\"a\nb\""},
		{"carriage return alone", "a\rb", "\"a\rb\""},
		{"leading space", " a", `" a"`},
		{"no-break space at the end", "a\u00a0", "\"a\u00a0\""},
		{"a formula stays as it is", "=HYPERLINK(1)", "=HYPERLINK(1)"},
		{"a leading zero stays", "01001", "01001"},
		{"semicolon", "a;b", "a;b"},
		{"empty", "", `""`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := string(appendField(nil, test.text)); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestCSVSingleColumn(t *testing.T) {
	var buf bytes.Buffer
	if err := write(definition.CSV, &buf, tableOf(column("a", definition.Integer, nil, 1))); err != nil {
		t.Fatal(err)
	}
	if want := "a\r\n\"\"\r\n1\r\n"; buf.String() != want {
		t.Errorf("got %q, want %q: readers skip empty lines", buf.String(), want)
	}
}

func TestNumbers(t *testing.T) {
	tests := []struct {
		value float64
		want  string
	}{
		{0, "0"}, {1, "1"}, {-2.5, "-2.5"}, {0.1, "0.1"}, {1.0 / 3, "0.3333333333333333"}, {1e20, "100000000000000000000"},
		{1e21, "1e+21"}, {1e-6, "0.000001"}, {1e-7, "1e-07"}, {123456789.125, "123456789.125"}, {math.MaxFloat64, "1.7976931348623157e+308"},
		{math.NaN(), "NaN"}, {math.Inf(1), "INF"}, {math.Inf(-1), "-INF"},
	}
	for _, test := range tests {
		if got := string(appendNumber(nil, test.value)); got != test.want {
			t.Errorf("%v: got %s, want %s", test.value, got, test.want)
		}
	}
}

func TestTextWriteErrors(t *testing.T) {
	for n := range 100 {
		if err := write(definition.CSV, &brokenWriter{room: n}, sample()); !errors.Is(err, errNoSpace) {
			t.Errorf("CSV after %d bytes: %v", n, err)
		}
		if err := write(definition.JSONLines, &brokenWriter{room: n}, sample()); !errors.Is(err, errNoSpace) {
			t.Errorf("JSON Lines after %d bytes: %v", n, err)
		}
	}
}

// FuzzCSV holds the reader of the standard library to finding the texts that
// went in. That reader takes CRLF inside a field for a line feed, so a text
// that holds one is compared after the same reading.
func FuzzCSV(f *testing.F) {
	f.Add("a", "b,c", true)
	f.Add("dit \"oui\"", "a\nb", false)
	f.Add("", "\r\n", true)
	f.Add(" ", "=1+1", false)
	f.Add("\\.", "\ufeff", true)
	f.Fuzz(func(t *testing.T, first, second string, null bool) {
		tab := tableOf(
			column("id", definition.String, "1", "2"),
			column("premier", definition.String, first, second),
			optional(column("second", definition.String, second, first)),
		)
		tab.Columns[2].Null[1] = null
		var buf bytes.Buffer
		if err := write(definition.CSV, &buf, tab); err != nil {
			t.Fatal(err)
		}
		if null != strings.HasSuffix(buf.String(), ",\r\n") {
			t.Errorf("a null and an empty text look alike: %q", buf.String())
		}
		got, err := csv.NewReader(&buf).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		last := first
		if null {
			last = ""
		}
		want := [][]string{{"id", "premier", "second"}, {"1", first, second}, {"2", second, last}}
		for i, row := range want {
			for j, text := range row {
				if got[i][j] != strings.ReplaceAll(text, "\r\n", "\n") {
					t.Errorf("cell %d,%d: got %q, want %q", i, j, got[i][j], text)
				}
			}
		}
	})
}
