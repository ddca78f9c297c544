package main

import (
	"encoding/json"
	"io"
	"os"

	"golang.org/x/term"
)

// envelopeVersion is the version of the shape of everything --json prints.
const envelopeVersion = 1

// streams is where the program speaks, and how.
type streams struct {
	out io.Writer // results
	err io.Writer // everything else

	json bool     // results and errors as JSON
	lang language // of findings and summaries
}

// An envelope is what a command prints with --json.
type envelope struct {
	Version int    `json:"version"`
	Kind    string `json:"kind"` // the command
	Result  any    `json:"result"`
}

// An exitError is what an error becomes on standard error with --json.
type exitError struct {
	Version int    `json:"version"`
	Kind    string `json:"kind"` // "exit_error"
	Code    int    `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

// printJSON prints a result in its envelope.
func (s *streams) printJSON(kind string, result any) error {
	return printLine(s.out, envelope{Version: envelopeVersion, Kind: kind, Result: result})
}

func printLine(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// terminal reports whether standard error is one, so that progress may be
// redrawn in place.
func (s *streams) terminal() bool {
	f, ok := s.err.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
