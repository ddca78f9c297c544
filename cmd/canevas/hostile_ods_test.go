package main

import (
	"bytes"
	"strings"
	"testing"
)

var hostileODS = []hostile{
	{row: "X7", name: "a document type in ODS", file: "a.ods", make: odsReplaced("<office:document-content", `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><office:document-content`), want: refused, rule: "xml/doctype"},
	{row: "X10", name: "a text document", file: "a.odt", make: odsMimetype("application/vnd.oasis.opendocument.text"), want: refused, rule: "format/docx"},
	{row: "X10", name: "a text document named as ODS", file: "a.ods", make: odsMimetype("application/vnd.oasis.opendocument.text"), want: refused, rule: "format/docx"},
	{row: "X10", name: "no content in ODS", file: "a.ods", make: odsPart("content.xml", func(string) string { return "<x/>" }), want: refused, rule: "book/damaged"},
	{row: "X12", name: "macros in ODS", file: "a.ods", make: zippedODS(func(_ *testing.T, all []zipEntry) []zipEntry {
		return append(all, stored("Basic/Standard/Module1.xml", []byte("<x/>")))
	}), want: warned, rule: "book/macros"},
	{row: "X13", name: "an object in ODS", file: "a.ods", make: odsAfter(beforeSheet, "</table:table-row>", `<table:table-row><table:table-cell><draw:frame><draw:object-ole xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="./ObjectReplacements/x"/></draw:frame></table:table-cell></table:table-row>`), want: warned, rule: "book/external"},
	{row: "X13", name: "a link to another file in ODS", file: "a.ods", make: odsAfter(beforeSheet, ">", `<table:table-source xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="file:///etc/passwd" table:table-name="x"/>`), want: warned, rule: "book/external"},
	{row: "X17", name: "a formula with its result in ODS", file: "a.ods", make: odsCell(contactedODS, `table:formula="of:=750*2" office:value-type="float" office:value="1500"`, "<text:p>1500</text:p>"), want: warned, rule: "book/formula", at: beforeSheet + "!" + contactedCell},
	{row: "X17", name: "a formula without a result in ODS", file: "a.ods", make: odsCell(contactedODS, `table:formula="of:=750*2"`, ""), want: refused, rule: "form/no-value"},
	{row: "X18", name: "#REF! in ODS", file: "a.ods", make: odsCell(contactedODS, `table:formula="of:=[.#REF!]" office:value-type="string" office:string-value=""`, "<text:p>#REF!</text:p>"), want: refused, rule: "form/no-value"},
	{row: "X20", name: "100 MB of spaces in a cell of ODS", file: "a.ods", make: odsCell(contactedODS, `office:value-type="string"`, `<text:p>a<text:s text:c="100000000"/>b</text:p>`), want: refused, rule: "book/text"},
	{row: "X20", name: "1 MB of text in 100,000 cells of ODS", file: "a.ods", make: odsRow(`<table:table-row table:number-rows-repeated="1000"><table:table-cell table:number-columns-repeated="100" office:value-type="string"><text:p>⟦x×1000000⟧</text:p></table:table-cell></table:table-row>`), want: refused, rule: "book/text"},
	{row: "X21", name: "a merged title in ODS", file: "a.ods", make: odsAfter(beforeSheet, `<table:table-cell table:style-name="i1" office:value-type="string"`, ` table:number-columns-spanned="2" table:number-rows-spanned="1"`), want: warned, rule: "book/merged"},
	{row: "X22", name: "a hidden sheet in ODS", file: "a.ods", make: odsSheet("hidden", "Notes", "rien"), want: warned, rule: "book/hidden-sheet", says: "Notes"},
	{row: "X22", name: "a hidden sheet with a telephone number in ODS", file: "a.ods", make: odsSheet("hidden", "Notes", canaryPhone), want: held, rule: "book/personal"},
	{row: "X22", name: "a hidden row in ODS", file: "a.ods", make: odsRow(`<table:table-row table:visibility="collapse"><table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>`), want: warned, rule: "book/hidden-row"},
	{row: "X22", name: "a comment with an address in ODS", file: "a.ods", make: odsCell(contactedODS, `office:value-type="float" office:value="1500"`, "<office:annotation><text:p>"+canaryMail+"</text:p></office:annotation><text:p>1500</text:p>"), want: held, rule: "book/personal"},
	{row: "X22", name: "an author with an address in ODS", file: "a.ods", make: odsPart("meta.xml", func(m string) string {
		return strings.Replace(m, "<dc:title>", "<dc:creator>"+canaryMail+"</dc:creator><dc:title>", 1)
	}), want: held, rule: "book/personal"},
	{row: "X22", name: "an address that was changed in ODS", file: "a.ods", make: odsReplaced("<office:spreadsheet>", "<office:spreadsheet><table:tracked-changes><table:cell-content-change table:id=\"c1\"><table:previous><table:change-track-table-cell office:value-type=\"string\"><text:p>"+canaryMail+"</text:p></table:change-track-table-cell></table:previous></table:cell-content-change></table:tracked-changes>"), want: held, rule: "book/personal"},
	{row: "X23", name: "a day that is none in ODS", file: "a.ods", make: odsCell(startODS, `office:value-type="date" office:date-value="2024-02-30"`, "<text:p>30/02/2024</text:p>"), want: refused, rule: "form/no-value"},
	{row: "X23", name: "the year 9999 in ODS", file: "a.ods", make: odsCell(startODS, `office:value-type="date" office:date-value="9999-12-31"`, "<text:p>31/12/9999</text:p>"), want: refused, rule: "form/date-range"},
	{row: "X30", name: "rows without anything, to the last", file: "a.ods", make: odsRow(`<table:table-row table:number-rows-repeated="1048552"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>`), want: accepted},
	{row: "X30", name: "rows with something, to the last", file: "a.ods", make: odsRow(`<table:table-row table:number-rows-repeated="1048552"><table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>`), want: refused, rule: "book/rows"},
	{row: "X30", name: "columns with something, to the last", file: "a.ods", make: odsRow(`<table:table-row><table:table-cell table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>`), want: refused, rule: "book/columns"},
	{row: "X30", name: "a million cells with something", file: "a.ods", make: odsRow(`<table:table-row table:number-rows-repeated="10000"><table:table-cell table:number-columns-repeated="100" office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>`), want: refused, rule: "book/cells"},
	{row: "X30", name: "rows 10^20 times", file: "a.ods", make: odsRow(`<table:table-row table:number-rows-repeated="100000000000000000000"><table:table-cell/></table:table-row>`), want: refused, rule: "ods/repeated"},
	{row: "X30", name: "a million groups of a million rows", file: "a.ods", make: odsRow(`⟦<table:table-row table:number-rows-repeated="1048576"><table:table-cell/></table:table-row>×200000⟧`), want: accepted},
	{row: "X31", name: "a part with a password in ODS", file: "a.ods", make: odsPart("META-INF/manifest.xml", func(m string) string {
		return strings.Replace(m, `"content.xml" manifest:media-type="text/xml"/>`, `"content.xml" manifest:media-type="text/xml"><manifest:encryption-data/></manifest:file-entry>`, 1)
	}), want: refused, rule: "zip/encrypted", says: "mot de passe"},
	{row: "X31", name: "a flat file", file: "a.fods", make: flat(func(x string) string { return x }), want: accepted, read: "/porteurs/0/siren=219600129"},
	{row: "X31", name: "a flat file with a document type", file: "a.fods", make: flat(func(x string) string {
		return strings.Replace(x, "<office:document ", "<!DOCTYPE x><office:document ", 1)
	}), want: refused, rule: "xml/doctype"},
	{row: "X31", name: "half a flat file", file: "a.fods", make: flat(func(x string) string { return x[:len(x)/2] }), want: refused, rule: "xml/damaged"},
	{row: "X31", name: "a flat file of 19 MB", file: "a.fods", make: flat(func(x string) string { return x + strings.Repeat("<!-- x -->", 1_900_000) }), want: accepted},
	{row: "X33", name: "tables in tables in ODS", file: "a.ods", make: odsRow("<table:table-row>⟦<table:table-cell><table:table table:is-sub-table=\"true\"><table:table-row>×10000⟧⟦</table:table-row></table:table></table:table-cell>×10000⟧</table:table-row>"), want: refused, rule: "ods/sub-table"},
	{row: "X33", name: "a table in a table in ODS", file: "a.ods", make: odsRow(`<table:table-row><table:table-cell><table:table table:is-sub-table="true"><table:table-row><table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row></table:table></table:table-cell></table:table-row>`), want: refused, rule: "ods/sub-table"},
}

