package release

import (
	"errors"
	"strings"
	"testing"
)

func TestCompare(t *testing.T) {
	tests := []struct {
		name   string
		change func(next *Manifest)
		want   string // what the only loss says; empty: a safe successor
	}{
		{"nothing changes", func(*Manifest) {}, ""},
		{"a document more", func(m *Manifest) { m.Documents = append(m.Documents, Document{ID: "c", Version: 1}) }, ""},
		{"a document is gone", func(m *Manifest) { m.Documents = m.Documents[1:] }, "document a is gone"},
		{"a document gets newer", func(m *Manifest) { m.Documents[0].Version = 3 }, ""},
		{"a document gets older", func(m *Manifest) { m.Documents[0].Version = 1 }, "document a goes back from version 2 to 1"},
		{"a tenth of the rows vanishes", func(m *Manifest) { m.Tables[0].Rows = 90 }, ""},
		{"more than a tenth of the rows vanishes", func(m *Manifest) { m.Tables[0].Rows = 89 }, "propositions falls from 100 rows to 89"},
		{"all rows vanish", func(m *Manifest) { m.Tables[0].Rows = 0 }, "propositions falls from 100 rows to 0"},
		{"the ledger gets shorter", func(m *Manifest) { m.Tables[1].Rows = 1 }, ""},
		{"a table is gone", func(m *Manifest) { m.Tables = m.Tables[1:] }, "table propositions is gone"},
		{"the ledger is gone", func(m *Manifest) { m.Tables = m.Tables[:1] }, "table soumissions is gone"},
		{"a table more", func(m *Manifest) { m.Tables = append(m.Tables, Table{Name: "suites"}) }, ""},
		{"a column is gone", func(m *Manifest) { m.Tables[0].Columns = m.Tables[0].Columns[:1] }, "column propositions.rang is gone"},
		{"a column changes type", func(m *Manifest) { m.Tables[0].Columns[1].Type = "number" }, "propositions.rang changes from integer to number"},
		{"columns change places", func(m *Manifest) {
			c := m.Tables[0].Columns
			c[0], c[1] = c[1], c[0]
		}, ""},
		{"a column more", func(m *Manifest) { m.Tables[0].Columns = append(m.Tables[0].Columns, Column{"titre", "string"}) }, ""},
		{"the definition gets newer", func(m *Manifest) { m.Definition.Version = "1.10.0" }, ""},
		{"the definition gets older", func(m *Manifest) { m.Definition.Version = "1.1.9" }, "goes back from 1.2.0 to 1.1.9"},
		{"other files", func(m *Manifest) { m.Files = nil }, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			previous, next := manifest(), manifest()
			test.change(&next)
			err := Compare(&previous, &next)
			var unsafe *UnsafeError
			switch {
			case test.want == "" && err != nil:
				t.Errorf("refused: %v", err)
			case test.want != "" && !errors.As(err, &unsafe):
				t.Errorf("got error %v, want an UnsafeError", err)
			case test.want != "" && (len(unsafe.Losses) != 1 || !strings.Contains(unsafe.Losses[0], test.want)):
				t.Errorf("got losses %q, want one that says %q", unsafe.Losses, test.want)
			}
		})
	}
}

func TestCompareNamesEveryLoss(t *testing.T) {
	previous, next := manifest(), manifest()
	next.Documents, next.Tables = nil, nil
	err := Compare(&previous, &next)
	for _, want := range []string{"document a", "document b", "propositions", "soumissions"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got error %v, which does not name %s", err, want)
		}
	}
}

// An empty table that stays empty has lost nothing.
func TestCompareEmptyTable(t *testing.T) {
	previous, next := manifest(), manifest()
	previous.Tables[0].Rows, next.Tables[0].Rows = 0, 0
	if err := Compare(&previous, &next); err != nil {
		t.Error(err)
	}
}
