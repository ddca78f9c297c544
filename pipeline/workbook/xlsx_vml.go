package workbook

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// A vmlScan keeps the labels of old form controls as asides.
type vmlScan struct {
	file  *xlsxFile
	part  string
	place tree.Place
	boxes int // that are open, of those that have texts
}

// readVML reads a part of VML. Programs write HTML in it, with elements that
// nothing closes, so it is held to less than XML.
func (x *xlsxFile) readVML(part string, sheet *xlsxSheet) error {
	data, err := x.zip.part(part)
	if err != nil {
		return err
	}
	if err := checkCharacters(part, data); err != nil {
		return err
	}
	d := xml.NewDecoder(bytes.NewReader(data))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	s := vmlScan{file: x, part: part, place: tree.Place{Sheet: sheet.name}}
	for {
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return refuse(codeXMLDamaged, part)
		}
		if err := s.take(token); err != nil {
			return err
		}
	}
}

func (s *vmlScan) take(token xml.Token) error {
	switch t := token.(type) {
	case xml.Directive:
		return refuse(codeXMLDoctype, s.part)
	case xml.StartElement:
		if s.file.spent.elements++; s.file.spent.elements > maxElements {
			return refuse(codeXMLElements, s.part)
		}
		if t.Name.Local == "textbox" {
			s.boxes++
		}
	case xml.EndElement:
		if t.Name.Local == "textbox" {
			s.boxes--
		}
	case xml.CharData:
		if s.boxes > 0 {
			return s.file.addAside(Drawing, s.place, string(t))
		}
	}
	return nil
}
