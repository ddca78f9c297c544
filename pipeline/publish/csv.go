package publish

import (
	"bufio"
	"errors"
	"io"
)

// records reads CSV (RFC 4180) strictly: commas, double quotes, and lines that
// end in CRLF. Unlike encoding/csv it keeps every byte of a field, and tells an
// empty field, which is a null, from an empty text in quotes.
type records struct{ in *bufio.Reader }

// A cell is one field. A null is empty and has no quotes.
type cell struct {
	text   string
	quoted bool
}

func (c cell) isNull() bool { return c.text == "" && !c.quoted }

var (
	errQuote = errors.New("a quotation mark stands where none may")
	errLine  = errors.New("a line does not end in CRLF")
)

// next returns the fields of the next record; io.EOF when there is none. A null
// in a table of a single column stands in quotes, as readers skip empty lines.
func (r records) next() ([]cell, error) {
	if _, err := r.in.Peek(1); err != nil {
		return nil, err
	}
	var record []cell
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
	if len(record) == 1 && record[0].text == "" {
		record[0].quoted = false
	}
	return record, nil
}

// cell reads a field and what ends it; last is whether that ends the record.
func (r records) cell() (c cell, last bool, err error) {
	var text []byte
	b, err := r.in.ReadByte()
	if err == nil && b == '"' {
		c.quoted = true
		text, b, err = r.quoted()
	}
	for ; err == nil; b, err = r.in.ReadByte() {
		switch {
		case b == ',':
			c.text = string(text)
			return c, false, nil
		case b == '\r':
			c.text = string(text)
			return c, true, r.lineFeed()
		case b == '\n':
			return c, false, errLine
		case b == '"' || c.quoted:
			return c, false, errQuote
		}
		text = append(text, b)
	}
	return c, false, err
}

// quoted reads the rest of a field in quotes, and the byte that follows it.
func (r records) quoted() (text []byte, after byte, err error) {
	for {
		b, err := r.in.ReadByte()
		if err != nil {
			return nil, 0, err
		}
		if b == '"' {
			if b, err = r.in.ReadByte(); err != nil || b != '"' {
				return text, b, err
			}
		}
		text = append(text, b)
	}
}

func (r records) lineFeed() error {
	if b, err := r.in.ReadByte(); err != nil || b != '\n' {
		return errLine
	}
	return nil
}
