package table

import (
	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// A Builder gathers the rows of documents. It belongs to one goroutine.
type Builder struct {
	plans     []*plan
	piles     []*pile  // by plan; nil for the ledger's
	documents []source // in the order they came

	// What one document at a time needs:
	x       *extraction
	batches []*batch  // by plan; nil but for the tables of documents
	near    []*keySet // by plan: the keys that a document may refer to, its own and the codes
}

// A source is a document whose rows were added.
type source struct {
	id     string
	moment int64 // of its submission, in microseconds since 1970-01-01 UTC
}

// New returns a Builder of the tables of a definition. An error is an
// [*definition.InvalidError]: an expression that does not compile, a column that
// leads nowhere, a code that does not fit its table.
func New(def *definition.Definition) (*Builder, error) {
	plans, err := compile(def)
	if err != nil {
		return nil, err
	}
	n := len(plans)
	b := &Builder{plans: plans, piles: make([]*pile, n), batches: make([]*batch, n), near: make([]*keySet, n), x: newExtraction()}
	for i, p := range plans {
		switch p.spec.Source {
		case definition.Documents:
			b.piles[i], b.batches[i] = newPile(p), newBatch(p)
			b.near[i] = &b.batches[i].seen
		case definition.Nomenclatures:
			if b.piles[i], err = b.x.pileOf(p, codeValues(def), b.near); err != nil {
				return nil, &definition.InvalidError{Problems: []definition.Problem{problem(p.spec, err)}}
			}
		}
	}
	return b, nil
}

// Add adds the rows of a document, all of them or, when it returns findings of
// severity error, none. A document is added once. The order does not matter,
// but for one thing: of two documents that claim one primary key the second is
// at fault.
func (b *Builder) Add(doc *check.Document) []check.Finding {
	return b.add(doc.ID(), doc.Date(), doc.Tree())
}

func (b *Builder) add(id, date string, doc *tree.Tree) []check.Finding {
	x := b.x
	x.open(&doc.Root)
	for _, rows := range b.batches {
		if rows != nil {
			x.fill(rows)
		}
	}
	if len(x.findings) == 0 {
		b.verifyKeys()
	}
	if len(x.findings) > 0 {
		for i := range x.findings {
			x.findings[i].Place = doc.Place(x.findings[i].Pointer)
		}
		return x.findings
	}
	for i, rows := range b.batches {
		if rows != nil {
			b.piles[i].add(rows, len(b.documents))
			b.piles[i].note(rows, x.root, doc)
		}
	}
	b.documents = append(b.documents, source{id, moment(date)})
	return nil
}

// verifyKeys checks the keys of all rows of a document.
func (b *Builder) verifyKeys() {
	for i, rows := range b.batches {
		if rows != nil {
			b.x.verifyUnique(rows, b.piles[i], b.documents)
		}
	}
	for _, rows := range b.batches {
		if rows != nil {
			b.x.verifyForeign(rows, b.near)
		}
	}
}

// Finish returns the tables in the order of the definition, each sorted by its
// primary key. The ledger has one entry per submission received, with the
// members that FORMAT.md of package definition lists; Finish fails when an
// entry does not fit the tables of submissions, which is our fault.
//
// Finish changes nothing: more documents may follow, and another Finish.
func (b *Builder) Finish(ledger []*tree.Value) ([]*Table, error) {
	published := make([]*keySet, len(b.plans))
	for i, rows := range b.piles {
		if rows != nil {
			published[i] = &rows.keys
		}
	}
	tables := make([]*Table, len(b.plans))
	for i, p := range b.plans {
		rows := b.piles[i]
		if p.spec.Source == definition.Submissions {
			var err error
			if rows, err = b.x.pileOf(p, ledger, published); err != nil {
				return nil, err
			}
		}
		tables[i] = rows.table(b.sorted(p, rows))
	}
	return tables, nil
}
