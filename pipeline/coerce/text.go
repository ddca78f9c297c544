package coerce

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/expression"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// readText cleans a free text. Its words and its typography stay.
func (w *walk) readText(s spot) bool {
	typed := s.value.Text
	cleaned, dirt := clean(typed)
	if w.refuse(s, cleaned) {
		return true
	}
	s.set(tree.String, cleaned)
	w.tellDirt(s, typed, dirt)
	return cleaned != ""
}

// tellDirt tells what was removed from a text, or is odd in it.
func (w *walk) tellDirt(s spot, typed string, d dirt) {
	cleaned := s.value.Text
	switch damaged := mojibake.FindString(typed); {
	case d.bidi != 0:
		w.retouch(s, ruleInvisible, typed, cleaned, both(
			"contient des caractères invisibles qui changent l'ordre des autres (%s) ; ils ont été retirés",
			"holds invisible characters that change the order of others (%s); they were removed", codePoint(d.bidi)))
	case damaged != "":
		w.retouch(s, ruleMojibake, typed, cleaned, both(
			"contient des caractères abîmés%s ; vérifiez le texte, et l'encodage du fichier d'où il vient",
			"holds damaged characters%s; check the text, and the encoding of the file it comes from", s.sample(damaged)))
	case d.control != 0:
		w.retouch(s, ruleControl, typed, cleaned, both(
			"contient des caractères de commande (%s) ; ils ont été retirés", "holds control characters (%s); they were removed", codePoint(d.control)))
	case d.strange != 0:
		w.retouch(s, ruleCharacter, typed, cleaned, both(
			"contient un caractère que peu de programmes savent afficher (%s) ; remplacez-le", "holds a character that few programs can show (%s); replace it", codePoint(d.strange)))
	case d.marks:
		w.retouch(s, ruleMarks, typed, cleaned, both(
			"porte plus de %s signes sur une même lettre ; les suivants ont été retirés", "has more than %s marks on one letter; the others were removed", count(maxMarks)))
	}
}

// sample shows the damage, unless it is private.
func (s spot) sample(damaged string) definition.Text {
	if s.plan.privacy == private {
		return definition.Text{}
	}
	return both(", comme %s", ", such as %s", quoted(damaged))
}

// codePoint returns what a character that nobody sees is called.
func codePoint(r rune) definition.Text { return same(fmt.Sprintf("U+%04X", r)) }

// mojibake is what French accents and typography become when a program takes
// UTF-8 for another encoding, and what stands for characters that are lost.
var mojibake = regexp.MustCompile(`Ã[\x{80}-\x{BF}€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|Â[\x{A0}-\x{BF}]|Å[“’‘”¸]|â€[\x{80}-\x{BF}€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|ï»¿|\x{FFFD}`)

// maxMarks is how many combining marks a letter may have.
const maxMarks = 8

// Dirt is what was found in a text and removed.
type dirt struct {
	bidi, control rune // the first one; 0: none
	strange       rune // the first one that means nothing, which is kept
	marks         bool
}

// removed reports whether something was taken out.
func (d dirt) removed() bool { return d.bidi != 0 || d.control != 0 || d.marks }

// clean returns a text with line feeds for its line breaks, in form C, and
// without white space around it, control characters, characters that nobody
// sees, or more than [maxMarks] combining marks on a letter.
func clean(text string) (string, dirt) {
	var d dirt
	if ordinary(text) {
		return strings.TrimSpace(text), d
	}
	text = lineBreaks.Replace(text)
	var kept strings.Builder
	marks, before := 0, rune(0)
	for i, r := range text {
		switch {
		case unicode.Is(unicode.Bidi_Control, r) && r != '\u200e' && r != '\u200f' && r != '\u061c':
			d.bidi = first(d.bidi, r)
			continue
		case r == joiner && picture(before) && picture(next(text[i:])):
		case unseen(r):
			continue
		case unicode.IsControl(r) && r != '\n' && r != '\t':
			d.control = first(d.control, r)
			if r != '\v' && r != '\f' {
				continue
			}
			r = '\n'
		}
		if !unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z, unicode.Cc, unicode.Cf) {
			d.strange = first(d.strange, r)
		}
		if marks++; !unicode.In(r, unicode.Mn, unicode.Me) {
			marks = 0
		}
		if marks > maxMarks {
			d.marks = true
			continue
		}
		kept.WriteRune(r)
		before = r
	}
	return strings.TrimSpace(expression.NFC(kept.String())), d
}

// joiner makes one picture of two, and is not seen elsewhere.
const joiner = '\u200d'

// next returns the character after the joiner that a text begins with.
func next(text string) rune {
	r, _ := utf8.DecodeRuneInString(text[utf8.RuneLen(joiner):])
	return r
}

// picture reports whether a joiner beside a character may make one picture of
// two.
func picture(r rune) bool { return unicode.In(r, unicode.So, unicode.Sk) || r == '\ufe0f' }

// unseen reports whether nobody sees a character: zero-width spaces and joiners,
// soft hyphens, byte order marks, tags.
func unseen(r rune) bool {
	return r == '\u034f' || unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}

var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")

func first(already, r rune) rune {
	if already != 0 {
		return already
	}
	return r
}

// ordinary reports whether a text surely needs no cleaning inside: it has no
// characters but the visible ones of Western Europe, line feeds and tabs.
func ordinary(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool {
		plain := r >= ' ' && r <= '~' || r == '\n' || r == '\t' || r >= '\u00a0' && r <= '\u017f' && r != '\u00ad'
		return !plain && !strings.ContainsRune("’‘“”–—…€œŒ\u202f", r)
	}) < 0
}
