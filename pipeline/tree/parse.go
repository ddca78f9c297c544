package tree

import (
	"cmp"
	"slices"
	"strings"
)

// Limits bound what a parser accepts, so that no input costs more than its
// size. The zero value of a field is its default.
type Limits struct {
	Depth  int // nesting of arrays and objects; 64
	Values int // values in all; 500,000, which take 140 MB while they are read
	Digits int // characters of a number, and its largest exponent; 400
}

func (l Limits) orDefault() Limits {
	return Limits{
		Depth:  cmp.Or(l.Depth, 64),
		Values: cmp.Or(l.Values, 500_000),
		Digits: cmp.Or(l.Digits, 400),
	}
}

// A SyntaxError says why a file could not be read and where. Code is one of
// [Codes]; package check turns it into a finding. Detail is a key, a
// character, a word of another language or a limit, never a value: a value
// may be personal.
type SyntaxError struct {
	Code    string // "json/duplicate-key", "yaml/alias", "text/utf-8", ...
	Place   Place
	Detail  string // at most 200 characters of input; may be empty
	Meaning string // of a code that another package has, for whoever reads a Go error
}

// Error returns the place, what is wrong, the detail and the code.
func (e *SyntaxError) Error() string {
	if place := e.Place.String(); place != "" {
		return place + ": " + e.What()
	}
	return e.What()
}

// What is Error without the place.
func (e *SyntaxError) What() string {
	parts := []string{meanings[e.Code] + e.Meaning, e.Detail}
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	return strings.TrimSpace(strings.Join(parts, ": ") + " [" + e.Code + "]")
}

// excerpt cuts s to what a message may echo.
func excerpt(s string) string {
	n := 0
	for i := range s {
		if n++; n > maxEcho {
			return s[:i] + "…"
		}
	}
	return s
}

// maxEcho is how many characters of the input a message may repeat; one more
// says that it was cut.
const maxEcho = 199
