package artifact

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/table"
)

// bounds are the smallest and the largest value of some rows, in the PLAIN
// encoding without a text's length. Both are nil where there is no value, or a
// NaN among the values: the format leaves NaN out of bounds, and a reader that
// orders NaN above all numbers would then skip it.
type bounds struct {
	least, most []byte
	nulls, rows int64
}

// pageBounds is [boundsOf] for a page whose values have numbers in dict, unless
// that is nil. Of texts it compares each but once.
func pageBounds(page *table.Column, dict *dictionary) bounds {
	if dict == nil || page.Spec.Type != definition.String {
		return boundsOf(page)
	}
	texts := dict.distinct(page)
	b := boundsOf(&table.Column{Spec: page.Spec, Text: texts, Null: make([]bool, len(texts))})
	b.rows, b.nulls = int64(len(page.Null)), countNulls(page.Null)
	return b
}

// boundsOf returns the bounds of a column in the order the format defines for
// its type: texts by their bytes, and zeros as -0 below and +0 above.
func boundsOf(c *table.Column) bounds {
	b := bounds{rows: int64(len(c.Null)), nulls: countNulls(c.Null)}
	switch c.Spec.Type {
	case definition.String:
		setBounds(&b, c.Text, c.Null, func(dst []byte, v string) []byte { return append(dst, v...) })
	case definition.Number:
		setBounds(&b, c.Float, c.Null, appendDouble)
		b.widenZeros()
	case definition.Boolean:
		setBounds(&b, wholeBytes(c.Bool), c.Null, func(dst []byte, v byte) []byte { return append(dst, v) })
	case definition.Date:
		setBounds(&b, c.Int, c.Null, appendInt32)
	default:
		setBounds(&b, c.Int, c.Null, appendInt64)
	}
	return b
}

func countNulls(null []bool) int64 {
	n := int64(0)
	for _, isNull := range null {
		if isNull {
			n++
		}
	}
	return n
}

func setBounds[T cmp.Ordered](b *bounds, values []T, null []bool, appendValue func([]byte, T) []byte) {
	var least, most T
	found := false
	for i, v := range values {
		switch {
		case null[i]:
		case !found:
			found, least, most = true, v, v
		default:
			least, most = min(least, v), max(most, v)
		}
	}
	if isNaN := most != most; found && !isNaN {
		b.least, b.most = appendValue([]byte{}, least), appendValue([]byte{}, most)
	}
}

func (b *bounds) widenZeros() {
	if b.least == nil {
		return
	}
	if double(b.least) == 0 {
		b.least = appendDouble(nil, math.Copysign(0, -1))
	}
	if double(b.most) == 0 {
		b.most = appendDouble(nil, 0)
	}
}

// join widens b to what it and the bounds of further rows of the column span.
func (b *bounds) join(next bounds, t definition.Type) {
	switch {
	case next.isNull():
	case b.isNull():
		b.least, b.most = next.least, next.most
	case b.least == nil || next.least == nil:
		b.least, b.most = nil, nil
	default:
		byOrder := func(x, y []byte) int { return compareBounds(t, x, y) }
		b.least = slices.MinFunc([][]byte{b.least, next.least}, byOrder)
		b.most = slices.MaxFunc([][]byte{b.most, next.most}, byOrder)
	}
	b.nulls += next.nulls
	b.rows += next.rows
}

// isNull reports whether there is no value at all.
func (b *bounds) isNull() bool { return b.nulls == b.rows }

// compareBounds compares two values in the PLAIN encoding without a text's
// length.
func compareBounds(t definition.Type, a, b []byte) int {
	switch t {
	case definition.Number:
		return cmp.Compare(double(a), double(b))
	case definition.Date:
		return cmp.Compare(int32(binary.LittleEndian.Uint32(a)), int32(binary.LittleEndian.Uint32(b)))
	case definition.Integer, definition.DateTime:
		return cmp.Compare(int64(binary.LittleEndian.Uint64(a)), int64(binary.LittleEndian.Uint64(b)))
	default:
		return cmp.Compare(string(a), string(b))
	}
}

func double(plain []byte) float64 {
	return math.Float64frombits(binary.LittleEndian.Uint64(plain))
}

func wholeBytes(values []bool) []byte {
	whole := make([]byte, len(values))
	for i, v := range values {
		if v {
			whole[i] = 1
		}
	}
	return whole
}
