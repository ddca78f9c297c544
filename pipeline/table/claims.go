package table

import (
	"cmp"
	"crypto/sha256"
	"slices"

	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// Claims settle which of several documents has a primary key that more than one
// of them claims: the first that takes it.
//
// Most keys begin with what is only their document's, so a look at the least
// and the greatest key of each document tells that most of them cannot meet.
// The keys of the others are kept while they are settled: some fifty bytes for
// each, whatever its length.
type Claims struct {
	tables    *Tables
	parts     []Part
	contested map[int][]int    // by part: the plans in which it may meet another
	owners    []map[keySum]int // by plan: the part that has a key
	extractor *Extractor
	room      []byte
}

// A keySum stands for a key: half of its SHA-256, in which nobody finds two
// keys that agree.
type keySum [sha256.Size / 2]byte

func sumOf(key []byte) keySum {
	sum := sha256.Sum256(key)
	return keySum(sum[:])
}

// Claims returns the claims of parts, which may be versions of one document:
// those never dispute a key.
func (t *Tables) Claims(parts []Part) (*Claims, error) {
	c := &Claims{tables: t, parts: parts, contested: map[int][]int{}, owners: make([]map[keySum]int, len(t.plans)), extractor: t.Extractor()}
	claims := make([][]claim, len(t.plans))
	for i := range parts {
		all, room, err := parts[i].outline(t.plans, c.room)
		if err != nil {
			return nil, err
		}
		c.room = room
		for at, s := range all {
			if s.rows > 0 && !t.plans[at].spec.Merge {
				claims[at] = append(claims[at], claim{part: i, first: s.first, last: s.last})
			}
		}
	}
	for at := range claims {
		c.contest(at, claims[at])
	}
	return c, nil
}

// A claim is the range of keys that a part claims in one table.
type claim struct {
	part        int
	first, last string
}

// contest finds the ranges that meet those of another document.
func (c *Claims) contest(at int, claims []claim) {
	slices.SortFunc(claims, func(a, b claim) int { return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.part, b.part)) })
	for len(claims) > 0 {
		last, n := claims[0].last, 1
		disputed := false
		for n < len(claims) && claims[n].first <= last {
			last = max(last, claims[n].last)
			disputed = disputed || c.parts[claims[n].part].Document != c.parts[claims[0].part].Document
			n++
		}
		if disputed {
			for _, claim := range claims[:n] {
				c.contested[claim.part] = append(c.contested[claim.part], at)
			}
		}
		claims = claims[n:]
	}
}

// Take gives a part the keys that it claims, all of them or, when it returns
// findings, none: others have some of them. document gives the document that
// the part comes from, to say where; it is called when there are findings only.
func (c *Claims) Take(part int, document func() (*check.Document, error)) ([]check.Finding, error) {
	return c.take(part, func() (*tree.Tree, error) {
		doc, err := document()
		if err != nil {
			return nil, err
		}
		return doc.Tree(), nil
	})
}

func (c *Claims) take(part int, document func() (*tree.Tree, error)) ([]check.Finding, error) {
	sums := map[int][]keySum{}
	taken := false
	for _, at := range c.contested[part] {
		keys, err := c.keys(part, at)
		if err != nil {
			return nil, err
		}
		sums[at] = keys
		taken = taken || slices.ContainsFunc(keys, func(sum keySum) bool { return c.owner(part, at, sum) != "" })
	}
	if taken {
		doc, err := document()
		if err != nil {
			return nil, err
		}
		return c.disputes(part, doc), nil
	}
	for at, keys := range sums {
		if c.owners[at] == nil {
			c.owners[at] = map[keySum]int{}
		}
		for _, sum := range keys {
			c.owners[at][sum] = part
		}
	}
	return nil, nil
}

// keys returns the keys of a part in one table.
func (c *Claims) keys(part, at int) ([]keySum, error) {
	p, plan := &c.parts[part], c.tables.plans[at]
	all, room, err := p.outline(c.tables.plans, c.room)
	if err != nil {
		return nil, err
	}
	if c.room, err = p.File.Read(room, p.Span.Part(all[at].from, all[at].len)); err != nil {
		return nil, err
	}
	columns := emptyColumns(plan.specs)
	u := unpacker{rest: string(c.room)}
	rows, err := u.section(columns)
	if err != nil {
		return nil, p.named(err)
	}
	sums := make([]keySum, rows)
	var key []byte
	for row := range sums {
		key, _ = appendKey(key[:0], columns, plan.key, row)
		sums[row] = sumOf(key)
	}
	return sums, nil
}

// owner returns the document, other than that of a part, that has a key in a
// table, or the empty text.
func (c *Claims) owner(part, at int, sum keySum) string {
	owner, owned := c.owners[at][sum]
	if !owned || c.parts[owner].Document == c.parts[part].Document {
		return ""
	}
	return c.parts[owner].Document
}

// disputes returns a finding for each row of a part whose key another document
// has. doc is the document it comes from.
func (c *Claims) disputes(part int, doc *tree.Tree) []check.Finding {
	e := c.extractor
	e.fill(doc)
	for at, b := range e.batches {
		if b == nil || c.owners[at] == nil {
			continue
		}
		for row := range b.len {
			e.x.key, _ = appendKey(e.x.key[:0], b.columns, b.plan.key, row)
			if owner := c.owner(part, at, sumOf(e.x.key)); owner != "" {
				e.x.reportRow(rulePrimaryKey, b, row, takenKey(b.plan, keyWords(b.columns, b.plan.key, row), owner))
			}
		}
	}
	return e.x.placed(doc)
}
