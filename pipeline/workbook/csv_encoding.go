package workbook

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// decodeCSV returns the characters of a text file without a byte order mark,
// and the name of its encoding. What is no UTF is Windows-1252, in which Excel
// saves CSV in France, if its letters make sense so.
func decodeCSV(raw []byte) (text, encoding string, err error) {
	switch {
	case bytes.HasPrefix(raw, []byte("\xFF\xFE\x00\x00")), bytes.HasPrefix(raw, []byte("\x00\x00\xFE\xFF")):
		return "", "", refuseText(codeCSVEncoding, "", 0, "UTF-32")
	case bytes.HasPrefix(raw, []byte("\xFF\xFE")):
		return decodeUTF16(raw[2:], binary.LittleEndian)
	case bytes.HasPrefix(raw, []byte("\xFE\xFF")):
		return decodeUTF16(raw[2:], binary.BigEndian)
	}
	if order := orderOfUTF16(raw); order != nil {
		return decodeUTF16(raw, order)
	}
	switch content, marked := bytes.CutPrefix(raw, []byte("\ufeff")); {
	case utf8.Valid(content):
		return string(content), "UTF-8", nil
	case marked:
		return "", "", refuseInvalid(raw)
	}
	text, err = decodeWindows1252(raw)
	return text, "Windows-1252", err
}

// orderOfUTF16 recognises UTF-16 without a byte order mark: every other byte of
// a text in a Latin script is zero. It returns nil for anything else.
func orderOfUTF16(raw []byte) binary.ByteOrder {
	start := raw[:min(len(raw), 4096)&^1]
	var zeros [2]int
	for i, b := range start {
		if b == 0 {
			zeros[i%2]++
		}
	}
	switch most := len(start) / 4; {
	case zeros[1] > most && zeros[0] < most/4+1:
		return binary.LittleEndian
	case zeros[0] > most && zeros[1] < most/4+1:
		return binary.BigEndian
	}
	return nil
}

func decodeUTF16(raw []byte, order binary.ByteOrder) (text, encoding string, err error) {
	var b strings.Builder
	b.Grow(len(raw)/2 + len(raw)/16)
	unit := func(i int) rune {
		if i+2 > len(raw) {
			return utf8.RuneError
		}
		return rune(order.Uint16(raw[i:]))
	}
	for i := 0; i < len(raw); i += 2 {
		r := unit(i)
		if utf16.IsSurrogate(r) {
			r = utf16.DecodeRune(r, unit(i+2))
			i += 2
		}
		if r == utf8.RuneError {
			return "", "", refuseText(codeCSVEncoding, b.String(), b.Len(), "UTF-16")
		}
		b.WriteRune(r)
	}
	return b.String(), "UTF-16", nil
}

// windows1252 are the characters of the bytes 0x80 to 0x9F; 0 where there is
// none. The others are those of Latin-1.
var windows1252 = [32]rune{
	'€', 0, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0, 'Ž', 0,
	0, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0, 'ž', 'Ÿ',
}

// windows1252Rune returns the character of a byte, or 0 if there is none.
func windows1252Rune(c byte) rune {
	if c >= 0x80 && c < 0xA0 {
		return windows1252[c-0x80]
	}
	return rune(c)
}

// decodeWindows1252 refuses what is Windows-1252 by its bytes but not by its
// words: UTF-8 with a few bytes of another encoding, and files of DOS and of
// old Macs.
func decodeWindows1252(raw []byte) (string, error) {
	size := 0
	for _, c := range raw {
		size += utf8.RuneLen(windows1252Rune(c))
	}
	var b strings.Builder
	b.Grow(size) // no more, as it may be three times the file
	for _, c := range raw {
		r := windows1252Rune(c)
		if r == 0 && c != 0 {
			return "", refuseText(codeCSVEncoding, b.String(), b.Len(), byteName(c))
		}
		b.WriteRune(r)
	}
	text := b.String()
	if at, _ := findMojibake(text); at >= 0 {
		return "", refuseInvalid(raw)
	}
	if at := findStrayMark(text); at >= 0 {
		r, _ := utf8.DecodeRuneInString(text[at:])
		c, _ := windows1252Byte(r)
		return "", refuseText(codeCSVEncoding, text, at, byteName(c))
	}
	return text, nil
}

// windows1252Byte returns the byte of a character that is not ASCII. Programs
// that read Windows-1252 make control characters of the bytes that have none.
func windows1252Byte(r rune) (byte, bool) {
	if r >= 0x80 && r <= 0xFF {
		return byte(r), true
	}
	for i, c := range windows1252 {
		if c == r && r != 0 {
			return byte(0x80 + i), true
		}
	}
	return 0, false
}

// refuseInvalid refuses a text that is UTF-8 but for some bytes.
func refuseInvalid(raw []byte) error {
	at := 0
	for {
		r, size := utf8.DecodeRune(raw[at:])
		if r == utf8.RuneError && size <= 1 {
			break
		}
		at += size
	}
	before := strings.TrimPrefix(string(raw[:at]), "\ufeff")
	return refuseText(codeCSVEncoding, before, len(before), byteName(raw[at]))
}

// checkCSVText refuses a text whose letters were lost on the way, and control
// characters, at which some readers would cut a text.
func checkCSVText(text string) error {
	if at, length := findMojibake(text); at >= 0 {
		return refuseText(codeCSVMojibake, text, at, shown(text[at:at+length]))
	}
	for i, r := range text {
		if unicode.IsControl(r) && r != '\t' && r != '\r' && r != '\n' {
			return refuseText(codeCSVControl, text, i, codePoint(r))
		}
	}
	return nil
}
