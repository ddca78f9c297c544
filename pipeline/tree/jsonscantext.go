package tree

import (
	"math/bits"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// string reads the string literal at i and returns its characters: a part of
// the source when none is escaped, as is usual.
func (s *jsonScanner) string(i int) (string, int) {
	end := plainEnd(s.src, i+1)
	switch s.src.at(end) {
	case '"':
		return string(s.src[i+1 : end]), end + 1
	case '\\':
		return s.escaped(i+1, end)
	}
	return "", notSure // a control character, or the end of the file
}

// escaped reads a string literal whose characters begin at i and whose first
// escape sequence is at end.
func (s *jsonScanner) escaped(i, end int) (string, int) {
	characters := s.texts.scratch[:0]
	for s.src.at(end) == '\\' {
		characters = append(characters, s.src[i:end]...)
		r, size := unescape(string(s.src[end:]))
		if size == 0 {
			return "", notSure
		}
		characters = utf8.AppendRune(characters, r)
		i = end + size
		end = plainEnd(s.src, i)
	}
	if s.src.at(end) != '"' {
		return "", notSure
	}
	s.texts.scratch = append(characters, s.src[i:end]...)
	return s.texts.keep(len(s.src) - end), end + 1
}

// unescape returns the character of the escape sequence that s begins with, and
// the size of the sequence: 0 when it is none, or half of a surrogate pair, or
// the NUL character.
func unescape(s string) (r rune, size int) {
	if len(s) < 2 {
		return 0, 0
	}
	if c := escapes[s[1]]; c != 0 {
		return rune(c), 2
	}
	r = codeUnit(s)
	switch {
	case r <= 0:
		return 0, 0
	case !utf16.IsSurrogate(r):
		return r, 6
	}
	if r = utf16.DecodeRune(r, codeUnit(s[6:])); r == utf8.RuneError {
		return 0, 0
	}
	return r, 12
}

// escapes has what a letter after a backslash stands for.
var escapes = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// codeUnit returns the code unit of the sequence \uXXXX that s begins with, or
// -1.
func codeUnit(s string) rune {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return -1
	}
	n, err := strconv.ParseUint(s[2:6], 16, 16)
	if err != nil {
		return -1
	}
	return rune(n)
}

// plainEnd returns the offset of the first byte from i on that does not stand
// for itself in a string literal: a quotation mark, a backslash or a control
// character; or the length of the text.
//
// It looks at eight bytes at a time, as one number.
func plainEnd(t text, i int) int {
	for ; i+8 <= len(t); i += 8 {
		if m := marks(eightBytes(t[i : i+8])); m != 0 {
			return i + bits.TrailingZeros64(m)/8
		}
	}
	for ; i < len(t); i++ {
		if c := t[i]; c < ' ' || c == '"' || c == '\\' {
			break
		}
	}
	return i
}

// eightBytes returns the first eight bytes of t, the first of them lowest: one
// load where the machine has one.
func eightBytes(t text) uint64 {
	_ = t[7]
	return uint64(t[0]) | uint64(t[1])<<8 | uint64(t[2])<<16 | uint64(t[3])<<24 |
		uint64(t[4])<<32 | uint64(t[5])<<40 | uint64(t[6])<<48 | uint64(t[7])<<56
}

const (
	everyByte = 0x0101010101010101 // times b: b eight times
	highBits  = 0x80 * everyByte
)

// marks returns a number whose lowest bit lies in the first byte of w that is a
// quotation mark, a backslash or a control character; 0 when there is none.
//
// Taking n from a byte below n borrows, which sets its high bit. A byte from
// 0x80 on has that bit without borrowing, so &^ leaves it out. The borrow may
// set the bit of the next byte wrongly, but never of an earlier one.
//
// Flipping the bit 0x02 turns the quotation mark, 0x22, into 0x20 and leaves the
// control characters below it, so that one subtraction finds both.
func marks(w uint64) uint64 {
	low := w ^ 0x02*everyByte
	backslash := w ^ '\\'*everyByte // 0 where it stands
	return ((low-0x21*everyByte)&^low | (backslash-everyByte)&^backslash) & highBits
}

// texts keeps the characters of the strings that are not a part of the source.
// They share blocks: one allocation for many texts.
type texts struct {
	scratch []byte
	block   strings.Builder
}

// textBlock is how many bytes a block of texts has at most, but for a longer
// text.
const textBlock = 4096

// keep returns the bytes in scratch as a string. ahead is how many bytes of the
// source are still to be read.
//
// A Builder never writes where it has written, nor again to a block it was Reset
// from, so the strings it gave are safe.
func (t *texts) keep(ahead int) string {
	if size := len(t.scratch); t.block.Len()+size > t.block.Cap() {
		t.block.Reset()
		t.block.Grow(size + min(ahead, textBlock))
	}
	start := t.block.Len()
	t.block.Write(t.scratch)
	return t.block.String()[start:]
}
