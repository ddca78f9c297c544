package expression

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// An e-mail address is found by its at sign, in any of these forms, between a
// character of a name and a domain.
const (
	atWord      = ` ?(?:@|at|à|a|arr?obase?s?|chez) ?`
	bracketedAt = ` ?(?:\({1,2}` + atWord + `\){1,2}|\[{1,2}` + atWord + `\]{1,2}|\{{1,2}` + atWord + `\}{1,2}|<` + atWord + `>|[|*#~]` + atWord + `[|*#~]) ?`
	wordedAt    = ` {1,2}arr?obase?s? {1,2}`

	label        = `[\pL\pN_][\pL\pN_-]*(?: tiret [\pL\pN-]+)*`
	bracketedDot = ` ?[(\[{<] ?(?:\.|dot|point) ?[)\]}>] ?`

	strictDot    = `(?:\.|` + bracketedDot + `)`
	strictDomain = label + `(?:` + strictDot + label + `)*` + strictDot + `(\pL{2,24})`

	// The word for a dot, and a dot with spaces, may stand between other things
	// than labels, which is why they need a usual domain behind them.
	wordedDot    = `(?:\.|` + bracketedDot + `| {1,2}(?:dot|point) {1,2})`
	wordedDomain = label + `(?:` + wordedDot + label + `)*` + wordedDot +
		`(fr|com|org|net|eu|info|be|ch|ca|lu|mc|bzh|corsica|alsace|paris|re|gp|mq|gf|yt|nc|pf|pm|wf|io|uk|edu|coop)(?:[^\pL\pN_-]|$)`
	spacedDot    = `(?: ?\. ?|,)`
	spacedDomain = label + `(?:` + spacedDot + label + `)*` + spacedDot + `((?-i:fr|com|org|net|eu))(?:[^\pL\pN_-]|$)`
)

// mailShapes are the forms of an address near its sign, from the last character
// of the name.
var mailShapes = [...]*regexp.Regexp{
	near(`(?:@| {0,2}@ {1,2}|` + bracketedAt + `|` + wordedAt + `)` + strictDomain),
	near(`(?:@|` + bracketedAt + `|` + wordedAt + `| {1,2}at {1,2}|_at_)` + wordedDomain),
	near(` {0,2}@ {0,2}` + spacedDomain),
}

const (
	// beforeSign is how far the name may end before what tells the sign.
	beforeSign = 8

	// longestName and longestDomain are as far as an address is looked at, in
	// bytes (RFC 5321, sections 4.5.3.1.1 and 4.5.3.1.2).
	longestName   = 64
	longestDomain = 255
)

func near(sign string) *regexp.Regexp {
	return regexp.MustCompile(`(?is)^.{0,` + strconv.Itoa(beforeSign) + `}?([\pL\pN._%+-])` + sign)
}

// signs are other ways to write the sign and the dot, of web pages, web
// addresses and domains of other scripts (RFC 3490, section 3.1).
var signs = strings.NewReplacer("%40", "@", "&#64;", "@", "&#x40;", "@", "&commat;", "@", "。", ".")

// hasMail reports whether a text, made visible, holds an e-mail address.
func hasMail(text string) bool {
	for i := range len(text) {
		if (marks[text[i]] == sign && atSign(text, i) || wordAt(text, i)) && mailAround(text, i) {
			return true
		}
	}
	return false
}

// mailAround reports whether the at sign at text[i:] is that of an address.
func mailAround(text string, i int) bool {
	from := max(0, i-beforeSign)
	for !utf8.RuneStart(text[from]) {
		from++
	}
	to := min(len(text), i+longestDomain)
	if next := strings.IndexByte(text[i+1:to], '@'); next >= 0 {
		to = i + 1 + next
	}
	passage := text[from:to]
	if !strings.ContainsAny(passage, ".,oO") {
		return false // neither a dot nor a word for one
	}
	for _, shape := range mailShapes {
		m := shape.FindStringSubmatchIndex(passage)
		if m == nil || isHandle(text[:from+m[2]]) {
			continue
		}
		if last := m[len(m)-2:]; !isFile(passage[last[0]:last[1]]) {
			return true
		}
	}
	return false
}

// isHandle reports whether what stands in front of the last character of a name
// shows that it is one of a social network: @ville@reseau.example.
func isHandle(before string) bool {
	before = before[max(0, len(before)-longestName):]
	at := strings.LastIndexFunc(before, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-", r)
	})
	return at >= 0 && before[at] == '@'
}

// isFile reports whether what looks like the last label of a domain is the
// extension of a file: illustration@2x.png.
func isFile(label string) bool {
	switch strings.ToLower(label) {
	case "png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "css", "js", "json", "html", "htm", "php", "xml", "pdf", "docx", "xlsx", "odt", "ods", "csv", "txt":
		return true
	}
	return false
}
