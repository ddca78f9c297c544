package expression

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A detector finds one kind of personal data.
type detector struct {
	kind  string
	hint  func(text string) bool                 // cheap: false when the text cannot hold any
	shape *regexp.Regexp                         // what it looks like
	proof func(text string, start, end int) bool // what tells it from a likeness at text[start:end]
}

// detectors are tried in this order, which is the order of [Personal].
var detectors = []detector{
	{"courriel", hasAt, mailShape, always},
	{"telephone", hasDigits, phoneShape, alone},
	{"nir", hasDigits, nirShape, nirKey},
	{"iban", hasDigits, ibanShape, ibanKey},
	{"carte", hasDigits, cardShape, cardNumber},
}

const (
	obfuscatedAt = ` ?[(\[{] ?(?:at|arobase|arobas) ?[)\]}] ?`
	obfuscated   = ` ?[(\[{] ?(?:dot|point) ?[)\]}] ?`
	separator    = `(?:\.|` + obfuscated + `)`
	label        = `[\pL\pN-]+`

	// A date and an hour ("01.02.2024 10h") mix separators, a phone does not.
	pairs = `(?: ?\d{8}|(?: {1,2}\d\d){4}|(?:\.\d\d){4}|(?:-\d\d){4}|(?:/\d\d){4})`
	gap   = `[ .-]?`
)

var (
	mailShape = regexp.MustCompile(`(?i)[\pL\pN._%+-]+(?:@|` + obfuscatedAt + `)` +
		label + `(?:` + separator + label + `)*` + separator + `\pL{2,24}`)
	phoneShape = regexp.MustCompile(`(?:(?:\+33|0033)` + gap + `(?:\(0\))?` + gap + `|0)[1-9]` + pairs)
	nirShape   = regexp.MustCompile(`(?i)[1-478]` + gap + `\d\d` + gap + `\d\d` + gap + `(?:\d\d|2[AB])` +
		gap + `\d{3}` + gap + `\d{3}` + gap + `\d\d`)
	ibanShape = regexp.MustCompile(`(?i)[A-Z]{2}\d\d(?: ?[A-Z0-9]){11,40}`)
	cardShape = regexp.MustCompile(`\d{13,19}|\d{4}(?:[ .-]\d{4}){3}|\d{4}[ .-]\d{6}[ .-]\d{5}`)

	// hash is a hexadecimal digest, whose runs of digits mean nothing.
	hash = regexp.MustCompile(`[0-9A-Fa-f]{32,}`)
)

// Personal returns the kinds of personal data found in a text: "courriel",
// "telephone", "nir", "iban", "carte", each once and in this order. It never
// returns the data.
func Personal(text string) []string {
	if ordinary(text) {
		return nil
	}
	text = visible(text)
	var kinds []string
	for _, d := range detectors {
		if d.hint(text) && d.finds(hash.ReplaceAllString(text, "#")) {
			kinds = append(kinds, d.kind)
		}
	}
	return kinds
}

// ordinary reports whether a text surely holds no personal data, as most do:
// it is made of the characters of written French, which have one form only,
// and has neither an @, nor a bracket that may stand around one written out,
// nor ten digits.
func ordinary(text string) bool {
	digits := 0
	for i, r := range text {
		switch {
		case r >= 'a' && r <= 'z', r == ' ':
		case r >= '0' && r <= '9':
			digits++
		case r == '@', (r == '(' || r == '[' || r == '{') && obfuscates(text[i+1:]):
			return false
		case r >= utf8.RuneSelf && !french(r):
			return false
		}
	}
	return digits < 10
}

// obfuscates reports whether what follows a bracket may be "at" or "arobase".
func obfuscates(after string) bool {
	after = strings.TrimLeftFunc(after, unicode.IsSpace)
	return after != "" && (after[0] == 'a' || after[0] == 'A')
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

// visible returns a text with every character in its common form (NFKC: full
// width digits, no-break spaces) and without the ones that cannot be seen.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r):
			return -1
		case unicode.Is(unicode.Pd, r):
			return '-'
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, norm.NFKC.String(text))
}

func (d detector) finds(text string) bool {
	for from := 0; from < len(text); {
		m := d.shape.FindStringIndex(text[from:])
		if m == nil {
			return false
		}
		start, end := from+m[0], from+m[1]
		if d.proof(text, start, end) {
			return true
		}
		// The next candidate may begin inside this one.
		_, size := utf8.DecodeRuneInString(text[start:])
		from = start + size
	}
	return false
}

func hasAt(text string) bool { return strings.ContainsAny(text, "@([{") }

func hasDigits(text string) bool {
	count := 0
	for i := range len(text) {
		if text[i] >= '0' && text[i] <= '9' {
			count++
		}
	}
	return count >= 10
}

func always(string, int, int) bool { return true }

// alone reports whether no digit stands on either side of text[start:end].
func alone(text string, start, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:start])
	after, _ := utf8.DecodeRuneInString(text[end:])
	return !unicode.IsDigit(before) && !unicode.IsDigit(after)
}
