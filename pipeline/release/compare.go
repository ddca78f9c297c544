package release

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/definition"
)

// maxVanished is the share of a table's rows that may vanish from one release
// to the next without a person's word.
const maxVanished = 0.10

// An UnsafeError says why a release may not follow the one that is public.
type UnsafeError struct{ Losses []string }

// Error returns the losses, one a line.
func (e *UnsafeError) Error() string {
	return "not a safe successor of what is public:\n  " + strings.Join(e.Losses, "\n  ")
}

// Compare judges whether next may follow previous. It refuses, with an
// [*UnsafeError], a release in which a document has gone, more than a tenth of
// a table's rows have vanished, a table or a column has gone or changed its
// type, or the version of the definition goes back. Absence is never taken for
// a deletion.
func Compare(previous, next *Manifest) error {
	var losses []string
	lose := func(format string, args ...any) { losses = append(losses, fmt.Sprintf(format, args...)) }
	if compareVersions(next.Definition.Version, previous.Definition.Version) < 0 {
		lose("the version of the definition goes back from %s to %s", previous.Definition.Version, next.Definition.Version)
	}
	versions := make(map[string]int64, len(next.Documents))
	for _, d := range next.Documents {
		versions[d.ID] = d.Version
	}
	for _, old := range previous.Documents {
		switch version, there := versions[old.ID]; {
		case !there:
			lose("the document %s is gone", old.ID)
		case version < old.Version:
			lose("the document %s goes back from version %d to %d", old.ID, old.Version, version)
		}
	}
	for _, old := range previous.Tables {
		at := slices.IndexFunc(next.Tables, func(t Table) bool { return t.Name == old.Name })
		if at < 0 {
			lose("the table %s is gone", old.Name)
			continue
		}
		compareTables(old, next.Tables[at], lose)
	}
	if len(losses) > 0 {
		return &UnsafeError{Losses: losses}
	}
	return nil
}

func compareTables(old, next Table, lose func(string, ...any)) {
	// The ledger follows what the sources hold: a refused file that its author
	// takes back is no loss.
	ledger := old.Source == string(definition.Submissions)
	if !ledger && float64(old.Rows-next.Rows) > maxVanished*float64(old.Rows) {
		lose("the table %s falls from %d rows to %d", old.Name, old.Rows, next.Rows)
	}
	for _, c := range old.Columns {
		at := slices.IndexFunc(next.Columns, func(d Column) bool { return d.Name == c.Name })
		switch {
		case at < 0:
			lose("the column %s.%s is gone", old.Name, c.Name)
		case next.Columns[at].Type != c.Type:
			lose("the column %s.%s changes from %s to %s", old.Name, c.Name, c.Type, next.Columns[at].Type)
		}
	}
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
