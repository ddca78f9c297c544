package tree

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// decodeText checks that data is UTF-8 and returns it without its byte order
// mark, which Windows editors add.
func decodeText(data []byte) (text, error) {
	if isUTF16(data) {
		return "", &SyntaxError{Code: codeUTF16, Place: Place{Line: 1, Column: 1}}
	}
	t := text(bytes.TrimPrefix(data, []byte("\ufeff")))
	if utf8.ValidString(string(t)) {
		return t, nil
	}
	valid := 0
	for i, r := range t {
		if _, size := utf8.DecodeRuneInString(string(t[i:])); r == utf8.RuneError && size == 1 {
			valid = i
			break
		}
	}
	return "", t.refuse(codeUTF8, valid, fmt.Sprintf("0x%02X", t[valid]))
}

// isUTF16 recognises UTF-16 and UTF-32 by their byte order mark or, since the
// texts we read begin with ASCII, by their zero bytes.
func isUTF16(data []byte) bool {
	if bytes.HasPrefix(data, []byte{0xFE, 0xFF}) || bytes.HasPrefix(data, []byte{0xFF, 0xFE}) {
		return true
	}
	return len(data) >= 4 && (data[0] == 0 && data[2] == 0 || data[1] == 0 && data[3] == 0)
}

// refuse returns the SyntaxError for what stands at offset.
func (t text) refuse(code string, offset int, detail string) *SyntaxError {
	return &SyntaxError{Code: code, Place: t.place(offset), Detail: excerpt(detail)}
}
