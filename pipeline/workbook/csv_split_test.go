package workbook

import (
	"reflect"
	"strings"
	"testing"
)

// TestSplitCSV: each record alone reads as it does among the others, but for its
// line.
func TestSplitCSV(t *testing.T) {
	for name, raw := range map[string]string{
		"commas":           "a,b\n1,2\n3,4\n",
		"no end":           "a;b\r\n1;2\r\n\r\n3;\"x\r\ny;z\"",
		"separator line":   "sep=;\r\na;b\r\n1;2\r\n3;4\r\n",
		"mark":             "\ufeffa\tb\n1\té\n",
		"Windows-1252":     "nom;pr\xe9nom\nL\xe9a;\x9cuf \x80\nd;e\n",
		"UTF-16":           "\xff\xfea\x00;\x00b\x00\n\x001\x00;\x00\xe9\x00\n\x003\x00;\x004\x00",
		"lines end in CR":  "a;b\r1;2\r3;4",
		"header over two":  "\"a\nA\";b\n1;2\n3;4\n",
		"fewer fields":     "a;b;c\n1;2;3\n4\n",
		"header only":      "a;b\n",
		"comma in a short": "Nom, prénom;Âge\nZ, w\nY;3\n",
		"one column":       "titre\nun\ndeux\n",
		"quotes and pipes": "a|b\n\"x|\"\"y\"\"\"|2\n",
	} {
		t.Run(name, func(t *testing.T) {
			whole, err := ReadCSV([]byte(raw))
			if err != nil {
				t.Fatal(err)
			}
			parts, err := SplitCSV([]byte(raw))
			if err != nil {
				t.Fatal(err)
			}
			rows := whole.Sheets[0].Rows
			if len(parts) != len(rows)-1 {
				t.Fatalf("%d parts of %d rows", len(parts), len(rows))
			}
			for i, p := range parts {
				alone, err := ReadCSV(p.Raw)
				if err != nil {
					t.Fatalf("part %d: %v", i, err)
				}
				got := alone.Sheets[0].Rows
				if p.Line != rows[i+1].Number {
					t.Errorf("part %d is on line %d, want %d", i, p.Line, rows[i+1].Number)
				}
				got[0].Number, got[1].Number = rows[0].Number, p.Line
				if want := []Row{rows[0], rows[i+1]}; !reflect.DeepEqual(got, want) {
					t.Errorf("part %d:\n%+v\nwant\n%+v", i, got, want)
				}
			}
		})
	}
}

// TestSplitCSVRefuses: what cannot be read is not taken apart.
func TestSplitCSVRefuses(t *testing.T) {
	for _, raw := range []string{
		"a;b\n\"1;2\n3;4\n", "a;b\n1;\x81\n", "a\n" + strings.Repeat("1\n", maxParts+1), strings.Repeat("a", 1<<20) + "\n" + strings.Repeat("1\n", 100),
	} {
		if parts, err := SplitCSV([]byte(raw)); err == nil {
			t.Errorf("%.20q: %d parts", raw, len(parts))
		}
	}
}
