package workbook

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// An odsText is a text in the making. White space in the file is layout: it is
// one space between words, and none at the start of a paragraph (ODF 1.3, 6.1.2).
// What a person typed beyond that are elements.
type odsText struct {
	strings.Builder
	begun bool
	blank bool // white space that follows adds nothing
}

// line begins a paragraph.
func (t *odsText) line() *odsText {
	if t.begun {
		t.put("\n")
	}
	t.begun, t.blank = true, true
	return t
}

// add adds characters as the file has them.
func (t *odsText) add(data []byte) {
	for len(data) > 0 {
		space := strings.IndexByte(" \t\r\n", data[0]) >= 0
		end := 1
		for end < len(data) && (strings.IndexByte(" \t\r\n", data[end]) >= 0) == space {
			end++
		}
		switch {
		case !space:
			t.put(string(data[:end]))
		case !t.blank:
			t.put(" ")
			t.blank = true
		}
		data = data[end:]
	}
}

// put adds characters as they are. A text beyond the limit is refused once it is
// whole, so that the rest of it does not matter.
func (t *odsText) put(text string) {
	if t.Len() <= maxText {
		t.WriteString(text)
		t.blank = false
	}
}

// An odsLine reads a paragraph, or what is marked in it: a link, a colour.
type odsLine struct {
	file *odsFile
	into *odsText
}

func (l *odsLine) text(data []byte) { l.into.add(data) }
func (l *odsLine) end() error       { return nil }

func (l *odsLine) child(name string, e xml.StartElement) (odsElement, error) {
	switch name {
	case "text:s":
		n, err := strconv.ParseUint(odsAttribute(e, "text:c"), 10, 31)
		if err != nil {
			n = 1
		}
		l.into.put(strings.Repeat(" ", min(int(n), max(0, maxText+1-l.into.Len()))))
	case "text:tab":
		l.into.put("\t")
	case "text:line-break":
		l.into.put("\n")
	case "text:p", "text:h":
		l.into.line()
	case "text:a":
		return l, l.file.addLink(e)
	case "text:ruby-text", "text:script": // how the text is pronounced; a program
		return odsIgnored{}, nil
	case "office:annotation":
		return l.file.newComment(), nil
	case "text:hidden-text", "text:hidden-paragraph":
		return &odsAside{file: l.file, kind: Hidden, loose: true}, nil
	case "table:table":
		return nil, refuseAt(codeODSSubTable, l.file.place(), "")
	}
	if isShape(name) {
		return l.file.newAside(Drawing), nil
	}
	return l, nil
}
