package artifact

import (
	"encoding/binary"
	"math"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/table"
)

// appendPlain appends the values of a column that are not null in the PLAIN
// encoding.
func appendPlain(dst []byte, c *table.Column) []byte {
	switch c.Spec.Type {
	case definition.String:
		return appendEach(dst, c.Text, c.Null, appendPlainText)
	case definition.Number:
		return appendEach(dst, c.Float, c.Null, appendDouble)
	case definition.Boolean:
		return appendBits(dst, c.Bool, c.Null)
	case definition.Date:
		return appendEach(dst, c.Int, c.Null, appendInt32)
	default:
		return appendEach(dst, c.Int, c.Null, appendInt64)
	}
}

func appendEach[T any](dst []byte, values []T, null []bool, appendValue func([]byte, T) []byte) []byte {
	for i, v := range values {
		if !null[i] {
			dst = appendValue(dst, v)
		}
	}
	return dst
}

// appendBits packs booleans eight to a byte, the first in the lowest bit.
func appendBits(dst []byte, values, null []bool) []byte {
	n := 0
	for i, v := range values {
		if null[i] {
			continue
		}
		if n%8 == 0 {
			dst = append(dst, 0)
		}
		if v {
			dst[len(dst)-1] |= 1 << (n % 8)
		}
		n++
	}
	return dst
}

func appendPlainText(dst []byte, v string) []byte {
	return append(binary.LittleEndian.AppendUint32(dst, uint32(len(v))), v...)
}

func textSize(v string) int { return 4 + len(v) }

func appendInt64(dst []byte, v int64) []byte {
	return binary.LittleEndian.AppendUint64(dst, uint64(v))
}

func appendInt32(dst []byte, v int64) []byte {
	return binary.LittleEndian.AppendUint32(dst, uint32(v))
}

func appendDouble(dst []byte, v float64) []byte {
	return binary.LittleEndian.AppendUint64(dst, math.Float64bits(v))
}
