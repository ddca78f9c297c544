package main

import (
	"bytes"
	"compress/flate"
	"fmt"
	"html"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// A partsChange changes the parts of a workbook.
type partsChange = func(*testing.T, []zipEntry) []zipEntry

// xlsxChanged makes a file of the canevas in XLSX, with a part that was changed.
func xlsxChanged(part string, change func(string) string) func(*testing.T, *samples) []byte {
	return zipped(changedPart(part, change))
}

// changedPart changes the content of a part, and keeps all that a zip file says
// of it true.
func changedPart(part string, change func(string) string) partsChange {
	return func(t *testing.T, all []zipEntry) []zipEntry {
		at := slices.IndexFunc(all, func(e zipEntry) bool { return e.name == part })
		if at < 0 {
			t.Fatalf("the sample has no part %s", part)
		}
		all[at] = packedEntry(t, part, change(unpacked(t, &all[at])))
		return all
	}
}

func unpacked(t *testing.T, e *zipEntry) string {
	t.Helper()
	if e.method == 0 {
		return string(e.content)
	}
	plain, err := io.ReadAll(flate.NewReader(bytes.NewReader(e.content)))
	if err != nil {
		t.Fatal(err)
	}
	return string(plain)
}

// packedEntry returns a part that is compressed.
func packedEntry(t *testing.T, name, content string) zipEntry {
	t.Helper()
	e := stored(name, []byte(content))
	e.content, e.method = deflated(t, e.content, true), 8
	e.packed = uint32(len(e.content))
	return e
}

// xlsxPart makes a file of the canevas in XLSX, with a text of a part in the
// place of another.
func xlsxPart(part, old, with string) func(*testing.T, *samples) []byte {
	return func(t *testing.T, s *samples) []byte {
		return xlsxChanged(part, func(x string) string { return string(replaced(t, []byte(x), old, lengthened(with))) })(t, s)
	}
}

func xlsxHalf(part string) func(*testing.T, *samples) []byte {
	return xlsxChanged(part, func(x string) string { return x[:len(x)/2] })
}

func xlsxWithout(part string) func(*testing.T, *samples) []byte {
	return zipped(func(_ *testing.T, all []zipEntry) []zipEntry {
		return slices.DeleteFunc(all, func(e zipEntry) bool { return e.name == part })
	})
}

// xlsxAll makes a file of the canevas in XLSX, changed several times.
func xlsxAll(changes ...partsChange) func(*testing.T, *samples) []byte {
	return zipped(func(t *testing.T, all []zipEntry) []zipEntry {
		for _, change := range changes {
			all = change(t, all)
		}
		return all
	})
}

// sheetPart returns the part that a sheet is in.
func sheetPart(t *testing.T, all []zipEntry, sheet string) string {
	t.Helper()
	content := func(part string) string {
		at := slices.IndexFunc(all, func(e zipEntry) bool { return e.name == part })
		return unpacked(t, &all[at])
	}
	id := found(t, content("xl/workbook.xml"), `<sheet name="`+regexp.QuoteMeta(html.EscapeString(sheet))+`" sheetId="\d+" r:id="(\w+)"`)
	return "xl/" + found(t, content("xl/_rels/workbook.xml.rels"), `Id="`+id+`" Target="([^"]+)"`)
}

func found(t *testing.T, text, pattern string) string {
	t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(text)
	if m == nil {
		t.Fatalf("the sample has nothing like %s", pattern)
	}
	return m[1]
}

// sheetChanged changes the part of a sheet.
func sheetChanged(sheet string, change func(t *testing.T, xml string) string) partsChange {
	return func(t *testing.T, all []zipEntry) []zipEntry {
		return changedPart(sheetPart(t, all, sheet), func(x string) string { return change(t, x) })(t, all)
	}
}

// xlsxCellIn gives a cell other content. It keeps its style unless its attributes
// say another one.
func xlsxCellIn(sheet, cell, attributes, content string) partsChange {
	return sheetChanged(sheet, func(t *testing.T, x string) string {
		m := regexp.MustCompile(`<c r="` + cell + `"( s="\d+")?[^>]*>.*?</c>`).FindStringSubmatchIndex(x)
		if m == nil {
			return cellAdded(t, x, sheet, cell, content, attributes)
		}
		style := ""
		if m[2] >= 0 && !strings.Contains(attributes, "s=") {
			style = x[m[2]:m[3]]
		}
		return x[:m[0]] + fmt.Sprintf(`<c r="%s"%s %s>%s</c>`, cell, style, attributes, lengthened(content)) + x[m[1]:]
	})
}

// cellAdded adds a cell at the end of its row.
func cellAdded(t *testing.T, x, sheet, cell, content, attributes string) string {
	t.Helper()
	row := strings.TrimLeft(cell, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	m := regexp.MustCompile(`<row r="` + row + `"[^>]*>.*?</row>`).FindStringIndex(x)
	if m == nil {
		t.Fatalf("the sample has no row %s in %s", row, sheet)
	}
	end := m[1] - len("</row>")
	return x[:end] + fmt.Sprintf(`<c r="%s" %s>%s</c>`, cell, attributes, lengthened(content)) + x[end:]
}

func xlsxTextIn(sheet, cell, text string) partsChange {
	return xlsxCellIn(sheet, cell, `t="inlineStr"`, "<is><t>"+html.EscapeString(text)+"</t></is>")
}

func xlsxCell(sheet, cell, attributes, content string) func(*testing.T, *samples) []byte {
	return xlsxAll(xlsxCellIn(sheet, cell, attributes, content))
}

func xlsxText(sheet, cell, text string) func(*testing.T, *samples) []byte {
	return xlsxAll(xlsxTextIn(sheet, cell, text))
}

// xlsxRows makes a file of the canevas in XLSX, with rows after those of a sheet.
func xlsxRows(sheet, rows string) func(*testing.T, *samples) []byte {
	return xlsxAll(sheetChanged(sheet, func(t *testing.T, x string) string {
		return string(replaced(t, []byte(x), "</sheetData>", lengthened(rows)+"</sheetData>"))
	}))
}

// xlsxRowsOf makes a file with as many rows of a form, from a number on.
func xlsxRowsOf(sheet string, from, count int, form string) func(*testing.T, *samples) []byte {
	return xlsxAll(sheetChanged(sheet, func(t *testing.T, x string) string {
		var rows bytes.Buffer
		for n := range count {
			fmt.Fprintf(&rows, form, from+n)
		}
		return string(replaced(t, []byte(x), "</sheetData>", rows.String()+"</sheetData>"))
	}))
}

// xlsxMerged makes a file of the canevas in XLSX, with merged cells.
func xlsxMerged(sheet string, ranges ...string) func(*testing.T, *samples) []byte {
	merged := ""
	for _, r := range ranges {
		merged += `<mergeCell ref="` + r + `"/>`
	}
	return xlsxAll(sheetChanged(sheet, func(t *testing.T, x string) string {
		return string(replaced(t, []byte(x), "</sheetData>", "</sheetData><mergeCells>"+merged+"</mergeCells>"))
	}))
}

// xlsxEpoch1904 makes the dates of a workbook count from 1904.
func xlsxEpoch1904(t *testing.T, all []zipEntry) []zipEntry {
	return changedPart("xl/workbook.xml", func(x string) string {
		return string(replaced(t, []byte(x), "<workbookPr ", `<workbookPr date1904="true" `))
	})(t, all)
}

const (
	officeRelations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	microsoft2006   = "http://schemas.microsoft.com/office/2006/relationships/"
)

// xlsxRelation makes a file of the canevas in XLSX in which a part refers to one
// that it does not have otherwise.
func xlsxRelation(relations, kind, target, content string) func(*testing.T, *samples) []byte {
	return xlsxAll(related(relations, officeRelations+kind, target), func(_ *testing.T, all []zipEntry) []zipEntry {
		return append(all, stored("xl/"+strings.TrimPrefix(target, "../"), []byte(content)))
	})
}

func related(relations, kind, target string) partsChange {
	return func(t *testing.T, all []zipEntry) []zipEntry {
		return changedPart(relations, func(x string) string {
			r := fmt.Sprintf(`<Relationship Id="rIdX" Type="%s" Target="%s"/></Relationships>`, kind, target)
			return string(replaced(t, []byte(x), "</Relationships>", r))
		})(t, all)
	}
}

// xlsxMacros makes a file of the canevas in XLSX, with macros.
func xlsxMacros(t *testing.T, s *samples) []byte {
	return xlsxAll(related("xl/_rels/workbook.xml.rels", microsoft2006+"vbaProject", "vbaProject.bin"), func(t *testing.T, all []zipEntry) []zipEntry {
		return append(all, stored("xl/vbaProject.bin", []byte("\xd0\xcf\x11\xe0")))
	})(t, s)
}

// sharedBomb makes a file in which many cells share one long text.
func sharedBomb(length, cells int) func(*testing.T, *samples) []byte {
	return xlsxAll(
		func(t *testing.T, all []zipEntry) []zipEntry {
			return changedPart("xl/sharedStrings.xml", func(x string) string {
				return string(replaced(t, []byte(x), "<si><t>", "<si><t>"+strings.Repeat("x", length)))
			})(t, all)
		},
		sheetChanged(proposalsSheet, func(t *testing.T, x string) string {
			var rows bytes.Buffer
			for n := range cells / 10 {
				fmt.Fprintf(&rows, `<row r="%d">%s</row>`, 1000+n, strings.Repeat(`<c t="s"><v>0</v></c>`, 10))
			}
			return string(replaced(t, []byte(x), "</sheetData>", rows.String()+"</sheetData>"))
		}))
}

func manyAttributes(x string) string {
	var attributes bytes.Buffer
	for n := range 10_000 {
		fmt.Fprintf(&attributes, ` a%d="1"`, n)
	}
	return strings.Replace(x, "<sheetData>", "<sheetData"+attributes.String()+">", 1)
}

// docx makes a document of Word.
func docx(body string) func(*testing.T, *samples) []byte {
	return func(t *testing.T, _ *samples) []byte {
		document := `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body
		return crafted([]zipEntry{stored("[Content_Types].xml", nil), stored("word/document.xml", []byte(document))}, "")
	}
}

// xlsxEdited makes a file of the canevas in XLSX as a program would that opens it
// and saves it.
func xlsxEdited(edit func(*excelize.File) error) func(*testing.T, *samples) []byte {
	return func(t *testing.T, s *samples) []byte {
		f, err := excelize.OpenReader(bytes.NewReader(s.xlsx))
		if err != nil {
			t.Fatal(err)
		}
		if err := edit(f); err != nil {
			t.Fatal(err)
		}
		return written(t, f)
	}
}

func written(t *testing.T, f *excelize.File) []byte {
	t.Helper()
	out, err := f.WriteToBuffer()
	if err != nil || f.Close() != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func addSheet(f *excelize.File, name, text string, visible bool) error {
	if _, err := f.NewSheet(name); err != nil {
		return err
	}
	if err := f.SetCellStr(name, "A1", text); err != nil {
		return err
	}
	return f.SetSheetVisible(name, visible)
}

func comment(f *excelize.File, text string) error {
	return f.AddComment(envelopeSheet, excelize.Comment{Cell: languageCell, Author: "Mairie", Paragraph: []excelize.RichTextRun{{Text: text}}})
}

// swapColumns swaps two columns of a list.
func swapColumns(f *excelize.File) error {
	rows, err := f.GetRows(leadsSheet, excelize.Options{RawCellValue: true})
	if err != nil {
		return err
	}
	for n, row := range rows {
		if len(row) < 4 {
			continue
		}
		for column, text := range map[string]string{"B": row[3], "D": row[1]} {
			if err := f.SetCellStr(leadsSheet, fmt.Sprintf("%s%d", column, n+1), text); err != nil {
				return err
			}
		}
	}
	return nil
}

// groupTitles puts a row above the titles of a list, as people do who group its
// columns.
func groupTitles(f *excelize.File) error {
	if err := f.InsertRows(proposalsSheet, 2, 1); err != nil {
		return err
	}
	if err := f.SetCellStr(proposalsSheet, "A2", "Identité"); err != nil {
		return err
	}
	return f.SetCellStr(proposalsSheet, "E2", "Contenu")
}

// otherWorkbook makes a workbook that is none of the form.
func otherWorkbook(t *testing.T, _ *samples) []byte {
	f := excelize.NewFile()
	if err := f.SetCellStr("Sheet1", "A1", "Budget"); err != nil {
		t.Fatal(err)
	}
	return written(t, f)
}
