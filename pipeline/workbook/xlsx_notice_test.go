package workbook

import (
	"strings"
	"testing"
)

// worksheet makes the part of a sheet of one cell with a text.
func worksheet(text string) string {
	return `<worksheet xmlns="` + spreadsheetML + `"><sheetData><row r="1"><c r="A1" t="str"><v>` + text + `</v></c></row></sheetData></worksheet>`
}

// TestReadXLSXNotices says what a person may not see in a workbook, and what was
// left aside.
func TestReadXLSXNotices(t *testing.T) {
	one := cells(`<c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c>`)
	drawing := `<xdr:wsDr xmlns:xdr="urn:xdr" xmlns:a="` + drawingML + `"><xdr:anchor><xdr:from><xdr:col>2</xdr:col><xdr:colOff>9</xdr:colOff><xdr:row>3</xdr:row></xdr:from>` +
		`<xdr:sp><xdr:txBody><a:p><a:r><a:t>de </a:t></a:r><a:r><a:t>texte</a:t></a:r></a:p><a:p/></xdr:txBody></xdr:sp></xdr:anchor></xdr:wsDr>`
	for _, test := range []struct {
		name                   string
		book                   handmade
		cells, notices, asides string
	}{
		{name: "nothing to say", book: handmade{rows: one}, cells: "A1=n:1 B1=n:2 C1=n:3"},

		{name: "a hidden row", book: handmade{rows: `<row r="1" hidden="1"><c r="B1"><v>1</v></c></row><row r="2" hidden="true"/><row r="3" ht="0"><c r="A3"><v>2</v></c></row>`},
			cells: "(B1=n:1) (A3=n:2)", notices: "book/hidden-row F1!B1 2"},
		{name: "hidden columns", book: handmade{rows: one, before: `<cols><col min="1" max="1" width="9"/><col min="2" max="16384" hidden="1"/></cols>`},
			cells: "A1=n:1 (B1=n:2) (C1=n:3)", notices: "book/hidden-column F1!B1 2"},
		{name: "a column without width", book: handmade{rows: one, before: `<cols><col min="3" max="3" width="0"/></cols>`},
			cells: "A1=n:1 B1=n:2 (C1=n:3)", notices: "book/hidden-column F1!C1 1"},
		{name: "hidden sheets", book: handmade{sheets: []string{worksheet("a"), worksheet("b"), worksheet("c")}, states: []string{"visible", "hidden", "veryHidden"}},
			cells: "A1=a (F2!A1=b) (F3!A1=c)", notices: "book/hidden-sheet F2, book/hidden-sheet F3"},

		{name: "a merged cell", book: handmade{rows: cells(`<c r="A1"><v>1</v></c>`), around: `<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="D1:XFD1048576"/></mergeCells>`},
			cells: "A1=n:1", notices: "book/merged F1!A1 1"},
		{name: "a merged cell over others", book: handmade{rows: one, around: `<mergeCells><mergeCell ref="A1:B1"/></mergeCells>`},
			cells: "A1=n:1 C1=n:3", notices: "book/merged F1!A1 2", asides: "covered F1!B1 2"},
		{name: "an empty merged cell", book: handmade{rows: one, around: `<mergeCells><mergeCell ref="A2:B2"/></mergeCells>`}, cells: "A1=n:1 B1=n:2 C1=n:3"},

		{name: "formulas", book: handmade{rows: cells(`<c r="A1"><f>1</f><v>1</v></c><c r="B1" t="str"><f>2</f><v></v></c><c r="C1"><f>3</f></c>`)},
			cells: "A1=n:1 C1=!book/no-value", notices: "book/formula F1!A1 2"},

		{name: "comments", book: handmade{rows: one, related: relates("a", "comments", "../comments1.xml") + relates("b", "threadedComment", "../threaded.xml"), more: []file{
			{"xl/comments1.xml", `<comments xmlns="` + spreadsheetML + `"><authors><author>Jeanne</author></authors><commentList><comment ref="B1" authorId="0"><text><r><t>à </t></r><r><t>voir</t></r></text></comment></commentList></comments>`},
			{"xl/threaded.xml", `<ThreadedComments xmlns="urn:t"><threadedComment ref="C1"><text>répondu</text></threadedComment></ThreadedComments>`},
		}}, cells: "A1=n:1 B1=n:2 C1=n:3", notices: "book/comment F1!B1 2", asides: "comment Jeanne, comment F1!B1 à voir, comment F1!C1 répondu"},

		{name: "properties", book: handmade{rows: one, root: strings.ReplaceAll(relates("a", "x/core-properties", "docProps/core.xml")+relates("b", "extended-properties", "docProps/app.xml")+relates("c", "custom-properties", "docProps/custom.xml"), "x/", "metadata/"), more: []file{
			{"docProps/core.xml", `<c xmlns="urn:c" xmlns:dc="urn:dc"><dc:creator>Jeanne</dc:creator><dc:title> </dc:title><created>2024</created></c>`},
			{"docProps/app.xml", `<p xmlns="urn:p"><Application>Excel</Application><Company>Ville</Company></p>`},
			{"docProps/custom.xml", `<p xmlns="urn:p"><property name="n"><lpwstr>valeur</lpwstr></property></p>`},
		}}, cells: "A1=n:1 B1=n:2 C1=n:3", asides: "property Jeanne, property Ville, property valeur"},

		{name: "drawings", book: handmade{rows: one, related: relates("a", "drawing", "../drawings/d.xml") + relates("b", "vmlDrawing", "../drawings/v.vml"), more: []file{
			{"xl/drawings/d.xml", drawing},
			{"xl/drawings/_rels/d.xml.rels", `<Relationships xmlns="urn:r">` + relates("a", "chart", "../charts/c.xml") + `</Relationships>`},
			{"xl/charts/c.xml", `<c xmlns="urn:c" xmlns:a="` + drawingML + `"><a:p><a:fld><a:t>titre</a:t></a:fld></a:p></c>`},
			{"xl/drawings/v.vml", `<xml xmlns:v="urn:v"><v:textbox><div>case<br>à cocher</div></v:textbox></xml>`},
		}}, cells: "A1=n:1 B1=n:2 C1=n:3", asides: "drawing F1!C4 de texte, drawing titre, drawing case, drawing à cocher"},

		{name: "headers and footers", book: handmade{rows: one, around: `<headerFooter><oddHeader>&amp;CVille</oddHeader><oddFooter>&amp;P</oddFooter></headerFooter>`},
			cells: "A1=n:1 B1=n:2 C1=n:3", asides: "print &CVille, print &P"},
		{name: "links", book: handmade{rows: one, related: leads("a", "hyperlink", "mailto:x@example.org") + leads("b", "hyperlink", "https://example.org")},
			cells: "A1=n:1 B1=n:2 C1=n:3", asides: "link mailto:x@example.org, link https://example.org"},

		{name: "macros", book: handmade{rows: one, book: relates("m", "vbaProject", "vbaProject.bin"), more: []file{{"xl/vbaProject.bin", "x"}}},
			cells: "A1=n:1 B1=n:2 C1=n:3", notices: "book/macros"},
		{name: "macros that nothing refers to", book: handmade{rows: one, more: []file{{"xl/VBAProject.bin", "x"}}},
			cells: "A1=n:1 B1=n:2 C1=n:3", notices: "book/macros"},
		{name: "links to other files, DDE, embedded objects", book: handmade{
			rows: one,
			book: relates("e", "externalLink", "externalLinks/externalLink1.xml"),
			related: relates("o", "oleObject", "../embeddings/o.bin") + relates("p", "package", "../embeddings/p.zip") +
				leads("i", "image", "http://example.org/i.png"),
			more: []file{
				{"xl/externalLinks/externalLink1.xml", `<externalLink xmlns="` + spreadsheetML + `"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>`},
				{"xl/externalLinks/_rels/externalLink1.xml.rels", `<Relationships xmlns="urn:r">` + leads("a", "externalLinkPath", "file:///C:/x.xlsx") + `</Relationships>`},
				{"xl/embeddings/o.bin", "x"}, {"xl/embeddings/p.zip", "PK\x03\x04"},
			}}, cells: "A1=n:1 B1=n:2 C1=n:3", notices: "book/external externalLink, book/external image, book/external oleObject, book/external package"},
		{name: "a custom part in another encoding", book: handmade{rows: one, root: relates("x", "customXml", "customXml/item1.xml"), more: []file{{"customXml/item1.xml", "\xff\xfe<\x00"}}},
			cells: "A1=n:1 B1=n:2 C1=n:3", notices: "book/external customXml"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b, err := ReadXLSX(test.book.zip(t))
			if err != nil {
				t.Fatal(err)
			}
			if got := written(b); got != test.cells {
				t.Errorf("cells\n got %q\nwant %q", got, test.cells)
			}
			if got := noticed(b); got != test.notices {
				t.Errorf("notices\n got %q\nwant %q", got, test.notices)
			}
			if got := aside(b); got != test.asides {
				t.Errorf("asides\n got %q\nwant %q", got, test.asides)
			}
		})
	}
}

// TestReadXLSXCharts leaves out sheets that are no tables.
func TestReadXLSXCharts(t *testing.T) {
	files := handmade{sheets: []string{worksheet("a"), `<chartsheet xmlns="` + spreadsheetML + `"/>`, worksheet("b"), worksheet("macro")}}.files()
	for i := range files {
		if files[i].name == "xl/_rels/workbook.xml.rels" {
			chart := strings.Replace(relates("s2", "worksheet", "/xl/worksheets/sheet2.xml"), "/worksheet\"", "/chartsheet\"", 1)
			macro := strings.Replace(relates("s4", "worksheet", "/xl/worksheets/sheet4.xml"), "/worksheet\"", "/xlMacrosheet\"", 1)
			files[i].content = strings.NewReplacer(relates("s2", "worksheet", "/xl/worksheets/sheet2.xml"), chart,
				relates("s4", "worksheet", "/xl/worksheets/sheet4.xml"), macro).Replace(files[i].content)
		}
	}
	b, err := ReadXLSX(stored(t, files...))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := written(b), "A1=a F3!A1=b"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := noticed(b), "book/macros"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
