package workbook

import (
	"encoding/xml"
	"strconv"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// The namespaces of DrawingML, usual and strict.
const (
	drawingML       = "http://schemas.openxmlformats.org/drawingml/2006/main"
	strictDrawingML = "http://purl.oclc.org/ooxml/drawingml/main"
)

// A drawingScan keeps the paragraphs of shapes and charts as asides, with the
// cell they begin over.
type drawingScan struct {
	file   *xlsxFile
	sheet  *xlsxSheet
	names  []string // of the open elements
	column string   // of the cell that the shape begins over, from 0
	row    string
	text   []byte
}

// readDrawing reads a part for the texts of DrawingML in it.
func (x *xlsxFile) readDrawing(part string, sheet *xlsxSheet) error {
	s := drawingScan{file: x, sheet: sheet}
	return x.walkPart(part, func(t xml.Token) error {
		switch t := t.(type) {
		case xml.StartElement:
			s.names = append(s.names, t.Name.Local)
			if isDrawing(t.Name, "br") {
				s.text = append(s.text, '\n')
			}
		case xml.CharData:
			s.characters(t)
		case xml.EndElement:
			s.names = s.names[:len(s.names)-1]
			if isDrawing(t.Name, "p") {
				return s.keep()
			}
		}
		return nil
	})
}

func isDrawing(n xml.Name, local string) bool {
	return n.Local == local && (n.Space == drawingML || n.Space == strictDrawingML)
}

// characters takes a text, or one coordinate of the cell where a shape begins.
func (s *drawingScan) characters(t xml.CharData) {
	depth := len(s.names)
	if depth < 2 {
		return
	}
	switch parent, name := s.names[depth-2], s.names[depth-1]; {
	case name == "t" && (parent == "r" || parent == "fld"):
		s.text = append(s.text, t...)
	case parent == "from" && name == "col":
		s.column = string(t)
	case parent == "from" && name == "row":
		s.row = string(t)
	}
}

// keep keeps a paragraph.
func (s *drawingScan) keep() error {
	place := tree.Place{Sheet: s.sheet.name}
	column, err := strconv.ParseUint(s.column, 10, 14) // as many as there are
	row, also := strconv.ParseUint(s.row, 10, 20)
	if err == nil && also == nil {
		place = s.sheet.place(int(column)+1, int(row)+1)
	}
	text := string(s.text)
	s.text = s.text[:0]
	return s.file.addAside(Drawing, place, text)
}
