package main

import (
	"fmt"

	"github.com/concertations-ia/canevas/pipeline/diff"
)

// printDiff says what changed, for a terminal.
func (o *options) printDiff(d *diff.Diff) {
	o.printLine("%s → %s", d.Old.Release, d.New.Release)
	for _, b := range d.Breaking {
		o.printLine("%s%s", o.lang.say("peut casser un programme : ", "may break a program: "), o.breakWords(b))
	}
	if !d.Changed {
		o.printLine("%s", o.lang.say("rien n'a changé", "nothing has changed"))
	}
	if d.Old.Definition != d.New.Definition {
		o.printLine(o.lang.say("définition %s → %s", "definition %s → %s"), d.Old.Definition, d.New.Definition)
	}
	if changes := o.documentChanges(&d.Documents); changes != nil {
		o.printLine(o.lang.say("documents : %s", "documents: %s"), o.documentCounts(&d.Documents))
		o.printChanges(changes)
	}
	for _, t := range d.TablesAdded {
		o.printLine(o.lang.say("table %s : nouvelle, %s", "table %s: new, %s"), t.Table, o.rows(t.Rows))
	}
	for _, t := range d.TablesRemoved {
		o.printLine(o.lang.say("table %s : disparue, %s", "table %s: gone, %s"), t.Table, o.rows(t.Rows))
	}
	for i := range d.Tables {
		o.printTable(&d.Tables[i])
	}
}

// printTable says what changed in a table.
func (o *options) printTable(t *diff.Table) {
	counts := o.rowCounts(t)
	if counts != "" {
		counts = ", " + counts
	}
	o.printLine(o.lang.say("table %s : %d → %s%s", "table %s: %d → %s%s"), t.Name, t.RowsBefore, o.rows(t.Rows), counts)
	o.printChanges(append(o.columnChanges(t), o.rowChanges(t)...))
}

func (o *options) printChanges(changes []change) {
	for _, c := range changes {
		o.printLine("  %c %s", c.sign, c.text)
	}
}

// printLine prints one line, whatever names of strangers hold.
func (o *options) printLine(format string, args ...any) {
	fmt.Fprintln(o.out, onOneLine(fmt.Sprintf(format, args...)))
}

// rows says how many rows there are. French counts 0 as one.
func (o *options) rows(n int) string {
	word := o.lang.say("lignes", "rows")
	if n == 1 || n == 0 && o.lang == french {
		word = word[:len(word)-1]
	}
	return fmt.Sprintf("%d %s", n, word)
}
