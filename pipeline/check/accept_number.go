package check

import (
	"cmp"
	"math/big"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// number compiles the keywords about numbers.
func (c *acceptorCompiler) number(compiled *shape, s *jsonschema.Schema) {
	limit(compiled, s.Minimum, func(order int) bool { return order >= 0 })
	limit(compiled, s.Maximum, func(order int) bool { return order <= 0 })
	limit(compiled, s.ExclusiveMinimum, func(order int) bool { return order > 0 })
	limit(compiled, s.ExclusiveMaximum, func(order int) bool { return order < 0 })
	if s.MultipleOf != nil {
		compiled.on(multipleOf(s.MultipleOf), tree.Number)
	}
}

// limit adds a test that compares numbers with a bound, if there is one. keeps
// says of -1, 0 and 1 whether a number below, at or above the bound passes.
func limit(compiled *shape, bound *big.Rat, keeps func(order int) bool) {
	if bound == nil {
		return
	}
	whole := bound.IsInt() && bound.Num().IsInt64()
	integer := bound.Num().Int64()
	compiled.on(func(v *tree.Value) answer {
		if order, ok := compareWhole(v.Text, integer); whole && ok {
			return certain(keeps(order))
		}
		r, ok := fraction(v.Text)
		if !ok {
			return unsure
		}
		return certain(keeps(r.Cmp(bound)))
	}, tree.Number)
}

func multipleOf(unit *big.Rat) test {
	whole := unit.IsInt() && unit.Num().IsInt64()
	integer := unit.Num().Int64()
	return func(v *tree.Value) answer {
		if n, ok := wholeNumber(v.Text); whole && ok {
			return certain(n%integer == 0)
		}
		r, ok := fraction(v.Text)
		if !ok {
			return unsure
		}
		return certain(r.Quo(r, unit).IsInt())
	}
}

// isInteger answers whether a number has no fractional part, however it is
// written: 1.0 and 1e2 are integers.
func isInteger(v *tree.Value) answer {
	if _, ok := wholeNumber(v.Text); ok {
		return valid
	}
	r, ok := fraction(v.Text)
	if !ok {
		return unsure
	}
	return certain(r.IsInt())
}

// fewDigits is how long a number may be that surely fits 64 bits, its sign
// included.
const fewDigits = 18

// wholeNumber reads an integer of few digits, written with nothing but them.
func wholeNumber(literal string) (n int64, ok bool) {
	if len(literal) > fewDigits {
		return 0, false
	}
	digits := strings.TrimPrefix(literal, "-")
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return 0, false
		}
		n = 10*n + int64(digits[i]-'0')
	}
	if len(digits) < len(literal) {
		n = -n
	}
	return n, digits != ""
}

// compareWhole compares a number of few digits with an integer: one that is
// written as an integer, or that has decimals and no minus sign, so that they
// only move it up.
func compareWhole(literal string, bound int64) (order int, ok bool) {
	if n, ok := wholeNumber(literal); ok {
		return cmp.Compare(n, bound), true
	}
	before, decimals, pointed := strings.Cut(literal, ".")
	n, ok := wholeNumber(before)
	if !ok || pointed && (literal[0] == '-' || strings.Trim(decimals, "0123456789") != "") {
		return 0, false
	}
	order = cmp.Compare(n, bound)
	if order == 0 && strings.Trim(decimals, "0") != "" {
		order = 1
	}
	return order, true
}

// fraction reads any number exactly.
func fraction(literal string) (*big.Rat, bool) { return new(big.Rat).SetString(literal) }
