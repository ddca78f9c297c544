package main

import (
	"fmt"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/diff"
)

// printDiffMarkdown says what changed, as Markdown (CommonMark with tables).
func (o *options) printDiffMarkdown(d *diff.Diff) {
	fmt.Fprintf(o.out, o.lang.say("## De %s à %s\n\n", "## From %s to %s\n\n"), d.Old.Release, d.New.Release)
	switch {
	case !d.Changed:
		fmt.Fprintln(o.out, o.lang.say("Rien n'a changé.", "Nothing has changed."))
	case len(d.Breaking) == 0:
		fmt.Fprintln(o.out, o.lang.say("Un programme qui lit ces données n'a rien à changer.", "A program that reads these data needs no change."))
	default:
		fmt.Fprint(o.out, o.lang.say("**Un programme qui lit ces données peut casser :**\n\n", "**A program that reads these data may break:**\n\n"))
		for _, b := range d.Breaking {
			fmt.Fprintf(o.out, "- %s\n", escapeMarkdown(o.breakWords(b)))
		}
	}
	if d.Old.Definition != d.New.Definition {
		fmt.Fprintf(o.out, o.lang.say("\nDéfinition %s → %s\n", "\nDefinition %s → %s\n"), escapeMarkdown(d.Old.Definition), escapeMarkdown(d.New.Definition))
	}
	if changes := o.documentChanges(&d.Documents); changes != nil {
		fmt.Fprintf(o.out, "\n### Documents\n\n%s\n\n", o.documentCounts(&d.Documents))
		o.printItems(changes)
	}
	if len(d.Tables)+len(d.TablesAdded)+len(d.TablesRemoved) > 0 {
		fmt.Fprint(o.out, "\n### Tables\n\n")
		o.printTableOfTables(d)
	}
	for i := range d.Tables {
		t := &d.Tables[i]
		if changes := append(o.columnChanges(t), o.rowChanges(t)...); changes != nil {
			fmt.Fprintf(o.out, "\n#### %s\n\n", escapeMarkdown(t.Name))
			o.printItems(changes)
		}
	}
}

// printTableOfTables counts the rows of each table that differs.
func (o *options) printTableOfTables(d *diff.Diff) {
	fmt.Fprintln(o.out, o.lang.say("| table | lignes avant | lignes après | |", "| table | rows before | rows after | |"))
	fmt.Fprintln(o.out, "|---|--:|--:|---|")
	for _, t := range d.TablesAdded {
		fmt.Fprintf(o.out, "| %s | | %d | %s |\n", escapeMarkdown(t.Table), t.Rows, o.lang.say("nouvelle", "new"))
	}
	for _, t := range d.TablesRemoved {
		fmt.Fprintf(o.out, "| %s | %d | | %s |\n", escapeMarkdown(t.Table), t.Rows, o.lang.say("disparue", "gone"))
	}
	for i := range d.Tables {
		t := &d.Tables[i]
		fmt.Fprintf(o.out, "| %s | %d | %d | %s |\n", escapeMarkdown(t.Name), t.RowsBefore, t.Rows, escapeMarkdown(o.rowCounts(t)))
	}
}

func (o *options) printItems(changes []change) {
	for _, c := range changes {
		fmt.Fprintf(o.out, "- `%c` %s\n", c.sign, escapeMarkdown(c.text))
	}
}

// escapeMarkdown writes a text on one line such that no character of it is markup.
func escapeMarkdown(text string) string {
	var b strings.Builder
	for _, r := range onOneLine(text) {
		if strings.ContainsRune("\\`*_[]<>|&#~", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
