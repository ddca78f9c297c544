package workbook

import (
	"encoding/xml"
	"strings"
)

// Hidden is the kind of an [Aside] that a person does not see: what a recorded
// change replaced, or a text that is marked as hidden.
const Hidden AsideKind = "hidden"

// An odsAside reads what stands elsewhere than in cells. Its paragraphs are the
// lines of one text; so is the name of who wrote a comment.
type odsAside struct {
	file  *odsFile
	kind  AsideKind
	loose bool // its characters count outside of paragraphs too
	value odsText
}

func (f *odsFile) newAside(kind AsideKind) odsElement { return &odsAside{file: f, kind: kind} }

// newComment reads the comment of a cell.
func (f *odsFile) newComment() odsElement {
	if f.table != nil {
		f.table.comments.add(f.place())
	}
	return f.newAside(Comment)
}

func (a *odsAside) text(data []byte) {
	if a.loose {
		a.value.add(data)
	}
}

func (a *odsAside) child(name string, _ xml.StartElement) (odsElement, error) {
	switch name {
	case "text:p", "text:h", "svg:title", "svg:desc", "dc:creator":
		return &odsLine{file: a.file, into: a.value.line()}, nil
	case "office:binary-data":
		return odsIgnored{}, nil
	}
	return odsInside{a}, nil
}

func (a *odsAside) end() error { return a.file.addAside(a.kind, a.value.String()) }

// odsInside is an element inside an aside that is not the whole of it.
type odsInside struct{ *odsAside }

func (odsInside) end() error { return nil }

// addLink keeps where a link leads, unless that is a place in the file.
func (f *odsFile) addLink(e xml.StartElement) error {
	if href := odsAttribute(e, "xlink:href"); !strings.HasPrefix(href, "#") {
		return f.addAside(Link, href)
	}
	return nil
}

// odsShapes reads what is drawn on a sheet.
type odsShapes struct {
	odsSilent
	file *odsFile
}

func (s *odsShapes) child(name string, _ xml.StartElement) (odsElement, error) {
	if isShape(name) {
		return s.file.newAside(Drawing), nil
	}
	return s.file.other(name)
}

// isShape reports whether an element is something drawn.
func isShape(name string) bool {
	return strings.HasPrefix(name, "draw:") || strings.HasPrefix(name, "dr3d:")
}

// odsMasters reads the headers and footers of printed pages.
type odsMasters struct {
	odsSilent
	file *odsFile
}

func (m *odsMasters) child(name string, e xml.StartElement) (odsElement, error) {
	switch name {
	case "style:header", "style:header-left", "style:header-first", "style:footer", "style:footer-left", "style:footer-first":
		if odsAttribute(e, "style:display") != "false" {
			return m.file.newAside(Print), nil
		}
	case "style:master-page":
		return m, nil
	}
	return m.file.other(name)
}
