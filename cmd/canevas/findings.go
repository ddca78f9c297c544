package main

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/report"
)

// A findingsFormat is how canevas check prints.
type findingsFormat string

// The formats.
const (
	formatText   findingsFormat = "text"
	formatJSON   findingsFormat = "json"
	formatGitHub findingsFormat = "github" // workflow commands: annotations at the line
	formatHTML   findingsFormat = "html"
	formatMD     findingsFormat = "markdown"
)

var findingsFormats = []findingsFormat{formatText, formatJSON, formatGitHub, formatHTML, formatMD}

// String returns the format's name; with Set and Type it is a flag.
func (f *findingsFormat) String() string { return string(*f) }

// Set reads a name.
func (f *findingsFormat) Set(name string) error {
	if !slices.Contains(findingsFormats, findingsFormat(name)) {
		return usage("text, json, github, html or markdown is expected; got: %q", name)
	}
	*f = findingsFormat(name)
	return nil
}

// Type names the flag's values in the help.
func (f *findingsFormat) Type() string { return "text|json|github|html|markdown" }

func (s *streams) printChecked(files []checked, format findingsFormat) error {
	switch format {
	case formatJSON:
		return s.printJSON("check", files)
	case formatHTML:
		return report.WriteHTML(s.out, reportsOf(files), definition.Language(s.lang))
	case formatMD:
		return report.WriteMarkdown(s.out, reportsOf(files), definition.Language(s.lang))
	}
	for _, f := range files {
		for _, finding := range f.Findings {
			if format == formatGitHub {
				fmt.Fprintln(s.out, s.annotation(f.File, finding))
			} else {
				fmt.Fprintln(s.out, s.line(f.File, finding))
			}
		}
		if format == formatText && f.Accepted {
			fmt.Fprintf(s.out, "%s: %s\n", onOneLine(f.name()), s.lang.say("accepté", "accepted"))
		}
	}
	return nil
}

// name is what to call a canevas: its file, and its line where there are several.
func (f checked) name() string {
	if f.Line > 0 {
		return fmt.Sprintf("%s:%d", f.File, f.Line)
	}
	return f.File
}

func reportsOf(files []checked) []report.Report {
	var all []report.Report
	for _, f := range files {
		all = append(all, report.Report{File: f.name(), SHA256: f.SHA256, Document: f.Document, Findings: f.Findings})
	}
	return all
}

// line is a finding on one line, at the place where editors expect it.
func (s *streams) line(file string, f check.Finding) string {
	at := file
	if place := f.Place.String(); place != "" {
		at += ":" + place
	}
	rule := strings.TrimSpace(f.Rule + " " + f.Pointer)
	return onOneLine(fmt.Sprintf("%s: %s: %s [%s]", at, s.severity(f.Severity), s.lang.of(f.Message), rule))
}

// onOneLine returns a text without what a terminal would obey: names of files, of
// sheets and of fields are those of strangers.
func onOneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) && r != '\u00a0' && r != '\u202f' {
			return '\ufffd'
		}
		return r
	}, text)
}

// severity is a severity in words.
func (s *streams) severity(severity definition.Severity) string {
	return map[definition.Severity]string{
		definition.Error:   s.lang.say("erreur", "error"),
		definition.Hold:    s.lang.say("retenu", "held"),
		definition.Warning: s.lang.say("attention", "warning"),
		definition.Info:    s.lang.say("à noter", "note"),
	}[severity]
}

// The characters that end a property and a message of a workflow command.
var (
	escapeMessage  = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	escapeProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// annotation is a finding as a workflow command of GitHub Actions.
func (s *streams) annotation(file string, f check.Finding) string {
	level := map[definition.Severity]string{definition.Error: "error", definition.Hold: "error", definition.Warning: "warning", definition.Info: "notice"}[f.Severity]
	at, message := fmt.Sprintf(",line=%d,col=%d", f.Place.Line, f.Place.Column), s.lang.of(f.Message)
	if f.Place.Line == 0 { // a cell, or the file as a whole
		at = ""
		if cell := f.Place.String(); cell != "" {
			message = cell + s.lang.say(" : ", ": ") + message
		}
	}
	return fmt.Sprintf("::%s file=%s%s,title=%s::%s", level,
		escapeProperty.Replace(file), at, escapeProperty.Replace(f.Rule), onOneLine(escapeMessage.Replace(message)))
}
