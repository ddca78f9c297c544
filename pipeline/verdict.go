package pipeline

import (
	"strings"

	"github.com/concertations-ia/canevas/pipeline/catalog"
	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/spool"
	"github.com/concertations-ia/canevas/pipeline/table"
)

// A verdict is what a submission is by itself, whatever the others are: the
// answer of the checker, and the rows it would give the tables. It is a function
// of its bytes, of what people have released of it and of the definition, so that
// it is found out once.
type verdict struct {
	Claimed  check.Identity
	Findings []check.Finding
	Accepted bool            // no finding refuses or holds it
	Unfit    []check.Finding // what keeps its rows out of the tables
	Period   catalog.Period  // that the document is about

	// Where its rows are, if it gives any: on disk, or in a pack of the archive.
	Rows  rows
	place *place

	compared *comparison // beside a version before it; may be nil
}

// rows are packed rows of a document on disk; none where there is no file.
type rows struct {
	file *spool.File
	span spool.Span
}

// An examiner finds out verdicts. It belongs to one goroutine.
type examiner struct {
	def       *definition.Definition
	extractor *table.Extractor
	file      *spool.File // where rows go
}

// examine finds out the verdict on an answer of the checker.
func (e *examiner) examine(v check.Verdict) (verdict, error) {
	found := verdict{Claimed: v.Claimed, Findings: v.Findings, Accepted: v.Document != nil}
	if v.Document == nil {
		return found, nil
	}
	found.Period = periodOf(e.def, v.Document)
	var packed []byte
	if packed, found.Unfit = e.extractor.Rows(v.Document); found.Unfit != nil {
		return found, nil
	}
	span, err := e.file.Append(packed)
	found.Rows = rows{e.file, span}
	return found, err
}

// periodOf returns the first and the last day that a document is about, where
// the definition says where it says them.
func periodOf(def *definition.Definition, doc *check.Document) catalog.Period {
	root, at := &doc.Tree().Root, def.Package.Temporal
	var p catalog.Period
	if v := root.Lookup(at.Start); !v.IsNull() {
		p.Start = strings.Clone(v.Text) // not the whole file
	}
	if v := root.Lookup(at.End); !v.IsNull() {
		p.End = strings.Clone(v.Text)
	}
	return p
}

// take takes a verdict over.
func (o *Outcome) take(v verdict) {
	o.verdict = v
	o.say(v.Claimed, v.Findings, v.Accepted)
}

// say takes an answer of the checker over.
func (o *Outcome) say(claimed check.Identity, findings []check.Finding, accepted bool) {
	o.Claimed, o.Status, o.Findings, o.accepted = claimed, statusOf(findings), findings, accepted
}

// statusOf returns the status that findings give a submission by themselves.
func statusOf(findings []check.Finding) check.Status {
	status := check.Published
	for _, f := range findings {
		switch f.Severity {
		case definition.Error:
			return check.Refused
		case definition.Hold:
			status = check.Held
		}
	}
	return status
}
