package table

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/concertations-ia/canevas/pipeline/definition"
)

// # Packed rows
//
// Rows that wait on disk are packed, some rows of one table at a time, column by
// column, as they lie in memory:
//
//	section  rows (uvarint), then each column
//	column   form (1 byte), then its cells
//	cells    form absent: nothing, all are null
//	         form constant: one cell, which all rows have
//	         form whole: a cell for each row
//	         form partial: a bit for each row, 1 where it is null, the first in
//	         the lowest bit; then a cell for each row, zero where it is null
//	cell     a text: its length (uvarint), the characters of all of them after
//	         the lengths of all of them; an integer, a date or an instant:
//	         zigzag varint; a number: 8 bytes, the lowest first; a boolean: 1 byte
//
// The rows of a document in all tables are its sections, behind an [outline].

// A form is how the cells of a packed column are written.
type form byte

const (
	absent form = iota
	constant
	whole
	partial
)

// errDamaged means that packed rows are not what was written.
var errDamaged = errors.New("packed rows are damaged")

// appendSection packs some rows.
func appendSection(dst []byte, columns []Column, rows int) []byte {
	dst = binary.AppendUvarint(dst, uint64(rows))
	if rows == 0 {
		return dst
	}
	for i := range columns {
		dst = columns[i].appendPacked(dst, rows)
	}
	return dst
}

func (c *Column) appendPacked(dst []byte, rows int) []byte {
	switch f := c.form(rows); f {
	case absent:
		return append(dst, byte(absent))
	case constant:
		return c.appendCells(append(dst, byte(constant)), 1)
	case partial:
		return c.appendCells(appendNulls(append(dst, byte(partial)), c.Null[:rows]), rows)
	default:
		return c.appendCells(append(dst, byte(whole)), rows)
	}
}

// form returns the shortest form that can say the cells.
func (c *Column) form(rows int) form {
	nulls, same := 0, true
	for _, null := range c.Null[:rows] {
		if null {
			nulls++
		}
	}
	switch nulls {
	case rows:
		return absent
	case 0:
	default:
		return partial
	}
	for row := 1; row < rows && same; row++ {
		same = c.compare(0, c, row) == 0
	}
	if same {
		return constant
	}
	return whole
}

func appendNulls(dst []byte, nulls []bool) []byte {
	for i, null := range nulls {
		if i%8 == 0 {
			dst = append(dst, 0)
		}
		if null {
			dst[len(dst)-1] |= 1 << (i % 8)
		}
	}
	return dst
}

func (c *Column) appendCells(dst []byte, rows int) []byte {
	switch c.Spec.Type {
	case definition.String:
		for _, text := range c.Text[:rows] {
			dst = binary.AppendUvarint(dst, uint64(len(text)))
		}
		for _, text := range c.Text[:rows] {
			dst = append(dst, text...)
		}
	case definition.Number:
		for _, v := range c.Float[:rows] {
			dst = binary.LittleEndian.AppendUint64(dst, math.Float64bits(v))
		}
	case definition.Boolean:
		for _, v := range c.Bool[:rows] {
			dst = append(dst, byte(order(v, false)))
		}
	default:
		for _, v := range c.Int[:rows] {
			dst = binary.AppendVarint(dst, v)
		}
	}
	return dst
}

// An unpacker reads packed rows from a text, which its texts share. After an
// error it reads zeros.
type unpacker struct {
	rest string
	err  error
}

// section appends the rows of a section to columns and returns how many they
// are.
func (u *unpacker) section(columns []Column) (int, error) {
	rows := u.count()
	if rows == 0 {
		return 0, u.err
	}
	for i := range columns {
		if u.column(&columns[i], rows); u.err != nil {
			return 0, fmt.Errorf("read column %s: %w", columns[i].Spec.Name, u.err)
		}
	}
	return rows, nil
}

// column appends the cells of a packed column.
func (u *unpacker) column(c *Column, rows int) {
	switch f := form(u.byte()); f {
	case absent:
		c.appendMany(cell{null: true}, rows)
	case constant:
		c.Null = append(c.Null, false)
		if u.cells(c, 1); u.err == nil {
			c.appendMany(c.cell(len(c.Null)-1), rows-1)
		}
	case whole:
		for range rows {
			c.Null = append(c.Null, false)
		}
		u.cells(c, rows)
	case partial:
		bits := u.next((rows + 7) / 8)
		for i := range rows {
			c.Null = append(c.Null, u.err == nil && bits[i/8]>>(i%8)&1 == 1)
		}
		u.cells(c, rows)
	default:
		u.err = errDamaged
	}
}

func (u *unpacker) cells(c *Column, rows int) {
	switch c.Spec.Type {
	case definition.String:
		u.texts(c, rows)
	case definition.Number:
		for range rows {
			c.Float = append(c.Float, math.Float64frombits(u.uint64()))
		}
	case definition.Boolean:
		for range rows {
			c.Bool = append(c.Bool, u.byte() == 1)
		}
	default:
		for range rows {
			n := u.uvarint()
			c.Int = append(c.Int, int64(n>>1)^-int64(n&1))
		}
	}
}

// texts reads lengths, then characters. The lengths are gone through twice, so
// that nothing need hold them.
func (u *unpacker) texts(c *Column, rows int) {
	lengths := *u
	for range rows {
		u.uvarint()
	}
	for range rows {
		c.Text = append(c.Text, u.next(int(min(lengths.uvarint(), math.MaxInt32))))
	}
}

// count reads how many rows follow.
func (u *unpacker) count() int { return int(min(u.uvarint(), math.MaxInt32)) }

func (u *unpacker) uvarint() uint64 {
	if len(u.rest) > 0 && u.rest[0] < 0x80 {
		n := u.rest[0]
		u.rest = u.rest[1:]
		return uint64(n)
	}
	n, shift := uint64(0), 0
	for i := 0; i < len(u.rest) && shift < 64; i, shift = i+1, shift+7 {
		n |= uint64(u.rest[i]&0x7f) << shift
		if u.rest[i] < 0x80 {
			u.rest = u.rest[i+1:]
			return n
		}
	}
	u.next(len(u.rest) + 1)
	return 0
}

func (u *unpacker) byte() byte {
	if b := u.next(1); b != "" {
		return b[0]
	}
	return 0
}

func (u *unpacker) uint64() uint64 {
	b := u.next(8)
	if b == "" {
		return 0
	}
	return binary.LittleEndian.Uint64([]byte(b))
}

// next returns the next n bytes.
func (u *unpacker) next(n int) string {
	if n > len(u.rest) {
		u.rest, u.err = "", errDamaged
		return ""
	}
	taken := u.rest[:n]
	u.rest = u.rest[n:]
	return taken
}
