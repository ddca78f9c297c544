package workbook

import (
	"bytes"
	"encoding/xml"
	"path"
	"slices"
	"strings"
)

// A trail is the path of the element a walk is in, as
// "/worksheet/sheetData/row". What is not of SpreadsheetML is "?" in it.
type trail string

// The namespaces of SpreadsheetML: that of every program, and that of the
// strict variant of ISO/IEC 29500.
const (
	spreadsheetML       = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	strictSpreadsheetML = "http://purl.oclc.org/ooxml/spreadsheetml/main"
)

// maxWord is longer than any name of SpreadsheetML, so that a trail stays
// short.
const maxWord = 40

func (t *trail) enter(name xml.Name) {
	word := name.Local
	if name.Space != spreadsheetML && name.Space != strictSpreadsheetML || len(word) > maxWord {
		word = "?"
	}
	*t += "/" + trail(word)
}

// known reports whether an element is among those that may stand where it
// does. paths says so for some elements, by the words after their path; other
// elements may hold anything. Readers pass over what they do not know, and the
// text in it is lost.
func known(at trail, paths map[string]string) bool {
	above, word := path.Split(string(at))
	words, strict := paths[above]
	return !strict || slices.Contains(strings.Fields(words), word)
}

// blank reports whether a text may be passed over: where elements are
// expected, only spaces may stand between them.
func blank(at trail, text []byte, paths map[string]string) bool {
	_, strict := paths[string(at)+"/"]
	return !strict || len(bytes.TrimSpace(text)) == 0
}

func (t *trail) leave() { *t = (*t)[:strings.LastIndexByte(string(*t), '/')] }

// follow reads a part of SpreadsheetML whose root element is root, and shows
// visit every token with the element it is in: its own for a start and an end.
func (x *xlsxFile) follow(part string, root trail, visit func(trail, xml.Token) error) error {
	var at trail
	x.read[part] = true
	return x.walkPart(part, func(t xml.Token) error {
		switch t := t.(type) {
		case xml.StartElement:
			isRoot := at == ""
			if at.enter(t.Name); isRoot && at != root {
				return refuse(codeBookDamaged, part)
			}
		case xml.EndElement:
			defer at.leave()
		}
		return visit(at, t)
	})
}

// walkPart is [walkXML] over a part of any vocabulary. It counts the elements
// of all parts together.
func (x *xlsxFile) walkPart(part string, visit func(xml.Token) error) error {
	data, err := x.zip.part(part)
	if err != nil {
		return err
	}
	n, err := walkXML(part, data, visit)
	if err != nil {
		return err
	}
	if x.spent.elements += n; x.spent.elements > maxElements {
		return refuse(codeXMLElements, part)
	}
	return nil
}
