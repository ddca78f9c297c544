package table

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"
	"math"
	"slices"
	"strconv"

	"github.com/concertations-ia/canevas/pipeline/definition"
)

// appendKey appends the cells of some columns of a row so that equal cells give
// equal bytes and others do not, and returns how many of them are null. Where
// one is, the key is empty.
func appendKey(dst []byte, columns []Column, key []int, row int) (appended []byte, nulls int) {
	start := len(dst)
	for _, i := range key {
		c := &columns[i]
		switch {
		case c.Null[row]:
			nulls++
		case c.Spec.Type == definition.String:
			dst = append(binary.AppendUvarint(dst, uint64(len(c.Text[row]))), c.Text[row]...)
		case c.Spec.Type == definition.Number:
			dst = binary.LittleEndian.AppendUint64(dst, math.Float64bits(c.Float[row]))
		case c.Spec.Type == definition.Boolean:
			dst = strconv.AppendBool(dst, c.Bool[row])
		default:
			dst = binary.LittleEndian.AppendUint64(dst, uint64(c.Int[row]))
		}
	}
	if nulls > 0 {
		return dst[:start], nulls
	}
	return dst, 0
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

// verifyUnique reports rows of a batch that have the key of another row: of the
// same document, or of one in the pile of its table.
func (x *extraction) verifyUnique(b *batch, taken *pile, documents []source) {
	b.seen.empty(b.len)
	for row, hash := range b.hashes {
		if hash == noKey || b.seen.add(hash) && !taken.keys.has(hash) || b.plan.spec.Merge {
			continue
		}
		x.key, _ = appendKey(x.key[:0], b.columns, b.plan.key, row)
		if find(b.columns, b.plan.key, row, x.key) >= 0 {
			x.reportRow(rulePrimaryKey, b, row, takenKey(b.plan, keyWords(b.columns, b.plan.key, row), ""))
		} else if other := find(taken.columns, b.plan.key, len(taken.document), x.key); other >= 0 {
			id := documents[taken.document[other]].id
			x.reportRow(rulePrimaryKey, b, row, takenKey(b.plan, keyWords(b.columns, b.plan.key, row), id))
		}
	}
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
