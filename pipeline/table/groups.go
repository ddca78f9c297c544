package table

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"iter"

	"github.com/concertations-ia/canevas/pipeline/definition"
)

// A group of rows is full once it has this many, or takes so many bytes of memory:
// what is packed, and a text header or a number for each cell.
const (
	groupRows  = 122_880
	groupBytes = 40 << 20
	cellBytes  = 17
)

// Groups yields the rows of the table at a position of the definition in the
// order of its primary key, some at a time: at least one group, and no empty one
// but the only one. A group is good until the next one is asked for. The rows of
// a document are not parted where the documents brought them in order.
func (a *Assembly) Groups(at int) iter.Seq2[*Table, error] {
	return func(yield func(*Table, error) bool) {
		p := a.tables.plans[at]
		if rows := a.inMemory(at); rows != nil {
			yield(&Table{Spec: p.spec, Columns: rows.columns, Len: rows.len}, nil)
			return
		}
		g := newGroup(p, a.rows[at], a.bytes[at])
		given := false
		for packed, err := range a.sections(at) {
			if err == nil {
				err = g.add(packed)
			}
			if err != nil {
				yield(nil, fmt.Errorf("read table %s: %w", p.spec.Name, err))
				return
			}
			if !g.isFull() {
				continue
			}
			if !yield(&g.Table, nil) {
				return
			}
			given = true
			g.empty()
		}
		if g.Len > 0 || !given {
			yield(&g.Table, nil)
		}
	}
}

// inMemory returns the rows of a table that is not of documents.
func (a *Assembly) inMemory(at int) *batch {
	if a.tables.plans[at].spec.Source == definition.Nomenclatures {
		return a.tables.codes[at]
	}
	return a.ledger[at]
}

// Digest returns a hash of the rows of the table at a position of the definition,
// in hex: of one definition and one program, equal digests mean equal rows, in
// the same groups.
func (a *Assembly) Digest(at int) (string, error) {
	h := sha256.New()
	if rows := a.inMemory(at); rows != nil {
		h.Write(appendSection(nil, rows.columns, rows.len))
	}
	for packed, err := range a.sections(at) {
		if err != nil {
			return "", fmt.Errorf("read table %s: %w", a.tables.plans[at].spec.Name, err)
		}
		h.Write(packed)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// sections yields the packed rows of a table in order. They are good until the
// next ones are asked for.
func (a *Assembly) sections(at int) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		var packed []byte
		var err error
		for _, part := range a.order[at] {
			if packed, err = a.read(packed, int(part), at); !yield(packed, err) {
				return
			}
		}
		for _, span := range a.sorted[at] {
			if packed, err = a.scratch.Read(packed, span); !yield(packed, err) {
				return
			}
		}
	}
}

// A group is a table that is being filled.
type group struct {
	Table
	bytes int
}

// newGroup returns an empty group that has room for what groups of a table of so
// many rows and packed bytes mostly hold.
func newGroup(p *plan, rows, bytes int) *group {
	g := &group{Table: Table{Spec: p.spec, Columns: emptyColumns(p.specs[:len(p.columns)])}}
	full := min(groupRows, groupBytes/(bytes/max(rows, 1)+cellBytes*len(g.Columns)))
	for i := range g.Columns {
		g.Columns[i].grow(min(rows, full+full/64))
	}
	return g
}

func (g *group) isFull() bool {
	return g.Len >= groupRows || g.bytes+g.Len*len(g.Columns)*cellBytes >= groupBytes
}

// add adds packed rows.
func (g *group) add(packed []byte) error {
	u := unpacker{rest: string(packed)}
	rows, err := u.section(g.Columns)
	g.Len += rows
	g.bytes += len(packed)
	return err
}

// empty removes the rows and keeps the room they took.
func (g *group) empty() {
	for i := range g.Columns {
		g.Columns[i].empty()
	}
	g.Len, g.bytes = 0, 0
}
