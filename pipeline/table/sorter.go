package table

import (
	"cmp"
	"slices"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/spool"
)

// A sorter puts the rows of one table in order when the documents do not bring
// them in order: it sorts as many as memory may hold, writes them down as a run,
// and merges the runs at the end. Equal rows stay in the order they came in.
type sorter struct {
	plan    *plan
	file    *spool.File
	limit   int      // bytes of a run
	columns []Column // of the run that is being gathered
	rows    int
	bytes   int // packed, about
	runs    [][]spool.Span
}

const (
	runBytes  = 16 << 20 // of packed rows, in one run
	blockRows = 512      // of a run, read at once when runs are merged
)

func newSorter(p *plan, file *spool.File) *sorter {
	specs := p.specs
	if p.spec.Merge {
		specs = slices.Concat(specs, rankSpecs)
	}
	return &sorter{plan: p, file: file, limit: runBytes, columns: emptyColumns(specs)}
}

// add adds the section of a part.
func (s *sorter) add(part *Part, packed string) error {
	n := len(s.plan.specs)
	u := unpacker{rest: packed}
	rows, err := u.section(s.columns[:n])
	if err != nil {
		return part.named(err)
	}
	for i, c := range []cell{{int: moment(part.Date)}, {text: part.Document}}[:len(s.columns)-n] {
		s.columns[n+i].appendMany(c, rows)
	}
	s.rows += rows
	if s.bytes += len(packed); s.bytes > s.limit {
		return s.cut()
	}
	return nil
}

// compare orders two rows by primary key. Where equal keys merge, the row of
// the document submitted last comes first, then that of the greater identifier.
func (s *sorter) compare(a []Column, x int, b []Column, y int) int {
	if order := s.plan.compareKeys(a, x, b, y); order != 0 || !s.plan.spec.Merge {
		return order
	}
	moment, id := len(s.plan.specs), len(s.plan.specs)+1
	return cmp.Or(b[moment].compare(y, &a[moment], x), b[id].compare(y, &a[id], x))
}

// cut sorts what was gathered and writes it down, a block at a time.
func (s *sorter) cut() error {
	order := make([]int, s.rows)
	for i := range order {
		order[i] = i
	}
	order = sortRuns(order, func(x, y int) int { return s.compare(s.columns, x, s.columns, y) })
	w := blockWriter{file: s.file, columns: emptyColumns(specsOf(s.columns)), rows: blockRows}
	for _, row := range order {
		if err := w.add(s.columns, row); err != nil {
			return err
		}
	}
	if err := w.flush(); err != nil {
		return err
	}
	s.runs = append(s.runs, w.blocks)
	for i := range s.columns {
		s.columns[i].empty()
	}
	s.rows, s.bytes = 0, 0
	return nil
}

func specsOf(columns []Column) []*definition.Column {
	specs := make([]*definition.Column, len(columns))
	for i := range columns {
		specs[i] = columns[i].Spec
	}
	return specs
}

// merge calls see with every row in order.
func (s *sorter) merge(see func(columns []Column, row int) error) error {
	if err := s.cut(); err != nil {
		return err
	}
	var heads []*runReader
	for _, blocks := range s.runs {
		r := &runReader{file: s.file, blocks: blocks, columns: emptyColumns(specsOf(s.columns))}
		if err := r.next(); err != nil {
			return err
		}
		if !r.done() {
			heads = append(heads, r)
		}
	}
	for len(heads) > 0 {
		least := 0
		for i := 1; i < len(heads); i++ {
			if s.compare(heads[i].columns, heads[i].row, heads[least].columns, heads[least].row) < 0 {
				least = i
			}
		}
		r := heads[least]
		if err := see(r.columns, r.row); err != nil {
			return err
		}
		if err := r.next(); err != nil {
			return err
		}
		if r.done() {
			heads = slices.Delete(heads, least, least+1)
		}
	}
	return nil
}

// A blockWriter writes rows down, some at a time.
type blockWriter struct {
	file    *spool.File
	columns []Column
	rows    int // in a block
	blocks  []spool.Span
	packed  []byte
}

// add adds a row of columns, which may be more than those of w.
func (w *blockWriter) add(columns []Column, row int) error {
	for i := range w.columns {
		w.columns[i].append(columns[i].cell(row))
	}
	if len(w.columns[0].Null) < w.rows {
		return nil
	}
	return w.flush()
}

func (w *blockWriter) flush() error {
	n := len(w.columns[0].Null)
	if n == 0 {
		return nil
	}
	w.packed = appendSection(w.packed[:0], w.columns, n)
	span, err := w.file.Append(w.packed)
	w.blocks = append(w.blocks, span)
	for i := range w.columns {
		w.columns[i].empty()
	}
	return err
}

// A runReader goes through the rows of a run.
type runReader struct {
	file    *spool.File
	blocks  []spool.Span
	columns []Column // of the block at hand
	len     int
	row     int
	packed  []byte
}

func (r *runReader) done() bool { return r.row == r.len }

// next goes to the next row, or to none.
func (r *runReader) next() error {
	if r.row++; r.row < r.len {
		return nil
	}
	r.row, r.len = 0, 0
	if len(r.blocks) == 0 {
		return nil
	}
	for i := range r.columns {
		r.columns[i].empty()
	}
	var err error
	if r.packed, err = r.file.Read(r.packed, r.blocks[0]); err != nil {
		return err
	}
	r.blocks = r.blocks[1:]
	u := unpacker{rest: string(r.packed)}
	r.len, err = u.section(r.columns)
	return err
}
