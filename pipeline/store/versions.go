package store

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"time"
)

// A Kept is one state of an object that a storage keeps: the object itself, an
// older version of it, or the mark of its deletion.
type Kept struct {
	Key      string
	ID       string    // names the state for [Bucket.Forget]; empty where the storage keeps no versions
	Size     int64     // in bytes; zero for a marker
	Latest   bool      // what a reader of the key finds now
	Marker   bool      // the object was deleted: the key is kept, without bytes
	Modified time.Time // when the state began
}

// A keeper is a driver that may keep more of an object than its latest bytes.
// Of other drivers, what is listed is all there is.
type keeper interface {
	// versions yields every state of the objects whose key begins with prefix,
	// in key order, the latest of a key first.
	versions(ctx context.Context, prefix string) iter.Seq2[Kept, error]
	// forget removes one state of an object; one that is gone is no error.
	forget(ctx context.Context, key, id string) error
}

// Versions yields every state of every object whose key begins with prefix,
// older versions and marks of deletion included, in the order of keys, the
// latest state of a key first. Where the storage keeps no versions, these are
// the objects that [Bucket.List] yields. It ends at the first error: that of a
// storage which keeps versions and does not let us see them is ErrDenied. To
// forget while the listing goes on may hide a state from it: collect first.
func (b *Bucket) Versions(ctx context.Context, prefix string) iter.Seq2[Kept, error] {
	return func(yield func(Kept, error) bool) {
		full := b.prefix + prefix
		if err := checkPrefix(full); err != nil {
			yield(Kept{}, fmt.Errorf("list versions of %s: %w", full, err))
			return
		}
		for k, err := range b.states(ctx, full) {
			if err != nil {
				yield(Kept{}, fmt.Errorf("list versions of %s: %w", full, err))
				return
			}
			if strings.HasSuffix(k.Key, "/") {
				continue
			}
			k.Key = strings.TrimPrefix(k.Key, b.prefix)
			if !yield(k, nil) {
				return
			}
		}
	}
}

func (b *Bucket) states(ctx context.Context, full string) iter.Seq2[Kept, error] {
	if k, keeps := b.driver.(keeper); keeps {
		return k.versions(ctx, full)
	}
	return onlyStates(b.driver.list(ctx, full))
}

// onlyStates makes each object of a listing its only state.
func onlyStates(list iter.Seq2[Info, error]) iter.Seq2[Kept, error] {
	return func(yield func(Kept, error) bool) {
		for info, err := range list {
			if !yield(Kept{Key: info.Key, Size: info.Size, Latest: true, Modified: info.Modified}, err) {
				return
			}
		}
	}
}

// Forget removes one state of an object for good; one that is gone is no
// error. To forget the latest state brings back the one before it, if that is
// still kept.
func (b *Bucket) Forget(ctx context.Context, k Kept) error {
	full, err := b.readable(k.Key)
	if err == nil {
		b.writes.Add(1)
		if keeps, ok := b.driver.(keeper); ok && k.ID != "" {
			err = keeps.forget(ctx, full, k.ID)
		} else {
			err = b.driver.delete(ctx, full)
		}
	}
	if err != nil {
		return fmt.Errorf("forget %s: %w", full, err)
	}
	return nil
}
