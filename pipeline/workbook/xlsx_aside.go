package workbook

import (
	"path"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// isXML reports whether a part is XML by its name.
func isXML(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".xml", ".rels", ".vml":
		return true
	}
	return false
}

// addAside keeps a text that stands in no cell.
func (x *xlsxFile) addAside(kind AsideKind, place tree.Place, text string) error {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	x.asides = append(x.asides, Aside{Kind: kind, Place: place, Text: strings.TrimSpace(text)})
	return x.spent.write(text, place)
}

// A role is what a part is for, and the part that uses it.
type role struct{ kind, owner string }

// roles returns the role of every part that has one.
func (x *xlsxFile) roles() map[string]role {
	all := map[string]role{}
	for owner, relations := range x.relations {
		for _, r := range relations {
			// One part in two roles happens in no honest file; the choice must
			// only be the same each time.
			if old, taken := all[r.target]; !r.external && (!taken || owner < old.owner) {
				all[r.target] = role{r.kind, owner}
			}
		}
	}
	return all
}

// readAsides reads the parts that hold no cells, every one of them to its end:
// the texts in them, and nothing else, are kept. Custom parts are left out, as
// they are of other programs and need not be in UTF-8.
func (x *xlsxFile) readAsides() error {
	roles := x.roles()
	for _, part := range x.zip.names() {
		if x.read[part] || !isXML(part) || strings.HasPrefix(part, "customXml/") {
			continue
		}
		if err := x.readAside(part, roles[part].kind, x.sheetOf(part, roles)); err != nil {
			return err
		}
	}
	return x.readLinks()
}

// readLinks keeps where the links of cells lead.
func (x *xlsxFile) readLinks() error {
	for _, s := range x.sheets {
		for _, r := range x.relations[s.part] {
			if r.kind != "hyperlink" || !r.external {
				continue
			}
			if err := x.addAside(Link, tree.Place{Sheet: s.name}, r.target); err != nil {
				return err
			}
		}
	}
	return nil
}

// readAside reads a part of some kind that belongs to a sheet, if it does.
func (x *xlsxFile) readAside(part, kind string, s *xlsxSheet) error {
	if strings.EqualFold(path.Ext(part), ".vml") {
		return x.readVML(part, s)
	}
	switch strings.ToLower(strings.ReplaceAll(kind, "-", "")) {
	case "comments":
		return x.readComments(part, s)
	case "threadedcomment":
		return x.readThread(part, s)
	case "coreproperties", "extendedproperties":
		return x.readProperties(part, technical)
	case "customproperties", "person":
		return x.readProperties(part, nil)
	}
	return x.readDrawing(part, s)
}

// sheetOf returns the sheet that a part belongs to, be it through another one,
// as a chart does through its drawing.
func (x *xlsxFile) sheetOf(part string, roles map[string]role) *xlsxSheet {
	for range 4 {
		for _, s := range x.sheets {
			if s.part == part {
				return s
			}
		}
		part = roles[part].owner
	}
	return &xlsxSheet{}
}
