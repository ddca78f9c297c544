package publish

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/concertations-ia/canevas/pipeline/store"
)

// A Collection says what [Collect] did. A unit is the folder of a release, whose
// name ends in a slash, or the key of one object.
type Collection struct {
	Objects    int      `json:"objects"`    // there were at first
	Marked     []string `json:"marked"`     // units that a run of another day deletes
	Waiting    []string `json:"waiting"`    // units that were marked before, and not deleted yet
	Unmarked   []string `json:"unmarked"`   // units that are no longer to be deleted, or are gone
	Collected  []string `json:"collected"`  // units of which objects were deleted
	Deleted    int      `json:"deleted"`    // objects
	Unfinished int      `json:"unfinished"` // writes of dead runs whose remains were removed
	Notes      []string `json:"notes,omitempty"`
}

func (c *Collection) note(format string, args ...any) {
	c.Notes = append(c.Notes, fmt.Sprintf(format, args...))
}

// collection is what a plan comes to where nothing goes wrong.
func (p plan) collection(s *stock) Collection {
	c := Collection{
		Objects: s.objects, Marked: append([]string{}, p.marked...), Waiting: append([]string{}, p.waiting...),
		Unmarked: append([]string{}, p.unmarked...), Collected: append([]string{}, p.due...),
	}
	for _, objects := range p.objects {
		c.Deleted += len(objects)
	}
	return c
}

// PlanCollection returns what [Collect] would do now, and writes nothing: so it
// does not find out whether the storage would let it.
func PlanCollection(ctx context.Context, b *store.Bucket, now time.Time) (Collection, error) {
	s, err := takeStock(ctx, b, now)
	if err != nil {
		return Collection{}, fmt.Errorf("collect in %s: %w", b, err)
	}
	c := s.plan(now).collection(s)
	leftovers, err := c.leftovers(ctx, b, now)
	c.Unfinished = len(leftovers)
	return c, err
}

// Collect deletes what nobody needs any more: releases, copies under latest/
// that are not of the release that is public, and what runs have left behind.
// Commit records stay, and so do the releases that those of the last 30
// generations name, everything younger than 14 days, and what the protocol does
// not know.
//
// What may go is marked, and deleted by a run at least a day later, after it has
// looked again. One run deletes at most a tenth of all objects, and finishes
// what an earlier one has begun. It is safe to repeat, to kill, and to run beside
// [Publish] and [Rollback]. Beside the errors of package store it reports
// [ErrMarked], and refuses a storage that ignores conditional writes.
func Collect(ctx context.Context, b *store.Bucket, now time.Time) (Collection, error) {
	c, err := collect(ctx, b, now)
	if err == nil {
		err = c.discard(ctx, b, now)
	}
	if err != nil {
		return Collection{}, fmt.Errorf("collect in %s: %w", b, err)
	}
	return c, nil
}

// collect marks and deletes. It begins again when somebody else has changed the
// marks in the meantime, be it a release that is gone back to.
func collect(ctx context.Context, b *store.Bucket, now time.Time) (Collection, error) {
	probed := false
	for range rounds {
		s, err := takeStock(ctx, b, now)
		if err != nil {
			return Collection{}, err
		}
		p := s.plan(now)
		c := p.collection(s)
		if p.isIdle() {
			return c, nil
		}
		if !probed {
			if err := mayCollect(ctx, b); err != nil {
				return Collection{}, err
			}
			probed = true
		}
		p.mark(s.marks, now)
		if err := s.marks.swap(ctx, b); err == nil {
			return c, c.delete(ctx, b, p, s.marks)
		} else if !errors.Is(err, store.ErrChanged) {
			return Collection{}, err
		}
	}
	return Collection{}, ErrMarked
}

// mayCollect refuses a storage that nothing can be deleted from, or not safely.
func mayCollect(ctx context.Context, b *store.Bucket) error {
	found, err := probe(ctx, b, newNonce())
	switch {
	case err != nil:
		return err
	case !found.Conditional, !found.Listing:
		return errors.New("the storage ignores conditional writes, or does not list what was written: nothing can be deleted there while others may publish")
	case !found.Deletion:
		return denied(fmt.Errorf("delete below %s: %w", probePrefix, store.ErrDenied))
	}
	return nil
}

