package main

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/concertations-ia/canevas/pipeline/diff"
)

// firstKeys is how many members of a list are named in words.
const firstKeys = 20

// A change is one thing that changed, in words: + is new, - is gone, ~ is other,
// and … stands for those that are not named.
type change struct {
	sign rune
	text string
}

// changesOf puts the first members of a list in words.
func changesOf[T any](o *options, sign rune, l diff.List[T], words func(T) string) []change {
	var all []change
	for _, member := range l.First[:min(firstKeys, len(l.First))] {
		all = append(all, change{sign, words(member)})
	}
	if n := l.Count - firstKeys; n > 0 && len(l.First) > 0 {
		all = append(all, change{'…', fmt.Sprintf(o.lang.say("et encore %d", "and %d more"), n)})
	}
	return all
}

// documentChanges says what became of the documents.
func (o *options) documentChanges(d *diff.Documents) []change {
	document := func(d diff.Document) string { return fmt.Sprintf("%s, version %d", d.ID, d.Version) }
	all := changesOf(o, '+', d.Added, document)
	all = append(all, changesOf(o, '-', d.Removed, document)...)
	all = append(all, changesOf(o, '-', d.Withdrawn, func(w diff.Withdrawal) string {
		return fmt.Sprintf("%s, %s%s", w.ID, o.lang.say("retiré : ", "withdrawn: "), w.Reason)
	})...)
	return append(all, changesOf(o, '~', d.Replaced, func(r diff.Replaced) string {
		return fmt.Sprintf("%s, version %d → %d", r.ID, r.Old, r.New)
	})...)
}

// documentCounts counts what became of the documents.
func (o *options) documentCounts(d *diff.Documents) string {
	return o.counts([]counted{
		{d.Added.Count, o.lang.say("ajouté", "added")},
		{d.Removed.Count, o.lang.say("disparu", "gone")},
		{d.Withdrawn.Count, o.lang.say("retiré", "withdrawn")},
		{d.Replaced.Count, o.lang.say("remplacé", "replaced")},
	})
}

// columnChanges says what became of the columns of a table.
func (o *options) columnChanges(t *diff.Table) []change {
	column := o.lang.say("colonne", "column")
	var all []change
	for _, c := range t.ColumnsAdded {
		all = append(all, change{'+', fmt.Sprintf("%s %s (%s)", column, c.Name, c.Type)})
	}
	for _, c := range t.ColumnsRemoved {
		all = append(all, change{'-', fmt.Sprintf("%s %s (%s)", column, c.Name, c.Type)})
	}
	for _, c := range t.TypesChanged {
		all = append(all, change{'~', fmt.Sprintf("%s %s (%s → %s)", column, c.Column, c.Old, c.New)})
	}
	return all
}

// rowChanges names the rows of a table that changed.
func (o *options) rowChanges(t *diff.Table) []change {
	all := changesOf(o, '+', t.Added, keyWords)
	all = append(all, changesOf(o, '-', t.Removed, keyWords)...)
	return append(all, changesOf(o, '~', t.Changed, func(r diff.ChangedRow) string {
		return keyWords(r.Key) + o.lang.say(" : ", ": ") + strings.Join(r.Columns, ", ")
	})...)
}

// rowCounts counts what became of the rows of a table, and in which columns.
func (o *options) rowCounts(t *diff.Table) string {
	text := o.counts([]counted{
		{t.Added.Count, o.lang.say("ajoutée", "added")},
		{t.Removed.Count, o.lang.say("retirée", "removed")},
		{t.Changed.Count, o.lang.say("modifiée", "changed")},
	})
	var columns []string
	for _, c := range t.ColumnsChanged {
		columns = append(columns, fmt.Sprintf("%s %d", c.Column, c.Rows))
	}
	if columns != nil {
		text += " (" + strings.Join(columns, ", ") + ")"
	}
	return text
}

// A counted is how many things a word is said of.
type counted struct {
	n    int
	word string
}

// counts says of how many things each word is said, where there are any.
func (o *options) counts(all []counted) string {
	var parts []string
	for _, c := range all {
		if c.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", c.n, o.plural(c.n, c.word)))
		}
	}
	return strings.Join(parts, ", ")
}

// keyWords is a primary key in words, on one line.
func keyWords(k diff.Key) string {
	var parts []string
	for _, value := range k {
		if value == "" || strings.ContainsFunc(value, func(r rune) bool { return !unicode.IsPrint(r) }) {
			value = strconv.Quote(value)
		}
		parts = append(parts, value)
	}
	return strings.Join(parts, ", ")
}

// breakWords says what may break a program.
func (o *options) breakWords(b diff.Break) string {
	column := b.Table + "." + b.Column
	switch b.Kind {
	case diff.DefinitionBack:
		return fmt.Sprintf(o.lang.say("la version de la définition recule de %s à %s", "the version of the definition goes back from %s to %s"), b.Old, b.New)
	case diff.TableRemoved:
		return fmt.Sprintf(o.lang.say("la table %s a disparu", "the table %s is gone"), b.Table)
	case diff.ColumnRemoved:
		return fmt.Sprintf(o.lang.say("la colonne %s a disparu", "the column %s is gone"), column)
	case diff.TypeChanged:
		return fmt.Sprintf(o.lang.say("la colonne %s passe de %s à %s", "the column %s changes from %s to %s"), column, b.Old, b.New)
	default:
		none := o.lang.say("aucune", "none")
		return fmt.Sprintf(o.lang.say("la clé primaire de la table %s passe de %s à %s", "the primary key of the table %s changes from %s to %s"),
			b.Table, cmp.Or(b.Old, none), cmp.Or(b.New, none))
	}
}
