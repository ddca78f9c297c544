package reader

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestLines(t *testing.T) {
	columns := []Column{{Name: "id", Type: "string"}, {Name: "rang", Type: "integer"}, {Name: "jour", Type: "date"}, {Name: "ouverte", Type: "boolean"}}
	right := `{"id":"a","rang":1,"jour":"2026-11-23","ouverte":true}` + "\n"
	tests := []struct {
		name, text, want string // the rows, or what the error says
		wrong            bool
	}{
		{"nothing", "", "", false},
		{"rows", right + `{"id":"","rang":null,"jour":null,"ouverte":false}` + "\n", "a|1|2026-11-23|true\n|null|null|false\n", false},
		{"escapes", strings.Replace(right, `"a"`, `"d\u00e9j\u00e0\r\n\"vu\""`, 1), "déjà\r\n\"vu\"|1|2026-11-23|true\n", false},
		{"no end of line", right[:len(right)-1], "unexpected EOF", true},
		{"an empty line", "\n", "", true},
		{"no object", "[]\n", "not an object", true},
		{"a column less", `{"id":"a","rang":1,"jour":null}` + "\n", "not an object of 4 columns", true},
		{"a column twice", strings.Replace(right, `"rang"`, `"id"`, 1), "", true},
		{"another column", strings.Replace(right, `"rang"`, `"rank"`, 1), "rank stands where rang should", true},
		{"a number in quotes", strings.Replace(right, "1", `"1"`, 1), "rang is no integer", true},
		{"a truth in quotes", strings.Replace(right, "true", `"true"`, 1), "ouverte is no boolean", true},
		{"a date that is a number", strings.Replace(right, `"2026-11-23"`, "20780", 1), "jour is no date", true},
		{"two objects", right[:len(right)-1] + right, "", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := allLines(NewLines(iotest.OneByteReader(strings.NewReader(test.text)), columns))
			switch {
			case test.wrong && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("got error %v, want one that says %q", err, test.want)
			case !test.wrong && (err != nil || got != test.want):
				t.Errorf("got %q and error %v, want %q", got, err, test.want)
			}
		})
	}
}

func allLines(l *Lines) (string, error) {
	var all strings.Builder
	for {
		row, err := l.Next()
		if err == io.EOF {
			return all.String(), nil
		}
		if err != nil {
			return "", err
		}
		for i, value := range row {
			if i > 0 {
				all.WriteByte('|')
			}
			if value == nil {
				value = []byte("null")
			}
			all.Write(value)
		}
		all.WriteByte('\n')
	}
}

// A storage that breaks off is told apart from a line that is wrong.
func TestLinesKeepError(t *testing.T) {
	broken := errors.New("the storage cannot be reached")
	if _, err := NewLines(iotest.ErrReader(broken), nil).Next(); !errors.Is(err, broken) {
		t.Errorf("got error %v, want %v", err, broken)
	}
}
