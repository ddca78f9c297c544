package release

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestCompare(t *testing.T) {
	tests := []struct {
		name   string
		change func(next *Manifest)
		want   string // the only loss; empty: a safe successor
	}{
		{"nothing changes", func(*Manifest) {}, ""},
		{"a document more", func(m *Manifest) { m.Documents = append(m.Documents, Document{ID: "c", Version: 1}) }, ""},
		{"a document is gone", func(m *Manifest) { m.Documents = m.Documents[1:] }, "the document a is gone"},
		{"a document is withdrawn", func(m *Manifest) {
			m.Documents, m.Tables[0].Rows = m.Documents[1:], 30
			m.Withdrawn = []Withdrawal{{ID: "a", Reason: "demande"}}
		}, ""},
		{"another document is withdrawn", func(m *Manifest) {
			m.Documents, m.Withdrawn = m.Documents[1:], []Withdrawal{{ID: "b", Reason: "demande"}}
		}, "the document a is gone"},
		{"every document is withdrawn", func(m *Manifest) {
			m.Documents, m.Tables[0].Rows = nil, 0
			m.Withdrawn = []Withdrawal{{ID: "a", Reason: "demande"}, {ID: "b", Reason: "demande"}}
		}, ""},
		{"rows vanish beside those withdrawn", func(m *Manifest) {
			m.Documents, m.Tables[0].Rows = m.Documents[1:], 26
			m.Withdrawn = []Withdrawal{{ID: "a", Reason: "demande"}}
		}, "the table propositions falls from 30 rows to 26, by more than 10 percent, beside 70 that were withdrawn"},
		{"a document that was withdrawn is there", func(m *Manifest) {
			m.Tables[0].Rows = 30
			m.Withdrawn = []Withdrawal{{ID: "a", Reason: "demande"}}
		}, "the table propositions falls from 100 rows to 30, by more than 10 percent"},
		{"a document gets newer", func(m *Manifest) { m.Documents[0].Version = 3 }, ""},
		{"a document gets older", func(m *Manifest) { m.Documents[0].Version = 1 }, "the document a goes back from version 2 to 1"},
		{"a tenth of the rows vanishes", func(m *Manifest) { m.Tables[0].Rows = 90 }, ""},
		{"more than a tenth of the rows vanishes", func(m *Manifest) { m.Tables[0].Rows = 89 }, "the table propositions falls from 100 rows to 89, by more than 10 percent"},
		{"all rows vanish", func(m *Manifest) { m.Tables[0].Rows = 0 }, "the table propositions falls from 100 rows to 0, by more than 10 percent"},
		{"the ledger gets shorter", func(m *Manifest) { m.Tables[1].Rows = 1 }, ""},
		{"the ledger is gone", func(m *Manifest) { m.Tables = m.Tables[:1] }, "the table soumissions is gone"},
		{"a table is gone", func(m *Manifest) { m.Tables = m.Tables[1:] }, "the table propositions is gone"},
		{"a table more", func(m *Manifest) { m.Tables = append(m.Tables, Table{Name: "suites"}) }, ""},
		{"a column is gone", func(m *Manifest) { m.Tables[0].Columns = m.Tables[0].Columns[:1] }, "the column propositions.rang is gone"},
		{"a column changes type", func(m *Manifest) { m.Tables[0].Columns[1].Type = "number" }, "the column propositions.rang changes from integer to number"},
		{"columns change places", func(m *Manifest) { slices.Reverse(m.Tables[0].Columns) }, ""},
		{"a column more", func(m *Manifest) { m.Tables[0].Columns = append(m.Tables[0].Columns, Column{"titre", "string"}) }, ""},
		{"the definition gets newer", func(m *Manifest) { m.Definition.Version = "1.10.0" }, ""},
		{"the definition gets older", func(m *Manifest) { m.Definition.Version = "1.1.9" }, "the version of the definition goes back from 1.2.0 to 1.1.9"},
		{"other files", func(m *Manifest) { m.Files = nil }, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			previous, next := manifest(), manifest()
			test.change(&next)
			wantLosses(t, Compare(&previous, &next, UsualLimits()), test.want)
		})
	}
}

