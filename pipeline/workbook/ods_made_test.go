package workbook_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/workbook"
)

// A zipPart is one part of a package.
type zipPart struct{ name, content string }

// packed makes a package of parts; the first one is stored, as its type must be.
func packed(t testing.TB, parts ...zipPart) []byte {
	t.Helper()
	var raw bytes.Buffer
	w := zip.NewWriter(&raw)
	for i, p := range parts {
		header := zip.FileHeader{Name: p.name, Method: zip.Deflate}
		if i == 0 {
			header.Method = zip.Store
		}
		part, err := w.CreateHeader(&header)
		if err == nil {
			_, err = part.Write([]byte(p.content))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return raw.Bytes()
}

const odsType = "application/vnd.oasis.opendocument.spreadsheet"

// odsSpaces are the namespaces of a document made by hand.
const odsSpaces = ` xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"` +
	` xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"` +
	` xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"` +
	` xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"` +
	` xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"` +
	` xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"` +
	` xmlns:form="urn:oasis:names:tc:opendocument:xmlns:form:1.0"` +
	` xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0"` +
	` xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"` +
	` xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"` +
	` xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:other="urn:other"`

// odsXML makes an XML document of what stands below its root.
func odsXML(root, inside string) string {
	name, _, _ := strings.Cut(root, " ")
	return `<?xml version="1.0" encoding="UTF-8"?><` + root + odsSpaces + `>` + inside + `</` + name + `>`
}

// odsFlat makes a flat document.
func odsFlat(inside string) []byte {
	return []byte(odsXML(`office:document office:mimetype="`+odsType+`"`, inside))
}

// odsBody makes a body of the elements of a spreadsheet.
func odsBody(inside string) string {
	return `<office:body><office:spreadsheet>` + inside + `</office:spreadsheet></office:body>`
}

// odsSheet makes a flat document of one sheet, called F.
func odsSheet(inside string) []byte {
	return odsFlat(odsBody(`<table:table table:name="F">` + inside + `</table:table>`))
}

// odsRow makes a flat document of one row.
func odsRow(cells string) []byte {
	return odsSheet(`<table:table-row>` + cells + `</table:table-row>`)
}

// odsText is a cell that has a text.
func odsText(text string) string {
	return `<table:table-cell office:value-type="string"><text:p>` + text + `</text:p></table:table-cell>`
}

// odsPackage makes a package of a sheet with one cell, and other parts.
func odsPackage(t testing.TB, more ...zipPart) []byte {
	t.Helper()
	content := odsXML("office:document-content", odsBody(`<table:table table:name="F"><table:table-row>`+odsText("x")+`</table:table-row></table:table>`))
	return packed(t, append([]zipPart{{"mimetype", odsType}, {"content.xml", content}}, more...)...)
}

// kinds are the names of the kinds of cell.
var kinds = [...]string{"text", "number", "percent", "date", "bool", "fault"}

// described writes a book for the tables of the tests: a line for each row, each
// notice and each aside.
func described(book *workbook.Book) string {
	var b strings.Builder
	for _, sheet := range book.Sheets {
		fmt.Fprintf(&b, "[%s]%s\n", sheet.Name, mark(sheet.Hidden))
		for _, row := range sheet.Rows {
			fmt.Fprintf(&b, "%d%s:", row.Number, mark(row.Hidden))
			for _, c := range row.Cells {
				fmt.Fprintf(&b, " %s%s", workbook.CellName(c.Column, row.Number), mark(c.Hidden))
				if c.Kind != workbook.Text {
					b.WriteString("=" + kinds[c.Kind])
				}
				fmt.Fprintf(&b, "=%q", c.Text)
			}
			b.WriteByte('\n')
		}
	}
	for _, n := range book.Notices {
		fmt.Fprintln(&b, strings.Join(strings.Fields(fmt.Sprintf("%s %s %s %s", n.Code, n.Place.Sheet, n.Place.Cell, n.Detail)), " "))
	}
	for _, a := range book.Asides {
		fmt.Fprintln(&b, strings.Join(strings.Fields(fmt.Sprintf("%s %s %s", a.Kind, a.Place.Sheet, a.Place.Cell)), " "), fmt.Sprintf("%q", a.Text))
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func mark(hidden bool) string {
	if hidden {
		return "~"
	}
	return ""
}

// readODS reads a file and describes it, or why it is refused.
func readODS(raw []byte) string {
	book, err := workbook.ReadODS(raw)
	if err != nil {
		return refused(err)
	}
	return described(book)
}

// unindented takes the indentation of a table away.
func unindented(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i := range lines {
		lines[i] = strings.TrimLeft(lines[i], "\t")
	}
	return strings.Join(lines, "\n")
}
