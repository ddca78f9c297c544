package store

import (
	"context"
	"errors"
	"slices"
	"time"
)

// An Erasure collects what a bucket is to hold no more: states of objects, the
// latest or older ones, and what dead writers have left. Nothing is removed
// before [Erasure.Erase]. Its errors are those of [Bucket.Versions],
// [Bucket.Forget], [Bucket.Unfinished] and [Bucket.Discard]. It is for one
// goroutine.
type Erasure struct {
	bucket     *Bucket
	kept       []Kept
	unfinished []Unfinished
}

// NewErasure returns an erasure in b that has collected nothing.
func NewErasure(b *Bucket) *Erasure { return &Erasure{bucket: b} }

// Add collects the states that which chooses among those of every object whose
// key begins with prefix.
func (e *Erasure) Add(ctx context.Context, prefix string, which func(Kept) bool) error {
	for k, err := range e.bucket.Versions(ctx, prefix) {
		if err != nil {
			return err
		}
		if which(k) {
			e.kept = append(e.kept, k)
		}
	}
	return nil
}

// AddUnfinished collects the writes below prefix that began before a time, where
// the storage can tell.
func (e *Erasure) AddUnfinished(ctx context.Context, prefix string, before time.Time) error {
	for u, err := range e.bucket.Unfinished(ctx, prefix, before) {
		if errors.Is(err, errors.ErrUnsupported) {
			return nil
		}
		if err != nil {
			return err
		}
		e.unfinished = append(e.unfinished, u)
	}
	return nil
}

// Len returns how many states and unfinished writes are collected.
func (e *Erasure) Len() int { return len(e.kept) + len(e.unfinished) }

// Erase removes for good what was collected, the oldest state of a key first, so
// that none of them comes back in between. What is gone already is no error, so
// that it is safe to repeat; after an error the rest is still there.
func (e *Erasure) Erase(ctx context.Context) error {
	for _, k := range slices.Backward(e.kept) {
		if err := e.bucket.Forget(ctx, k); err != nil {
			return err
		}
	}
	for _, u := range e.unfinished {
		if err := e.bucket.Discard(ctx, u); err != nil {
			return err
		}
	}
	e.kept, e.unfinished = nil, nil
	return nil
}
