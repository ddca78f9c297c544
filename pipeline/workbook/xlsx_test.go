package workbook

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// TestReadXLSXOfExcelize reads what another writer made of every kind of value.
func TestReadXLSXOfExcelize(t *testing.T) {
	f := excelize.NewFile()
	for cell, value := range map[string]any{
		"A1": "Intitulé", "B1": " espaces ", "C1": "deux\nlignes", "A2": 12, "B2": 0.1, "C2": 200054000.0, "D2": -1.5,
		"A3": true, "B3": false, "A4": time.Date(2024, 9, 18, 0, 0, 0, 0, time.UTC), "B4": time.Date(2024, 9, 18, 14, 30, 5, 0, time.UTC),
		"A5": "01001", "B5": "=1+1", "C5": "<&>",
	} {
		if err := f.SetCellValue("Sheet1", cell, value); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SetCellRichText("Sheet1", "A6", []excelize.RichTextRun{{Text: "gras ", Font: &excelize.Font{Bold: true}}, {Text: "et non"}}); err != nil {
		t.Fatal(err)
	}
	var raw bytes.Buffer
	if err := f.Write(&raw); err != nil {
		t.Fatal(err)
	}
	b, err := ReadXLSX(raw.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	want := "A1=Intitulé B1= espaces  C1=deux\nlignes A2=n:12 B2=n:0.1 C2=n:200054000 D2=n:-1.5 A3=b:true B3=b:false " +
		"A4=d:2024-09-18 B4=d:2024-09-18T14:30:05 A5=01001 B5==1+1 C5=<&> A6=gras et non"
	if got := written(b); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if len(b.Notices) > 0 {
		t.Errorf("notices %s", noticed(b))
	}
}

// cells puts cells in row 1.
func cells(xml string) string { return `<row r="1">` + xml + `</row>` }

// TestReadXLSXCells reads cells one way after another.
func TestReadXLSXCells(t *testing.T) {
	shared := `<si><t>zéro</t></si><si><t/></si><si><t xml:space="preserve"> un </t></si>` +
		`<si><r><rPr><b/></rPr><t>ri</t></r><r><t>che</t></r><rPh sb="0" eb="1"><t>phon</t></rPh><phoneticPr fontId="1"/></si>` +
		`<si><t>a_x000D_b_x0009_c_x005F_x000D_</t></si><si><t>_x00zz_ _xD83D _x</t></si>`
	for _, test := range []struct{ name, xml, want string }{
		{"shared", `<c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v> 2 </v></c>`, "A1=zéro C1= un "},
		{"shared and empty", `<c r="A1" t="s"><v>1</v></c><c r="B1"><v>1</v></c>`, "B1=n:1"},
		{"shared without a number", `<c r="A1" t="s"><v/></c><c r="B1"><v>1</v></c>`, "B1=n:1"},
		{"rich, without phonetics", `<c r="A1" t="s"><v>3</v></c>`, "A1=riche"},
		{"escapes", `<c r="A1" t="s"><v>4</v></c>`, "A1=a\rb\tc_x000D_"},
		{"what are no escapes", `<c r="A1" t="s"><v>5</v></c>`, "A1=_x00zz_ _xD83D _x"},
		{"inline", `<c r="A1" t="inlineStr"><is><t>en _x0041_</t></is></c><c r="B1" t="inlineStr"><is><r><t>li</t></r><r><t>gne</t></r></is></c>`, "A1=en A B1=ligne"},
		{"a text as a value", `<c r="A1" t="str"><v>brut_x000D_</v></c>`, "A1=brut\r"},
		{"split by a comment and a section", `<c r="A1" t="str"><v>a<!-- x -->b<![CDATA[<c>]]></v></c>`, "A1=ab<c>"},
		{"numbers", `<c r="A1"><v>12</v></c><c r="B1" t="n"><v>2.00054E8</v></c><c r="C1"><v>0.10000000000000001</v></c>`, "A1=n:12 B1=n:200054000 C1=n:0.1"},
		{"what is no number", `<c r="A1"><v>12,5</v></c><c r="B1"><v>INF</v></c><c r="C1"><v>0x10</v></c>`, "A1=!book/no-number B1=!book/no-number C1=!book/no-number"},
		{"booleans", `<c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>0</v></c><c r="C1" t="b"><v>2</v></c>`, "A1=b:true B1=b:false C1=!book/no-number"},
		{"errors", `<c r="A1" t="e"><v>#REF!</v></c><c r="B1" t="e"><v>#N/A</v></c><c r="C1" t="e"><v>#VALUE!</v></c><c r="D1" t="e"><v>n'importe quoi</v></c>`,
			"A1=!#REF! B1=!#N/A C1=!#VALUE! D1=!#VALUE!"},
		{"ISO dates", `<c r="A1" t="d"><v>2024-09-18</v></c><c r="B1" t="d"><v>2024-09-18T14:30:00.000</v></c><c r="C1" t="d"><v>2024-02-30</v></c>`,
			"A1=d:2024-09-18 B1=d:2024-09-18T14:30:00 C1=!book/no-date"},
		{"without places", `<c><v>1</v></c><c/><c t="s"><v>0</v></c><c r="F1"><v>2</v></c><c><v>3</v></c>`, "A1=n:1 C1=zéro F1=n:2 G1=n:3"},
		{"formulas", `<c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>A1&amp;""</f><v>deux</v></c><c r="C1"><f>A1</f></c><c r="D1"><f>A1</f><v></v></c>` +
			`<c r="E1" t="str"><f>""</f><v></v></c><c r="F1" t="e"><f>1/0</f><v>#DIV/0!</v></c>`,
			"A1=n:2 B1=deux C1=!book/no-value D1=!book/no-value F1=!#DIV/0!"},
		{"unknown elements", `<c r="A1"><v>1</v><extLst><ext uri="x"/></extLst></c>`, "A1=n:1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b, err := ReadXLSX(handmade{rows: cells(test.xml), shared: shared}.zip(t))
			if err != nil {
				t.Fatal(err)
			}
			if got := written(b); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// TestReadXLSXRefuses refuses workbooks as a whole: whatever the cause, nothing
// of them is read.
func TestReadXLSXRefuses(t *testing.T) {
	t.Parallel()
	one := `<c r="A1"><v>1</v></c>`
	sheet := func(inside string) []string {
		return []string{`<worksheet xmlns="` + spreadsheetML + `">` + inside + `</worksheet>`}
	}
	row := func(r int, cells string) string { return fmt.Sprintf(`<row r="%d">%s</row>`, r, cells) }
	for _, test := range []struct {
		name string
		book handmade
		want string
	}{
		{"no cell", handmade{rows: cells(`<c r="A1" s="1"/>`)}, codeBookEmpty},
		{"no sheet", handmade{sheets: []string{}}, codeBookEmpty},

		{"a sheet cut short", handmade{sheets: []string{`<worksheet xmlns="` + spreadsheetML + `"><sheetData>` + cells(one)}}, codeXMLDamaged},
		{"an invalid byte", handmade{rows: cells(one + "<c r=\"B1\" t=\"str\"><v>\xe9</v></c>")}, codeXMLEncoding},
		{"a control character", handmade{rows: cells(one + "<c r=\"B1\" t=\"str\"><v>\x01</v></c>")}, codeXMLDamaged},
		{"a document type", handmade{sheets: []string{"<!DOCTYPE x>" + sheet(`<sheetData>` + cells(one) + `</sheetData>`)[0]}}, codeXMLDoctype},
		{"another encoding", handmade{sheets: []string{`<?xml version="1.0" encoding="UTF-16"?>` + sheet(`<sheetData>` + cells(one) + `</sheetData>`)[0]}}, codeXMLEncoding},
		{"a damaged part that nothing needs", handmade{rows: cells(one), more: []file{{"xl/theme/theme1.xml", "<a>"}}}, codeXMLDamaged},
		{"a document type in a drawing", handmade{rows: cells(one), more: []file{{"xl/drawings/vmlDrawing1.vml", "<!DOCTYPE a><a/>"}}}, codeXMLDoctype},
		{"relations cut short", handmade{rows: cells(one), more: []file{{"xl/x/_rels/y.xml.rels", "<Relationships>"}}}, codeXMLDamaged},
		{"nested a million times", handmade{sheets: sheet(strings.Repeat("<a>", 1_000_000))}, codeXMLDepth},

		{"a cell at the last place of all", handmade{rows: row(1048576, `<c r="XFD1048576"><v>1</v></c>`)}, codeBookRows},
		{"a row too many", handmade{rows: row(20001, `<c r="A20001"><v>1</v></c>`)}, codeBookRows},
		{"a column too many", handmade{rows: cells(`<c r="GS1"><v>1</v></c>`)}, codeBookColumns},
		{"a formula in a column too many", handmade{rows: cells(`<c r="GS1"><f>1</f></c>`)}, codeBookColumns},
		{"a sparse sheet", handmade{rows: sparse(1000)}, codeBookColumns},
		{"columns that nobody has", handmade{rows: cells(strings.Repeat("<c/>", lastColumn+1))}, codeBookColumns},
		{"rows that nobody has", handmade{rows: row(1048576, "") + "<row/>"}, codeBookRows},
		{"a cell too many", handmade{rows: strings.Repeat("<row>"+strings.Repeat("<c><v>1</v></c>", 200)+"</row>", 1001)}, codeBookCells},

		{"rows out of order", handmade{rows: row(2, `<c r="A2"><v>1</v></c>`) + row(1, one)}, codeBookOrder},
		{"a row twice", handmade{rows: row(1, one) + row(1, `<c r="B1"><v>1</v></c>`)}, codeBookOrder},
		{"an implied row twice", handmade{rows: row(1, "") + row(2, "") + `<row/>` + row(3, "")}, codeBookOrder},
		{"row 0", handmade{rows: row(0, one)}, codeBookOrder},
		{"a row without a number", handmade{rows: `<row r="x">` + one + `</row>`}, codeBookOrder},
		{"cells out of order", handmade{rows: cells(`<c r="B1"><v>1</v></c>` + one)}, codeBookOrder},
		{"a cell twice", handmade{rows: cells(one + one)}, codeBookOrder},
		{"a cell of another row", handmade{rows: cells(`<c r="A2"><v>1</v></c>`)}, codeBookOrder},
		{"a place in small letters", handmade{rows: cells(`<c r="a1"><v>1</v></c>`)}, codeBookOrder},
		{"a place that is none", handmade{rows: cells(`<c r="1A"><v>1</v></c>`)}, codeBookOrder},
		{"a place with dollars", handmade{rows: cells(`<c r="$A$1"><v>1</v></c>`)}, codeBookOrder},

		{"a shared text out of range", handmade{rows: cells(`<c r="A1" t="s"><v>1</v></c>`), shared: "<si><t>a</t></si>"}, codeBookShared},
		{"a shared text below zero", handmade{rows: cells(`<c r="A1" t="s"><v>-1</v></c>`), shared: "<si><t>a</t></si>"}, codeBookShared},
		{"a shared text by no number", handmade{rows: cells(`<c r="A1" t="s"><v>a</v></c>`), shared: "<si><t>a</t></si>"}, codeBookShared},
		{"no shared text at all", handmade{rows: cells(`<c r="A1" t="s"><v>0</v></c>`)}, codeBookShared},
		{"a text too long", handmade{rows: cells(one), shared: "<si><t>" + strings.Repeat(strings.Repeat("x", 1<<20)+"<!---->", 3) + "</t></si>"}, codeXMLText},
		{"too much XML", handmade{rows: cells(one), more: []file{{"xl/theme/theme1.xml", strings.Repeat(" ", maxXML)}}}, codeZipSize},
		{"too many relations", handmade{rows: cells(one), root: strings.Repeat(`<Relationship/>`, maxBookRelations)}, codeXMLElements},
		{"escapes that cost too much", handmade{rows: cells(`<c r="A1" t="s"><v>0</v></c>`), shared: "<si><t>" + strings.Repeat("_x0041_", 100_000) + "</t></si>"}, codeBookText},
		{"a long text used often", handmade{rows: strings.Repeat("<row>"+strings.Repeat(`<c t="s"><v>0</v></c>`, 100)+"</row>", 100), shared: "<si><t>" + strings.Repeat("x", 100_000) + "</t></si>"}, codeBookText},

		{"what readers differ on: two values", handmade{rows: cells(`<c r="A1"><v>1</v><v>2</v></c>`)}, codeBookCount},
		{"an element in a value", handmade{rows: cells(`<c r="A1"><v>1<x/>2</v></c>`)}, codeBookDamaged},
		{"an element in a text", handmade{rows: cells(`<c r="A1" t="inlineStr"><is><t>1<x/>2</t></is></c>`)}, codeBookDamaged},
		{"an unknown element in a text", handmade{rows: cells(`<c r="A1" t="s"><v>0</v></c>`), shared: "<si><t>a</t><u>b</u></si>"}, codeBookDamaged},
		{"a bare text in a cell", handmade{rows: cells(one + `<c r="B1">2</c>`)}, codeBookDamaged},
		{"a bare text among the shared ones", handmade{rows: cells(`<c r="A1" t="s"><v>0</v></c>`), shared: "<si>a<t>b</t></si>"}, codeBookDamaged},
		{"too many names", handmade{rows: cells(one), list: strings.Repeat("<definedName/>", maxBookElements)}, codeXMLElements},
		{"what readers differ on: rows elsewhere", handmade{sheets: sheet(`<x><sheetData>` + row(1, `<c r="B1"><v>1</v></c>`) + `</sheetData></x><sheetData>` + row(2, `<c r="A2"><v>1</v></c>`) + `</sheetData>`)}, codeBookCount},
		{"what readers differ on: a formula that cannot be read", handmade{rows: cells(`<c r="A1"><f aca="x">1</f><v>1</v></c>`)}, codeBookCount},
		{"what readers differ on: half a character", handmade{rows: cells(`<c r="A1" t="inlineStr"><is><t>_xD83D_</t></is></c>`)}, codeBookCount},

		{"cells of another vocabulary", handmade{rows: cells(one + `<c xmlns="urn:x" r="B1"><v>2</v></c>`)}, codeBookDamaged},
		{"an unknown element in a cell", handmade{rows: cells(one + `<c r="B1"><w>2</w></c>`)}, codeBookDamaged},
		{"an unknown attribute of a cell", handmade{rows: cells(`<c r="A1" u="s"><v>0</v></c>`), shared: "<si><t>a</t></si>"}, codeBookDamaged},
		{"a text in a cell of another kind", handmade{rows: cells(`<c r="A1"><is><t>a</t></is><v>1</v></c>`)}, codeBookDamaged},
		{"an unknown kind of cell", handmade{rows: cells(`<c r="A1" t="x"><v>1</v></c>`)}, codeBookDamaged},
		{"a style that the file does not have", handmade{rows: cells(`<c r="A1" s="1"><v>1</v></c>`), styles: `<cellXfs><xf/></cellXfs>`}, codeBookDamaged},
		{"a style that is no number", handmade{rows: cells(`<c r="A1" s="-1"><v>1</v></c>`)}, codeBookDamaged},
		{"merged ranges that overlap", handmade{rows: cells(one), around: `<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="A1:A2"/></mergeCells>`}, codeBookDamaged},
		{"a merged range that is none", handmade{rows: cells(one), around: `<mergeCells><mergeCell ref="B1:A1"/></mergeCells>`}, codeBookDamaged},
		{"a sheet that is no sheet", handmade{sheets: []string{`<html xmlns="` + spreadsheetML + `"/>`}}, codeBookDamaged},
		{"a sheet of another vocabulary", handmade{sheets: []string{`<worksheet xmlns="urn:x"/>`}}, codeBookDamaged},
		{"two lists of shared texts", handmade{rows: cells(one), shared: "<si><t>a</t></si>", book: relates("v", "sharedStrings", "sharedStrings.xml")}, codeBookDamaged},
		{"two relations of one name", handmade{rows: cells(one), book: relates("s1", "worksheet", "worksheets/sheet1.xml")}, codeBookDamaged},
		{"too many sheets", handmade{sheets: make([]string, maxSheets+1)}, codeBookSheets},
	} {
		t.Run(test.name, func(t *testing.T) {
			b, err := ReadXLSX(test.book.zip(t))
			if got := codeOf(err); got != test.want {
				t.Errorf("got %v, want %q", err, test.want)
			}
			if err != nil && b != nil {
				t.Error("a book beside the error")
			}
		})
	}
}

// sparse is a sheet of cells in the last column of all.
func sparse(rows int) string {
	var all strings.Builder
	for r := range rows {
		fmt.Fprintf(&all, `<row r="%d"><c r="XFD%d"><v>1</v></c></row>`, r+1, r+1)
	}
	return all.String()
}

// TestReadXLSXParts refuses files whose parts do not fit together.
func TestReadXLSXParts(t *testing.T) {
	sound := handmade{rows: cells(`<c r="A1"><v>1</v></c>`)}
	replaced := func(name, old, by string) []file {
		files := sound.files()
		for i, f := range files {
			if f.name == name {
				files[i].content = strings.Replace(f.content, old, by, 1)
			}
		}
		return files
	}
	for _, test := range []struct {
		name  string
		files []file
		want  string
	}{
		{"sound", sound.files(), ""},
		{"no relations", sound.files()[1:], codeBookDamaged},
		{"a text document", replaced("_rels/.rels", "xl/workbook.xml", "word/document.xml"), codeBookDamaged},
		{"a binary workbook", append(replaced("_rels/.rels", "xl/workbook.xml", "xl/workbook.bin"), file{"xl/workbook.bin", "x"}), codeBookDamaged},
		{"a workbook elsewhere", replaced("_rels/.rels", `Target=`, `TargetMode="External" Target=`), codeBookDamaged},
		{"a sheet that is missing", replaced("xl/_rels/workbook.xml.rels", "sheet1.xml", "sheet9.xml"), codeBookSheet},
		{"a sheet elsewhere", replaced("xl/_rels/workbook.xml.rels", `Target=`, `TargetMode="External" Target=`), codeBookSheet},
		{"a sheet without relation", replaced("xl/workbook.xml", `r:id="s1"`, `r:id="s9"`), codeBookDamaged},
		{"a sheet without name", replaced("xl/workbook.xml", `name="F1"`, `name=""`), codeBookSheet},
		{"a name too long", replaced("xl/workbook.xml", `name="F1"`, `name="`+strings.Repeat("é", 32)+`"`), codeBookSheet},
		{"a name with a colon", replaced("xl/workbook.xml", `name="F1"`, `name="a:b"`), codeBookSheet},
		{"two sheets of one name", replaced("xl/workbook.xml", `</sheets>`, `<sheet name="f1" sheetId="9" r:id="s1"/></sheets>`), codeBookSheet},
		{"two sheets of one part", replaced("xl/workbook.xml", `</sheets>`, `<sheet name="F9" sheetId="9" r:id="s1"/></sheets>`), codeBookSheet},
		{"a roundabout path", replaced("xl/_rels/workbook.xml.rels", "/xl/worksheets", "./x/../worksheets"), ""},
		{"a path that leads above", replaced("xl/_rels/workbook.xml.rels", "/xl/worksheets", "../../xl/worksheets"), codeBookCount},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, err := ReadXLSX(stored(t, test.files...)); codeOf(err) != test.want {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

// TestReadXLSXStrict reads the strict variant of the format, which has other
// namespaces.
func TestReadXLSXStrict(t *testing.T) {
	files := handmade{rows: cells(`<c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>45553</v></c>`), shared: `<si><t>texte</t></si>`,
		styles: `<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>`}.files()
	for i := range files {
		files[i].content = strings.NewReplacer(spreadsheetML, strictSpreadsheetML,
			strings.TrimSuffix(relationType, "/"), "http://purl.oclc.org/ooxml/officeDocument/relationships").Replace(files[i].content)
	}
	b, err := ReadXLSX(stored(t, files...))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := written(b), "A1=texte B1=d:2024-09-18"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
