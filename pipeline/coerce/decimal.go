package coerce

import (
	"regexp"
	"strconv"
	"strings"
)

// maxDigits is how many digits a number may have that a person typed.
const maxDigits = 30

// How numbers are written. A group of three digits after a point or a comma is
// one of thousands only where nothing else is possible.
var (
	plainNumber     = regexp.MustCompile(`^[+-]?[0-9]*(?:[.,][0-9]+)?$`)
	spacedNumber    = regexp.MustCompile(`^[+-]?[0-9]{1,3}(?:[ '][0-9]{3})+(?:[.,][0-9]+)?$`)
	dottedNumber    = regexp.MustCompile(`^[+-]?[0-9]{1,3}(?:(?:\.[0-9]{3}){2,}(?:,[0-9]+)?|(?:\.[0-9]{3})+,[0-9]+)$`)
	commaedNumber   = regexp.MustCompile(`^[+-]?[0-9]{1,3}(?:(?:,[0-9]{3}){2,}(?:\.[0-9]+)?|(?:,[0-9]{3})+\.[0-9]+)$`)
	ambiguousNumber = regexp.MustCompile(`^[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}$`)
)

// decimal returns the JSON number that folded digits say, exactly as written;
// false where they say none.
func decimal(folded string) (string, bool) {
	switch {
	case plainNumber.MatchString(folded):
		folded = strings.Replace(folded, ",", ".", 1)
	case spacedNumber.MatchString(folded):
		folded = strings.Replace(strings.NewReplacer(" ", "", "'", "").Replace(folded), ",", ".", 1)
	case dottedNumber.MatchString(folded):
		folded = strings.Replace(strings.ReplaceAll(folded, ".", ""), ",", ".", 1)
	case commaedNumber.MatchString(folded):
		folded = strings.ReplaceAll(folded, ",", "")
	default:
		return "", false
	}
	return shift(folded, 0)
}

// shift multiplies a decimal number by ten to the n, exactly, and writes it
// without needless zeros; false where it is none, or a very long one.
func shift(number string, n int) (string, bool) {
	sign := ""
	if strings.HasPrefix(number, "-") {
		sign = "-"
	}
	whole, fraction, _ := strings.Cut(strings.TrimLeft(number, "+-"), ".")
	digits := whole + fraction
	point := len(whole) + n
	if digits == "" || len(digits) > maxDigits {
		return "", false
	}
	if point < 0 {
		digits, point = strings.Repeat("0", -point)+digits, 0
	}
	digits += strings.Repeat("0", max(0, point-len(digits)))
	whole, fraction = strings.TrimLeft(digits[:point], "0"), strings.TrimRight(digits[point:], "0")
	if whole == "" {
		whole = "0"
	}
	if fraction != "" {
		fraction = "." + fraction
	}
	if whole+fraction == "0" {
		sign = ""
	}
	return sign + whole + fraction, true
}

// hours returns a duration in hours, to the hundredth, and whether that is
// exact.
func hours(whole, minutes int) (literal string, exact bool) {
	hundredths := (minutes*100 + 30) / 60
	literal, _ = shift(strconv.Itoa(whole*100+hundredths), -2)
	return literal, minutes*100%60 == 0
}
