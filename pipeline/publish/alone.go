package publish

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/store"
)

// alone moves the pointer on a storage that ignores conditions. The list of
// commit records decides: the highest generation, then the highest nonce. Of
// two runs that meet all the same, both then set the pointer to the same
// record, and one of them learns that it lost.
func (c commit) alone(ctx context.Context, found store.Capabilities) error {
	if !found.Listing {
		return errors.New("the storage neither honours conditional writes nor lists what was written: it cannot be published to")
	}
	if err := c.unmoved(ctx); err != nil {
		return err
	}
	if _, err := c.record(ctx); err != nil {
		return err
	}
	for range rounds {
		highest, data, err := highestRecord(ctx, c.bucket)
		if err != nil {
			return err
		}
		now, err := readPointer(ctx, c.bucket)
		switch {
		case err == nil && now.Pointer.Nonce == highest.Nonce && highest.Nonce == c.pointer.Nonce:
			return nil
		case err == nil && now.Pointer.Nonce == highest.Nonce:
			return conflict(highest)
		case err != nil && !errors.Is(err, store.ErrNotExist):
			return fmt.Errorf("%w: %v", ErrUnknown, err)
		}
		if err := c.bucket.Put(ctx, currentKey, store.Bytes(data, jsonType, cacheNever)); err != nil {
			return fmt.Errorf("%w: %v", ErrUnknown, err)
		}
	}
	return fmt.Errorf("%w: somebody else keeps moving the pointer", ErrUnknown)
}

// unmoved reports ErrConflict if the pointer is not where before says.
func (c commit) unmoved(ctx context.Context) error {
	now, err := readPointer(ctx, c.bucket)
	switch {
	case errors.Is(err, store.ErrNotExist) && c.before == nil:
		return nil
	case err != nil:
		return err
	case c.before == nil || now.Pointer.Nonce != c.before.Pointer.Nonce:
		return conflict(now.Pointer)
	}
	return nil
}

// highestRecord returns the commit record that decides, and its bytes.
func highestRecord(ctx context.Context, b *store.Bucket) (Pointer, []byte, error) {
	var highest string
	for info, err := range b.List(ctx, commitsPrefix) {
		if err != nil {
			return Pointer{}, nil, err
		}
		if strings.HasSuffix(info.Key, ".json") {
			highest = max(highest, info.Key)
		}
	}
	data, _, err := b.Read(ctx, highest, maxPointer)
	if err != nil {
		return Pointer{}, nil, err
	}
	p, err := decodePointer(data)
	if err == nil && p.recordKey() != highest {
		err = errors.New("not the record its name says")
	}
	if err != nil {
		return Pointer{}, nil, fmt.Errorf("read %s: %w", highest, err)
	}
	return p, data, nil
}
