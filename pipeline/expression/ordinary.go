package expression

import (
	"strings"
	"unicode/utf8"
)

// A mark says what a byte may be a part of.
type mark uint8

// The marks of bytes.
const (
	plain  mark = iota
	digit       // of any number
	sign        // of an at sign, in whatever form
	dot         // of the dot of a domain, or of the word for it
	beyond      // the first byte of a character that is neither ASCII nor from À to ÿ
)

// firstOfLatin is how UTF-8 begins the characters from À to ÿ, all of them [french].
const firstOfLatin = 0xC3

// marks has the mark of every byte.
var marks = func() (m [256]mark) {
	for c := range m {
		switch {
		case c >= utf8.RuneSelf:
			if utf8.RuneStart(byte(c)) && c != firstOfLatin {
				m[c] = beyond
			}
		case c >= '0' && c <= '9':
			m[c] = digit
		case strings.IndexByte("@%&bB"+openings, byte(c)) >= 0:
			m[c] = sign
		case strings.IndexByte(".dD", byte(c)) >= 0:
			m[c] = dot
		}
	}
	return m
}()

// ordinary reports whether a text surely holds no personal data, as most do:
// it is made of the characters of written French, which have one form only,
// and has neither an at sign in whatever form, nor ten digits together. It goes
// through nearly all that a submission says.
func ordinary(text string) bool {
	digits, last, domain, wide := 0, 0, false, false
	for i := range len(text) {
		c := text[i]
		m := marks[c]
		if m == plain {
			continue
		}
		switch m {
		case digit:
			if i-last > furthest {
				digits = 0
			}
			if digits, last = digits+1, i; digits == leastDigits {
				return false
			}
		case sign:
			if atSign(text, i) {
				return false
			}
		case beyond:
			if r, _ := utf8.DecodeRuneInString(text[i:]); !french(r) {
				return false
			}
			wide = true
		case dot:
			domain = domain || i+1 < len(text) && (c == '.' || text[i+1]|0x20 == 'o') && domainDot(text, i)
		}
	}
	return !domain || !wide && isWord(text) || !hasWordAt(text)
}

// isWord reports whether a text is one word, as the address of a page is.
func isWord(text string) bool {
	return strings.IndexByte(text, ' ') < 0 && strings.IndexByte(text, '_') < 0
}

// french reports whether a character beyond ASCII is one that French texts are
// full of and that [visible] leaves alone, or makes a space, a hyphen or dots
// of: À to ÿ, Œ, œ and Ÿ, quotation marks, dashes, no-break spaces, the euro.
func french(r rune) bool {
	switch r {
	case 'Œ', 'œ', 'Ÿ', '’', '‘', '“', '”', '«', '»', '–', '—', '…', '€', '\u00a0', '\u202f':
		return true
	}
	return r >= 'À' && r <= 'ÿ'
}

const (
	// leastDigits is how many digits a number of any kind has.
	leastDigits = 10

	// furthest is more than two digits of a number are ever apart, in bytes.
	furthest = 32
)

// hasDigits reports whether a text has as many digits as a number has, not far
// from each other.
func hasDigits(text string) bool { return len(digitPassages(text)) > 0 }

// digitPassages are the parts of a text that have as many digits as a number
// has, with what stands around them.
func digitPassages(text string) (all []string) {
	first, last, count := 0, 0, 0
	for i := 0; i <= len(text); i++ {
		if i < len(text) && marks[text[i]] != digit {
			continue
		}
		if i == len(text) || i-last > furthest {
			if count >= leastDigits {
				all = append(all, text[max(0, first-furthest):min(len(text), last+furthest)])
			}
			first, count = i, 0
		}
		last, count = i, count+1
	}
	return all
}
