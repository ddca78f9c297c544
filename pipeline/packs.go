package pipeline

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/concertations-ia/canevas/pipeline/archive"
	"github.com/concertations-ia/canevas/pipeline/spool"
)

// Rows are kept in packs: one for each run that brought something, cut where it
// grows beyond packBytes, so that each travels in one request. Once there are
// more than mostPacks, or more than half of what they hold is no longer needed,
// all rows are packed anew.
const (
	packBytes = 64 << 20
	mostPacks = 24
	fetches   = 4 // packs that travel at once
)

// fetch brings the packs that hold rows of accepted outcomes. What a pack that
// has gone held is found out again.
func (r *run) fetch(ctx context.Context) error {
	needed := r.neededPacks()
	files := make([]*spool.File, len(needed))
	err := each(len(needed), fetches, func(i int) (err error) {
		if files[i], err = spool.New(r.folder.Dir()); err != nil {
			return err
		}
		return r.job.Archive.Pack(ctx, needed[i], files[i])
	})
	for i, file := range files {
		if file != nil {
			r.packs[needed[i]] = file
		}
	}
	if errors.Is(err, archive.ErrNoPack) && ctx.Err() == nil {
		return r.examineAgain(ctx)
	}
	return err
}

// neededPacks returns the packs that hold rows of the outcomes, sorted.
func (r *run) neededPacks() []string {
	var needed []string
	for _, o := range r.built.Outcomes {
		if p := o.verdict.place; p != nil {
			needed = append(needed, p.Pack)
		}
	}
	slices.Sort(needed)
	return slices.Compact(needed)
}

// examineAgain finds out the rows of every outcome again: the archive has lost
// some of them.
func (r *run) examineAgain(ctx context.Context) error {
	e := r.examiner()
	for _, o := range r.built.Outcomes {
		if o.verdict.place == nil {
			continue
		}
		s, err := r.reread(ctx, o)
		if err != nil {
			return err
		}
		again, err := e.examine(r.check(s, nil))
		if err != nil {
			return err
		}
		o.verdict.Rows, o.verdict.place = again.Rows, nil
	}
	return nil
}

// rows returns where the rows of an outcome are on disk.
func (r *run) rows(o *Outcome) rows {
	if p := o.verdict.place; p != nil {
		return rows{r.packs[p.Pack], spool.Span{At: p.At, Len: p.Len}}
	}
	return o.verdict.Rows
}

// pack keeps the rows that the archive does not have yet.
func (r *run) pack(ctx context.Context) error {
	file := r.spool
	if r.wasteful() {
		all, err := r.together()
		if err != nil {
			return err
		}
		defer all.Close()
		file = all
	}
	loose := slices.DeleteFunc(slices.Clone(r.built.Outcomes), func(o *Outcome) bool { return o.verdict.Rows.file == nil })
	slices.SortFunc(loose, func(a, b *Outcome) int { return cmp.Compare(a.verdict.Rows.span.At, b.verdict.Rows.span.At) })
	for len(loose) > 0 {
		start, n := loose[0].verdict.Rows.span.At, 1
		for n < len(loose) && loose[n].verdict.Rows.end()-start <= packBytes {
			n++
		}
		if err := r.keepPack(ctx, file, loose[:n]); err != nil {
			return err
		}
		loose = loose[n:]
	}
	return nil
}

// end is where what follows the rows stands.
func (r rows) end() int64 { return r.span.At + int64(r.span.Len) }

// keepPack keeps the rows of outcomes, which follow each other in a file, as one
// pack.
func (r *run) keepPack(ctx context.Context, file *spool.File, of []*Outcome) error {
	start, end := of[0].verdict.Rows.span.At, of[len(of)-1].verdict.Rows.end()
	open := func() (io.ReadSeekCloser, error) {
		return section{io.NewSectionReader(file.Reader(), start, end-start)}, nil
	}
	body, _ := open()
	hash := sha256.New()
	if _, err := io.Copy(hash, body); err != nil {
		return fmt.Errorf("read from the spool: %w", err)
	}
	sum := hex.EncodeToString(hash.Sum(nil))
	if err := r.job.Archive.KeepPack(ctx, sum, end-start, open); err != nil {
		return err
	}
	for _, o := range of {
		at := o.verdict.Rows.span
		o.verdict.place, o.verdict.Rows = &place{Pack: sum, At: at.At - start, Len: at.Len}, rows{}
	}
	return nil
}

// section is a part of a spool as the content of an object.
type section struct{ *io.SectionReader }

// Close leaves the spool open.
func (section) Close() error { return nil }

// wasteful reports whether the packs are worth packing anew.
func (r *run) wasteful() bool {
	if r.anew {
		return true
	}
	held, live := int64(0), int64(0)
	for _, file := range r.packs {
		held += file.Size()
	}
	for _, o := range r.built.Outcomes {
		if p := o.verdict.place; p != nil {
			live += int64(p.Len)
		}
	}
	return len(r.packs) > mostPacks || held > 2*live
}

// together copies all rows into one new file, in the order of the outcomes.
func (r *run) together() (*spool.File, error) {
	file, err := spool.New(r.folder.Dir())
	if err != nil {
		return nil, err
	}
	var room []byte
	for _, o := range r.built.Outcomes {
		from := r.rows(o)
		if from.file == nil {
			continue
		}
		if room, err = from.file.Read(room, from.span); err != nil {
			return nil, errors.Join(err, file.Close())
		}
		span, err := file.Append(room)
		if err != nil {
			return nil, errors.Join(err, file.Close())
		}
		o.verdict.Rows, o.verdict.place = rows{file, span}, nil
	}
	return file, nil
}
