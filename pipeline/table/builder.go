package table

import (
	"maps"

	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// A Builder gathers the rows of documents. It belongs to one goroutine.
type Builder struct {
	plans     []*plan
	piles     []*pile                      // by plan; nil for the ledger's
	codes     map[*definition.Table]keySet // the keys of the tables of code lists
	documents []source                     // in the order they came
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
	b := &Builder{plans: plans, piles: make([]*pile, len(plans)), codes: map[*definition.Table]keySet{}}
	for i, p := range plans {
		switch p.spec.Source {
		case definition.Documents:
			b.piles[i] = newPile(p)
		case definition.Nomenclatures:
			if b.piles[i], err = pileOf(p, codeValues(def), maps.Clone(b.codes)); err != nil {
				return nil, &definition.InvalidError{Problems: []definition.Problem{problem(p.spec, err)}}
			}
			b.codes[p.spec] = b.piles[i].keys
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
	x := newExtraction(&doc.Root)
	batches := make([]*batch, len(b.plans))
	for i, p := range b.plans {
		if p.spec.Source == definition.Documents {
			batches[i] = x.rows(p)
		}
	}
	if len(x.findings) == 0 {
		b.verifyKeys(x, batches)
	}
	if len(x.findings) > 0 {
		for i := range x.findings {
			x.findings[i].Place = doc.Place(x.findings[i].Pointer)
		}
		return x.findings
	}
	for i, rows := range batches {
		if rows != nil {
			b.piles[i].add(rows, len(b.documents))
			b.piles[i].note(rows, x.root, doc)
		}
	}
	b.documents = append(b.documents, source{id, moment(date)})
	return nil
}

// verifyKeys checks the keys of all rows of a document.
func (b *Builder) verifyKeys(x *extraction, batches []*batch) {
	sets := maps.Clone(b.codes)
	for i, rows := range batches {
		if rows != nil {
			sets[rows.plan.spec] = x.verifyUnique(rows, b.piles[i].keys, b.documents)
		}
	}
	for _, rows := range batches {
		if rows != nil {
			x.verifyForeign(rows, sets)
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
	published := maps.Clone(b.codes)
	for i, p := range b.plans {
		if p.spec.Source == definition.Documents {
			published[p.spec] = b.piles[i].keys
		}
	}
	tables := make([]*Table, len(b.plans))
	for i, p := range b.plans {
		rows := b.piles[i]
		if p.spec.Source == definition.Submissions {
			var err error
			if rows, err = pileOf(p, ledger, published); err != nil {
				return nil, err
			}
		}
		tables[i] = rows.table(b.sorted(p, rows))
	}
	return tables, nil
}
