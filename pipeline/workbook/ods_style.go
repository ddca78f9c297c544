package workbook

import (
	"cmp"
	"encoding/xml"
	"strings"
)

// An odsStyle is what of a style may hide something.
type odsStyle struct {
	parent  string
	display string // of a sheet; empty: as the parent
	size    string // height of a row, width of a column; empty: as the parent
}

// An odsStyleName is the name of a style: each family has names of its own.
type odsStyleName struct{ family, name string }

// odsStyles reads the styles of a document.
type odsStyles struct {
	odsSilent
	file *odsFile
}

func (s *odsStyles) child(name string, e xml.StartElement) (odsElement, error) {
	if name != "style:style" {
		return s.file.other(name)
	}
	own := odsStyleElement{file: s.file, name: odsStyleName{odsAttribute(e, "style:family"), odsAttribute(e, "style:name")}}
	own.style.parent = odsAttribute(e, "style:parent-style-name")
	return &own, nil
}

// odsStyleElement reads one style.
type odsStyleElement struct {
	odsSilent
	file  *odsFile
	name  odsStyleName
	style odsStyle
}

func (s *odsStyleElement) child(name string, e xml.StartElement) (odsElement, error) {
	switch name {
	case "style:table-properties":
		s.style.display = odsAttribute(e, "table:display")
	case "style:table-column-properties":
		s.style.size = odsAttribute(e, "style:column-width")
	case "style:table-row-properties":
		s.style.size = odsAttribute(e, "style:row-height")
	}
	return s.file.other(name)
}

func (s *odsStyleElement) end() error {
	s.file.styles[s.name] = s.style
	return nil
}

// maxParents is how many styles a style inherits from, at most.
const maxParents = 20

// hides reports whether a style hides what has it: a sheet that is not
// displayed, a row or a column that has no height or width.
func (f *odsFile) hides(family, name string) bool {
	display, size := "", ""
	for depth := 0; depth < maxParents && name != ""; depth++ {
		s := f.styles[odsStyleName{family, name}]
		display, size = cmp.Or(display, s.display), cmp.Or(size, s.size)
		name = s.parent
	}
	return display == "false" || isNothing(strings.TrimRight(size, "abcdefghijklmnopqrstuvwxyz")) // the unit
}
