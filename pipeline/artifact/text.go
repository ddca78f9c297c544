package artifact

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"time"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/table"
)

// blockSize is how many bytes of rows are written at once.
const blockSize = 1 << 16

// writeRows writes rows from 0 to n-1 as appendRow appends them, a block at a
// time. The dst of appendRow may hold the rows before.
func writeRows(w io.Writer, n int, appendRow func(dst []byte, row int) ([]byte, error)) error {
	var block []byte
	for row := range n {
		var err error
		if block, err = appendRow(block, row); err != nil {
			return fmt.Errorf("write row %d: %w", row, err)
		}
		if len(block) >= blockSize || row == n-1 {
			if _, err := w.Write(block); err != nil {
				return fmt.Errorf("write rows up to row %d: %w", row, err)
			}
			block = block[:0]
		}
	}
	return nil
}

// appendText appends the value of a row as CSV and JSON Lines write it, without
// quotes: ISO 8601 for dates, RFC 3339 in UTC for instants, with a fraction
// only when there is one.
func appendText(dst []byte, c *table.Column, row int) []byte {
	switch c.Spec.Type {
	case definition.String:
		return append(dst, c.Text[row]...)
	case definition.Integer:
		return strconv.AppendInt(dst, c.Int[row], 10)
	case definition.Number:
		return appendNumber(dst, c.Float[row])
	case definition.Boolean:
		return strconv.AppendBool(dst, c.Bool[row])
	case definition.Date:
		// The library is quick with RFC 3339 and slow with its parts.
		dst = time.Unix(c.Int[row]*secondsPerDay, 0).UTC().AppendFormat(dst, time.RFC3339)
		return dst[:len(dst)-len("T00:00:00Z")]
	default:
		return time.UnixMicro(c.Int[row]).UTC().AppendFormat(dst, time.RFC3339Nano)
	}
}

const secondsPerDay = 24 * 60 * 60

// appendNumber appends the shortest decimal that reads back as v. Like
// ECMAScript it writes an exponent only where the digits would run to more
// than 21. What JSON cannot say is written as Table Schema does.
func appendNumber(dst []byte, v float64) []byte {
	switch size := math.Abs(v); {
	case math.IsNaN(v):
		return append(dst, "NaN"...)
	case math.IsInf(v, 1):
		return append(dst, "INF"...)
	case math.IsInf(v, -1):
		return append(dst, "-INF"...)
	case size != 0 && (size < 1e-6 || size >= 1e21):
		return strconv.AppendFloat(dst, v, 'e', -1, 64)
	default:
		return strconv.AppendFloat(dst, v, 'f', -1, 64)
	}
}
