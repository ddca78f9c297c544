package table

import (
	"fmt"
	"hash/maphash"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// Tables are the tables of a definition, compiled, with the rows that come from
// its code lists. They are safe for concurrent use.
//
// The rows of documents go through three hands. An [Extractor] packs those of
// one document, and many may do so at once. [Claims] settle which document has
// a key that two of them claim. An [Assembly] puts the rows of all documents in
// order and gives them table by table, a group at a time.
type Tables struct {
	plans []*plan
	codes []*batch     // by plan; nil for the tables of documents and of the ledger
	seed  maphash.Seed // of the hashes of keys
}

// New compiles the tables of a definition. An error is an
// [*definition.InvalidError]: an expression that does not compile, a column that
// leads nowhere, a code that does not fit its table.
func New(def *definition.Definition) (*Tables, error) {
	plans, err := compile(def)
	if err != nil {
		return nil, err
	}
	t := &Tables{plans: plans, codes: make([]*batch, len(plans)), seed: maphash.MakeSeed()}
	x, sets := newExtraction(t.seed), make([]*keySet, len(plans))
	for i, p := range plans {
		if p.spec.Source != definition.Nomenclatures {
			continue
		}
		if t.codes[i], err = x.fillWith(p, codeValues(def), sets); err != nil {
			return nil, &definition.InvalidError{Problems: []definition.Problem{problem(p.spec, err)}}
		}
		sets[i] = &t.codes[i].seen
	}
	return t, nil
}

// fillWith returns the rows of values that are no documents: codes, or entries
// of the ledger. They may refer to the keys in sets, by plan, and to each
// other.
func (x *extraction) fillWith(p *plan, values []*tree.Value, sets []*keySet) (*batch, error) {
	array := &tree.Value{Kind: tree.Array}
	for _, v := range values {
		array.Children = append(array.Children, *v)
	}
	x.open(array)
	rows := newBatch(p)
	x.fill(rows)
	x.verifyUnique(rows)
	sets[p.at] = &rows.seen
	x.verifyForeign(rows, sets)
	if len(x.findings) > 0 {
		first := x.findings[0]
		return nil, fmt.Errorf("fill table %s: row %s: %s", p.spec.Name, first.Pointer, first.Message.EN)
	}
	rows.sort()
	return rows, nil
}

// codeValues returns every code as an object with the columns of codes.csv. An
// empty one is absent, as a file of text cannot tell the two apart.
func codeValues(def *definition.Definition) []*tree.Value {
	var values []*tree.Value
	for i := range def.Codes {
		list := &def.Codes[i]
		for j := range list.Codes {
			v := &tree.Value{Kind: tree.Object}
			for _, column := range list.Columns(&list.Codes[j]) {
				if column.Value != "" {
					v.Children = append(v.Children, tree.Value{Kind: tree.String, Key: column.Name, Text: column.Value})
				}
			}
			values = append(values, v)
		}
	}
	return values
}
