package main

import "github.com/concertations-ia/canevas/pipeline/definition"

// A language is the one findings and summaries are written in, as a flag.
type language definition.Language

// The languages.
const (
	french  = language(definition.French)
	english = language(definition.English)
)

// String returns the language's code; with Set and Type it is a flag.
func (l *language) String() string { return string(*l) }

// Set reads a code.
func (l *language) Set(code string) error {
	switch language(code) {
	case french, english:
		*l = language(code)
		return nil
	}
	return usage("fr or en is expected; got: %q", code)
}

// Type names the flag's values in the help.
func (l *language) Type() string { return "fr|en" }

// of returns a text in the language.
func (l language) of(t definition.Text) string { return t.In(definition.Language(l)) }

// say chooses between two sentences written for one place.
func (l language) say(fr, en string) string { return l.of(definition.Text{FR: fr, EN: en}) }
