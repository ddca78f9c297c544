package workbook

import (
	"encoding/xml"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// A commentScan keeps comments as asides.
type commentScan struct {
	file  *xlsxFile
	sheet *xlsxSheet
	place tree.Place
	text  []byte
}

// begin begins the comment of a cell.
func (s *commentScan) begin(e xml.StartElement) {
	s.place = tree.Place{Sheet: s.sheet.name}
	if column, row, valid := parseCellName(attribute(e, "ref")); valid {
		s.place = s.sheet.place(column, row)
	}
	s.sheet.comments.add(s.place)
}

// keep keeps the text that was met since the last one.
func (s *commentScan) keep(place tree.Place) error {
	text := string(s.text)
	s.text = s.text[:0]
	return s.file.addAside(Comment, place, text)
}

// readComments reads the comments of a sheet, which programs now call notes,
// and their authors.
func (x *xlsxFile) readComments(part string, sheet *xlsxSheet) error {
	s := commentScan{file: x, sheet: sheet}
	return x.follow(part, "/comments", func(at trail, t xml.Token) error {
		switch t := t.(type) {
		case xml.StartElement:
			if at == "/comments/commentList/comment" {
				s.begin(t)
			}
		case xml.CharData:
			switch at {
			case "/comments/authors/author", "/comments/commentList/comment/text/t", "/comments/commentList/comment/text/r/t":
				s.text = append(s.text, t...)
			}
		case xml.EndElement:
			switch at {
			case "/comments/authors/author":
				return s.keep(tree.Place{Sheet: sheet.name})
			case "/comments/commentList/comment":
				return s.keep(s.place)
			}
		}
		return nil
	})
}

// readThread reads the comments that answer one another.
func (x *xlsxFile) readThread(part string, sheet *xlsxSheet) error {
	s := commentScan{file: x, sheet: sheet}
	inText := false
	return x.walkPart(part, func(t xml.Token) error {
		switch t := t.(type) {
		case xml.StartElement:
			if inText = t.Name.Local == "text"; t.Name.Local == "threadedComment" {
				s.begin(t)
			}
		case xml.CharData:
			if inText {
				s.text = append(s.text, t...)
			}
		case xml.EndElement:
			inText = false
			if t.Name.Local == "threadedComment" {
				return s.keep(s.place)
			}
		}
		return nil
	})
}