// denied says of an error in deleting which key it takes, where that is what is
// wrong.
func denied(err error) error {
	if errors.Is(err, store.ErrDenied) {
		return fmt.Errorf("it takes a key that may delete, which the key for publishing need not: %w", err)
	}
	return err
}

// delete deletes what is due. It looks once more at what is retained, now that
// its marks say that it deletes: of a run that publishes what was collected and
// this one, one sees the other in time; see [commit.inPlace].
func (c *Collection) delete(ctx context.Context, b *store.Bucket, p plan, m *marks) error {
	if len(p.due) == 0 {
		return nil
	}
	kept, err := retained(ctx, b)
	if err != nil {
		return err
	}
	c.Collected, c.Deleted = []string{}, 0
	d := deletion{bucket: b, marks: m}
	for _, unit := range p.due {
		if kept[unit] {
			c.Unmarked = append(c.Unmarked, unit)
			continue
		}
		c.Collected = append(c.Collected, unit)
		if err := d.unit(ctx, p.objects[unit]); err != nil {
			return err
		}
	}
	c.Deleted = int(d.deleted.Load())
	if err := c.settle(ctx, b, p, m); err != nil {
		return err
	}
	return c.look(ctx, b)
}

// A deletion deletes under marks that say so.
type deletion struct {
	bucket  *store.Bucket
	marks   *marks
	deleted atomic.Int64
}

// unit deletes objects of one unit, a manifest before the others.
func (d *deletion) unit(ctx context.Context, objects []store.Info) error {
	if len(objects) > 0 && isManifest(objects[0]) {
		if err := d.object(ctx, objects[0]); err != nil {
			return err
		}
		objects = objects[1:]
	}
	return inParallel(ctx, objects, d.object)
}

// object deletes one object, as long as nobody has touched the marks: another
// collection at work would.
func (d *deletion) object(ctx context.Context, o store.Info) error {
	if err := d.marks.unmoved(ctx, d.bucket); err != nil {
		return err
	}
	if err := d.bucket.Delete(ctx, o.Key); err != nil {
		return denied(err)
	}
	d.deleted.Add(1)
	return nil
}

// settle takes away the marks of what was spared at the last moment, and of what
// is gone. Should somebody else have written them, the next run does it.
func (c *Collection) settle(ctx context.Context, b *store.Bucket, p plan, m *marks) error {
	for _, unit := range p.due {
		if !p.cut[unit] || slices.Contains(c.Unmarked, unit) {
			delete(m.Marks, unit)
		}
	}
	if err := m.swap(ctx, b); !errors.Is(err, store.ErrChanged) {
		return err
	}
	return nil
}

// look sets right what a run that made another release public has taken for
// there: a copy under latest/ that was being deleted.
func (c *Collection) look(ctx context.Context, b *store.Bucket) error {
	if slices.ContainsFunc(c.Collected, func(unit string) bool { return strings.HasPrefix(unit, latestPrefix) }) {
		public, err := Read(ctx, b)
		if err != nil {
			return err
		}
		c.Notes = append(c.Notes, Keep(ctx, b, public).Notes...)
	}
	return c.lookForVersions(ctx, b)
}

// lookForVersions says so where the storage keeps what was deleted.
func (c *Collection) lookForVersions(ctx context.Context, b *store.Bucket) error {
	if len(c.Collected) == 0 {
		return nil
	}
	for k, err := range b.Versions(ctx, c.Collected[0]) {
		if err != nil {
			c.note("whether the storage keeps versions of what was deleted is not known: %v", err)
			return ctx.Err()
		}
		if k.Marker || !k.Latest {
			c.note("the storage keeps versions: the bytes of what was deleted are there until a rule of the bucket removes them")
			return nil
		}
	}
	return nil
}
