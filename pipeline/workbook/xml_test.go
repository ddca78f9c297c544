package workbook

import (
	"encoding/xml"
	"fmt"
	"strings"
	"testing"
)

func TestCheckXML(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, text, want string }{
		{"an element", `<a/>`, ""},
		{"a declaration", `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\r\n<a>é</a>\n", ""},
		{"a byte order mark", "\ufeff<?xml version='1.0' encoding='utf-8'?><a/>", ""},
		{"comments and instructions", `<!-- x --><?mso-application progid="Excel.Sheet"?><a><!-- y --></a><!-- z -->`, ""},
		{"namespaces", `<a xmlns="http://a" xmlns:b="urn:b"><b:c b:d="1" d="2" xml:space="preserve"/></a>`, ""},
		{"character references", `<a b="&#233;&#xE9;">&amp;&#10;</a>`, ""},

		{"nothing", ``, codeXMLDamaged},
		{"only a comment", `<!-- x -->`, codeXMLDamaged},
		{"cut inside an element", `<a><b></b>`, codeXMLDamaged},
		{"cut inside a tag", `<a><b`, codeXMLDamaged},
		{"a wrong end", `<a><b></a></b>`, codeXMLDamaged},
		{"two roots", `<a/><b/>`, codeXMLDamaged},
		{"text before", `x<a/>`, codeXMLDamaged},
		{"text after", `<a/>x`, codeXMLDamaged},
		{"a declaration too late", ` <?xml version="1.0"?><a/>`, codeXMLDamaged},
		{"a second declaration", `<a><?xml version="1.0"?></a>`, codeXMLDamaged},
		{"XML 1.1", `<?xml version="1.1"?><a/>`, codeXMLDamaged},
		{"an unknown entity", `<a>&eacute;</a>`, codeXMLDamaged},
		{"an unknown prefix", `<a><b:c/></a>`, codeXMLDamaged},
		{"an unknown prefix of an attribute", `<a b:c="1"/>`, codeXMLDamaged},
		{"an attribute twice", `<a b="1" b="2"/>`, codeXMLDamaged},
		{"an attribute twice by its namespace", `<a xmlns:b="urn:x" xmlns:c="urn:x" b:d="1" c:d="2"/>`, codeXMLDamaged},
		{"a control character", "<a>\x01</a>", codeXMLDamaged},
		{"a control character in a comment", "<a><!-- \x01 --></a>", codeXMLDamaged},
		{"a NUL", "<a>\x00</a>", codeXMLDamaged},
		{"a reference to a control character", `<a>&#1;</a>`, codeXMLDamaged},
		{"a reference to half a character", `<a>&#xD800;</a>`, codeXMLDamaged},
		{"a reference to no character", `<a>&#x110000;</a>`, codeXMLDamaged},
		{"U+FFFF", "<a>\uffff</a>", codeXMLDamaged},

		{"a document type", `<!DOCTYPE a><a/>`, codeXMLDoctype},
		{"an external entity", `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>`, codeXMLDoctype},
		{"entities that multiply", `<!DOCTYPE a [<!ENTITY b "xx"><!ENTITY c "&b;&b;">]><a>&c;</a>`, codeXMLDoctype},

		{"Latin-1", "<a>\xe9</a>", codeXMLEncoding},
		{"Latin-1 by its declaration", `<?xml version="1.0" encoding="ISO-8859-1"?><a/>`, codeXMLEncoding},
		{"UTF-16", "\xff\xfe<\x00a\x00/\x00>\x00", codeXMLEncoding},
		{"UTF-16 by its declaration", `<?xml version="1.0" encoding="UTF-16"?><a/>`, codeXMLEncoding},

		{"256 levels", strings.Repeat("<a>", 256) + strings.Repeat("</a>", 256), ""},
		{"257 levels", strings.Repeat("<a>", 257) + strings.Repeat("</a>", 257), codeXMLDepth},
		{"a million levels", strings.Repeat("<a>", 1_000_000), codeXMLDepth},
		{"too many elements", "<a>" + strings.Repeat("<b/>", maxElements) + "</a>", codeXMLElements},
		{"a text too long", "<a>" + strings.Repeat("x", maxPiece) + "</a>", codeXMLText},
		{"too many attributes", "<a" + attributes(maxAttributes+1) + "/>", codeXMLElements},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := checkXML("xl/part.xml", []byte(test.text))
			if got := codeOf(err); got != test.want {
				t.Fatalf("got %q, want %q", got, test.want)
			}
			if err != nil && !strings.Contains(err.Error(), "xl/part.xml") {
				t.Errorf("%v does not name the part", err)
			}
		})
	}
}

func attributes(n int) string {
	var all strings.Builder
	for i := range n {
		fmt.Fprintf(&all, ` a%d=""`, i)
	}
	return all.String()
}

// TestWalkXML shows what a walk shows: what is inside the root, with the
// namespaces in place of their prefixes.
func TestWalkXML(t *testing.T) {
	var got strings.Builder
	n, err := walkXML("p", []byte(`<?xml version="1.0"?> <x:a xmlns:x="urn:x"><!-- c -->b<![CDATA[<]]>&gt;<?i?></x:a> `), func(token xml.Token) error {
		switch token := token.(type) {
		case xml.StartElement:
			fmt.Fprintf(&got, "<%s|%s>", token.Name.Space, token.Name.Local)
		case xml.EndElement:
			got.WriteString("</>")
		case xml.CharData:
			got.Write(token)
		default:
			fmt.Fprintf(&got, "%T", token)
		}
		return nil
	})
	if want := "<urn:x|a>b<></>"; err != nil || n != 1 || got.String() != want {
		t.Errorf("got %q, %d elements, %v; want %q", got.String(), n, err, want)
	}
}
