package workbook

import (
	"encoding/xml"
	"path"
	"strings"
)

const (
	maxRelations     = 100_000    // a link of a cell is one
	maxBookRelations = maxEntries // of the file itself and of its workbook: excelize looks for each sheet among them
)

// A relation says that a part of an Office file uses something.
type relation struct {
	id       string
	kind     string // the last word of its type: worksheet, sharedStrings, comments
	target   string // name of the part; for what is outside the file, as it is written
	external bool
}

// readRelations reads the relations of every part. Those of the file itself are
// under the empty name.
func (x *xlsxFile) readRelations() error {
	count := 0
	for _, name := range x.zip.names() {
		source, found := relationSource(name)
		if !found {
			continue
		}
		x.read[name] = true
		err := x.walkPart(name, func(t xml.Token) error {
			e, starts := t.(xml.StartElement)
			if !starts || e.Name.Local != "Relationship" {
				return nil
			}
			x.relations[source] = append(x.relations[source], newRelation(e, source))
			if count++; count > maxRelations {
				return refuse(codeXMLElements, name)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// relationSource returns the part whose relations are in the part of that
// name: xl/workbook.xml for xl/_rels/workbook.xml.rels.
func relationSource(name string) (string, bool) {
	folder, file := path.Split(name)
	above, inFolder := strings.CutSuffix(folder, "_rels/")
	file, isRelations := strings.CutSuffix(file, ".rels")
	return above + file, inFolder && isRelations
}

// relationsOf is the name of the part that has the relations of another one.
func relationsOf(name string) string {
	folder, file := path.Split(name)
	return folder + "_rels/" + file + ".rels"
}

func newRelation(e xml.StartElement, source string) relation {
	r := relation{
		id:       attribute(e, "Id"),
		kind:     path.Base(attribute(e, "Type")),
		target:   attribute(e, "Target"),
		external: attribute(e, "TargetMode") == "External",
	}
	switch {
	case r.external:
	case strings.HasPrefix(r.target, "/"):
		r.target = path.Clean(r.target)[1:]
	default:
		r.target = path.Join("/", path.Dir(source), r.target)[1:]
	}
	return r
}

// attribute returns an attribute that has no prefix, or "".
func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Space == "" && a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// flagged reports whether an attribute is set that is on or off.
func flagged(e xml.StartElement, name string) bool {
	value := attribute(e, name)
	return value == "1" || value == "true" || value == "on"
}
