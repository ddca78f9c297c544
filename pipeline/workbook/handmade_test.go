package workbook

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// A file is one part of a zip file.
type file struct{ name, content string }

// zipped makes a zip file of compressed parts.
func zipped(t testing.TB, files ...file) []byte {
	t.Helper()
	return zippedBy(t, zip.Deflate, files)
}

// stored makes a zip file of parts as they are, which takes less time.
func stored(t testing.TB, files ...file) []byte {
	t.Helper()
	return zippedBy(t, zip.Store, files)
}

func zippedBy(t testing.TB, method uint16, files []file) []byte {
	t.Helper()
	var raw bytes.Buffer
	w := zip.NewWriter(&raw)
	for _, f := range files {
		part, err := w.CreateHeader(&zip.FileHeader{Name: f.name, Method: method})
		if err == nil {
			_, err = part.Write([]byte(f.content))
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

// A handmade is a workbook in XML. An empty one has an empty sheet.
type handmade struct {
	rows     string   // of the first sheet, inside sheetData
	around   string   // after its sheetData
	before   string   // before its sheetData
	sheets   []string // whole parts, instead of the first sheet
	states   []string // of the sheets: hidden
	shared   string   // inside sst
	styles   string   // inside styleSheet
	property string   // attributes of workbookPr
	list     string   // after the list of sheets
	related  string   // more relations of the first sheet
	root     string   // more relations of the file
	book     string   // more relations of the workbook
	more     []file
}

const (
	relationsXML = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>`
	relationType = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
)

// relates writes a relation.
func relates(id, kind, target string) string {
	return fmt.Sprintf(`<Relationship Id="%s" Type="%s%s" Target="%s"/>`, id, relationType, kind, target)
}

// leads writes a relation with something outside the file.
func leads(id, kind, target string) string {
	return strings.Replace(relates(id, kind, target), "/>", ` TargetMode="External"/>`, 1)
}

func (h handmade) files() []file {
	if h.sheets == nil {
		h.sheets = []string{`<worksheet xmlns="` + spreadsheetML + `">` + h.before + `<sheetData>` + h.rows + `</sheetData>` + h.around + `</worksheet>`}
	}
	files := []file{{"_rels/.rels", fmt.Sprintf(relationsXML, relates("r", "officeDocument", "xl/workbook.xml")+h.root)}}
	sheets, related := "", h.book
	for i, sheet := range h.sheets {
		name, state := fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), ""
		if i < len(h.states) {
			state = h.states[i]
		}
		sheets += fmt.Sprintf(`<sheet name="F%d" sheetId="%d" state="%s" r:id="s%d"/>`, i+1, i+1, state, i+1)
		related += relates(fmt.Sprintf("s%d", i+1), "worksheet", "/"+name)
		files = append(files, file{name, sheet})
	}
	if h.shared != "" {
		related += relates("t", "sharedStrings", "sharedStrings.xml")
		files = append(files, file{"xl/sharedStrings.xml", `<sst xmlns="` + spreadsheetML + `">` + h.shared + `</sst>`})
	}
	if h.styles != "" {
		related += relates("u", "styles", "styles.xml")
		files = append(files, file{"xl/styles.xml", `<styleSheet xmlns="` + spreadsheetML + `">` + h.styles + `</styleSheet>`})
	}
	if h.related != "" {
		files = append(files, file{"xl/worksheets/_rels/sheet1.xml.rels", fmt.Sprintf(relationsXML, h.related)})
	}
	return append(append(files,
		file{"xl/_rels/workbook.xml.rels", fmt.Sprintf(relationsXML, related)},
		file{"xl/workbook.xml", `<workbook xmlns="` + spreadsheetML + `" xmlns:r="` + strings.TrimSuffix(relationType, "/") + `"><workbookPr ` + h.property + `/><sheets>` + sheets + `</sheets>` + h.list + `</workbook>`},
	), h.more...)
}

func (h handmade) zip(t testing.TB) []byte { return stored(t, h.files()...) }

// codeOf returns the code of an error about a file, and "" for none.
func codeOf(err error) string {
	var syntax *tree.SyntaxError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &syntax):
		return syntax.Code
	}
	return "not about the file: " + err.Error()
}

// kindNames are the kinds of cell as tests write them.
var kindNames = map[Kind]string{Text: "", Number: "n:", Percent: "%:", Date: "d:", Bool: "b:", Fault: "!"}

// written writes a book as tests do: "A1=n:12 B1=texte".
func written(b *Book) string {
	var cells []string
	for i, s := range b.Sheets {
		for _, r := range s.Rows {
			for _, c := range r.Cells {
				text := fmt.Sprintf("%s=%s%s", CellName(c.Column, r.Number), kindNames[c.Kind], c.Text)
				if i > 0 {
					text = s.Name + "!" + text
				}
				if s.Hidden || r.Hidden || c.Hidden {
					text = "(" + text + ")"
				}
				cells = append(cells, text)
			}
		}
	}
	return strings.Join(cells, " ")
}

// noticed writes the notices of a book: "book/merged F1!A1 2".
func noticed(b *Book) string {
	var all []string
	for _, n := range b.Notices {
		all = append(all, strings.Join(strings.Fields(n.Code+" "+n.Place.String()+" "+n.Detail), " "))
	}
	return strings.Join(all, ", ")
}

// aside writes the asides of a book: "comment F1!A1 texte".
func aside(b *Book) string {
	var all []string
	for _, a := range b.Asides {
		all = append(all, strings.Join(strings.Fields(string(a.Kind)+" "+a.Place.String()+" "+a.Text), " "))
	}
	return strings.Join(all, ", ")
}
