package expression_test

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/expression"
)

// What the detectors are asked for, and how many texts the set must have for
// that to mean something.
const (
	leastRecall    = 0.99
	leastPrecision = 0.95
	leastRows      = 60  // of each kind
	leastNothing   = 250 // of texts that hold nothing
)

// kinds are what [expression.Personal] knows.
var kinds = []string{"courriel", "telephone", "nir", "iban", "carte"}

// A labelled text is one line of testdata/personal.tsv. All of them are made
// up: no address, number or account belongs to anybody.
type labelled struct {
	line    int
	text    string
	labels  []string
	comment string
}

// labelledSet reads the set. Characters that cannot be seen, or not told from a
// space, are escaped in its texts as in a Go string.
func labelledSet(t *testing.T) []labelled {
	t.Helper()
	file, err := os.Open("testdata/personal.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var set []labelled
	lines := bufio.NewScanner(file)
	for line := 1; lines.Scan(); line++ {
		if line == 1 {
			continue
		}
		cells := strings.Split(lines.Text(), "\t")
		if len(cells) != 3 {
			t.Fatalf("line %d: %d cells, want 3", line, len(cells))
		}
		text, err := strconv.Unquote(`"` + strings.ReplaceAll(cells[0], `"`, `\"`) + `"`)
		if err != nil {
			t.Fatalf("line %d: %v", line, err)
		}
		set = append(set, labelled{line, text, strings.Fields(cells[1]), cells[2]})
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return set
}

// A score counts what was said of one kind.
type score struct {
	found, missed, alarms int
}

func (s *score) add(wanted, said bool) {
	switch {
	case wanted && said:
		s.found++
	case wanted:
		s.missed++
	case said:
		s.alarms++
	}
}

func (s *score) rows() int { return s.found + s.missed }

func (s *score) recall() float64 { return float64(s.found) / float64(max(s.rows(), 1)) }

func (s *score) precision() float64 { return float64(s.found) / float64(max(s.found+s.alarms, 1)) }

// TestPersonalSet measures the detectors on a set of sentences as they stand in
// the files of consultations, which is labelled by what a reader sees in them
// rather than by what the detectors can do.
func TestPersonalSet(t *testing.T) {
	set := labelledSet(t)
	scores := map[string]*score{"overall": {}}
	for _, kind := range kinds {
		scores[kind] = &score{}
		for _, row := range set {
			wanted, said := slices.Contains(row.labels, kind), slices.Contains(expression.Personal(row.text), kind)
			scores[kind].add(wanted, said)
			scores["overall"].add(wanted, said)
			switch {
			case wanted && !said:
				t.Logf("line %d: %s is missed: %s (%q)", row.line, kind, row.comment, row.text)
			case said && !wanted:
				t.Logf("line %d: %s is a false alarm: %s (%q)", row.line, kind, row.comment, row.text)
			}
		}
	}
	table := fmt.Sprintf("\n%-10s %5s %7s %7s %7s %10s\n", "kind", "rows", "missed", "alarms", "recall", "precision")
	for _, name := range append(kinds, "overall") {
		s := scores[name]
		table += fmt.Sprintf("%-10s %5d %7d %7d %7.4f %10.4f\n", name, s.rows(), s.missed, s.alarms, s.recall(), s.precision())
		if s.recall() < leastRecall || s.precision() < leastPrecision {
			t.Errorf("%s: recall %.4f, want %.2f; precision %.4f, want %.2f", name, s.recall(), leastRecall, s.precision(), leastPrecision)
		}
	}
	t.Log(table)
}

// TestLabelledSet: the set is as large as its figures need, says what each text
// is there for, has none twice, and knows no other kinds.
func TestLabelledSet(t *testing.T) {
	rows, seen := map[string]int{}, map[string]bool{}
	for _, row := range labelledSet(t) {
		if row.comment == "" || seen[row.text] {
			t.Errorf("line %d: no comment, or a text that was there before", row.line)
		}
		seen[row.text] = true
		if len(row.labels) == 0 {
			rows["nothing"]++
		}
		for _, label := range row.labels {
			rows[label]++
		}
	}
	for _, kind := range kinds {
		if rows[kind] < leastRows {
			t.Errorf("%s: %d rows, want %d", kind, rows[kind], leastRows)
		}
	}
	if len(rows) != len(kinds)+1 || rows["nothing"] < leastNothing {
		t.Errorf("rows by label: %v", rows)
	}
	t.Logf("%d texts, %d of which hold nothing", len(seen), rows["nothing"])
}
