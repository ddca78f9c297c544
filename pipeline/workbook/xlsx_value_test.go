package workbook

import (
	"encoding/xml"
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestReadXLSXFormats reads one number with one format after another.
func TestReadXLSXFormats(t *testing.T) {
	for _, test := range []struct{ id, code, number, want string }{
		{"0", "", "45553", "n:45553"},
		{"1", "", "45553.25", "n:45553.25"},
		{"9", "", "0.05", "%:0.05"},
		{"10", "", "1.2E-2", "%:0.012"},
		{"11", "", "45553", "n:45553"},
		{"14", "", "45553", "d:2024-09-18"},
		{"14", "", "45553.99999999", "d:2024-09-18"},
		{"17", "", "45553", "d:2024-09-18"},
		{"20", "", "0.60416666666666663", "14:30"},
		{"21", "", "0.604224537037037", "14:30:05"},
		{"22", "", "45553.604166666664", "d:2024-09-18T14:30:00"},
		{"22", "", "45553", "d:2024-09-18"},
		{"22", "", "45553.999999", "d:2024-09-19"},
		{"30", "", "45553", "d:2024-09-18"},
		{"45", "", "0.5", "12:00"},
		{"46", "", "1.1041666666666667", "26:30"},
		{"49", "", "45553", "n:45553"},
		{"14", `"le "0`, "45553", "n:45553"}, // the file may give a standard number another code

		{"164", "dd/mm/yyyy", "45553", "d:2024-09-18"},
		{"164", "DD/MM/YYYY", "45553", "d:2024-09-18"},
		{"164", `[$-40C]d\ mmmm\ yyyy;@`, "45553", "d:2024-09-18"},
		{"164", `[$-F800]dddd\,\ mmmm\ dd\,\ yyyy`, "45553", "d:2024-09-18"},
		{"164", "mmm-yy", "45553", "d:2024-09-18"},
		{"164", "jj/mm/aaaa", "45553", "d:2024-09-18"},
		{"164", "yyyy-mm-dd hh:mm:ss", "45553.604224537037", "d:2024-09-18T14:30:05"},
		{"164", "h:mm AM/PM", "0.5", "12:00"},
		{"164", `[hh]"h"mm`, "1.5", "36:00"},
		{"164", "[mm]:ss", "0.5", "!book/no-date"},
		{"164", "[s]", "0.5", "!book/no-date"},
		{"164", "h:mm", "1.5", "!book/no-date"},
		{"164", "mm:ss", "0.5", "12:00"},
		{"164", "[Red]0.00", "45553", "n:45553"},
		{"164", "[Magenta]0;[Red]-0", "45553", "n:45553"},
		{"164", "[>=100]0;0.0", "45553", "n:45553"},
		{"164", `"jour" 0`, "45553", "n:45553"},
		{"164", `0\h`, "45553", "n:45553"},
		{"164", `0_d`, "45553", "n:45553"},
		{"164", `0*y`, "45553", "n:45553"},
		{"164", `0\é`, "45553", "n:45553"},
		{"164", `0"jours`, "45553", "n:45553"},
		{"164", "General", "45553", "n:45553"},
		{"164", "0.00E+00", "45553", "n:45553"},
		{"164", "@", "45553", "n:45553"},
		{"164", `#,##0.00\ [$€-40C]`, "45553", "n:45553"},
		{"164", "0.0%", "0.123", "%:0.123"},
		{"164", `0"%"`, "12", "n:12"},
	} {
		t.Run(strings.Join([]string{test.id, test.code, test.number}, " "), func(t *testing.T) {
			styles := fmt.Sprintf(`<numFmts><numFmt numFmtId="%s" formatCode="%s"/></numFmts>`, test.id, escapedXML(test.code))
			if test.code == "" {
				styles = ""
			}
			styles += `<cellXfs><xf numFmtId="0"/><xf numFmtId="` + test.id + `"/></cellXfs>`
			b, err := ReadXLSX(handmade{rows: cells(`<c r="A1" s="1"><v>` + test.number + `</v></c>`), styles: styles}.zip(t))
			if err != nil {
				t.Fatal(err)
			}
			if got := written(b); got != "A1="+test.want {
				t.Errorf("got %q, want %q", got, "A1="+test.want)
			}
		})
	}
}

func escapedXML(text string) string {
	var out strings.Builder
	_ = xml.EscapeText(&out, []byte(text)) // to memory
	return out.String()
}

// TestReadXLSXDates reads days at the edges of what counts as a date.
func TestReadXLSXDates(t *testing.T) {
	for _, test := range []struct{ property, number, want string }{
		{"", "1", "d:1900-01-01"},
		{"", "59", "d:1900-02-28"},
		{"", "60", "!book/no-date"}, // 29 February 1900
		{"", "61", "d:1900-03-01"},
		{"", "45553", "d:2024-09-18"},
		{"", "2958465", "d:9999-12-31"},
		{"", "2958466", "!book/no-date"},
		{"", "1e300", "!book/no-date"},
		{"", "0", "!book/no-date"},
		{"", "-1", "!book/no-date"},
		{"", "-0.5", "!book/no-date"},
		{`date1904="1"`, "0", "d:1904-01-01"},
		{`date1904="true"`, "44091", "d:2024-09-18"},
		{`date1904="0"`, "45553", "d:2024-09-18"},
		{`date1904="1"`, "60", "d:1904-03-01"},
		{`date1904="1"`, "-1", "!book/no-date"},
		{`date1904="1"`, "2957003", "d:9999-12-31"},
		{`date1904="1"`, "2957004", "!book/no-date"},
	} {
		t.Run(test.property+" "+test.number, func(t *testing.T) {
			b, err := ReadXLSX(handmade{rows: cells(`<c r="A1" s="1"><v>` + test.number + `</v></c>`), property: test.property,
				styles: `<cellXfs><xf/><xf numFmtId="14"/></cellXfs>`}.zip(t))
			if err != nil {
				t.Fatal(err)
			}
			if got := written(b); got != "A1="+test.want {
				t.Errorf("got %q, want %q", got, "A1="+test.want)
			}
		})
	}
}

// TestDays counts the days of three centuries in both epochs: none is left out
// or repeated, but the one that never was.
func TestDays(t *testing.T) {
	for from, next := range map[epoch]time.Time{
		epoch1900: time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC),
		epoch1904: time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC),
	} {
		for n := range 300 * 365 {
			date, valid := from.day(n)
			if from == epoch1900 && (n == 0 || n == falseLeapDay) {
				if valid {
					t.Errorf("day %d is %s", n, isoDate(date))
				}
				continue
			}
			if !valid || !date.Equal(next) {
				t.Fatalf("day %d is %s, %v; want %s", n, isoDate(date), valid, isoDate(next))
			}
			next = next.AddDate(0, 0, 1)
		}
	}
}

