package workbook

import (
	"archive/zip"
	"bytes"
	"strconv"

	"github.com/xuri/excelize/v2"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// maxXML is how many bytes the XML of a workbook may have, unpacked. A sheet of
// 200,000 cells has half of it.
const (
	maxXML     = 24 << 20
	maxXMLText = "24 MiB"
)

// ReadXLSX reads an XLSX file. The error is a [tree.SyntaxError] whose code is
// one of [Codes]: it is about the file, never about us.
//
// The cells are read twice. The first reader, ours, takes the parts to their
// very end, refuses what is out of order and counts; it bounds what the second
// one, excelize, gets to see. Unless both find the same text in the same cells,
// the file is refused: a reader that stops at a fault says nothing about it.
//
// A number is a [Date] if the format of its cell shows one, counted from the
// epoch of the workbook. If the format shows a time of day alone, or hours that
// go on after 24, the cell is a [Text] such as 14:30; a number that is no date
// where one is shown is a [Fault]. A [Notice] about a sheet stands at the first
// place it is about, and its Detail counts those places. Of merged cells only the
// first one is read; what the others hold is an [Aside]. Formulas whose last
// result is an empty text are empty cells. Sheets of charts have no cells and are
// not in the book.
func ReadXLSX(raw []byte) (*Book, error) {
	c, err := openZip(raw)
	if err != nil {
		return nil, err
	}
	if err := checkXMLSize(c); err != nil {
		return nil, err
	}
	x, err := newXLSXFile(c)
	if err != nil {
		return nil, err
	}
	if err := x.readParts(); err != nil {
		return nil, err
	}
	if x.spent.cells == 0 {
		return nil, refuse(codeBookEmpty, "")
	}
	if err := x.readAgain(); err != nil {
		return nil, err
	}
	return x.book()
}

// checkXMLSize bounds the parts in XML by the size they declare, which is their
// size.
func checkXMLSize(c *container) error {
	total := 0
	for _, e := range c.entries {
		if isXML(e.name) {
			total += e.size
		}
	}
	if total > maxXML {
		return refuse(codeZipSize, maxXMLText)
	}
	return nil
}

// readParts reads every part once: the texts and styles that cells refer to,
// then the cells, then the rest.
func (x *xlsxFile) readParts() error {
	texts, err := x.partOf("sharedStrings")
	if err != nil {
		return err
	}
	styles, err := x.partOf("styles")
	if err != nil {
		return err
	}
	if x.texts = texts; texts != "" {
		err = x.readShared(texts)
	}
	if err == nil && styles != "" {
		err = x.readStyles(styles)
	}
	for i := 0; err == nil && i < len(x.sheets); i++ {
		err = x.readSheet(x.sheets[i])
	}
	if err != nil {
		return err
	}
	return x.readAsides()
}

// readAgain has excelize read the cells too, and compares. Whatever makes it
// panic is refused.
func (x *xlsxFile) readAgain() (err error) {
	defer func() {
		if recover() != nil {
			err = refuse(codeBookDamaged, "")
		}
	}()
	raw, err := x.needed()
	if err != nil {
		return refuse(codeBookDamaged, "")
	}
	// Limits that nothing here exceeds: above them excelize writes files.
	options := excelize.Options{RawCellValue: true, UnzipSizeLimit: maxExpanded, UnzipXMLSizeLimit: maxExpanded}
	f, err := excelize.OpenReader(bytes.NewReader(raw), options)
	if err != nil {
		return refuse(codeBookDamaged, x.workbook)
	}
	for _, s := range x.sheets {
		if err := s.compare(f); err != nil {
			return err
		}
	}
	if f.Close() != nil {
		return refuse(codeBookDamaged, x.workbook)
	}
	return nil
}

// needed returns a zip file of the parts that have to do with cells. What
// excelize does not see can do nothing to it.
func (x *xlsxFile) needed() ([]byte, error) {
	names := map[string]string{"_rels/.rels": "", x.workbook: "", relationsOf(x.workbook): ""}
	for _, s := range x.sheets {
		names[s.part] = ""
	}
	if x.texts != "" {
		names[x.texts] = "xl/sharedStrings.xml" // the only name that excelize knows
	}
	var file bytes.Buffer
	w := zip.NewWriter(&file)
	for _, e := range x.zip.entries {
		name, wanted := names[e.name]
		if !wanted {
			continue
		}
		if name == "" {
			name = e.name
		}
		if err := e.copyTo(w, name, x.zip.raw); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return file.Bytes(), err
}

// compare holds the cells of excelize to those of the sheet.
func (s *xlsxSheet) compare(f *excelize.File) error {
	disagree := refuseAt(codeBookCount, tree.Place{Sheet: s.name}, strconv.Itoa(s.count()))
	rows, err := f.Rows(s.name)
	if err != nil {
		return disagree
	}
	ours := s.rows
	for number := 1; rows.Next(); number++ {
		theirs, err := rows.Columns()
		if err != nil {
			return disagree
		}
		var cells []xlsxCell
		if len(ours) > 0 && ours[0].number == number {
			cells, ours = ours[0].cells, ours[1:]
		}
		if !sameCells(cells, theirs) {
			return disagree
		}
	}
	if rows.Close() != nil || len(ours) > 0 {
		return disagree
	}
	return nil
}

// count returns how many cells hold something.
func (s *xlsxSheet) count() int {
	n := 0
	for _, r := range s.rows {
		n += len(r.cells)
	}
	return n
}

// sameCells reports whether the texts of a row, from the first column on, are
// those of its cells.
func sameCells(cells []xlsxCell, texts []string) bool {
	for i, text := range texts {
		want := ""
		if len(cells) > 0 && cells[0].column == i+1 {
			want, cells = cells[0].text, cells[1:]
		}
		if text != want {
			return false
		}
	}
	return len(cells) == 0
}
