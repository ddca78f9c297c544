package diff

import (
	"slices"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/release"
)

// A BreakKind is a reason why a program that reads one release may fail on the
// other.
type BreakKind string

// The reasons. [release.Compare] refuses all of them but a changed key.
const (
	DefinitionBack BreakKind = "definition_back" // its version goes back
	TableRemoved   BreakKind = "table_removed"
	ColumnRemoved  BreakKind = "column_removed"
	TypeChanged    BreakKind = "type_changed" // of a column
	KeyChanged     BreakKind = "key_changed"  // the primary key is of other columns
)

// A Break is something in one release that breaks what reads the other. Old and
// New are versions, types, or the columns of a key with commas between them.
type Break struct {
	Kind   BreakKind `json:"kind"`
	Table  string    `json:"table,omitempty"`
	Column string    `json:"column,omitempty"`
	Old    string    `json:"old,omitempty"`
	New    string    `json:"new,omitempty"`
}

func (d *Diff) breaks(b Break) { d.Breaking = append(d.Breaking, b) }

// compareDefinitions tells whether the version of the definition goes back, as
// [release.Compare] judges it of two releases that hold nothing.
func (d *Diff) compareDefinitions(old, now *release.Manifest) {
	empty := func(m *release.Manifest) *release.Manifest { return &release.Manifest{Definition: m.Definition} }
	if release.Compare(empty(old), empty(now), release.UsualLimits()) != nil {
		d.breaks(Break{Kind: DefinitionBack, Old: old.Definition.Version, New: now.Definition.Version})
	}
}

// breakTable adds what in a table that both have breaks.
func (d *Diff) breakTable(t *Table) {
	for _, c := range t.ColumnsRemoved {
		d.breaks(Break{Kind: ColumnRemoved, Table: t.Name, Column: c.Name})
	}
	for _, c := range t.TypesChanged {
		d.breaks(Break{Kind: TypeChanged, Table: t.Name, Column: c.Column, Old: c.Old, New: c.New})
	}
	if !slices.Equal(t.Key, t.KeyBefore) {
		d.breaks(Break{Kind: KeyChanged, Table: t.Name, Old: strings.Join(t.KeyBefore, ","), New: strings.Join(t.Key, ",")})
	}
}
