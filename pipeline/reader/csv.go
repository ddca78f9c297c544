package reader

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// longest is the most bytes that one row of a table may take in a file. A
// canevas has 20 MiB at most, and a row holds parts of one.
const longest = 256 << 20

// Records reads CSV (RFC 4180) strictly: commas, double quotes, and lines that
// end in CRLF. Unlike encoding/csv it keeps every byte of a field, and tells an
// empty field, which is a null, from an empty text in quotes.
type Records struct {
	in   *bufio.Reader
	room int // bytes that are left to the record
}

// NewRecords returns the records of a file.
func NewRecords(r io.Reader) *Records { return &Records{in: bufio.NewReader(r)} }

// A Cell is one field. A null is empty and has no quotes.
type Cell struct {
	Text   string
	Quoted bool
}

// IsNull reports whether the field holds no value.
func (c Cell) IsNull() bool { return c.Text == "" && !c.Quoted }

var (
	errQuote = errors.New("a quotation mark stands where none may")
	errLine  = errors.New("a line does not end in CRLF")
	errLong  = fmt.Errorf("longer than %d bytes", longest)
)

// Next returns the fields of the next record; io.EOF when there is none. A null
// in a table of a single column stands in quotes, as readers skip empty lines.
func (r *Records) Next() ([]Cell, error) {
	if _, err := r.in.Peek(1); err != nil {
		return nil, err
	}
	r.room = longest
	var record []Cell
	for {
		c, last, err := r.cell()
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return nil, err
		}
		record = append(record, c)
		if last {
			break
		}
	}
	if len(record) == 1 && record[0].Text == "" {
		record[0].Quoted = false
	}
	return record, nil
}

// cell reads a field and what ends it; last is whether that ends the record.
func (r *Records) cell() (c Cell, last bool, err error) {
	var text []byte
	b, err := r.byte()
	if err == nil && b == '"' {
		c.Quoted = true
		text, b, err = r.quoted()
	}
	for ; err == nil; b, err = r.byte() {
		switch {
		case b == ',':
			c.Text = string(text)
			return c, false, nil
		case b == '\r':
			c.Text = string(text)
			return c, true, r.lineFeed()
		case b == '\n':
			return c, false, errLine
		case b == '"' || c.Quoted:
			return c, false, errQuote
		}
		text = append(text, b)
	}
	return c, false, err
}

// quoted reads the rest of a field in quotes, and the byte that follows it.
func (r *Records) quoted() (text []byte, after byte, err error) {
	for {
		b, err := r.byte()
		if err != nil {
			return nil, 0, err
		}
		if b == '"' {
			if b, err = r.byte(); err != nil || b != '"' {
				return text, b, err
			}
		}
		text = append(text, b)
	}
}

func (r *Records) lineFeed() error {
	if b, err := r.byte(); err != nil || b != '\n' {
		return errLine
	}
	return nil
}

func (r *Records) byte() (byte, error) {
	if r.room--; r.room < 0 {
		return 0, errLong
	}
	return r.in.ReadByte()
}
