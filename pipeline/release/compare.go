package release

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/definition"
)

// An UnsafeError says why a release may not follow the one that is public.
type UnsafeError struct{ Losses []string }

// Error returns the losses, one a line.
func (e *UnsafeError) Error() string {
	return "not a safe successor of what is public:\n  " + strings.Join(e.Losses, "\n  ")
}

// Compare judges whether next may follow previous. It refuses, with an
// [*UnsafeError] that names every loss, a release in which
//
//   - the version of the definition goes back,
//   - a document has gone that nobody has withdrawn, or every one of them,
//   - a document goes back to an earlier version,
//   - more rows of a submitter, or of a table, have vanished than limits let,
//   - a table or a column has gone, or a column has changed its type.
//
// Absence is never taken for a deletion: only what next names as withdrawn is
// missed by nobody, and neither are the rows that previous says it had.
func Compare(previous, next *Manifest, limits Limits) error {
	c := comparison{previous: previous, next: next, limits: limits, documents: map[string]*Document{}, withdrawn: map[string]bool{}, common: map[string]bool{}}
	for i := range next.Documents {
		c.documents[next.Documents[i].ID] = &next.Documents[i]
	}
	for _, w := range next.Withdrawn {
		c.withdrawn[w.ID] = c.documents[w.ID] == nil
	}
	for _, t := range previous.Tables {
		c.common[t.Name] = tableOf(next, t.Name) != nil
	}
	c.compareDefinitions()
	c.compareDocuments()
	c.compareSubmitters()
	c.compareTables()
	if len(c.losses) > 0 {
		return &UnsafeError{Losses: c.losses}
	}
	return nil
}

// A comparison is what [Compare] knows, and what it has found lost so far.
type comparison struct {
	previous, next *Manifest
	limits         Limits
	documents      map[string]*Document // of next, by identifier
	withdrawn      map[string]bool      // identifiers of documents that next does without
	common         map[string]bool      // names of tables that both have
	losses         []string
}

func (c *comparison) lose(format string, args ...any) {
	c.losses = append(c.losses, fmt.Sprintf(format, args...))
}

func (c *comparison) compareDefinitions() {
	if old, now := c.previous.Definition.Version, c.next.Definition.Version; compareVersions(now, old) < 0 {
		c.lose("the version of the definition goes back from %s to %s", old, now)
	}
}

func (c *comparison) compareDocuments() {
	gone := 0
	for _, old := range c.previous.Documents {
		switch now := c.documents[old.ID]; {
		case now == nil && c.withdrawn[old.ID]:
		case now == nil:
			gone++
			c.lose("the document %s is gone", old.ID)
		case now.Version < old.Version:
			c.lose("the document %s goes back from version %d to %d", old.ID, old.Version, now.Version)
		}
	}
	if gone > 0 && len(c.next.Documents) == 0 {
		c.lose("the release is empty: %d documents are public, and 0 are left", len(c.previous.Documents))
	}
}

func (c *comparison) compareTables() {
	for _, old := range c.previous.Tables {
		now := tableOf(c.next, old.Name)
		if now == nil {
			c.lose("the table %s is gone", old.Name)
			continue
		}
		// The ledger follows what the sources hold: a refused file that its author
		// takes back is no loss.
		if old.Source != string(definition.Submissions) {
			c.compareRows(&old, now)
		}
		c.compareColumns(&old, now)
	}
}

// compareRows compares the rows of a table. What was withdrawn since is no loss:
// the rows that previous says it had are not expected any more. Where documents
// share rows fewer than those go with it, so that the table may lose a few more.
func (c *comparison) compareRows(old, now *Table) {
	withdrawn := 0
	for _, d := range c.previous.Documents {
		if c.withdrawn[d.ID] {
			withdrawn += d.Rows[old.Name]
		}
	}
	expected := max(old.Rows-withdrawn, 0)
	if !exceeds(c.limits.TableRows, expected, now.Rows) {
		return
	}
	beside := ""
	if withdrawn > 0 {
		beside = fmt.Sprintf(", beside %d that were withdrawn", withdrawn)
	}
	c.lose("the table %s falls from %d rows to %d, by more than %d percent%s", old.Name, expected, now.Rows, c.limits.TableRows, beside)
}

func (c *comparison) compareColumns(old, now *Table) {
	for _, column := range old.Columns {
		at := slices.IndexFunc(now.Columns, func(d Column) bool { return d.Name == column.Name })
		switch {
		case at < 0:
			c.lose("the column %s.%s is gone", old.Name, column.Name)
		case now.Columns[at].Type != column.Type:
			c.lose("the column %s.%s changes from %s to %s", old.Name, column.Name, column.Type, now.Columns[at].Type)
		}
	}
}

// tableOf returns the table of a release that has a name, or nil.
func tableOf(m *Manifest, name string) *Table {
	at := slices.IndexFunc(m.Tables, func(t Table) bool { return t.Name == name })
	if at < 0 {
		return nil
	}
	return &m.Tables[at]
}

// compareVersions orders semantic versions by their numbers; a suffix counts
// for nothing.
func compareVersions(a, b string) int {
	return slices.Compare(numbers(a), numbers(b))
}

func numbers(version string) []int {
	var parts []int
	core, _, _ := strings.Cut(version, "-")
	for part := range strings.SplitSeq(core, ".") {
		n, _ := strconv.Atoi(part) // a part that is no number counts as 0
		parts = append(parts, n)
	}
	return parts
}
