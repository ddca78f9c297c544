package expression

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// excerptLimit bounds what a message quotes of a document, in characters.
const excerptLimit = 200

// A Template is a sentence with {expressions} in it, for messages. It is safe
// for concurrent use.
type Template struct{ parts []part }

// A part is literal text, or an expression when program is set.
type part struct {
	literal string
	program *Program
}

// CompileTemplate compiles a sentence such as "reçu : {this.siret}". An error
// names the line and the column inside source.
func CompileTemplate(source string) (*Template, error) {
	t := &Template{}
	for rest := source; rest != ""; {
		literal, after, found := strings.Cut(rest, "{")
		t.parts = append(t.parts, part{literal: literal})
		if !found {
			return t, nil
		}
		start := position(source[:len(source)-len(after)])
		end := closing(after)
		if end < 0 {
			return nil, fmt.Errorf("%s: this brace is never closed", start)
		}
		program, err := Compile(after[:end])
		if err != nil {
			return nil, fmt.Errorf("expression at %s: %w", start, err)
		}
		t.parts = append(t.parts, part{program: program})
		rest = after[end+1:]
	}
	return t, nil
}

// closing returns where the brace opened before source closes, or -1. Braces
// inside texts and braces of CEL maps are part of the expression.
func closing(source string) int {
	depth, quote := 0, byte(0)
	for i := 0; i < len(source); i++ {
		switch c := source[i]; {
		case quote != 0 && c == '\\':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '{':
			depth++
		case c == '}' && depth == 0:
			return i
		case c == '}':
			depth--
		}
	}
	return -1
}

// position returns the line and column that follow a text.
func position(before string) string {
	last := before[strings.LastIndexByte(before, '\n')+1:]
	return fmt.Sprintf("%d:%d", 1+strings.Count(before, "\n"), 1+len([]rune(last)))
}

// Text returns the sentence for a scope. All its expressions together quote at
// most 200 characters, and none of them personal data; … stands for what is
// left out, and for an expression that fails, whose error is returned as well.
func (t *Template) Text(s *Scope) (string, error) {
	var b strings.Builder
	var all []error
	left := excerptLimit
	for _, p := range t.parts {
		if p.program == nil {
			b.WriteString(p.literal)
			continue
		}
		words, err := p.words(s)
		all = append(all, err)
		excerpt := Excerpt(words, left)
		left = max(left-len([]rune(excerpt)), 0)
		b.WriteString(excerpt)
	}
	return b.String(), errors.Join(all...)
}

func (p part) words(s *Scope) (string, error) {
	value, err := p.program.Value(s)
	if err != nil {
		return "…", err
	}
	words, err := value.words()
	if err != nil || len(Personal(words)) > 0 {
		return "…", err
	}
	return words, nil
}

// Reads reports whether one of the expressions names a variable or a member
// called name, or holds it as a text.
func (t *Template) Reads(name string) bool {
	return slices.ContainsFunc(t.parts, func(p part) bool { return p.program != nil && p.program.Reads(name) })
}
