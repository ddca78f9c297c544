package table

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/expression"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// A cell is one value on its way into a column: null, or the field that the
// column's type names. The zero cell is not null.
type cell struct {
	null  bool
	text  string
	int   int64
	float float64
	bool  bool
}

const secondsPerDay = 24 * 60 * 60

// cellOf returns a value of a document as a cell of a column of type t, and
// whether the column can hold exactly that.
func cellOf(v *tree.Value, t definition.Type) (cell, bool) {
	if v.IsNull() {
		return cell{null: true}, true
	}
	if v.Kind != kindOf(t) {
		return cell{null: true}, false
	}
	return cellOfText(v.Text, t)
}

// kindOf returns the kind of the values that a column of type t takes.
func kindOf(t definition.Type) tree.Kind {
	switch t {
	case definition.Boolean:
		return tree.Bool
	case definition.Integer, definition.Number:
		return tree.Number
	default:
		return tree.String
	}
}

// cellOfText is [cellOf] for the text of a string, a number or a boolean.
func cellOfText(text string, t definition.Type) (cell, bool) {
	c, ok := cell{}, true
	switch t {
	case definition.String:
		c.text = text
	case definition.Boolean:
		c.bool = text == "true"
	case definition.Integer:
		c.int, ok = wholeNumber(text)
	case definition.Number:
		c.float, ok = number(text)
	case definition.Date:
		c.int, ok = days(text)
	case definition.DateTime:
		c.int, ok = microseconds(text)
	}
	c.null = !ok
	return c, ok
}

// computedCell is [cellOf] for the result of an expression.
func computedCell(v expression.Value, t definition.Type) (cell, bool) {
	switch {
	case v.Kind == expression.Null:
		return cell{null: true}, true
	case v.Kind == expression.Bool && t == definition.Boolean:
		return cell{bool: v.Bool}, true
	case v.Kind == expression.String && t != definition.Integer && t != definition.Number && t != definition.Boolean:
		return cellOfText(v.Text, t)
	case v.Kind == expression.Int && (t == definition.Integer || t == definition.Number):
		return cellOfText(strconv.FormatInt(v.Int, 10), t)
	case v.Kind == expression.Double && (t == definition.Integer || t == definition.Number):
		return cellOfText(strconv.FormatFloat(v.Double, 'g', -1, 64), t)
	case v.Kind == expression.Time && t == definition.Date:
		midnight := v.Time.Equal(v.Time.Truncate(secondsPerDay * time.Second))
		return cell{null: !midnight, int: v.Time.Unix() / secondsPerDay}, midnight
	case v.Kind == expression.Time && t == definition.DateTime:
		return cell{int: v.Time.UnixMicro()}, true
	}
	return cell{null: true}, false
}

// wholeNumber returns the value of a JSON number that is whole, however it is
// written (100, 1e2, 100.0), and whether it is one that 64 bits hold.
func wholeNumber(literal string) (int64, bool) {
	if n, err := strconv.ParseInt(literal, 10, 64); err == nil {
		return n, true
	}
	digits, exponent, _ := strings.Cut(strings.ToLower(literal), "e")
	shift, err := strconv.Atoi(exponent)
	if exponent != "" && err != nil {
		return 0, false
	}
	digits, negative := strings.CutPrefix(digits, "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	digits = strings.TrimLeft(whole+fraction, "0")
	significant := strings.TrimRight(digits, "0")
	zeros := shift - len(fraction) + len(digits) - len(significant)
	switch {
	case significant == "":
		return 0, true
	case zeros < 0 || zeros > 18:
		return 0, false
	case negative:
		significant = "-" + significant
	}
	n, err := strconv.ParseInt(significant+strings.Repeat("0", zeros), 10, 64)
	return n, err == nil
}

// number returns the double nearest to a JSON number, and whether it is
// finite. There is one zero.
func number(literal string) (float64, bool) {
	f, err := strconv.ParseFloat(literal, 64)
	if f == 0 {
		f = 0 // -0 is 0 to everyone who counts
	}
	return f, err == nil && !math.IsInf(f, 0) && !math.IsNaN(f)
}

// days returns the days from 1970-01-01 to an ISO 8601 date.
func days(text string) (int64, bool) {
	t, err := time.Parse(time.DateOnly, text)
	return t.Unix() / secondsPerDay, err == nil
}

// microseconds returns the microseconds from 1970-01-01 UTC to an RFC 3339 date
// and time; what is finer is cut off. The library also reads a one-digit hour
// and a decimal comma, which are not RFC 3339.
func microseconds(text string) (int64, bool) {
	if len(text) < len("2006-01-02T15:04:05Z") || text[len("2006-01-02T15")] != ':' || strings.Contains(text, ",") {
		return 0, false
	}
	t, err := time.Parse(time.RFC3339, strings.ToUpper(text))
	return t.UnixMicro(), err == nil
}
