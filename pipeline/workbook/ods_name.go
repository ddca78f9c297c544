package workbook

import (
	"encoding/xml"
	"strings"
)

// odsOffice is the main namespace of OpenDocument.
const odsOffice = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"

// odsPrefixes are the namespaces that mean something to the reader, and the
// prefixes that it has for them whatever a file declares.
var odsPrefixes = map[string]string{
	odsOffice: "office",
	"urn:oasis:names:tc:opendocument:xmlns:meta:1.0":                       "meta",
	"urn:oasis:names:tc:opendocument:xmlns:style:1.0":                      "style",
	"urn:oasis:names:tc:opendocument:xmlns:table:1.0":                      "table",
	"urn:oasis:names:tc:opendocument:xmlns:text:1.0":                       "text",
	"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0":                    "draw",
	"urn:oasis:names:tc:opendocument:xmlns:dr3d:1.0":                       "dr3d",
	"urn:oasis:names:tc:opendocument:xmlns:form:1.0":                       "form",
	"urn:oasis:names:tc:opendocument:xmlns:script:1.0":                     "script",
	"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0":             "svg",
	"urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0": "calcext",
	"http://purl.org/dc/elements/1.1/":                                     "dc",
	"http://www.w3.org/1999/xlink":                                         "xlink",
}

// odsName returns the name of an element as specifications write it:
// "table:table-row". What is of another namespace has a name that is no one's.
func odsName(n xml.Name) string {
	prefix, known := odsPrefixes[n.Space]
	if !known {
		return "?"
	}
	return prefix + ":" + n.Local
}

// odsAttribute returns the attribute of a name such as "table:name", or "".
func odsAttribute(e xml.StartElement, name string) string {
	value, _ := odsAttributeOf(e, name)
	return value
}

// odsAttributeOf is odsAttribute that tells whether there is one.
func odsAttributeOf(e xml.StartElement, name string) (string, bool) {
	prefix, local, _ := strings.Cut(name, ":")
	for _, a := range e.Attr {
		if a.Name.Local == local && odsPrefixes[a.Name.Space] == prefix {
			return a.Value, true
		}
	}
	return "", false
}