// wantLosses holds an error of Compare to one loss, or to none where that is
// empty.
func wantLosses(t *testing.T, err error, want string) {
	t.Helper()
	var unsafe *UnsafeError
	switch {
	case want == "" && err != nil:
		t.Errorf("refused: %v", err)
	case want != "" && !errors.As(err, &unsafe):
		t.Errorf("got error %v, want an UnsafeError", err)
	case want != "" && (len(unsafe.Losses) != 1 || unsafe.Losses[0] != want):
		t.Errorf("got losses %q, want %q", unsafe.Losses, want)
	}
}

func TestCompareSubmitters(t *testing.T) {
	rows := func(n int) map[string]int { return map[string]int{"propositions": n} }
	tests := []struct {
		name           string
		previous, next []Document
		want           string
	}{
		{"a tenth less", []Document{{ID: "a", Submitter: "x", Rows: rows(10)}}, []Document{{ID: "a", Submitter: "x", Rows: rows(9)}}, ""},
		{"more than a tenth less", []Document{{ID: "a", Submitter: "x", Rows: rows(100)}}, []Document{{ID: "a", Submitter: "x", Rows: rows(89)}},
			"the submitter x falls from 100 rows to 89, by more than 10 percent"},
		{"one row of five", []Document{{ID: "a", Submitter: "x", Rows: rows(5)}}, []Document{{ID: "a", Submitter: "x", Rows: rows(4)}},
			"the submitter x falls from 5 rows to 4, by more than 10 percent"},
		{"all rows", []Document{{ID: "a", Submitter: "x", Rows: rows(5)}}, []Document{{ID: "a", Submitter: "x"}},
			"the submitter x falls from 5 rows to 0, by more than 10 percent"},
		{"one document takes over from another",
			[]Document{{ID: "a", Submitter: "x", Rows: rows(50)}, {ID: "b", Submitter: "x", Rows: rows(50)}},
			[]Document{{ID: "a", Submitter: "x", Rows: rows(99)}, {ID: "b", Submitter: "x", Rows: rows(1)}}, ""},
		{"a new document takes over", []Document{{ID: "a", Submitter: "x", Rows: rows(50)}},
			[]Document{{ID: "a", Submitter: "x", Rows: rows(1)}, {ID: "b", Submitter: "x", Rows: rows(49)}}, ""},
		{"another submitter grows", []Document{{ID: "a", Submitter: "x", Rows: rows(50)}, {ID: "b", Submitter: "y", Rows: rows(50)}},
			[]Document{{ID: "a", Submitter: "x", Rows: rows(10)}, {ID: "b", Submitter: "y", Rows: rows(90)}},
			"the submitter x falls from 50 rows to 10, by more than 10 percent"},
		{"a document changes hands", []Document{{ID: "a", Submitter: "x", Rows: rows(50)}, {ID: "b", Submitter: "x", Rows: rows(50)}},
			[]Document{{ID: "a", Submitter: "x", Rows: rows(50)}, {ID: "b", Submitter: "y", Rows: rows(50)}}, ""},
		{"a document changes hands and loses rows", []Document{{ID: "a", Submitter: "x", Rows: rows(50)}},
			[]Document{{ID: "a", Submitter: "y", Rows: rows(5)}}, "the submitter x falls from 50 rows to 5, by more than 10 percent"},
		{"documents without a submitter do not stand for each other", []Document{{ID: "a", Rows: rows(50)}, {ID: "b", Rows: rows(50)}},
			[]Document{{ID: "a", Rows: rows(10)}, {ID: "b", Rows: rows(90)}}, "the document a falls from 50 rows to 10, by more than 10 percent"},
		{"a document that is gone is told once", []Document{{ID: "a", Submitter: "x", Rows: rows(50)}, {ID: "b", Rows: rows(50)}},
			[]Document{{ID: "b", Rows: rows(50)}}, "the document a is gone"},
		{"what an earlier program published", []Document{{ID: "a"}}, []Document{{ID: "a", Submitter: "x", Rows: rows(1)}}, ""},
		{"rows of a table that is new do not count", []Document{{ID: "a", Submitter: "x", Rows: rows(50)}},
			[]Document{{ID: "a", Submitter: "x", Rows: map[string]int{"suites": 50}}}, "the submitter x falls from 50 rows to 0, by more than 10 percent"},
		{"rows of a table that is gone do not count", []Document{{ID: "a", Submitter: "x", Rows: map[string]int{"propositions": 1, "avis": 50}}},
			[]Document{{ID: "a", Submitter: "x", Rows: rows(1)}}, "the table avis is gone"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			previous, next := manifest(), manifest()
			previous.Documents, next.Documents = test.previous, test.next
			next.Tables = append(next.Tables, Table{Name: "suites"})
			if strings.Contains(test.want, "avis") {
				previous.Tables = append(previous.Tables, Table{Name: "avis", Rows: 50})
			}
			wantLosses(t, Compare(&previous, &next, UsualLimits()), test.want)
		})
	}
}

