package expression

import (
	"math"
	"strconv"
	"time"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// # Shortcuts
//
// A definition has some fifty rules, and most are asked of every text or of
// every proposition of a document: that a member exists, that a text is one of
// five codes, that a date is not before another. CEL's interpreter answers each
// in a microsecond or two, most of which goes into what such a question does
// not need: conversions, dispatch on types, an account of the cost.
//
// So the same checked expression is compiled twice: to CEL's program, which
// can do everything and whose answer counts, and to a shortcut, which is made
// of a Go function for each node of the expression, knows the commonest
// operations on the commonest kinds of value, and reads the tree where it is.
// A shortcut either gives the very value that CEL would give, or says that it
// does not know; then CEL is asked. It does not know whenever
//
//   - an operation is not one of those in the files shortcut_*.go;
//   - a value is of a kind that it does not compute with: a map made by the
//     expression, a number of more than 64 bits; doubles are compared with
//     numbers and added up by sum, and no more;
//   - CEL would report an error: no such member, operands that do not go
//     together.
//
// Not knowing is a third value of its logic, and the same one as CEL's error:
// false && error is false in CEL, whichever comes first, and so is
// false && unknown here. An expression of which only a part is known thus has
// a shortcut too, for when the rest does not matter.
//
// What a shortcut costs is added to [Scope.Cost] like any evaluation: one for
// each node of the expression, once and for each item of the lists it goes
// over, and a share of the texts and lists that a function goes through.

// A shortcut computes one node of an expression.
type shortcut func(s *Scope) result

// A class says what a result is.
type class uint8

// The classes of results.
const (
	unknown class = iota // ask CEL
	isNull
	isBool
	isInt
	isDouble
	isText
	isTime
	isObject
	isArray // of the document
	isList  // made by the expression
)

// A result is a value of an expression as shortcuts hold it.
type result struct {
	class class
	n     int64       // of a Bool (0 or 1), an Int, a Double (its bits), a Time (seconds since 1970)
	text  string      // of a Text
	at    *tree.Value // where the document says it; always of an Object or an Array
	items []result    // of a List; none is unknown
}

var nothing = result{class: isNull}

func truth(b bool) result {
	if b {
		return result{class: isBool, n: 1}
	}
	return result{class: isBool}
}

// decision returns a result as a condition.
func (r result) decision() decision {
	if r.class != isBool {
		return maybe
	}
	return decide(r.n == 1)
}

func integer(n int64) result { return result{class: isInt, n: n} }

func double(f float64) result { return result{class: isDouble, n: int64(math.Float64bits(f))} }

// float is the value of a Double.
func (r result) float() float64 { return math.Float64frombits(uint64(r.n)) }

func words(text string) result { return result{class: isText, text: text} }

// shown returns what [node] shows to CEL.
func shown(v *tree.Value) result {
	if v.IsNull() {
		return nothing
	}
	switch v.Kind {
	case tree.Bool:
		return truth(v.Text == "true")
	case tree.Number:
		if n, err := strconv.ParseInt(v.Text, 10, 64); err == nil {
			return integer(n)
		}
		return numeric(number(v.Text))
	case tree.String:
		return result{class: isText, text: v.Text, at: v}
	case tree.Array:
		return result{class: isArray, at: v}
	}
	return result{class: isObject, at: v}
}

// numeric returns a number of CEL's.
func numeric(v ref.Val) result {
	switch n := v.(type) {
	case types.Int:
		return integer(int64(n))
	case types.Double:
		return double(float64(n))
	}
	return result{}
}

// isSequence reports whether a result has items.
func (r result) isSequence() bool { return r.class == isArray || r.class == isList }

// size is the number of items of a sequence.
func (r result) size() int {
	if r.class == isList {
		return len(r.items)
	}
	return len(r.at.Children)
}

// item is the i-th item of a sequence.
func (r result) item(i int) result {
	if r.class == isList {
		return r.items[i]
	}
	return shown(&r.at.Children[i])
}

// value returns a result as [scalar] returns CEL's.
func (r result) value() (v Value, ok bool) {
	switch r.class {
	case isNull:
		return Value{}, true
	case isBool:
		return Value{Kind: Bool, Bool: r.n == 1}, true
	case isInt:
		return Value{Kind: Int, Int: r.n}, true
	case isDouble:
		return Value{Kind: Double, Double: r.float()}, true
	case isText:
		return Value{Kind: String, Text: r.text}, true
	case isTime:
		return Value{Kind: Time, Time: time.Unix(r.n, 0).UTC()}, true
	}
	return Value{}, false
}
