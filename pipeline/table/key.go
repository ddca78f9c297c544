package table

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"
	"math"
	"slices"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/definition"
)

// appendKey appends the cells of some columns of a row so that the bytes of two
// keys compare as the keys do, and returns how many of the cells are null.
// Where one is, the key is empty.
func appendKey(dst []byte, columns []Column, key []int, row int) (appended []byte, nulls int) {
	start := len(dst)
	for _, i := range key {
		c := &columns[i]
		switch {
		case c.Null[row]:
			nulls++
		case c.Spec.Type == definition.String:
			dst = appendKeyText(dst, c.Text[row])
		case c.Spec.Type == definition.Number:
			dst = binary.BigEndian.AppendUint64(dst, ascending(c.Float[row]))
		case c.Spec.Type == definition.Boolean && c.Bool[row]:
			dst = append(dst, 1)
		case c.Spec.Type == definition.Boolean:
			dst = append(dst, 0)
		default:
			dst = binary.BigEndian.AppendUint64(dst, uint64(c.Int[row])^1<<63)
		}
	}
	if nulls > 0 {
		return dst[:start], nulls
	}
	return dst, 0
}

// appendKeyText appends a text and a mark that it ends, which is less than any
// character. A NUL inside it is told from that mark.
func appendKeyText(dst []byte, text string) []byte {
	if strings.IndexByte(text, 0) >= 0 {
		text = strings.ReplaceAll(text, "\x00", "\x00\xff")
	}
	return append(append(dst, text...), 0, 1)
}

// ascending returns a number that is greater for a greater float, which is
// neither NaN nor -0.
func ascending(f float64) uint64 {
	bits := math.Float64bits(f)
	if f < 0 {
		return ^bits
	}
	return bits | 1<<63
}

// hash returns a hash of the cells of some columns of a row, or noKey where one
// is null.
func (x *extraction) hash(columns []Column, key []int, row int) uint64 {
	var nulls int
	if x.key, nulls = appendKey(x.key[:0], columns, key, row); nulls > 0 {
		return noKey
	}
	return max(maphash.Bytes(x.seed, x.key), noKey+1)
}

// verifyUnique reports rows of a batch that have the key of a row before them.
// Rows whose keys grow from one to the next, as most do, need no more than that
// look.
func (x *extraction) verifyUnique(b *batch) {
	if !b.plan.isTarget && b.ascending() {
		return
	}
	b.seen.empty(b.len)
	for row := range b.len {
		hash := x.hash(b.columns, b.plan.key, row)
		if hash == noKey || b.seen.add(hash) || b.plan.spec.Merge {
			continue
		}
		x.key, _ = appendKey(x.key[:0], b.columns, b.plan.key, row)
		if find(b.columns, b.plan.key, row, x.key) >= 0 {
			x.reportRow(rulePrimaryKey, b, row, takenKey(b.plan, keyWords(b.columns, b.plan.key, row), ""))
		}
	}
}

// ascending reports whether each row has a greater key than the one before.
func (b *batch) ascending() bool {
	for row := 1; row < b.len; row++ {
		if b.plan.compareKeys(b.columns, row-1, b.columns, row) >= 0 {
			return false
		}
	}
	return true
}

// find returns the first of n rows that has a key, or -1.
func find(columns []Column, key []int, n int, wanted []byte) int {
	var got []byte
	for row := range n {
		if got, _ = appendKey(got[:0], columns, key, row); bytes.Equal(got, wanted) {
			return row
		}
	}
	return -1
}

// verifyForeign reports rows of a batch that refer to a key that is in none of
// the sets, by plan. A reference is whole or absent: one part alone leads
// nowhere.
func (x *extraction) verifyForeign(b *batch, sets []*keySet) {
	for _, f := range b.plan.foreign {
		for row := range b.len {
			hash := x.hash(b.columns, f.columns, row)
			if hash == noKey && allNull(b.columns, f.columns, row) || sets[f.at].has(hash) {
				continue
			}
			x.reportRow(ruleForeignKey, b, row, deadKey(f.table, keyWords(b.columns, f.columns, row)))
		}
	}
}

func allNull(columns []Column, key []int, row int) bool {
	return !slices.ContainsFunc(key, func(i int) bool { return !columns[i].Null[row] })
}