// odsPart makes a file of the canevas in ODS, with a part that was changed.
func odsPart(part string, change func(string) string) func(*testing.T, *samples) []byte {
	return zippedODS(changedPart(part, change))
}

// odsReplaced makes a file of the canevas in ODS, with a text of its content in
// the place of another.
func odsReplaced(old, with string) func(*testing.T, *samples) []byte {
	return func(t *testing.T, s *samples) []byte {
		return odsPart("content.xml", func(x string) string { return string(replaced(t, []byte(x), old, lengthened(with))) })(t, s)
	}
}

// odsAfter makes a file of the canevas in ODS, with texts after the first of
// another in a sheet.
func odsAfter(sheet, text string, added ...string) func(*testing.T, *samples) []byte {
	return func(t *testing.T, s *samples) []byte {
		return odsPart("content.xml", func(x string) string {
			before, after, found := strings.Cut(x, `<table:table table:name="`+sheet+`"`)
			if !found {
				t.Fatalf("the sample has no sheet %s", sheet)
			}
			changed := replaced(t, []byte(after), text, text+strings.Join(added, ""))
			return before + `<table:table table:name="` + sheet + `"` + string(changed)
		})(t, s)
	}
}

// odsRow makes a file of the canevas in ODS, with a row after those of the
// proposals.
func odsRow(row string) func(*testing.T, *samples) []byte {
	return func(t *testing.T, s *samples) []byte {
		return odsPart("content.xml", func(x string) string {
			before, after, found := strings.Cut(x, `<table:table table:name="`+proposalsSheet+`"`)
			if !found {
				t.Fatalf("the sample has no sheet %s", proposalsSheet)
			}
			// Rows without anything follow, to the last one that a sheet has.
			last := strings.Index(after, "<table:table-row table:style-name=\"row\" table:number-rows-repeated=")
			if last < 0 {
				last = strings.Index(after, "</table:table>")
			}
			return before + `<table:table table:name="` + proposalsSheet + `"` + after[:last] + lengthened(row) + after[last:]
		})(t, s)
	}
}

