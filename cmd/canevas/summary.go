package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/concertations-ia/canevas/pipeline"
	"github.com/concertations-ia/canevas/pipeline/archive"
	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/source"
)

// errSource means that a whole source could not be read, although the rest was
// published.
var errSource = errors.New("a source could not be read; what it sent before stays published")

// firstKinds is how many kinds of findings of a submission a summary shows.
const firstKinds = 3

// A summary is what a run says at its end, in JSON.
type summary struct {
	Release     string           `json:"release,omitempty"`
	Place       string           `json:"place"`
	Receipt     *publish.Receipt `json:"receipt,omitempty"`
	Tables      map[string]int   `json:"tables"` // rows
	Submissions []outcome        `json:"submissions"`
	Failures    []failure        `json:"failures"`
}

type outcome struct {
	Source   string          `json:"source"`
	Origin   string          `json:"origin"`
	ID       string          `json:"id"`
	Document string          `json:"document,omitempty"`
	Version  int64           `json:"version,omitempty"`
	Status   check.Status    `json:"status"`
	Findings []check.Finding `json:"findings"`

	Releases  []archive.Released `json:"releases,omitempty"` // of what held it
	Withdrawn *taken             `json:"withdrawn,omitempty"`
}

type failure struct {
	Source string `json:"source"`
	Origin string `json:"origin,omitempty"`
	Error  string `json:"error"`
}

// summarise says who was published, refused and held, why, and where the
// result lies.
func (o *options) summarise(command string, c *configuration, r *pipeline.Result) error {
	if o.json {
		return o.printJSON(command, newSummary(o.place(c), r))
	}
	o.printCounts(r.Outcomes)
	for _, status := range []check.Status{check.Refused, check.Held, check.Withdrawn, check.Superseded, check.Published} {
		o.printOutcomes(status, r.Outcomes)
	}
	if command == "run" && count(r.Outcomes, check.Held) > 0 {
		fmt.Fprintf(o.out, "\n%s\n", o.lang.say("à publier malgré ce qui le retient : canevas release-hold ID --reason …", "to publish what is held all the same: canevas release-hold ID --reason …"))
	}
	for _, f := range r.Failures {
		fmt.Fprintf(o.out, "%s  %s\n", o.lang.say("illisible", "unreadable"), strings.TrimPrefix(f.Source+" "+f.Origin+" : "+f.Err.Error(), " "))
	}
	if r.Release != nil {
		o.printRelease(c, r)
	}
	return nil
}

func newSummary(place string, r *pipeline.Result) summary {
	s := summary{Place: place, Tables: map[string]int{}, Submissions: []outcome{}, Failures: []failure{}}
	if r.Release != nil {
		s.Release = r.Release.Manifest.Release
		for _, t := range r.Release.Manifest.Tables {
			s.Tables[t.Name] = t.Rows
		}
	}
	if r.Receipt.Release != "" {
		s.Receipt = &r.Receipt
	}
	for _, o := range r.Outcomes {
		s.Submissions = append(s.Submissions, outcome{
			Source: o.Submission.Source, Origin: o.Submission.Origin, ID: o.Submission.ID(),
			Document: o.Claimed.ID, Version: o.Claimed.Version, Status: o.Status,
			Findings: append([]check.Finding{}, o.Findings...), Releases: o.Released, Withdrawn: newTaken(o.Withdrawn),
		})
	}
	for _, f := range r.Failures {
		s.Failures = append(s.Failures, failure{Source: f.Source, Origin: f.Origin, Error: f.Err.Error()})
	}
	return s
}

func (o *options) printCounts(outcomes []*pipeline.Outcome) {
	var parts []string
	for _, status := range []check.Status{check.Published, check.Superseded, check.Held, check.Refused, check.Withdrawn} {
		if n := count(outcomes, status); n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, o.plural(n, o.status(status))))
		}
	}
	fmt.Fprintf(o.out, "%d %s : %s\n\n", len(outcomes), o.plural(len(outcomes), o.lang.say("dépôt", "submission")), strings.Join(parts, ", "))
}

// plural returns a word for n things: French takes an s on its participles
// too, English on its nouns only.
func (o *options) plural(n int, word string) string {
	if n < 2 || o.lang == english && word != "submission" {
		return word
	}
	return word + "s"
}

func count(outcomes []*pipeline.Outcome, s check.Status) int {
	n := 0
	for _, o := range outcomes {
		if o.Status == s {
			n++
		}
	}
	return n
}

// status is a status in words.
func (o *options) status(s check.Status) string {
	return map[check.Status]string{
		check.Published:  o.lang.say("publié", "published"),
		check.Superseded: o.lang.say("remplacé", "superseded"),
		check.Held:       o.lang.say("retenu", "held"),
		check.Refused:    o.lang.say("refusé", "refused"),
		check.Withdrawn:  o.lang.say("retiré", "withdrawn"),
	}[s]
}

// listed is how many submissions of a status a summary names.
const listed = 40

