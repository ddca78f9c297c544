package expression

import (
	"regexp"
	"strings"
)

// A detector finds numbers of one kind.
type detector struct {
	kind  string
	shape *regexp.Regexp // what it looks like

	// proof tells it from a likeness at text[start:end]: it returns where the
	// number ends, or 0 for a likeness.
	proof func(text string, start, end int) int
}

// The detectors are tried in this order. What one has found the next do not see:
// the digits of an account are no card, those of a card no telephone.
var (
	detectors = []detector{
		{"iban", ibanShape, ibanKey},
		{"nir", nirShape, nirKey},
		{"carte", cardShape, cardNumber},
		{"carte", longCardShape, cardNumber},
		{"telephone", frenchShape, dialledFrench},
		{"telephone", foreignShape, foreign},
		{"telephone", nationalShape, national},
	}

	// addressDetectors are those for web addresses.
	addressDetectors = []detector{
		{"iban", ibanShape, ibanKey},
		{"telephone", frenchShape, dialledFrench},
		{"telephone", foreignShape, foreign},
		{"telephone", nationalShape, national},
	}
)

var (
	webAddress = regexp.MustCompile(`(?i)https?://[^ ]+`)

	// digest is hexadecimal, and its runs of digits mean nothing.
	digest = regexp.MustCompile(`[0-9A-Fa-f]{32,}`)
)

// findNumbers looks for numbers of all kinds.
func findNumbers(text string, found map[string]bool) {
	outside, addresses := text, ""
	if strings.Contains(text, "://") {
		outside = webAddress.ReplaceAllString(text, "#")
		addresses = strings.Join(webAddress.FindAllString(text, -1), " ")
	}
	for _, passage := range digitPassages(outside) {
		findIn(passage, detectors, found)
	}
	for _, passage := range digitPassages(addresses) {
		findIn(passage, addressDetectors, found)
	}
}

func findIn(passage string, by []detector, found map[string]bool) {
	passage = digest.ReplaceAllString(passage, "#")
	for _, d := range by {
		rest, taken := d.take(passage)
		passage, found[d.kind] = rest, found[d.kind] || taken
	}
}

// take returns a text without the numbers it holds, and whether it held any.
func (d detector) take(text string) (rest string, found bool) {
	var b strings.Builder
	done := 0
	for from := 0; from < len(text); {
		m := d.shape.FindStringIndex(text[from:])
		if m == nil {
			break
		}
		start, end := from+m[0], from+m[1]
		// The next candidate may begin inside one that is none, but not between
		// digits, where none is alone.
		for from = start + 1; from < end && marks[text[from-1]] == digit && marks[text[from]] == digit; {
			from++
		}
		if to := d.proof(text, start, end); to > 0 {
			b.WriteString(text[done:start])
			b.WriteByte('#')
			done, from = to, to
		}
	}
	b.WriteString(text[done:])
	return b.String(), done > 0
}

// alone reports whether no digit stands on either side of text[start:end], and
// it is no fraction: behind a dot or a comma that follows one to three digits.
func alone(text string, start, end int) bool {
	if end < len(text) && marks[text[end]] == digit || start > 0 && marks[text[start-1]] == digit {
		return false
	}
	if start == 0 || text[start-1] != '.' && text[start-1] != ',' {
		return true
	}
	whole := text[:start-1]
	n := len(whole) - len(strings.TrimRight(whole, numerals))
	return n == 0 || n > 3
}
