package definition

import (
	"errors"
	"fmt"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// A Problem is one thing wrong with a definition, for its author.
type Problem struct {
	File  string // inside the definition
	Place tree.Place
	Text  string
}

// String returns "tables/suites.json:12:3: text".
func (p Problem) String() string {
	if at := p.Place.String(); at != "" {
		return p.File + ":" + at + ": " + p.Text
	}
	return p.File + ": " + p.Text
}

// An InvalidError lists everything found wrong with a definition.
type InvalidError struct{ Problems []Problem }

// Error returns the problems, one a line.
func (e *InvalidError) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.String()
	}
	return "the definition is not consistent:\n  " + strings.Join(lines, "\n  ")
}

// problems collects what is wrong while a definition is loaded.
type problems struct{ list []Problem }

func (p *problems) add(f *file, pointer, format string, args ...any) {
	problem := Problem{File: f.name, Text: fmt.Sprintf(format, args...)}
	if f.tree != nil {
		problem.Place = f.tree.Place(pointer)
	}
	p.list = append(p.list, problem)
}

// read records an error met while reading f.
func (p *problems) read(f *file, err error) {
	problem := Problem{File: f.name, Text: err.Error()}
	var syntax *tree.SyntaxError
	var decode *tree.DecodeError
	switch {
	case errors.As(err, &syntax):
		problem.Place, problem.Text = syntax.Place, syntax.What()
	case errors.As(err, &decode):
		problem.Place, problem.Text = decode.Place, decode.Err.Error()
	}
	p.list = append(p.list, problem)
}

func (p *problems) err() error {
	if len(p.list) == 0 {
		return nil
	}
	return &InvalidError{Problems: p.list}
}
