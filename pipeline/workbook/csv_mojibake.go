package workbook

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// mojibakeStarts are the characters that "é", "°", "œ", "’" and emoji begin
// with when UTF-8 was read as Windows-1252 and saved again, and the replacement
// character, which is all that is left of a letter nobody could read.
const mojibakeStarts = "ÃÂÅâð\uFFFD"

// findMojibake returns the offset and the length of the first character that
// went through the wrong encoding, or -1. No French text has what it looks for.
func findMojibake(text string) (at, length int) {
	for at, r := range text {
		if r >= utf8.RuneSelf && strings.ContainsRune(mojibakeStarts, r) {
			if length := mojibakeLength(text[at:]); length > 0 {
				return at, length
			}
		}
	}
	return -1, 0
}

// mojibakeLength returns the length of the character in disguise that text
// begins with, or 0.
func mojibakeLength(text string) int {
	if r, size := utf8.DecodeRuneInString(text); r == utf8.RuneError {
		return size
	}
	bytes := make([]byte, 0, utf8.UTFMax)
	for i, r := range text {
		b, known := windows1252Byte(r)
		if !known || len(bytes) == utf8.UTFMax {
			break
		}
		bytes = append(bytes, b)
		if hidden, size := utf8.DecodeRune(bytes); size == len(bytes) && size > 1 && plausible(hidden) {
			return i + utf8.RuneLen(r)
		}
	}
	return 0
}

// plausible reports whether a character is one that texts in French have: a
// disguise of another one is more likely what it seems to be, such as "Å’".
func plausible(r rune) bool {
	switch {
	case r >= 0xA0 && r <= 0xFF, strings.ContainsRune("œŒŸ", r):
		return true
	case r >= 0x2000 && r <= 0x21FF, r >= 0x25A0 && r <= 0x27BF: // punctuation, €, arrows, boxes, ticks
		return true
	}
	return r >= 0x1F000 && r <= 0x1FFFF // emoji
}

// strayMarks are what accented letters of DOS (code page 850), of old Macs and
// of Latin-9 become when they are read as Windows-1252.
const strayMarks = "‚ƒˆŠŽŒ½¼"

// findStrayMark returns the offset of the first mark inside a word, after a
// small letter, where none belongs; -1 without.
func findStrayMark(text string) int {
	var before rune
	for i, r := range text {
		if unicode.IsLower(before) && strings.ContainsRune(strayMarks, r) {
			after, _ := utf8.DecodeRuneInString(text[i+utf8.RuneLen(r):])
			if unicode.IsLetter(after) {
				return i
			}
		}
		before = r
	}
	return -1
}
