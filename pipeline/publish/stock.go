package publish

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
)

const (
	// keptAge is the age below which nothing is deleted, by the storage's clock.
	keptAge = 14 * 24 * time.Hour
	// markAge is how long a unit is marked before it is deleted.
	markAge = 24 * time.Hour
	// deletedShare is the part of all objects that one run deletes at most: a
	// tenth.
	deletedShare = 10
)

// A stock is what there is in a storage, and what of it may go.
type stock struct {
	objects int
	units   map[string][]store.Info // what may go
	marks   *marks
}

// takeStock reads the whole listing. It writes nothing.
func takeStock(ctx context.Context, b *store.Bucket, now time.Time) (*stock, error) {
	m, err := readMarks(ctx, b)
	if err != nil {
		return nil, err
	}
	kept, err := retained(ctx, b)
	if err != nil {
		return nil, err
	}
	s := &stock{units: map[string][]store.Info{}, marks: m}
	for info, err := range b.List(ctx, "") {
		if err != nil {
			return nil, err
		}
		s.objects++
		if unit := unitOf(info.Key); unit != "" && !kept[unit] {
			s.units[unit] = append(s.units[unit], info)
		}
	}
	maps.DeleteFunc(s.units, func(_ string, objects []store.Info) bool {
		return slices.ContainsFunc(objects, func(o store.Info) bool { return now.Sub(o.Modified) < keptAge })
	})
	return s, s.spareRetired(ctx, b)
}

// spareRetired takes releases out of which only the word is left that they were
// retired, and why.
func (s *stock) spareRetired(ctx context.Context, b *store.Bucket) error {
	for unit, objects := range s.units {
		at := slices.IndexFunc(objects, isManifest)
		if at < 0 || objects[at].Size > maxPointer {
			continue
		}
		data, _, err := b.Read(ctx, objects[at].Key, maxPointer)
		if err != nil && !errors.Is(err, store.ErrNotExist) {
			return err
		}
		if _, err := release.Decode(data); errors.Is(err, release.ErrRetired) {
			delete(s.units, unit)
		}
	}
	return nil
}

// isManifest reports whether an object of a release is its manifest.
func isManifest(o store.Info) bool {
	unit := unitOf(o.Key)
	return strings.HasSuffix(unit, "/") && o.Key == unit+release.ManifestPath
}

// A plan is what a run does with a stock.
type plan struct {
	marked, unmarked, waiting []string
	due                       []string                // to be deleted now, in this order
	objects                   map[string][]store.Info // of those: what the run deletes
	cut                       map[string]bool         // those of which something is left
}

// plan decides as of now. What an earlier run has begun to delete goes first.
func (s *stock) plan(now time.Time) plan {
	p := plan{objects: map[string][]store.Info{}, cut: map[string]bool{}}
	for _, unit := range slices.Sorted(maps.Keys(s.marks.Marks)) {
		if _, found := s.units[unit]; !found {
			p.unmarked = append(p.unmarked, unit)
		}
	}
	for _, unit := range slices.Sorted(maps.Keys(s.units)) {
		switch m, marked := s.marks.Marks[unit]; {
		case !marked:
			p.marked = append(p.marked, unit)
		case m.Deleting, now.Sub(m.Time) >= markAge:
			p.due = append(p.due, unit)
		default:
			p.waiting = append(p.waiting, unit)
		}
	}
	s.allot(&p)
	return p
}

// allot gives what is due its part of the objects that a run may delete, and
// lets the rest wait.
func (s *stock) allot(p *plan) {
	slices.SortStableFunc(p.due, func(a, b string) int { return before(s.marks.Marks[a].Deleting, s.marks.Marks[b].Deleting) })
	left := max(1, s.objects/deletedShare)
	for i, unit := range p.due {
		if left == 0 {
			p.waiting = append(p.waiting, p.due[i:]...)
			p.due = p.due[:i]
			break
		}
		objects := s.units[unit]
		// Without its manifest nobody takes the rest of a release for one.
		slices.SortStableFunc(objects, func(a, b store.Info) int { return before(isManifest(a), isManifest(b)) })
		p.objects[unit] = objects[:min(left, len(objects))]
		p.cut[unit] = len(objects) > left
		left -= len(p.objects[unit])
	}
}

// before orders what comes first before what does not.
func before(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// isIdle reports whether there is nothing to write.
func (p plan) isIdle() bool { return len(p.marked)+len(p.unmarked)+len(p.due) == 0 }

// mark puts down what the run is about to do.
func (p plan) mark(m *marks, now time.Time) {
	for _, unit := range p.unmarked {
		delete(m.Marks, unit)
	}
	for _, unit := range p.marked {
		m.Marks[unit] = mark{Time: now.UTC()}
	}
	for _, unit := range p.due {
		m.Marks[unit] = mark{Time: m.Marks[unit].Time, Deleting: true}
	}
}
