package reader

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// Lines reads the rows of a table from JSON Lines: on each line an object that
// has every column, in order, and nothing else.
type Lines struct {
	in      *bufio.Reader
	columns []Column
	line    []byte
	row     [][]byte
}

// NewLines returns the rows of a file whose objects have these columns.
func NewLines(r io.Reader, columns []Column) *Lines {
	return &Lines{in: bufio.NewReader(r), columns: columns, row: make([][]byte, len(columns))}
}

// Next returns the values of the next row as CSV has them, without quotes; nil
// stands for a null. They are good until Next is called again. After the last row
// it returns io.EOF.
func (l *Lines) Next() ([][]byte, error) {
	if err := l.read(); err != nil {
		return nil, err
	}
	parsed, err := tree.ParseJSON(l.line, tree.Limits{})
	if err != nil {
		return nil, err
	}
	members := parsed.Root.Children
	if parsed.Root.Kind != tree.Object || len(members) != len(l.columns) {
		return nil, fmt.Errorf("not an object of %d columns", len(l.columns))
	}
	for i, c := range l.columns {
		switch m := &members[i]; {
		case m.Key != c.Name:
			return nil, fmt.Errorf("%s stands where %s should", m.Key, c.Name)
		case m.IsNull():
			l.row[i] = nil
		case m.Kind != kindOf(c.Type):
			return nil, fmt.Errorf("%s is no %s", c.Name, c.Type)
		default:
			l.row[i] = []byte(m.Text)
		}
	}
	return l.row, nil
}

// read reads a line, which ends in a line feed.
func (l *Lines) read() error {
	l.line = l.line[:0]
	for {
		part, err := l.in.ReadSlice('\n')
		l.line = append(l.line, part...)
		switch {
		case err == nil:
			return nil
		case len(l.line) > longest:
			return errLong
		case err == io.EOF && len(l.line) > 0:
			return io.ErrUnexpectedEOF
		case !errors.Is(err, bufio.ErrBufferFull):
			return err
		}
	}
}

// kindOf is how JSON says the values of a type.
func kindOf(name string) tree.Kind {
	switch name {
	case "integer", "number":
		return tree.Number
	case "boolean":
		return tree.Bool
	default:
		return tree.String
	}
}
