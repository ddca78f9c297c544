package workbook

import (
	"encoding/xml"
	"strconv"
	"strings"
	"unicode/utf16"
)

// Limits of the texts that cells share. excelize keeps each element, with its
// looks, and makes copies of a part of the strict variant.
const (
	maxSharedElements = 600_000
	maxSharedPart     = 16 << 20 // bytes
)

// sharedPaths says what may stand in the elements that lead to a shared text.
var sharedPaths = map[string]string{
	"/sst/": "si extLst", "/sst/si/": "t r rPh phoneticPr", "/sst/si/r/": "t rPr", "/sst/si/t/": "", "/sst/si/r/t/": "",
}

// readShared reads the texts that cells share. There is no need for more of
// them than of cells.
func (x *xlsxFile) readShared(part string) error {
	if x.zip.size(part) > maxSharedPart {
		return refuse(codeXMLText, part)
	}
	var text []byte
	elements := 0
	return x.follow(part, "/sst", func(at trail, t xml.Token) error {
		switch t := t.(type) {
		case xml.StartElement:
			elements++
			switch {
			case elements > maxSharedElements:
				return refuse(codeXMLElements, part)
			case at == "/sst/si" && len(x.shared) == maxCells:
				return refuse(codeBookCells, strconv.Itoa(maxCells))
			case !known(at, sharedPaths):
				return refuse(codeBookDamaged, part)
			}
		case xml.CharData:
			// What sounds out the characters of a text (rPh) is not part of it.
			if at == "/sst/si/t" || at == "/sst/si/r/t" {
				text = append(text, t...)
			} else if !blank(at, t, sharedPaths) {
				return refuse(codeBookDamaged, part)
			}
			if len(text) > maxPiece {
				return refuse(codeXMLText, part)
			}
		case xml.EndElement:
			if at == "/sst/si" {
				x.shared = append(x.shared, string(text))
				text = text[:0]
			}
		}
		return nil
	})
}

// escaped returns how many escapes a text may have, such as _x000D_.
func escaped(text string) int { return strings.Count(text, "_x") }

// unescape replaces what SpreadsheetML writes for characters that XML does not
// have, and for an underscore that only looks like it (ISO/IEC 29500-1,
// 22.9.2.19). Half of a surrogate pair stays as it is.
func unescape(text string) string {
	if escaped(text) == 0 {
		return text
	}
	var out strings.Builder
	for text != "" {
		before, _, found := strings.Cut(text, "_x")
		out.WriteString(before)
		text = text[len(before):]
		switch r, size := escape(text); {
		case size > 0:
			out.WriteRune(r)
			text = text[size:]
		case found:
			out.WriteString("_x")
			text = text[len("_x"):]
		}
	}
	return out.String()
}

// escape returns the character of the escape that a text begins with, and the
// length of the escape, which is 0 if there is none.
func escape(text string) (r rune, size int) {
	const length = len("_x000D_")
	if len(text) < length || text[:2] != "_x" || text[length-1] != '_' {
		return 0, 0
	}
	n, err := strconv.ParseUint(text[2:length-1], 16, 16)
	if err != nil || utf16.IsSurrogate(rune(n)) {
		return 0, 0
	}
	return rune(n), length
}