func TestJSONLiteral(t *testing.T) {
	for _, test := range []struct{ raw, want string }{
		{"0", "0"}, {"-0", "0"}, {"0.00", "0"}, {"12", "12"}, {" 12 ", "12"}, {"+12", "12"}, {"2.0", "2"}, {".5", "0.5"}, {"5.", "5"}, {"007", "7"},
		{"2.00054E8", "200054000"}, {"2.00054E+8", "200054000"}, {"2.1340001E13", "21340001000000"}, {"1e-3", "0.001"},
		{"0.10000000000000001", "0.1"}, {"1234.5599999999999", "1234.56"}, {"-1.1000000000000001", "-1.1"},
		{"123456789012345", "123456789012345"}, {"1E20", "100000000000000000000"},
		// More digits than a program shows: the literal is all there is.
		{"0.30000000000000004", "0.30000000000000004"}, {"12345678901234567", "12345678901234567"}, {"1.2345678901234567E19", "1.2345678901234567E19"},
		{"100000000000000000001", "100000000000000000001"}, {"1e300", "1e300"}, {"1e-400", "1e-400"}, {"+.12345678901234567", "1.2345678901234566e-01"},
	} {
		got, valid := jsonLiteral(test.raw)
		if !valid || got != test.want {
			t.Errorf("%q gives %q, %v; want %q", test.raw, got, valid, test.want)
		}
		if !jsonNumber.MatchString(got) {
			t.Errorf("%q gives %q, which is no JSON number", test.raw, got)
		}
	}
	for _, raw := range []string{"", " ", ".", "1,5", "1 000", "INF", "NaN", "Infinity", "0x10", "1_000", "1e", "--1", "1e999", "1.2.3", "é"} {
		if got, valid := jsonLiteral(raw); valid {
			t.Errorf("%q gives %q", raw, got)
		}
	}
}
