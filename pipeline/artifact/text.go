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

// Rows are written in blocks of about so many bytes, of which so many are made
// at once. How many rows that is is learnt from the blocks before.
const (
	blockBytes = 64 << 10
	firstBlock = 128 // rows
	blocks     = 16
)

// A rowWriter writes rows one by one in a format of text.
type rowWriter struct {
	w     io.Writer
	by    *Workers
	row   func(dst []byte, t *table.Table, row int) ([]byte, error) // appends a row
	rooms [blocks][]byte
	done  int   // rows
	bytes int64 // of them
}

// Group writes the rows of a group in blocks, several of which are made at once.
func (r *rowWriter) Group(t *table.Table) error {
	for from := 0; from < t.Len; {
		size := r.blockRows()
		n := min(blocks, (t.Len-from+size-1)/size)
		errs := make([]error, n)
		r.by.each(n, func(_ *worker, i int) {
			errs[i] = r.block(t, span{from + i*size, min(from+(i+1)*size, t.Len)}, &r.rooms[i])
		})
		for i := range n {
			if errs[i] != nil {
				return errs[i]
			}
			if _, err := r.w.Write(r.rooms[i]); err != nil {
				return fmt.Errorf("write rows after row %d: %w", r.done, err)
			}
			r.bytes += int64(len(r.rooms[i]))
		}
		end := min(from+n*size, t.Len)
		r.done += end - from
		from = end
	}
	return nil
}

// blockRows is how many rows the next blocks have.
func (r *rowWriter) blockRows() int {
	if r.bytes == 0 {
		return firstBlock
	}
	return max(1, int(int64(r.done)*blockBytes/r.bytes))
}

// block makes a block of some rows.
func (r *rowWriter) block(t *table.Table, rows span, room *[]byte) (err error) {
	block := (*room)[:0]
	for row := rows.from; row < rows.to && err == nil; row++ {
		if block, err = r.row(block, t, row); err != nil {
			err = fmt.Errorf("write row %d of its group: %w", row, err)
		}
	}
	*room = block
	return err
}

// Close has nothing to add.
func (r *rowWriter) Close() error { return nil }

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
