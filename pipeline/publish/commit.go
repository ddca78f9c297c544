package publish

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// rounds is how often a run tries to set something right, against a storage
// that fails or another run, before it gives up.
const rounds = 3

// A commit is one attempt to make a release public whose files are in place.
type commit struct {
	bucket  *store.Bucket
	pointer Pointer
	files   []release.File // of the release, but the manifest
	before  *Public        // nil: nothing is public yet
}

// record writes the commit record, and returns the pointer's file.
func (c commit) record(ctx context.Context) (store.Content, error) {
	data, err := c.pointer.encode()
	if err != nil {
		return store.Content{}, err
	}
	err = c.bucket.Create(ctx, c.pointer.recordKey(), store.Bytes(data, jsonType, cacheForEver))
	return store.Bytes(data, jsonType, cacheNever), err
}

// swap moves the pointer if it is where before says, and makes sure of it. It
// tries again when the storage was not to be reached and the pointer is seen to
// stand where it stood: should the first request arrive late, it is the second
// that finds the pointer moved, by us.
func (c commit) swap(ctx context.Context) error {
	file, err := c.record(ctx)
	if err == nil {
		err = c.inPlace(ctx)
	}
	if err != nil {
		return err
	}
	var old store.Version
	if c.before != nil {
		old = c.before.version
	}
	for range rounds {
		_, err = c.bucket.Swap(ctx, currentKey, old, file)
		if err = c.settle(ctx, err); !errors.Is(err, store.ErrUnavailable) {
			break
		}
	}
	return err
}

// inPlace reports [ErrCollected] unless all files of the release are there, now
// that the commit record is: they may have been brought long ago. [Collect] puts
// down that it deletes a release before it looks at the records, so that either
// it sees ours and spares the release, or we see what it does.
func (c commit) inPlace(ctx context.Context) error {
	m, err := readMarks(ctx, c.bucket)
	if err != nil {
		return err
	}
	unit := releaseUnit(c.pointer.Release)
	if m.Marks[unit].Deleting {
		return fmt.Errorf("release %s: %w", c.pointer.Release, ErrCollected)
	}
	// Only after the marks: they go when the last file has gone.
	missing := map[string]bool{unit + release.ManifestPath: true}
	for _, f := range c.files {
		missing[unit+f.Path] = true
	}
	for info, err := range c.bucket.List(ctx, unit) {
		if err != nil {
			return err
		}
		delete(missing, info.Key)
	}
	for key := range missing {
		return fmt.Errorf("%s: %w", key, ErrCollected)
	}
	return nil
}

// settling is how long the pointer is asked for after it was sent, even by a
// run that was told to stop: what became of it must be known.
const settling = time.Minute

// settle reads the pointer back and decides what became of a swap that ended
// in swapErr. The answer alone would not do: the write that beat ours may be
// ours, and a write that failed may have been done.
func (c commit) settle(ctx context.Context, swapErr error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settling)
	defer cancel()
	now, err := readPointer(ctx, c.bucket)
	switch {
	case err == nil && now.Pointer.Nonce == c.pointer.Nonce:
		return nil
	case swapErr == nil:
		return c.doubt(now, err)
	case errors.Is(err, store.ErrNotExist) && c.before == nil:
		return fmt.Errorf("move the pointer: %w", swapErr)
	case err != nil:
		// Not %w: an answer such as "access denied" would read as if nothing
		// had been published.
		return fmt.Errorf("%w: %v, and then: %v", ErrUnknown, swapErr, err)
	case now.Pointer.Generation > c.pointer.Generation:
		return c.overtaken(ctx, now.Pointer)
	case errors.Is(swapErr, store.ErrChanged), now.Pointer.Generation == c.pointer.Generation:
		return conflict(now.Pointer)
	}
	return fmt.Errorf("move the pointer: %w", swapErr)
}

// overtaken decides when others have published since: the release of our
// generation is ours, and was public, or it is that of the run that was first.
// Of two attempts at the very same release either may say so.
func (c commit) overtaken(ctx context.Context, now Pointer) error {
	for p, err := range chain(ctx, c.bucket, now) {
		if err != nil {
			return fmt.Errorf("%w: %v", ErrUnknown, err)
		}
		if p.Generation == c.pointer.Generation && p.Manifest == c.pointer.Manifest {
			return nil
		}
		if p.Generation <= c.pointer.Generation {
			break
		}
	}
	return conflict(now)
}

// doubt decides when the storage has said that the pointer was moved, and it
// cannot be read back or is another one.
func (c commit) doubt(now *Public, err error) error {
	switch {
	case errors.Is(err, store.ErrNotExist):
		return fmt.Errorf("%w: the storage took the pointer and has none", ErrUnknown)
	case err != nil:
		return nil // the storage's word is all there is
	case now.Pointer.Generation > c.pointer.Generation:
		return nil // ours was public, and another run has followed it since
	case now.Pointer.Generation == c.pointer.Generation:
		return conflict(now.Pointer)
	}
	return fmt.Errorf("%w: the storage took the pointer and still has the one of generation %d", ErrUnknown, now.Pointer.Generation)
}

func conflict(p Pointer) error {
	return fmt.Errorf("%w: release %s, generation %d", ErrConflict, p.Release, p.Generation)
}
