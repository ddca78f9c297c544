package workbook

import (
	"encoding/xml"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// technical are the properties that programs write about themselves, and dates.
var technical = map[string]bool{
	"Application": true, "AppVersion": true, "DocSecurity": true, "ScaleCrop": true, "LinksUpToDate": true,
	"SharedDoc": true, "HyperlinksChanged": true, "TotalTime": true, "lpstr": true, "i4": true, // names of sheets, and how many
	"created": true, "modified": true, "lastPrinted": true, "revision": true, "version": true, "language": true,
}

// readProperties keeps the properties of the file that a person wrote, or that
// name one: title, author, company, those of an organisation, and who took part
// in threads of comments. Those in ignored are left out.
func (x *xlsxFile) readProperties(part string, ignored map[string]bool) error {
	var text []byte
	return x.walkPart(part, func(t xml.Token) error {
		switch t := t.(type) {
		case xml.StartElement:
			text = text[:0]
			return x.addAside(Property, tree.Place{}, attribute(t, "displayName"))
		case xml.CharData:
			text = append(text, t...)
		case xml.EndElement:
			content := string(text)
			text = text[:0]
			if !ignored[t.Name.Local] {
				return x.addAside(Property, tree.Place{}, content)
			}
		}
		return nil
	})
}
