package table

import (
	"cmp"
	"slices"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/spool"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// An Assembly is the tables of a release, whose rows stand on disk in the order
// of their primary keys.
type Assembly struct {
	tables        *Tables
	scratch       *spool.File
	parts         []Part         // by document
	bounds        []bounds       // of the sections of each part: parts × plans
	order         [][]int32      // by plan: the parts, by the keys they bring; nil: sorted, or not of documents
	sorted        [][]spool.Span // by plan: blocks of rows of a table that had to be sorted
	rows          []int          // by plan
	bytes         []int          // by plan: what the documents bring, packed
	ledger        []*batch       // by plan: the tables of the ledger
	disagreements []Disagreement
}

// bounds say where a section stands in the packed rows of its part, and how many
// rows it has.
type bounds struct{ from, len, rows uint32 }

// Assemble puts the rows of documents in order. It is given one part for each
// document, in any order, whose claims were settled; their files must stay. What
// has to be sorted is sorted in scratch, in bounded memory: a table whose rows
// the documents bring in order is not.
func (t *Tables) Assemble(parts []Part, scratch *spool.File) (*Assembly, error) {
	n := len(t.plans)
	a := &Assembly{
		tables: t, scratch: scratch, parts: slices.Clone(parts), bounds: make([]bounds, 0, n*len(parts)),
		order: make([][]int32, n), sorted: make([][]spool.Span, n), rows: make([]int, n), bytes: make([]int, n), ledger: make([]*batch, n),
	}
	slices.SortFunc(a.parts, func(a, b Part) int { return cmp.Compare(a.Document, b.Document) })
	claims, err := a.outlines()
	if err != nil {
		return nil, err
	}
	for at, p := range t.plans {
		if p.spec.Source != definition.Documents {
			if t.codes[at] != nil {
				a.rows[at] = t.codes[at].len
			}
			continue
		}
		if order := inOrder(claims[at]); order != nil && !p.spec.Merge {
			a.order[at] = order
		} else if err := a.sort(at, claims[at]); err != nil {
			return nil, err
		}
		claims[at] = nil
	}
	sortDisagreements(a.disagreements)
	return a, nil
}

// outlines reads what every part holds, and returns the claims of the parts in
// each table.
func (a *Assembly) outlines() ([][]claim, error) {
	claims := make([][]claim, len(a.tables.plans))
	var room []byte
	for i := range a.parts {
		var all outline
		var err error
		if all, room, err = a.parts[i].outline(a.tables.plans, room); err != nil {
			return nil, err
		}
		for at, s := range all {
			a.bounds = append(a.bounds, bounds{uint32(s.from), uint32(s.len), uint32(s.rows)})
			a.rows[at] += s.rows
			a.bytes[at] += s.len
			if s.rows > 0 {
				claims[at] = append(claims[at], claim{part: i, first: s.first, last: s.last})
			}
		}
	}
	return claims, nil
}

// inOrder returns the parts in the order of the keys that they claim in one
// table, or nil where their ranges meet.
func inOrder(claims []claim) []int32 {
	slices.SortFunc(claims, func(a, b claim) int { return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.part, b.part)) })
	order := make([]int32, len(claims))
	for i, c := range claims {
		if i > 0 && c.first <= claims[i-1].last {
			return nil
		}
		order[i] = int32(c.part)
	}
	return order
}

// sort sorts the rows of one table, and merges those that share a key where the
// table does.
func (a *Assembly) sort(at int, claims []claim) error {
	p := a.tables.plans[at]
	s := newSorter(p, a.scratch)
	slices.SortFunc(claims, func(a, b claim) int { return cmp.Compare(a.part, b.part) })
	var packed []byte
	for _, c := range claims {
		var err error
		if packed, err = a.read(packed, c.part, at); err != nil {
			return err
		}
		if err := s.add(&a.parts[c.part], string(packed)); err != nil {
			return err
		}
	}
	w := blockWriter{file: a.scratch, columns: emptyColumns(p.specs[:len(p.columns)]), rows: blockRows}
	m := merger{plan: p, kept: emptyColumns(specsOf(s.columns))}
	a.rows[at] = 0
	err := s.merge(func(columns []Column, row int) error {
		if p.spec.Merge && m.merges(columns, row) {
			return nil
		}
		a.rows[at]++
		return w.add(columns, row)
	})
	if err != nil {
		return err
	}
	a.disagreements = append(a.disagreements, m.all...)
	err = w.flush()
	a.sorted[at] = w.blocks
	return err
}

// read reads the section that a part has for a table.
func (a *Assembly) read(room []byte, part, at int) ([]byte, error) {
	p, b := &a.parts[part], a.bounds[part*len(a.tables.plans)+at]
	return p.File.Read(room, p.Span.Part(int(b.from), int(b.len)))
}

// Disagreements returns what the documents say differently of the rows they
// share, by document and in the order of its file.
func (a *Assembly) Disagreements() []Disagreement { return a.disagreements }

// Complete adds the tables of the ledger, which has one entry per submission
// received, with the members that FORMAT.md of package definition lists. It
// fails when an entry does not fit the tables, which is our fault.
func (a *Assembly) Complete(ledger []*tree.Value) error {
	x, sets := newExtraction(a.tables.seed), make([]*keySet, len(a.tables.plans))
	for at, p := range a.tables.plans {
		if p.spec.Source != definition.Submissions {
			continue
		}
		for _, f := range p.foreign {
			if err := a.gatherKeys(x, f.at, sets); err != nil {
				return err
			}
		}
		var err error
		if a.ledger[at], err = x.fillWith(p, ledger, sets); err != nil {
			return err
		}
		a.rows[at] = a.ledger[at].len
	}
	return nil
}

// gatherKeys adds the keys of a table that the ledger refers to to sets.
func (a *Assembly) gatherKeys(x *extraction, at int, sets []*keySet) error {
	if sets[at] != nil || a.tables.plans[at].spec.Source == definition.Submissions {
		return nil
	}
	sets[at] = &keySet{}
	for group, err := range a.Groups(at) {
		if err != nil {
			return err
		}
		for row := range group.Len {
			sets[at].add(x.hash(group.Columns, a.tables.plans[at].key, row))
		}
	}
	return nil
}

// RowsOf returns how many rows a document gives each table, before rows that
// share a key become one: by the name of the table, and only where there are any.
// A document that has no part gives none.
func (a *Assembly) RowsOf(document string) map[string]int {
	part, found := slices.BinarySearchFunc(a.parts, document, func(p Part, id string) int { return cmp.Compare(p.Document, id) })
	if !found {
		return nil
	}
	rows := map[string]int{}
	for at, p := range a.tables.plans {
		if n := a.bounds[part*len(a.tables.plans)+at].rows; n > 0 {
			rows[p.spec.Name] = int(n)
		}
	}
	return rows
}

// A Count is how many rows a table has.
type Count struct {
	Spec *definition.Table
	Rows int
}

// Counts returns how many rows each table has, in the order of the definition.
func (a *Assembly) Counts() []Count {
	counts := make([]Count, len(a.rows))
	for at, p := range a.tables.plans {
		counts[at] = Count{Spec: p.spec, Rows: a.rows[at]}
	}
	return counts
}
