// Package coerce makes what a person typed into what the schema asks for: French
// dates, decimal commas, "une quarantaine", labels for codes. Files that programs
// write are never coerced.
//
// The rules are:
//
//   - Nothing is guessed. What can be read in two ways is refused, with words that
//     say how to write it.
//   - What is refused stays as typed.
//   - Every change is told, except those nobody sees: white space around a value,
//     invisible characters, the form of accented letters, and what the form itself
//     writes: "Oui", the label of a code, an answer a line.
//   - A second reading changes nothing.
package coerce

import (
	"cmp"
	"slices"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// A Change is something that was typed and was read as something else, or that
// could not be read: an answer to its author.
type Change struct {
	Rule     string              // one of [Rules]; stable
	Severity definition.Severity // Info: noted; Warning: accepted, its author should look; Error: left as typed
	Pointer  string              // RFC 6901, into the tree as read; of what was left out, where it would stand
	Before   string              // as typed, at most 200 characters
	After    string              // as read; empty where it was left out or left as typed
	Message  definition.Text     // begins with the name of the field
	Offset   int                 // of the value as typed
}

// A Coercer reads canevas filled in by hand. It is safe for concurrent use.
type Coercer struct{ root *plan }

// New returns the coercer of a definition.
func New(def *definition.Definition) *Coercer {
	return &Coercer{root: newPlanner(def).plan(def.Schema.At(""), public)}
}

// Coerce makes the values below root, in place, what the schema asks for, and
// returns what it changed and what it could not read, in the order of the file; at
// most 10,000, and then one that counts the others.
// Before and After of a change are both empty where they are private or hold
// personal data. It never fails: what it leaves as typed is for the schema to
// judge.
func (c *Coercer) Coerce(root *tree.Value) []Change {
	w := new(walk)
	w.visit(spot{plan: c.root, value: root})
	slices.SortStableFunc(w.changes, func(a, b Change) int { return cmp.Compare(a.Offset, b.Offset) })
	return w.listed()
}
