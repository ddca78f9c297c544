package artifact

import (
	"math"
	"math/bits"

	"github.com/xitongsys/parquet-go/parquet"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/table"
)

const (
	// largestDictionary is the most bytes of distinct values that a reader is
	// asked to hold for one column.
	largestDictionary = 1 << 20
	// firstLook is how many values are seen before a dictionary may be given
	// up; after that it is looked at again each time the count doubles.
	firstLook = 1024
)

// A dictionary is the distinct values of a column chunk, and for each value
// its number among them.
type dictionary struct {
	plain   []byte // distinct values in the order they first appear, PLAIN
	count   int
	indexes []uint32 // of the values not null that are still to be written
	full    int      // what all values would take without a dictionary, in bytes
}

// newDictionary returns the dictionary of a column chunk, or nil where it does
// not pay: the distinct values and the numbers together, before compression,
// must be smaller than the values. A column that turns out to repeat little
// stops being counted early, so a column of identifiers costs one look.
func newDictionary(c *table.Column) *dictionary {
	eight := func(int64) int { return 8 }
	switch c.Spec.Type {
	case definition.String:
		return indexed(c.Text, c.Null, textSize, appendPlainText)
	case definition.Integer, definition.DateTime:
		return indexed(c.Int, c.Null, eight, appendInt64)
	case definition.Date:
		return indexed(c.Int, c.Null, func(int64) int { return 4 }, appendInt32)
	case definition.Number:
		return indexed(doubleBits(c.Float), c.Null, eight, appendInt64)
	default:
		return nil
	}
}

// doubleBits returns the bits of each value: a dictionary must tell -0 from 0,
// and find NaN again.
func doubleBits(values []float64) []int64 {
	words := make([]int64, len(values))
	for i, v := range values {
		words[i] = int64(math.Float64bits(v))
	}
	return words
}

func indexed[T comparable](values []T, null []bool, size func(T) int, appendValue func([]byte, T) []byte) *dictionary {
	d := &dictionary{}
	seen := map[T]uint32{}
	for i, v := range values {
		if null[i] {
			continue
		}
		n, known := seen[v]
		if !known {
			n = uint32(d.count)
			seen[v] = n
			d.count++
			d.plain = appendValue(d.plain, v)
		}
		d.indexes = append(d.indexes, n)
		d.full += size(v)
		if count := len(d.indexes); count >= firstLook && count&(count-1) == 0 && !d.pays() || len(d.plain) > largestDictionary {
			return nil
		}
	}
	if !d.pays() {
		return nil
	}
	return d
}

func (d *dictionary) pays() bool {
	return len(d.plain)+(len(d.indexes)*d.width()+7)/8 < d.full
}

// width is how many bits a number takes; never 0, which not every reader
// expects.
func (d *dictionary) width() int { return max(1, bits.Len(uint(max(d.count, 1)-1))) }

func (d *dictionary) header() *parquet.PageHeader {
	return &parquet.PageHeader{
		Type:                 parquet.PageType_DICTIONARY_PAGE,
		DictionaryPageHeader: &parquet.DictionaryPageHeader{NumValues: int32(d.count), Encoding: parquet.Encoding_PLAIN},
	}
}

// appendIndexes appends the numbers of the next page, whose rows are null or
// not: the width, then the numbers.
func (d *dictionary) appendIndexes(dst []byte, null []bool) []byte {
	n := 0
	for _, isNull := range null {
		if !isNull {
			n++
		}
	}
	dst = appendHybrid(append(dst, byte(d.width())), d.indexes[:n], d.width())
	d.indexes = d.indexes[n:]
	return dst
}
