package table

import (
	"encoding/binary"
	"math"
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

// A keySet is primary keys, each with a position: of its document among those
// added, or of its row in a batch.
type keySet map[string]int

// verifyUnique reports rows of a batch that have the key of another row: of the
// same document, or one in taken, which names the document.
func (x *extraction) verifyUnique(b *batch, taken keySet, documents []source) keySet {
	seen := keySet{}
	for row, key := range b.keys {
		_, twice := seen[key]
		other, used := taken[key]
		switch {
		case key == "" || b.plan.spec.Merge:
		case twice:
			x.reportRow(rulePrimaryKey, b, row, takenKey(b.plan, keyWords(b.columns, b.plan.key, row), ""))
		case used:
			x.reportRow(rulePrimaryKey, b, row, takenKey(b.plan, keyWords(b.columns, b.plan.key, row), documents[other].id))
		}
		if key != "" {
			seen[key] = row
		}
	}
	return seen
}

// verifyForeign reports rows of a batch that refer to a key that is in none of
// the sets. A reference is whole or absent: one part alone leads nowhere.
func (x *extraction) verifyForeign(b *batch, sets map[*definition.Table]keySet) {
	var key []byte
	for _, f := range b.plan.foreign {
		for row := range b.len {
			var nulls int
			key, nulls = appendKey(key[:0], b.columns, f.columns, row)
			if nulls == len(f.columns) {
				continue
			}
			if _, found := sets[f.table][string(key)]; !found {
				x.reportRow(ruleForeignKey, b, row, deadKey(f.table, keyWords(b.columns, f.columns, row)))
			}
		}
	}
}
