package expression

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	openings = "([{<|*#~"
	closings = ")]}>|*#~"
)

// hasAt reports whether a text may have an at sign, in whatever form.
func hasAt(text string) bool {
	for i := range len(text) {
		if marks[text[i]] == sign && atSign(text, i) {
			return true
		}
	}
	return hasWordAt(text)
}

// atSign reports whether an at sign may stand at text[i:]: itself, as an
// entity, as in a web address, or written out: (at), arobase. It knows the
// last by their letter b, which is rarer than those before.
func atSign(text string, i int) bool {
	switch text[i] {
	case '@':
		return true
	case '%', '&':
		after := text[i+1:]
		return strings.HasPrefix(after, "40") || strings.HasPrefix(after, "#64;") || strings.HasPrefix(after, "#x40;") || strings.HasPrefix(after, "commat;")
	case 'b', 'B':
		return i >= 3 && text[i-1]|0x20 == 'o' && text[i-2]|0x20 == 'r' && (text[i-3]|0x20 == 'a' || text[i-3]|0x20 == 'r')
	}
	return bracketed(text[i+1:])
}

// bracketed reports whether what follows a bracket is a word for the at sign
// and another bracket.
func bracketed(after string) bool {
	after = strings.TrimLeft(after, openings)
	after = strings.TrimLeftFunc(after, unicode.IsSpace)
	word := strings.IndexFunc(after, func(r rune) bool { return !unicode.IsLetter(r) })
	if word <= 0 || word > len("chez") {
		return false
	}
	switch strings.ToLower(after[:word]) {
	case "a", "à", "at", "chez":
		after = strings.TrimLeftFunc(after[word:], unicode.IsSpace)
		return after != "" && strings.IndexByte(closings, after[0]) >= 0
	}
	return false
}

// domainDot reports whether the dot of a domain may stand at text[i:]: one that
// a letter follows, or the word.
func domainDot(text string, i int) bool {
	if text[i] == '.' {
		return isLetter(text[i+1])
	}
	return i+3 < len(text) && text[i+2]|0x20 == 't' && !isLetter(text[i+3])
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// hasWordAt reports whether "at" is a word of a text.
func hasWordAt(text string) bool {
	for i := range len(text) {
		if wordAt(text, i) {
			return true
		}
	}
	return false
}

// wordAt reports whether text[i] ends the word "at", between spaces or
// underscores.
func wordAt(text string, i int) bool {
	return text[i]|0x20 == 't' && i >= 2 && i+1 < len(text) && text[i-1]|0x20 == 'a' && apart(text[i-2]) && apart(text[i+1])
}

// apart reports whether a byte may stand beside a word: no-break spaces begin
// and end with bytes beyond ASCII.
func apart(c byte) bool { return c <= ' ' || c == '_' || c >= utf8.RuneSelf }