// TestCompareSubmitterWithdrawn: of a submitter with two documents one is
// withdrawn, and the rows of the other are what it still answers for.
func TestCompareSubmitterWithdrawn(t *testing.T) {
	rows := func(n int) map[string]int { return map[string]int{"propositions": n} }
	for left, want := range map[int]string{
		30: "", 27: "", 26: "the submitter x falls from 30 rows to 26, by more than 10 percent",
	} {
		previous, next := manifest(), manifest()
		previous.Documents = []Document{{ID: "a", Submitter: "x", Rows: rows(70)}, {ID: "b", Submitter: "x", Rows: rows(30)}}
		next.Documents = []Document{{ID: "b", Submitter: "x", Rows: rows(left)}}
		next.Tables[0].Rows = 30 // others have sent more
		next.Withdrawn = []Withdrawal{{ID: "a", Reason: "demande"}}
		wantLosses(t, Compare(&previous, &next, UsualLimits()), want)
	}
}

// TestCompareLimits: whoever publishes decides how much may vanish, of tables
// and of submitters apart.
func TestCompareLimits(t *testing.T) {
	tests := []struct {
		name   string
		limits Limits
		rows   int // that are left of 100
		want   string
	}{
		{"nothing may, and nothing does", Limits{}, 100, ""},
		{"one row, and none may", Limits{SubmitterRows: 100}, 99, "the table propositions falls from 100 rows to 99, by more than 0 percent"},
		{"one row of a submitter, and none may", Limits{TableRows: 100}, 99, "the submitter x falls from 100 rows to 99, by more than 0 percent"},
		{"half may", Limits{TableRows: 50, SubmitterRows: 50}, 50, ""},
		{"half of a table may, and a tenth of a submitter", Limits{TableRows: 50, SubmitterRows: 10}, 50,
			"the submitter x falls from 100 rows to 50, by more than 10 percent"},
		{"everything may", Limits{TableRows: 100, SubmitterRows: 100}, 0, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			previous, next := manifest(), manifest()
			previous.Documents = []Document{{ID: "a", Submitter: "x", Rows: map[string]int{"propositions": 100}}}
			next.Documents = []Document{{ID: "a", Submitter: "x", Rows: map[string]int{"propositions": test.rows}}}
			next.Tables[0].Rows = test.rows
			wantLosses(t, Compare(&previous, &next, test.limits), test.want)
		})
	}
}

// TestCompareNamesEveryLoss: whoever is to say that a loss is meant sees the
// whole of it, always in the same order.
func TestCompareNamesEveryLoss(t *testing.T) {
	previous, next := manifest(), manifest()
	next.Definition.Version, next.Documents, next.Tables = "1.0.0", nil, nil
	const want = `not a safe successor of what is public:
  the version of the definition goes back from 1.2.0 to 1.0.0
  the document a is gone
  the document b is gone
  the release is empty: 2 documents are public, and 0 are left
  the table propositions is gone
  the table soumissions is gone`
	if err := Compare(&previous, &next, UsualLimits()); err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

// An empty table that stays empty has lost nothing.
func TestCompareEmptyTable(t *testing.T) {
	previous, next := manifest(), manifest()
	previous.Tables[0].Rows, next.Tables[0].Rows = 0, 0
	if err := Compare(&previous, &next, Limits{}); err != nil {
		t.Error(err)
	}
}
