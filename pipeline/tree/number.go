package tree

import (
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// bounded reports whether a JSON number can be handled by whoever comes after
// us: at most digits characters, an exponent of at most digits either way, and
// a value that a double can hold. Checkers that compute with exact fractions
// would fill the memory for 1e10000000.
func bounded(literal string, digits int) bool {
	if len(literal) > digits {
		return false
	}
	mantissa, exponent, scientific := cutExponent(literal)
	if !scientific && len(literal) < 300 {
		return true
	}
	if n, err := strconv.Atoi(exponent); scientific && (err != nil || max(n, -n) > digits) {
		return false
	}
	f, err := strconv.ParseFloat(literal, 64)
	return err == nil && (f != 0 || strings.Trim(mantissa, "-.0") == "")
}

func cutExponent(literal string) (mantissa, exponent string, found bool) {
	for i := range len(literal) {
		if literal[i] == 'e' || literal[i] == 'E' {
			return literal[:i], literal[i+1:], true
		}
	}
	return literal, "", false
}

// isNumber reports whether s is a number in the grammar of RFC 8259, section 6.
func isNumber(s string) bool {
	return s != "" && (s[0] == '-' || isDigit(s[0])) && jsontext.Value(s).IsValid()
}
