package store

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"time"
)

// An Unfinished is a write that has not come to its end: one under way, or one
// that a dead run left behind. No reader sees it, but its bytes are stored, and
// on most providers paid for.
type Unfinished struct {
	Key   string // on S3 the key of the object to be; in a folder the hidden file beside it
	ID    string // on S3 the upload; in a folder empty
	Begun time.Time
}

// A leaver is a driver whose writers leave something behind when they die.
type leaver interface {
	// unfinished yields the writes whose key begins with prefix.
	unfinished(ctx context.Context, prefix string) iter.Seq2[Unfinished, error]
	// discard removes what a write has left; a write that is gone is no error.
	discard(ctx context.Context, u Unfinished) error
}

// Unfinished yields the writes below prefix, which is empty or ends in a slash,
// that began before a time. Nothing but their age tells those of a dead run
// from those under way: an upload of an hour is no rarity, one of a day is. It
// ends at the first error, which is errors.ErrUnsupported where the storage
// cannot tell. Some servers tell of none though there are some.
func (b *Bucket) Unfinished(ctx context.Context, prefix string, before time.Time) iter.Seq2[Unfinished, error] {
	return func(yield func(Unfinished, error) bool) {
		full := b.prefix + prefix
		if err := checkPrefix(full); err != nil {
			yield(Unfinished{}, fmt.Errorf("list unfinished writes of %s: %w", full, err))
			return
		}
		l, leaves := b.driver.(leaver)
		if !leaves {
			yield(Unfinished{}, fmt.Errorf("list unfinished writes of %s: %w", full, errReadOnly))
			return
		}
		for u, err := range l.unfinished(ctx, full) {
			if err != nil {
				yield(Unfinished{}, fmt.Errorf("list unfinished writes of %s: %w", full, err))
				return
			}
			if !u.Begun.Before(before) {
				continue
			}
			u.Key = strings.TrimPrefix(u.Key, b.prefix)
			if !yield(u, nil) {
				return
			}
		}
	}
}

// Discard removes what an unfinished write has left; one that is gone is no
// error. The writer, should it still be at work, fails and has written nothing.
func (b *Bucket) Discard(ctx context.Context, u Unfinished) error {
	u.Key = b.prefix + u.Key
	err := errReadOnly
	if l, leaves := b.driver.(leaver); leaves {
		b.writes.Add(1)
		err = l.discard(ctx, u)
	}
	if err != nil {
		return fmt.Errorf("discard unfinished %s: %w", u.Key, err)
	}
	return nil
}
