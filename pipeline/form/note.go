package form

import (
	"fmt"
	"slices"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/expression"
)

// A Note is something about the way a form was filled in, for who filled it in.
type Note struct {
	Rule     string // one of [Rules]
	Severity definition.Severity
	Pointer  string // RFC 6901; empty where the note is about no value
	Offset   int    // of its place in the grid
	Message  definition.Text
}

// The rules of notes.
const (
	ruleOther     = "form/other-template"   // the workbook is of another form
	ruleVersion   = "form/version"          // of another version of the form
	ruleNone      = "form/no-template"      // no sheet is one of the form
	ruleSheet     = "form/unknown-sheet"    // is not read
	ruleHeader    = "form/no-header"        // a sheet without the titles of its fields
	ruleHeading   = "form/unknown-heading"  // no field has that title
	ruleTwice     = "form/duplicate-field"  // a field is there twice
	ruleAside     = "form/aside"            // something beside the answers is not read
	ruleExample   = "form/example"          // an example of the form stands for an answer
	ruleTotal     = "form/total"            // a row of totals is not read
	ruleOrphan    = "form/no-parent"        // a row belongs to no item
	ruleAmbiguous = "form/ambiguous-parent" // a row may belong to several
	ruleFault     = "form/no-value"         // a cell has no value
)

// Rules returns the rules that a [Note] may have, sorted.
func Rules() []string {
	rules := []string{
		ruleOther, ruleVersion, ruleNone, ruleSheet, ruleHeader, ruleHeading, ruleTwice, ruleAside,
		ruleExample, ruleTotal, ruleOrphan, ruleAmbiguous, ruleFault,
	}
	slices.Sort(rules)
	return rules
}

// echo is how many characters of a heading a message repeats.
const echo = 100

// shown returns what a message may repeat of a heading: nothing personal.
func shown(text string) string {
	if len(expression.Personal(text)) > 0 {
		return "…"
	}
	return expression.Excerpt(text, echo)
}

// both formats a sentence of each language with the same arguments. What precedes
// a double mark of French stays on its line.
func both(fr, en string, args ...any) definition.Text {
	return definition.Text{FR: fmt.Sprintf(unbroken.Replace(fr), args...), EN: fmt.Sprintf(en, args...)}
}
