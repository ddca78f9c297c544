package workbook_test

import (
	"strings"
	"testing"
)

// TestReadODSValues holds the value of a cell to the attributes it has.
func TestReadODSValues(t *testing.T) {
	const p = `<text:p>shown</text:p>`
	for _, c := range []struct{ name, attributes, inside, want string }{
		{"text", `office:value-type="string"`, p, `A1="shown"`},
		{"text without type", ``, p, `A1="shown"`},
		{"text of another type", `office:value-type="void"`, p, `A1="shown"`},
		{"text as an attribute", `office:value-type="string" office:string-value="kept&#10;line"`, p, `A1="kept\nline"`},
		{"text as an empty attribute", `office:value-type="string" office:string-value=""`, p, `A1="shown"`},
		{"codes keep their zeros", `office:value-type="string"`, `<text:p>01001</text:p>`, `A1="01001"`},

		{"number", `office:value-type="float" office:value="12"`, p, `A1=number="12"`},
		{"decimal", `office:value-type="float" office:value="-0.5"`, p, `A1=number="-0.5"`},
		{"exponent", `office:value-type="float" office:value="2.00054E8"`, p, `A1=number="200054000"`},
		{"exponent of LibreOffice", `office:value-type="float" office:value="1E+020"`, p, `A1=number="100000000000000000000"`},
		{"digits that no program shows", `office:value-type="float" office:value="12345678901234567"`, p, `A1=number="12345678901234567"`},
		{"without leading zero", `office:value-type="float" office:value=".5"`, p, `A1=number="0.5"`},
		{"zero", `office:value-type="float" office:value="-0"`, p, `A1=number="0"`},
		{"amount", `office:value-type="currency" office:currency="EUR" office:value="1234.5"`, p, `A1=number="1234.5"`},
		{"percentage", `office:value-type="percentage" office:value="0.055"`, p, `A1=percent="0.055"`},
		{"no number", `office:value-type="float" office:value="douze"`, p, `A1=fault="book/no-number"`},
		{"infinite", `office:value-type="float" office:value="INF"`, p, `A1=fault="book/no-number"`},
		{"number without value", `office:value-type="float"`, p, `A1=fault="book/no-number"`},
		{"percentage without value", `office:value-type="percentage"`, p, `A1=fault="book/no-number"`},

		{"date", `office:value-type="date" office:date-value="2024-09-18"`, p, `A1=date="2024-09-18"`},
		{"date and time", `office:value-type="date" office:date-value="2024-09-18T14:30:00"`, p, `A1=date="2024-09-18T14:30:00"`},
		{"midnight", `office:value-type="date" office:date-value="2024-09-18T00:00:00"`, p, `A1=date="2024-09-18"`},
		{"part of a second", `office:value-type="date" office:date-value="2024-09-18T14:29:59.999999997"`, p, `A1=date="2024-09-18T14:30:00"`},
		{"the next midnight", `office:value-type="date" office:date-value="2024-12-31T23:59:59.9"`, p, `A1=date="2025-01-01"`},
		{"no day", `office:value-type="date" office:date-value="2023-02-29"`, p, `A1=fault="book/no-date"`},
		{"French date", `office:value-type="date" office:date-value="18/09/2024"`, p, `A1=fault="book/no-date"`},
		{"before our era", `office:value-type="date" office:date-value="-0044-03-15"`, p, `A1=fault="book/no-date"`},
		{"year zero", `office:value-type="date" office:date-value="0000-03-15"`, p, `A1=fault="book/no-date"`},
		{"year 12851", `office:value-type="date" office:date-value="12851-08-16"`, p, `A1=fault="book/no-date"`},
		{"year 10000 by rounding", `office:value-type="date" office:date-value="9999-12-31T23:59:59.9"`, p, `A1=fault="book/no-date"`},
		{"zero as a date", `office:value-type="date" office:date-value="1899-12-30"`, p, `A1=fault="book/no-date"`},
		{"date without value", `office:value-type="date"`, p, `A1=fault="book/no-date"`},

		{"time of day", `office:value-type="time" office:time-value="PT18H30M00S"`, p, `A1="18:30"`},
		{"seconds", `office:value-type="time" office:time-value="PT18H30M05S"`, p, `A1="18:30:05"`},
		{"part of a second", `office:value-type="time" office:time-value="PT14H29M59.999999999S"`, p, `A1="14:30"`},
		{"decimal comma", `office:value-type="time" office:time-value="PT14H29M59,5S"`, p, `A1="14:30"`},
		{"hours that go on", `office:value-type="time" office:time-value="PT26H30M00S"`, p, `A1="26:30"`},
		{"days", `office:value-type="time" office:time-value="P1DT2H"`, p, `A1="26:00"`},
		{"minutes", `office:value-type="time" office:time-value="PT5M"`, p, `A1="00:05"`},
		{"negative", `office:value-type="time" office:time-value="-PT5M"`, p, `A1=fault="book/no-date"`},
		{"nothing", `office:value-type="time" office:time-value="PT"`, p, `A1=fault="book/no-date"`},
		{"months", `office:value-type="time" office:time-value="P1M"`, p, `A1=fault="book/no-date"`},
		{"too long", `office:value-type="time" office:time-value="PT9999999H"`, p, `A1=fault="book/no-date"`},

		{"true", `office:value-type="boolean" office:boolean-value="true"`, p, `A1=bool="true"`},
		{"false", `office:value-type="boolean" office:boolean-value="false"`, p, `A1=bool="false"`},
		{"neither", `office:value-type="boolean" office:boolean-value="vrai"`, p, `A1=fault="book/no-number"`},

		{"error", `office:value-type="string" office:string-value="" calcext:value-type="error"`, `<text:p>#DIV/0!</text:p>`, `A1=fault="#DIV/0!"`},
		{"error of LibreOffice", `office:value-type="string" calcext:value-type="error"`, `<text:p>Err:502</text:p>`, `A1=fault="Err:502"`},
		{"error in French", `office:value-type="string"`, "<text:p>#NOM\u00a0?</text:p>", "A1=fault=\"#NOM\\u00a0?\""},
		{"error in another language", `office:value-type="string" calcext:value-type="error"`, `<text:p>#WERT!</text:p>`, `A1=fault="#WERT!"`},
		{"error that shows something else", `office:value-type="string" calcext:value-type="error"`, `<text:p>oups</text:p>`, `A1=fault="#VALUE!"`},
		{"error that shows nothing", `office:value-type="string" calcext:value-type="error"`, ``, `A1=fault="#VALUE!"`},
		{"error that was typed", `office:value-type="string"`, `<text:p>#N/A</text:p>`, `A1=fault="#N/A"`},
		{"hash sign", `office:value-type="string"`, `<text:p>#IA et #REF</text:p>`, `A1="#IA et #REF"`},
		{"number that looks like an error", `office:value-type="float" office:value="1"`, `<text:p>#N/A</text:p>`, `A1=number="1"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := readODS(odsRow(`<table:table-cell ` + c.attributes + `>` + c.inside + `</table:table-cell>`))
			if want := "[F]\n1: " + c.want; got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

// TestReadODSFormulas holds formulas to giving the value that the file keeps.
func TestReadODSFormulas(t *testing.T) {
	for _, c := range []struct{ name, attributes, inside, want string }{
		{"number", `office:value-type="float" office:value="3"`, `<text:p>3</text:p>`, `A1=number="3" B1="x" / book/formula F A1 1`},
		{"text", `office:value-type="string" office:string-value="a"`, `<text:p>a</text:p>`, `A1="a" B1="x" / book/formula F A1 1`},
		{"nothing", `office:value-type="string" office:string-value=""`, ``, `B1="x" / book/formula F A1 1`},
		{"nothing, as LibreOffice has it", ``, `<text:p/>`, `B1="x" / book/formula F A1 1`},
		{"never computed", ``, ``, `A1=fault="book/no-value" B1="x"`},
		{"error", `office:value-type="string" calcext:value-type="error"`, `<text:p>Err:508</text:p>`, `A1=fault="Err:508" B1="x" / book/formula F A1 1`},
		{"error of old programs", `office:value-type="float" office:value="0"`, `<text:p>#N/A</text:p>`, `A1=fault="#N/A" B1="x" / book/formula F A1 1`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := readODS(odsRow(`<table:table-cell table:formula="of:=1+2" ` + c.attributes + `>` + c.inside + `</table:table-cell>` + odsText("x")))
			if want := "[F]\n1: " + strings.ReplaceAll(c.want, " / ", "\n"); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

// TestReadODSTexts holds the text of a cell to what a person sees in it.
func TestReadODSTexts(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"paragraphs", `<text:p>a</text:p><text:p/><text:p>b</text:p>`, `A1="a\n\nb"`},
		{"heading", `<text:h>a</text:h><text:p>b</text:p>`, `A1="a\nb"`},
		{"list", `<text:list><text:list-item><text:p>a</text:p></text:list-item><text:list-item><text:p>b</text:p></text:list-item></text:list>`, `A1="a\nb"`},
		{"marked", `<text:p>a<text:span>b<text:span>c</text:span></text:span>d</text:p>`, `A1="abcd"`},
		{"white space of the file", "<text:p>\n  a \t b\n <text:span> c</text:span></text:p>", `A1="a b c"`},
		{"white space between paragraphs", "\n  <text:p>a</text:p>\n  <text:p> b</text:p>\n", `A1="a\nb"`},
		{"spaces", `<text:p>a<text:s/>b <text:s text:c="2"/>c<text:s text:c="x"/>d</text:p>`, `A1="a b   c d"`},
		{"tab and break", `<text:p>a<text:tab/> b<text:line-break/> c</text:p>`, `A1="a\t b\n c"`},
		{"entities", `<text:p>a &amp; &lt;b&gt; &#233;<![CDATA[ <c>]]></text:p>`, `A1="a & <b> é <c>"`},
		{"field", `<text:p>le <text:date>18/09/2024</text:date></text:p>`, `A1="le 18/09/2024"`},
		{"ruby", `<text:p><text:ruby><text:ruby-base>a</text:ruby-base><text:ruby-text>b</text:ruby-text></text:ruby></text:p>`, `A1="a"`},
		{"what stands beside paragraphs", `no<text:p>a</text:p>no`, `A1="a"`},
		{"unknown element", `<text:p>a<other:x>b</other:x></text:p>`, `A1="ab"`},
		{"note", `<text:p>a<text:note><text:note-body><text:p>b</text:p></text:note-body></text:note></text:p>`, `A1="a\nb"`},
		{"link", `<text:p>le <text:a xlink:href="https://ville.example/plan">plan</text:a></text:p>`, `A1="le plan"` + "\nlink F A1 \"https://ville.example/plan\""},
		{"link inside the file", `<text:p><text:a xlink:href="#F.A2">plan</text:a></text:p>`, `A1="plan"`},
		{"hidden text", `<text:p>a<text:hidden-text>non</text:hidden-text></text:p>`, "A1=\"a\"\nhidden F A1 \"non\""},
		{"program", `<text:p>a<text:script>alert()</text:script></text:p>`, "A1=\"a\"\nbook/macros F A1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := readODS(odsRow(`<table:table-cell office:value-type="string">` + c.in + `</table:table-cell>`))
			if want := "[F]\n1: " + c.want; got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

// TestReadODSRepeats holds rows and cells to standing where they are shown.
func TestReadODSRepeats(t *testing.T) {
	const row, end = `<table:table-row>`, `</table:table-row>`
	many := func(n, inside string) string {
		return `<table:table-row table:number-rows-repeated="` + n + `">` + inside + end
	}
	filled := func(n string) string {
		return `<table:table-cell table:number-columns-repeated="` + n + `" office:value-type="float" office:value="1"/>`
	}
	const empty = `<table:table-cell table:number-columns-repeated="16384"/>`
	for _, c := range []struct{ name, in, want string }{
		{"empty cells before", row + `<table:table-cell table:number-columns-repeated="2"/><table:table-cell/>` + odsText("x") + end, "1: D1=\"x\""},
		{"empty rows before", many("2", empty) + row + end + row + odsText("x") + end, "4: A4=\"x\""},
		{"repeated cell", row + filled("3") + odsText("x") + end, `1: A1=number="1" B1=number="1" C1=number="1" D1="x"`},
		{"repeated row", many("2", filled("2")) + row + odsText("x") + end, "1: A1=number=\"1\" B1=number=\"1\"\n2: A2=number=\"1\" B2=number=\"1\"\n3: A3=\"x\""},
		{"a million empty rows after", row + odsText("x") + empty + end + many("1048576", empty), "1: A1=\"x\""},
		{"empty rows beyond any sheet", row + odsText("x") + end + strings.Repeat(many("1073741824", empty), 5), "1: A1=\"x\""},
		{"empty cells beyond any sheet", row + odsText("x") + strings.Repeat(`<table:table-cell table:number-columns-repeated="1073741824"/>`, 5) + end, "1: A1=\"x\""},
		{"last place", many("19999", empty) + row + `<table:table-cell table:number-columns-repeated="199"/>` + odsText("x") + end, "20000: GR20000=\"x\""},
		{"groups", `<table:table-header-rows>` + row + odsText("a") + end + `</table:table-header-rows><table:table-row-group><table:table-row-group>` +
			row + odsText("b") + end + `</table:table-row-group><table:table-rows>` + row + odsText("c") + end + `</table:table-rows></table:table-row-group>`,
			"1: A1=\"a\"\n2: A2=\"b\"\n3: A3=\"c\""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := readODS(odsSheet(c.in)); got != "[F]\n"+c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
	for _, c := range []struct{ name, in, want string }{
		{"bomb", many("1048576", filled("16384")), "F!XFD1048576 book/rows 20000"},
		{"one row too many", many("20001", filled("1")), "F!A20001 book/rows 20000"},
		{"one column too many", row + filled("201") + end, "F!GS1 book/columns 200"},
		{"row beyond the last", many("20000", empty) + row + odsText("x") + end, "F!A20001 book/rows 20000"},
		{"column beyond the last", row + `<table:table-cell table:number-columns-repeated="200"/>` + odsText("x") + end, "F!GS1 book/columns 200"},
		{"row beyond any sheet", strings.Repeat(many("1073741824", empty), 5) + row + odsText("x") + end, "F!A1073741824 book/rows 20000"},
		{"one cell too many", many("1000", filled("200")) + row + odsText("x") + end, "F!A1001 book/cells 200000"},
		{"one repeated cell too many", row + odsText("x") + end + many("1000", filled("200")), "F!GR1001 book/cells 200000"},
		{"too much text", many("20000", odsText(strings.Repeat("x", 100_000))), "F!A168 book/text 16 MiB"},
		{"too many spaces", row + odsText(strings.Repeat(`<text:s text:c="2147483647"/>`, 10_000)) + end, "F!A1 book/text 16 MiB"},
		{"no number", many("beaucoup", odsText("x")), "F!A1 ods/repeated"},
		{"zero", row + filled("0") + end, "F!A1 ods/repeated"},
		{"negative", row + filled("-1") + end, "F!A1 ods/repeated"},
		{"more than can be", row + filled("1073741825") + end, "F!A1 ods/repeated"},
		{"columns", `<table:table-column table:number-columns-repeated=""/>`, " ods/repeated"},
		{"merged columns", row + `<table:table-cell table:number-columns-spanned="x"/>` + end, "F!A1 ods/repeated"},
		{"merged rows", row + `<table:table-cell table:number-rows-spanned="0"/>` + end, "F!A1 ods/repeated"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := readODS(odsSheet(c.in)); got != strings.TrimSpace(c.want) {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}