// The cells that cases change, as the form writes them.
const (
	contactedODS = ` office:value-type="float" office:value="1500"><text:p>1500</text:p>`
	startODS     = ` office:value-type="date" office:date-value="2024-09-12"><text:p>12/09/2024</text:p>`
)

// odsCell makes a file of the canevas in ODS, with another cell in the place of
// one.
func odsCell(old, attributes, content string) func(*testing.T, *samples) []byte {
	return odsReplaced(old, " "+attributes+">"+content)
}

// odsSheet makes a file of the canevas in ODS, with another sheet.
func odsSheet(style, name, text string) func(*testing.T, *samples) []byte {
	return odsReplaced("</office:spreadsheet>", `<table:table table:name="`+name+`" table:style-name="`+style+
		`"><table:table-column/><table:table-row><table:table-cell office:value-type="string"><text:p>`+text+
		`</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet>`)
}

func odsMimetype(mimetype string) func(*testing.T, *samples) []byte {
	return zippedODS(func(_ *testing.T, all []zipEntry) []zipEntry {
		all[0] = stored("mimetype", []byte(mimetype))
		return all
	})
}

// flat makes a file of the canevas in ODS that is not a zip file but one document
// in XML.
func flat(change func(string) string) func(*testing.T, *samples) []byte {
	return func(t *testing.T, s *samples) []byte {
		for _, e := range zipEntries(t, s.ods) {
			if e.name != "content.xml" {
				continue
			}
			x := strings.Replace(unpacked(t, &e), "<office:document-content", `<office:document office:mimetype="application/vnd.oasis.opendocument.spreadsheet"`, 1)
			x = strings.Replace(x, "</office:document-content>", "</office:document>", 1)
			return bytes.TrimSpace([]byte(change(x)))
		}
		t.Fatal("the sample has no content")
		return nil
	}
}
