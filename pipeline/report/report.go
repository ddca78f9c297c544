// Package report is the answer to the author of a submission as people read it:
// a page, or Markdown for a mail or a ticket.
//
// The rules are:
//
//   - Everything that is wrong is said at once, the worst first.
//   - Findings of one rule stand together; of many, the first places are in view.
//   - A report stands alone: no script, no font, no image, nothing fetched.
//   - It repeats nothing of the submission but what its findings quote.
package report

import (
	"slices"

	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/definition"
)

// A Report is what is to be said of one submission.
type Report struct {
	File     string // as its author calls it
	SHA256   string // of its bytes, in hex
	Document string // identifier, where one could be read
	Findings []check.Finding
}

// severities are the severities of findings, the worst first.
var severities = []definition.Severity{definition.Error, definition.Hold, definition.Warning, definition.Info}

// worst is the severity of the worst finding, or empty.
func (r *Report) worst() definition.Severity {
	for _, s := range severities {
		if check.Count(r.Findings, s) > 0 {
			return s
		}
	}
	return ""
}

// A group is the findings of one rule and one severity, in the order of the
// file.
type group struct {
	rule     string
	findings []check.Finding
}

// groups returns the findings of a severity by their rules, in the order in
// which the first of each stands in the file.
func (r *Report) groups(s definition.Severity) []group {
	var all []group
	for _, f := range r.Findings {
		if f.Severity != s {
			continue
		}
		at := slices.IndexFunc(all, func(g group) bool { return g.rule == f.Rule })
		if at < 0 {
			at = len(all)
			all = append(all, group{rule: f.Rule})
		}
		all[at].findings = append(all[at].findings, f)
	}
	return all
}
