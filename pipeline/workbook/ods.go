package workbook

import (
	"bytes"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// ReadODS reads an OpenDocument spreadsheet: a package (.ods, .ots) or a flat
// document (.fods). The error is a [tree.SyntaxError] whose code is one of
// [Codes]: it is about the file, never about us.
//
// The file keeps the value of a cell beside what the cell shows of it, so styles
// do not matter: a date is a date whatever it looks like. A time of day or a
// duration is a [Text], 14:30 or 26:30:05. The paragraphs of a text are lines.
// What is repeated counts as often as it is repeated, if it holds something.
func ReadODS(raw []byte) (*Book, error) {
	f := &odsFile{styles: map[odsStyleName]odsStyle{}, noted: map[string]bool{}}
	read := f.readPackage
	if isFlatODS(raw) {
		read = f.readFlat
	}
	if err := read(raw); err != nil {
		return nil, err
	}
	if f.spent.cells == 0 {
		return nil, refuse(codeBookEmpty, "")
	}
	return &f.book, nil
}

// An odsFile is an OpenDocument file on its way to a [Book].
type odsFile struct {
	book   Book
	styles map[odsStyleName]odsStyle
	noted  map[string]bool // the notices there are, by code and detail
	bodies int             // spreadsheets in it: there must be one
	spent  spending

	// Where the reader is; nothing outside of sheets and rows.
	table       *odsTable
	sheet       string
	column, row int
}

// flatPart is the name that errors have for a document without parts.
const flatPart = "office:document"

// isFlatODS recognises XML that declares the main namespace of OpenDocument.
func isFlatODS(raw []byte) bool {
	const enough = 8192
	start := bytes.TrimLeft(bytes.TrimPrefix(raw[:min(len(raw), enough)], []byte("\ufeff")), " \t\r\n")
	return bytes.HasPrefix(start, []byte("<")) && bytes.Contains(start, []byte(odsOffice))
}

func (f *odsFile) readFlat(raw []byte) error {
	if len(raw) > maxSize {
		return refuse(codeBookSize, maxSizeText)
	}
	return f.readContent(flatPart, raw)
}

// readContent reads the document that has the cells.
func (f *odsFile) readContent(part string, data []byte) error {
	if err := f.readXML(part, data); err != nil {
		return err
	}
	if f.bodies != 1 {
		return refuse(codeBookDamaged, part)
	}
	return nil
}

// readXML reads a document whose root is named after the part.
func (f *odsFile) readXML(part string, data []byte) error {
	return f.walk(part, data, &odsRoot{file: f, part: part})
}

// walk has a document read, around which another element is imagined.
func (f *odsFile) walk(part string, data []byte, around odsElement) error {
	w := odsWalk{file: f, inside: []odsElement{around}}
	if _, err := walkXML(part, data, w.visit); err != nil {
		return err
	}
	return around.end()
}

// place is where the reader is.
func (f *odsFile) place() tree.Place {
	place := tree.Place{Sheet: f.sheet}
	if f.row > 0 {
		place.Cell = CellName(f.column, f.row)
	}
	return place
}

// notice adds a notice about what is being read, unless there is one that says
// the same.
func (f *odsFile) notice(code, detail string) {
	if key := code + " " + detail; !f.noted[key] {
		f.noted[key] = true
		f.book.Notices = append(f.book.Notices, Notice{Code: code, Place: f.place(), Detail: detail})
	}
}

// addAside keeps a text that stands elsewhere than in cells.
func (f *odsFile) addAside(kind AsideKind, text string) error {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	f.book.Asides = append(f.book.Asides, Aside{Kind: kind, Place: f.place(), Text: text})
	return f.spent.write(text, f.place())
}
