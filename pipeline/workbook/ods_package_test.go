package workbook_test

import (
	"strconv"
	"strings"
	"testing"
)

// TestReadODSPackages holds packages to being read with all their parts.
func TestReadODSPackages(t *testing.T) {
	for _, c := range []struct {
		name string
		in   []byte
		want string
	}{
		{"type and content", odsPackage(t), ``},
		{"template", packed(t, zipPart{"mimetype", odsType + "-template\n"}, zipPart{"content.xml", odsXML("office:document-content", odsBody(`<table:table table:name="F"><table:table-row>`+odsText("x")+`</table:table-row></table:table>`))}), ``},
		{"properties", odsPackage(t, zipPart{"meta.xml", odsXML("office:document-meta", `<office:meta><dc:creator>Camille</dc:creator></office:meta>`)}),
			"\nproperty \"Camille\""},
		{"headers", odsPackage(t, zipPart{"styles.xml", odsXML("office:document-styles", `<office:master-styles><style:master-page><style:header><text:p>Ville</text:p></style:header></style:master-page></office:master-styles>`)}),
			"\nprint \"Ville\""},
		{"macros", odsPackage(t, zipPart{"Basic/Standard/Module1.xml", ""}), "\nbook/macros"},
		{"script", odsPackage(t, zipPart{"Scripts/python/essai.py", ""}), "\nbook/macros"},
		{"lists of no macros", odsPackage(t, zipPart{"Basic/script-lc.xml", ""}, zipPart{"Basic/Standard/script-lb.xml", ""}), ``},
		{"chart", odsPackage(t, zipPart{"Object 1/content.xml", odsXML("office:document-content", `<office:body><other:chart><other:title><text:p>Votes de Camille</text:p></other:title></other:chart></office:body>`)}),
			"\ndrawing \"Votes de Camille\""},
		{"manifest", odsPackage(t, zipPart{"META-INF/manifest.xml", odsXML("office:manifest", `<other:file-entry/>`)}), ``},
		{"settings that are no XML", odsPackage(t, zipPart{"settings.xml", "x"}), ``},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, want := readODS(c.in), "[F]\n1: A1=\"x\""+c.want; got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// TestReadODSStyles holds the styles of a package to hiding sheets, and those
// that are only for its printed pages not to.
func TestReadODSStyles(t *testing.T) {
	style := func(name string) string {
		return `<style:style style:name="` + name + `" style:family="table"><style:table-properties table:display="false"/></style:style>`
	}
	styles := odsXML("office:document-styles", `<office:styles>`+style("a")+`</office:styles><office:automatic-styles>`+style("b")+`</office:automatic-styles>`)
	content := odsXML("office:document-content", odsBody(`<table:table table:name="A" table:style-name="a"/><table:table table:name="B" table:style-name="b">`+
		`<table:table-row>`+odsText("x")+`</table:table-row></table:table>`))
	raw := packed(t, zipPart{"mimetype", odsType}, zipPart{"content.xml", content}, zipPart{"styles.xml", styles})
	if got, want := readODS(raw), "[A]~\n[B]\n1: A1=\"x\""; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// odsRefusals are refused with this place, code and detail.
func odsRefusals(t testing.TB) []struct {
	name string
	in   []byte
	want string
} {
	content := func(inside string) []byte {
		return packed(t, zipPart{"mimetype", odsType}, zipPart{"content.xml", odsXML("office:document-content", inside)})
	}
	const row = `<table:table-row><table:table-cell office:value-type="float" office:value="1"/></table:table-row>`
	sheet := func(name string) string { return `<table:table table:name="` + name + `">` + row + `</table:table>` }
	return []struct {
		name string
		in   []byte
		want string
	}{
		{"empty", nil, "zip/none"},
		{"page", []byte("<html><body/></html>"), "zip/none HTML"},
		{"other XML", []byte(`<?xml version="1.0"?><a/>`), "zip/none XML"},
		{"cut package", odsPackage(t)[:200], "zip/damaged"},
		{"no type", packed(t, zipPart{"content.xml", "x"}), "ods/kind"},
		{"text document", packed(t, zipPart{"mimetype", "application/vnd.oasis.opendocument.text"}), "ods/kind application/vnd.oasis.opendocument.text"},
		{"long type", packed(t, zipPart{"mimetype", strings.Repeat("é", 1000)}), "ods/kind " + strings.Repeat("é", 199) + "…"},
		{"no content", packed(t, zipPart{"mimetype", odsType}), "book/damaged content.xml"},
		{"password", odsPackage(t, zipPart{"META-INF/manifest.xml", odsXML("office:manifest", `<other:file-entry><other:encryption-data/></other:file-entry>`)}), "zip/encrypted"},
		{"damaged manifest", odsPackage(t, zipPart{"META-INF/manifest.xml", "<a>"}), "xml/damaged META-INF/manifest.xml"},
		{"damaged properties", odsPackage(t, zipPart{"meta.xml", cut(odsXML("office:document-meta", ""))}), "xml/damaged meta.xml"},
		{"damaged styles", odsPackage(t, zipPart{"styles.xml", ""}), "xml/damaged styles.xml"},
		{"damaged chart", odsPackage(t, zipPart{"Object 1/content.xml", "<a>"}), "xml/damaged Object 1/content.xml"},
		{"styles of another root", odsPackage(t, zipPart{"styles.xml", odsXML("office:document-meta", "")}), "book/damaged styles.xml"},
		{"41 MiB", packed(t, zipPart{"mimetype", odsType}, zipPart{"content.xml", strings.Repeat(" ", 41<<20)}), "zip/size 40 MiB"},
		{"truncated content", packed(t, zipPart{"mimetype", odsType}, zipPart{"content.xml", cut(odsXML("office:document-content", odsBody(sheet("F"))))}), "xml/damaged content.xml"},
		{"document type", packed(t, zipPart{"mimetype", odsType}, zipPart{"content.xml", `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>` + odsXML("office:document-content", "")}), "xml/doctype content.xml"},
		{"too deep", content(odsBody(strings.Repeat("<other:a>", 300) + strings.Repeat("</other:a>", 300))), "xml/depth content.xml"},
		{"not UTF-8", packed(t, zipPart{"mimetype", odsType}, zipPart{"content.xml", odsXML("office:document-content", "\xE9")}), "xml/encoding content.xml"},
		{"no body", content(""), "book/damaged content.xml"},
		{"two bodies", content(odsBody(sheet("F")) + odsBody(sheet("G"))), "book/damaged content.xml"},
		{"body of a text", content(`<office:body><office:text/></office:body>`), "ods/kind office:text"},
		{"no sheet", content(odsBody("")), "book/empty"},
		{"empty sheet", content(odsBody(`<table:table table:name="F"/>`)), "book/empty"},
		{"only covered cells", odsRow(`<table:table-cell table:number-columns-spanned="2"/><table:covered-table-cell office:value-type="float" office:value="1"/>`), "book/empty"},

		{"flat, one byte more than 20 MiB", append(odsSheet(row), make([]byte, 20<<20)...), "book/size 20 MiB"},
		{"flat text document", []byte(odsXML(`office:document office:mimetype="application/vnd.oasis.opendocument.text"`, "")), "ods/kind application/vnd.oasis.opendocument.text"},
		{"flat without type", []byte(odsXML("office:document", "")), "ods/kind"},
		{"flat of another root", []byte(odsXML(`office:document-content office:mimetype="`+odsType+`"`, "")), "book/damaged office:document"},
		{"flat, cut", []byte(cut(string(odsSheet(row)))), "xml/damaged office:document"},
		{"flat, two roots", append(odsSheet(row), odsSheet(row)...), "xml/damaged office:document"},

		{"sheet without name", odsFlat(odsBody(`<table:table>` + row + `</table:table>`)), "book/sheet"},
		{"sheet of a name too long", odsFlat(odsBody(sheet(strings.Repeat("a", 200)))), "book/sheet " + strings.Repeat("a", 199) + "…"},
		{"sheet whose name has a line break", odsFlat(odsBody(sheet("a&#10;b"))), "book/sheet a\uFFFDb"},
		{"two sheets of a name", odsFlat(odsBody(sheet("Été") + sheet("ÉTÉ"))), "book/sheet ÉTÉ"},
		{"201 sheets", odsFlat(odsBody(numbered(201, sheet))), "book/sheets 200"},
		{"table in a cell", odsRow(`<table:table-cell>` + sheet("G") + `</table:table-cell>`), "F!A1 ods/sub-table"},
		{"table in a paragraph", odsRow(`<table:table-cell><text:p>` + sheet("G") + `</text:p></table:table-cell>`), "F!A1 ods/sub-table"},
		{"table in a sheet", odsSheet(sheet("G")), "book/order"},
		{"row in an unknown element", odsSheet(`<other:rows>` + row + `</other:rows>`), "book/order"},
		{"row in a row", odsSheet(`<table:table-row>` + row + `</table:table-row>`), "F!A1 book/order"},
		{"row outside of sheets", odsFlat(odsBody(`<other:sheet>` + row + `</other:sheet>`)), "book/order"},
		{"cell outside of rows", odsSheet(odsText("x")), "book/order"},
		{"cell in a cell", odsRow(`<table:table-cell><table:covered-table-cell/></table:table-cell>`), "F!A1 book/order"},
		{"cell in an unknown element of a row", odsRow(`<other:a><other:b>` + odsText("x") + `</other:b></other:a>`), "F!A1 book/order"},
		{"sheet in an unknown element", odsFlat(odsBody(`<other:a>` + sheet("F") + `</other:a>`)), "book/order"},
	}
}

// cut leaves the end of a document out.
func cut(document string) string { return document[:len(document)-30] }

// numbered joins the sheets called S1, S2 ...
func numbered(n int, sheet func(name string) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(sheet("S" + strconv.Itoa(i+1)))
	}
	return b.String()
}

func TestReadODSRefuses(t *testing.T) {
	for _, c := range odsRefusals(t) {
		t.Run(c.name, func(t *testing.T) {
			if got := readODS(c.in); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}
