package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"

	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/definition"
)

//go:embed report.html
var pageTemplate string

//go:embed report.css
var style string

// inView is how many places of a group are shown at once; the others open on
// demand.
const inView = 10

// WriteHTML writes reports as one page.
func WriteHTML(w io.Writer, reports []Report, l definition.Language) error {
	t, err := template.New("report").Parse(pageTemplate)
	if err != nil {
		return fmt.Errorf("parse the page: %w", err)
	}
	if err := t.Execute(w, newPage(reports, words{l})); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	return nil
}

// What the page shows, in words.
type (
	page struct {
		Language, Title string
		Style           template.CSS
		Files           []fileView
	}
	fileView struct {
		ID                     string // of its heading in the page
		File, Document, SHA256 string
		Verdict, Advice, Worst string
		Sections               []sectionView
	}
	sectionView struct {
		Heading string
		Groups  []groupView
	}
	groupView struct {
		Heading     string
		First, Rest listView
		More        string // how many the rest are; empty for none
	}
	listView struct {
		Where, What string // the headings of the columns
		Findings    []findingView
	}
	findingView struct{ Place, Pointer, Message string }
)

func newPage(reports []Report, w words) page {
	p := page{Language: string(w.language), Title: w.title(), Style: template.CSS(style)}
	for i := range reports {
		p.Files = append(p.Files, newFile(i, &reports[i], w))
	}
	return p
}

func newFile(i int, r *Report, w words) fileView {
	worst := r.worst()
	v := fileView{
		ID: fmt.Sprintf("f%d", i+1), File: r.File, Document: r.Document, SHA256: r.SHA256,
		Verdict: w.verdict(worst), Advice: w.typeset(w.advice(worst)), Worst: string(worst),
	}
	for _, s := range severities {
		n := check.Count(r.Findings, s)
		if n == 0 {
			continue
		}
		section := sectionView{Heading: w.section(s, n)}
		for _, g := range r.groups(s) {
			section.Groups = append(section.Groups, newGroup(g, w))
		}
		v.Sections = append(v.Sections, section)
	}
	return v
}

func newGroup(g group, w words) groupView {
	first := min(len(g.findings), inView)
	v := groupView{Heading: w.rule(g), First: newList(g.findings[:first], w), Rest: newList(g.findings[first:], w)}
	if rest := len(g.findings) - first; rest > 0 {
		v.More = w.more(rest)
	}
	return v
}

func newList(findings []check.Finding, w words) listView {
	v := listView{Where: w.say("Où", "Where"), What: w.say("Constat", "Finding")}
	for _, f := range findings {
		v.Findings = append(v.Findings, findingView{Place: w.place(f.Place), Pointer: f.Pointer, Message: w.message(f.Message)})
	}
	return v
}
