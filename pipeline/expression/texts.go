package expression

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// ligatures are the letters that normalisation does not take apart and that a
// French writer may type as two.
var ligatures = strings.NewReplacer("œ", "oe", "æ", "ae")

// Fold returns a text without what two writings of the same words differ by:
// case, accents, ligatures, invisible characters, repeated and outer spaces.
func Fold(text string) string {
	table := folded()
	b := make([]byte, 0, len(text)+8)
	for _, r := range text {
		if r >= foldedRunes && r != '’' {
			return foldAny(text)
		}
		if r == '’' {
			r = '\''
		}
		b = append(b, table[r]...)
	}
	return singleSpaced(string(b))
}

// foldedRunes is up to which character, letters of Western Europe included,
// folding is looked up: all of them fold by themselves, whatever their
// neighbours.
const foldedRunes = 0x180

// folded returns what each of those characters folds to, spaces aside.
var folded = sync.OnceValue(func() (table [foldedRunes]string) {
	for r := range rune(foldedRunes) {
		table[r] = foldRunes(string(r))
	}
	return table
})

// foldAny folds texts of any script.
func foldAny(text string) string { return singleSpaced(foldRunes(text)) }

// foldRunes is [Fold] but for the spaces.
func foldRunes(text string) string {
	var b strings.Builder
	for _, r := range cases.Fold().String(norm.NFKD.String(text)) {
		switch {
		case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Cf, r):
		case r == '’':
			b.WriteByte('\'')
		default:
			b.WriteRune(r)
		}
	}
	return ligatures.Replace(b.String())
}

// singleSpaced returns a text with one space between its words and none around.
func singleSpaced(text string) string { return strings.Join(strings.Fields(text), " ") }

// slug folds a text to lower-case ASCII letters, digits and single hyphens.
func slug(text string) string {
	var b strings.Builder
	for _, r := range Fold(text) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.TrimSuffix(b.String(), "-")
}

// NFC returns a text with each accented letter in one character where there is
// one (Unicode normalization form C).
func NFC(text string) string { return norm.NFC.String(text) }

// letters counts the visible characters of a text.
func letters(text string) int {
	n := 0
	for _, r := range norm.NFC.String(text) {
		if unicode.IsGraphic(r) && !unicode.IsSpace(r) {
			n++
		}
	}
	return n
}

// nullWords are the folded ways to fill a cell with nothing, seen in forms.
var nullWords = map[string]bool{
	"": true, "n/a": true, "na": true, "n.a": true, "neant": true, "nul": true, "null": true, "vide": true,
	"sans objet": true, "so": true, "s.o": true, "s/o": true, "nc": true, "n.c": true, "nr": true, "n.r": true,
	"non renseigne": true, "non communique": true, "non concerne": true, "non applicable": true,
	"non precise": true, "non connu": true, "inconnu": true, "a completer": true, "a preciser": true,
	"a definir": true, "en cours": true, "x": true, "ras": true, "r.a.s": true, "rien": true,
	"rien a signaler": true, "aucun": true, "aucune": true,
}

// longestNullWord is the length of the longest of them.
const longestNullWord = 15

// NullWord reports whether a text only says that nothing is said: "N/A",
// "sans objet", "néant", "—"; or nothing at all.
func NullWord(text string) bool {
	if asciiLetters(text) > longestNullWord { // which folding leaves as many as they are
		return false
	}
	trimmed := strings.TrimFunc(Fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return nullWords[trimmed]
}

// asciiLetters counts the letters without accents of a text.
func asciiLetters(text string) int {
	n := 0
	for i := range len(text) {
		if c := text[i] | 0x20; c >= 'a' && c <= 'z' {
			n++
		}
	}
	return n
}

// Excerpt returns at most limit characters of a text on one line, without
// control and invisible characters; … stands for what was cut.
func Excerpt(text string, limit int) string {
	var b strings.Builder
	count := 0
	for _, r := range text {
		switch {
		case unicode.IsSpace(r):
			r = ' '
		case r == utf8.RuneError, !unicode.IsGraphic(r):
			continue
		}
		if count++; count > limit {
			return b.String() + "…"
		}
		b.WriteRune(r)
	}
	return b.String()
}
