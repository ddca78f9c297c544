package workbook

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// refuseText returns the error that says why a text is not read, and where in
// it the reason stands.
func refuseText(code, text string, offset int, detail string) error {
	return &tree.SyntaxError{Code: code, Place: textPlace(text, offset), Detail: detail}
}

// textPlace returns the place of what stands at an offset of a text.
func textPlace(text string, offset int) tree.Place {
	before := text[:offset]
	start := strings.LastIndexAny(before, "\r\n") + 1
	return tree.Place{Line: 1 + lineBreaks(before), Column: 1 + utf8.RuneCountInString(before[start:])}
}

// lineBreaks counts the ends of lines: LF, CRLF or CR.
func lineBreaks(text string) int {
	return strings.Count(text, "\n") + strings.Count(text, "\r") - strings.Count(text, "\r\n")
}

func byteName(b byte) string  { return fmt.Sprintf("0x%02X", b) }
func codePoint(r rune) string { return fmt.Sprintf("U+%04X", r) }
