package check

import (
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// A Finding is something wrong or notable with a submission: our answer to its
// author, never an error of ours. Rule is stable across versions, so people
// can search for it and count it; Message may be reworded. A message never
// holds a personal value, nor more than 200 characters of the input.
type Finding struct {
	Rule     string              `json:"rule"` // "json/duplicate-key", "schema/enum", "R11", "table/foreign-key"
	Severity definition.Severity `json:"severity"`
	Pointer  string              `json:"pointer"` // RFC 6901, into the submission
	Place    tree.Place          `json:"place"`
	Message  definition.Text     `json:"message"`

	// The value as typed and as read, where reading it changed it.
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// Count returns how many of some findings are of a severity.
func Count(findings []Finding, s definition.Severity) int {
	n := 0
	for i := range findings {
		if findings[i].Severity == s {
			n++
		}
	}
	return n
}

// A Status is what became of a submission. The list is closed; its codes are
// published in the table of submissions.
type Status string

// The statuses.
const (
	Published  Status = "publiee"   // accepted, and its rows are in the release
	Superseded Status = "remplacee" // accepted once, and a later version took its place
	Held       Status = "retenue"   // waits for a person
	Refused    Status = "refusee"   // has findings of severity error
	Withdrawn  Status = "retiree"   // a person took the document back
)