func (o *options) printOutcomes(status check.Status, outcomes []*pipeline.Outcome) {
	n := 0
	for _, out := range outcomes {
		if out.Status != status {
			continue
		}
		if n++; n <= listed {
			o.printOutcome(out)
		}
	}
	if n > listed {
		fmt.Fprintf(o.out, o.lang.say("%-9s  … et encore %d : --json les nomme tous\n", "%-9s  … and %d more: --json names all of them\n"), o.status(status), n-listed)
	}
}

func (o *options) printOutcome(out *pipeline.Outcome) {
	fmt.Fprintf(o.out, "%-9s  %s  %s%s\n", o.status(out.Status), cmp.Or(out.Submission.Origin, out.Submission.ID()), out.Claimed.ID, nameOfHeld(out))
	if w := out.Withdrawn; w != nil {
		fmt.Fprintf(o.out, o.lang.say("           retiré le %s : %s\n", "           withdrawn on %s: %s\n"), w.Time, w.Reason)
	}
	o.printReleases(out.Released)
	if out.Status == check.Published || out.Status == check.Superseded {
		return
	}
	kinds := reasons(out.Findings)
	for _, k := range kinds[:min(firstKinds, len(kinds))] {
		fmt.Fprintf(o.out, "           %s: %s [%s]%s\n", k[0].Place, shorten(o.lang.of(k[0].Message)), k[0].Rule, o.times(len(k)))
	}
	if more := len(kinds) - firstKinds; more > 0 {
		fmt.Fprintf(o.out, "           %s\n", fmt.Sprintf(o.lang.say("… et encore %d : canevas check donne tout", "… and %d more: canevas check gives all of it"), more))
	}
}

// nameOfHeld is the name of a submission that waits for a person, who needs it.
func nameOfHeld(out *pipeline.Outcome) string {
	if out.Status != check.Held {
		return ""
	}
	return "  " + out.Submission.ID()
}

// shorten keeps a message on two lines of a terminal; canevas check gives the
// whole of it.
func shorten(message string) string {
	const most = 150
	if letters := []rune(message); len(letters) > most {
		return strings.TrimRight(string(letters[:most-1]), " ,;:(") + "…"
	}
	return message
}

// times says how often one kind of finding occurs.
func (o *options) times(n int) string {
	if n == 1 {
		return ""
	}
	return fmt.Sprintf(o.lang.say(" (%d fois)", " (%d times)"), n)
}

// reasons returns why a submission is not published, by rule, in the order of
// the file.
func reasons(findings []check.Finding) [][]check.Finding {
	var kinds [][]check.Finding
	for _, f := range findings {
		if f.Severity != definition.Error && f.Severity != definition.Hold {
			continue
		}
		at := slices.IndexFunc(kinds, func(k []check.Finding) bool { return k[0].Rule == f.Rule })
		if at < 0 {
			kinds = append(kinds, nil)
			at = len(kinds) - 1
		}
		kinds[at] = append(kinds[at], f)
	}
	return kinds
}

func (o *options) printRelease(c *configuration, r *pipeline.Result) {
	rows := 0
	for _, t := range r.Release.Manifest.Tables {
		rows += t.Rows
	}
	fmt.Fprintf(o.out, "\n%s %s : %d tables, %d %s\n", o.lang.say("publication", "release"),
		r.Release.Manifest.Release, len(r.Release.Manifest.Tables), rows, o.lang.say("lignes", "rows"))
	if r.Receipt.Release == "" {
		fmt.Fprintf(o.out, "%s %s\n", o.lang.say("construite dans", "built in"), c.Publish.To)
		return
	}
	o.printReceipt(c, r.Receipt)
}

func (o *options) printReceipt(c *configuration, r publish.Receipt) {
	if r.Unchanged {
		fmt.Fprintf(o.out, "%s %s\n", o.lang.say("rien n'a changé ; déjà publique :", "nothing has changed; public already:"), r.Release)
	} else {
		fmt.Fprintf(o.out, o.lang.say("publiée : génération %d, %d fichiers envoyés\n", "published: generation %d, %d files sent\n"), r.Generation, r.Uploaded)
	}
	for _, note := range r.Notes {
		fmt.Fprintf(o.err, "canevas: note: %s\n", note)
	}
	fmt.Fprintf(o.out, "%s %s\n", o.lang.say("dans", "in"), o.place(c))
	if c.Publish.To == "" {
		fmt.Fprintln(o.out, o.lang.say("à voir dans un navigateur : canevas serve", "to look at it in a browser: canevas serve"))
	}
}

// place is where the result lies, in words.
func (o *options) place(c *configuration) string {
	if c.Publish.To != "" {
		return c.Publish.To
	}
	return o.data + "/s3/" + publicBucket
}

func sourceFailed(failures []pipeline.Failure) bool {
	return slices.ContainsFunc(failures, func(f pipeline.Failure) bool { return f.Origin == "" && !errors.Is(f.Err, source.ErrEmpty) })
}

func refusedOrHeld(outcomes []*pipeline.Outcome) bool {
	return count(outcomes, check.Refused)+count(outcomes, check.Held) > 0
}
