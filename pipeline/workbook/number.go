package workbook

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	decimal = regexp.MustCompile(`^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$`)
)

const (
	storedDigits = 17 // that it writes, as a double has no more
	plainDigits  = 21 // of a number written without exponent, before or after the point
)

// jsonLiteral returns the JSON number that a spreadsheet program shows for a
// number it stored. It stores doubles and writes 0.1 as 0.10000000000000001 and
// the SIREN 200054000 as 2.00054E8: when 15 digits tell the very same double,
// they are what was typed, and the result has no exponent. Any other number
// keeps its literal, for whoever knows what it is for. It reports false for what
// is no finite number.
func jsonLiteral(raw string) (string, bool) {
	raw = strings.TrimPrefix(strings.TrimSpace(raw), "+")
	if !decimal.MatchString(raw) {
		return "", false
	}
	f, err := strconv.ParseFloat(raw, 64)
	if err != nil {
		return "", false
	}
	shortest := strconv.FormatFloat(f, 'e', -1, 64)
	plain := strconv.FormatFloat(f, 'f', -1, 64)
	switch {
	case f == 0 && digits(raw) == 0:
		return "0", true
	case f != 0 && digits(raw) <= storedDigits && digits(shortest) <= maxDigits && isPlain(plain):
		return plain, true
	case jsonNumber.MatchString(raw):
		return raw, true
	}
	return shortest, true
}

// digits counts the significant digits of a number.
func digits(literal string) int {
	mantissa, _, _ := strings.Cut(strings.ToLower(literal), "e")
	mantissa = strings.TrimLeft(strings.Replace(mantissa, ".", "", 1), "+-0")
	return len(strings.TrimRight(mantissa, "0"))
}

// isPlain reports whether a number without exponent is short enough to read.
func isPlain(number string) bool {
	whole, fraction, _ := strings.Cut(number, ".")
	return len(whole) <= plainDigits && len(fraction) <= plainDigits
}
