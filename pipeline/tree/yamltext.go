package tree

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// checkYAMLText refuses, before the YAML library sees it, a text that it could
// only refuse without a place or at great cost.
func checkYAMLText(src text, limits Limits) error {
	if i := strings.IndexFunc(string(src), forbidden); i >= 0 {
		r, _ := utf8.DecodeRuneInString(string(src[i:]))
		return src.refuse(codeYAMLControl, i, fmt.Sprintf("U+%04X", r))
	}
	if m := escapedBreak.FindStringIndex(string(src)); m != nil {
		return src.refuse(codeYAMLControl, m[0], string(src[m[0]:m[1]]))
	}
	if strings.HasPrefix(string(src), "%") {
		return src.refuse(codeYAMLDirective, 0, "")
	}
	marks := 0
	for _, mark := range []string{"\n", "\r", ",", "[", "{", ": ", "- ", "? "} {
		marks += strings.Count(string(src), mark)
	}
	if marks > limits.Values {
		return src.refuse(codeYAMLValues, 0, strconv.Itoa(limits.Values))
	}
	return nil
}

// forbidden reports whether no YAML text may hold r (YAML 1.2.2, section 5.1),
// or r is one of the noncharacters that [hiddenBreaks] needs for itself.
func forbidden(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' ||
		r >= 0xFDD0 && r <= 0xFDEF || r == 0xFFFE || r == 0xFFFF
}

// escapedBreak is one of these noncharacters, escaped.
var escapedBreak = regexp.MustCompile(`\\(?:u|U0000)[fF][dD][dD][0-2]`)

// YAML 1.2 took three line breaks of YAML 1.1 for ordinary characters, and
// word processors put them in texts. The library still breaks lines there, so
// noncharacters stand in for them while it reads.
var (
	hiddenBreaks   = strings.NewReplacer("\u0085", "\ufdd0", "\u2028", "\ufdd1", "\u2029", "\ufdd2")
	restoredBreaks = strings.NewReplacer("\ufdd0", "\u0085", "\ufdd1", "\u2028", "\ufdd2", "\u2029")
)

// A spot is a place in a text and its offset. It moves forward through a text
// whose places are asked for in their order.
type spot struct {
	src          text
	line, column int // from 1, in characters
	offset       int
}

func newSpot(src text) *spot { return &spot{src: src, line: 1, column: 1} }

// advance moves to a line and column and returns the offset there, or the
// length of the text when it has no such place.
func (s *spot) advance(line, column int) int {
	if line < s.line || line == s.line && column < s.column {
		*s = *newSpot(s.src)
	}
	for s.offset < len(s.src) && (s.line < line || s.line == line && s.column < column) {
		s.step()
	}
	return s.offset
}

// step moves over one character, or over one line break.
func (s *spot) step() {
	rest := string(s.src[s.offset:])
	_, size := utf8.DecodeRuneInString(rest)
	s.column++
	switch {
	case strings.HasPrefix(rest, "\r\n"):
		size = 2
		fallthrough
	case rest[0] == '\n' || rest[0] == '\r':
		s.line, s.column = s.line+1, 1
	}
	s.offset += size
}
