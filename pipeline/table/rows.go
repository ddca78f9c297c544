package table

import (
	"encoding/binary"
	"slices"

	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// An Extractor packs the rows of documents, one after the other. It belongs to
// one goroutine.
type Extractor struct {
	plans   []*plan
	x       *extraction
	batches []*batch  // by plan; nil but for the tables of documents
	near    []*keySet // by plan: the keys that a document may refer to, its own and the codes
	head    []byte    // room
	body    []byte
}

// Extractor returns an Extractor for these tables.
func (t *Tables) Extractor() *Extractor {
	n := len(t.plans)
	e := &Extractor{plans: t.plans, x: newExtraction(t.seed), batches: make([]*batch, n), near: make([]*keySet, n)}
	for i, p := range t.plans {
		if p.spec.Source == definition.Documents {
			e.batches[i] = newBatch(p)
			e.near[i] = &e.batches[i].seen
		} else if t.codes[i] != nil {
			e.near[i] = &t.codes[i].seen
		}
	}
	return e
}

// Rows returns the rows of a document, packed, or what keeps them out of the
// tables: then there are none. The bytes are good until the next call.
func (e *Extractor) Rows(doc *check.Document) ([]byte, []check.Finding) {
	return e.rows(doc.Tree())
}

func (e *Extractor) rows(doc *tree.Tree) ([]byte, []check.Finding) {
	e.fill(doc)
	if len(e.x.findings) > 0 {
		return nil, e.x.placed(doc)
	}
	for _, b := range e.batches {
		if b != nil {
			b.note(e.x.root, doc)
			b.sort()
		}
	}
	return e.pack(), nil
}

// fill fills the batches with the rows of a document, in the order of its file,
// and verifies their keys.
func (e *Extractor) fill(doc *tree.Tree) {
	e.x.open(&doc.Root)
	for _, b := range e.batches {
		if b != nil {
			e.x.fill(b)
		}
	}
	if len(e.x.findings) > 0 {
		return
	}
	for _, b := range e.batches {
		if b != nil {
			e.x.verifyUnique(b)
		}
	}
	for _, b := range e.batches {
		if b != nil {
			e.x.verifyForeign(b, e.near)
		}
	}
}

// placed returns the findings with the places where they stand in a document.
func (x *extraction) placed(doc *tree.Tree) []check.Finding {
	for i := range x.findings {
		x.findings[i].Place = doc.Place(x.findings[i].Pointer)
	}
	return x.findings
}

// pack packs the batches, behind an outline.
func (e *Extractor) pack() []byte {
	e.head, e.body = e.head[:0], e.body[:0]
	for _, b := range e.batches {
		if b == nil {
			continue
		}
		start := len(e.body)
		e.body = appendSection(e.body, b.columns, b.len)
		e.head = binary.AppendUvarint(e.head, uint64(len(e.body)-start))
		e.head = binary.AppendUvarint(e.head, uint64(b.len))
		if b.len > 0 {
			e.head = e.appendSized(e.head, b, 0)
			e.head = e.appendSized(e.head, b, b.len-1)
		}
	}
	e.x.key = binary.AppendUvarint(e.x.key[:0], uint64(len(e.head)))
	e.head = slices.Insert(e.head, 0, e.x.key...)
	e.body = slices.Insert(e.body, 0, e.head...)
	return e.body
}

// appendSized appends the key of a row and, before it, its length.
func (e *Extractor) appendSized(dst []byte, b *batch, row int) []byte {
	e.x.key, _ = appendKey(e.x.key[:0], b.columns, b.plan.key, row)
	return append(binary.AppendUvarint(dst, uint64(len(e.x.key))), e.x.key...)
}

// An outline says what the packed rows of a document hold, without reading
// them: by plan, for the tables of documents.
type outline []section

// A section is the rows that a document gives one table: where they stand in
// its packed rows, and the least and the greatest primary key among them, whose
// bytes compare as the keys do.
type section struct {
	from, len   int
	rows        int
	first, last string
}

// outlineOf reads the outline of packed rows.
func outlineOf(packed []byte, plans []*plan) (outline, error) {
	size, n := binary.Uvarint(packed)
	if n <= 0 || size > uint64(len(packed)-n) {
		return nil, errDamaged
	}
	from := n + int(size)
	u := unpacker{rest: string(packed[n:from])}
	all := make(outline, len(plans))
	for i, p := range plans {
		if p.spec.Source != definition.Documents {
			continue
		}
		s := &all[i]
		s.from, s.len, s.rows = from, u.count(), u.count()
		from += s.len
		if s.rows > 0 {
			s.first = u.next(u.count())
			s.last = u.next(u.count())
		}
	}
	if u.err != nil || u.rest != "" {
		return nil, errDamaged
	}
	return all, nil
}
