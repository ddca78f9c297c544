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
	runs    int      // of equal values that follow each other
	indexes []uint32 // of the values not null that are still to be written
	full    int      // what all values would take without a dictionary, in bytes
	latest  []uint32 // of each value: the page it was last looked at for, from 1
	page    uint32   // the last page that was looked at
}

// newDictionary returns the dictionary of a column chunk, or nil where it does
// not pay: the distinct values and the numbers together, before compression,
// must be smaller than the values; and where every value stands in one short run,
// as in a sorted column, compression alone does better without the numbers. A column that turns out to repeat little
// stops being counted early, so a column of identifiers costs one look. The
// numbers go into room.
func newDictionary(c *table.Column, room []uint32) *dictionary {
	d := &dictionary{indexes: room[:0]}
	eight := func(int64) int { return 8 }
	switch c.Spec.Type {
	case definition.String:
		return indexed(d, c.Text, c.Null, textSize, appendPlainText)
	case definition.Integer, definition.DateTime:
		return indexed(d, c.Int, c.Null, eight, appendInt64)
	case definition.Date:
		return indexed(d, c.Int, c.Null, func(int64) int { return 4 }, appendInt32)
	case definition.Number:
		return indexed(d, doubleBits(c.Float), c.Null, eight, appendInt64)
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

func indexed[T comparable](d *dictionary, values []T, null []bool, size func(T) int, appendValue func([]byte, T) []byte) *dictionary {
	seen := map[T]uint32{}
	var last T
	var n uint32
	for i, v := range values {
		if null[i] {
			continue
		}
		if known := d.count > 0 && v == last; !known {
			d.runs++
			if n, known = seen[v]; !known {
				n = uint32(d.count)
				seen[v] = n
				d.count++
				d.plain = appendValue(d.plain, v)
			}
			last = v
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
	sorted := d.runs == d.count && len(d.indexes) < shortestRun*d.runs
	return !sorted && len(d.plain)+(len(d.indexes)*d.width()+7)/8 < d.full
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

// distinct returns one text for each value that the next page holds.
func (d *dictionary) distinct(page *table.Column) []string {
	if d.latest == nil {
		d.latest = make([]uint32, d.count)
	}
	d.page++
	var texts []string
	n := 0
	for i, isNull := range page.Null {
		if isNull {
			continue
		}
		if number := d.indexes[n]; d.latest[number] != d.page {
			d.latest[number] = d.page
			texts = append(texts, page.Text[i])
		}
		n++
	}
	return texts
}
