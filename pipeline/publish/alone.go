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
func (c *commit) alone(ctx context.Context, found store.Capabilities) error {
	if !found.Listing {
		return errors.New("the storage neither honours conditional writes nor lists what was written: it cannot be published to")
	}
	if err := c.unmoved(ctx); err != nil {
		return err
	}
	if err := c.outbid(ctx); err != nil {
		return err
	}
	if _, err := c.record(ctx); err != nil {
		return err
	}
	err := c.prevail(ctx)
	if err != nil && !errors.Is(err, ErrConflict) {
		// Not %w, as in settle: the record is there, and whoever reads the
		// records may act on it.
		return fmt.Errorf("%w: %v", ErrUnknown, err)
	}
	return err
}

// prevail moves the pointer to where the records say, and reports ErrConflict
// where that is another run's release.
func (c *commit) prevail(ctx context.Context) error {
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
			return err
		}
		if err := c.bucket.Put(ctx, currentKey, store.Bytes(data, jsonType, cacheNever)); err != nil {
			return err
		}
	}
	return errors.New("somebody else keeps moving the pointer")
}

// outbid gives the attempt a nonce above those of the records that are there of
// its generation. They are of runs that died before they moved the pointer, for
// which nobody should have to run twice, or of one at work, which then loses.
func (c *commit) outbid(ctx context.Context) error {
	highest, err := highestKey(ctx, c.bucket)
	if err != nil || c.pointer.recordKey() > highest {
		return err
	}
	p, _, err := readRecord(ctx, c.bucket, highest)
	if err == nil && p.Generation == c.pointer.Generation {
		c.pointer.Nonce = above(p.Nonce)
	}
	return err
}

// above returns a new nonce that sorts after another one, unless that is
// nothing but z.
func above(nonce string) string {
	fresh := newNonce()
	for i := range min(len(nonce), len(fresh)) {
		switch c := nonce[i]; {
		case c == '9':
			return nonce[:i] + "a" + fresh[i+1:]
		case c < 'z':
			return nonce[:i] + string(rune(c+1)) + fresh[i+1:]
		}
	}
	return fresh
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

// highestKey returns the key of the commit record that decides; empty where
// there is none.
func highestKey(ctx context.Context, b *store.Bucket) (string, error) {
	var highest string
	for info, err := range b.List(ctx, commitsPrefix) {
		if err != nil {
			return "", err
		}
		if strings.HasSuffix(info.Key, ".json") {
			highest = max(highest, info.Key)
		}
	}
	return highest, nil
}

// highestRecord returns the commit record that decides, and its bytes.
func highestRecord(ctx context.Context, b *store.Bucket) (Pointer, []byte, error) {
	highest, err := highestKey(ctx, b)
	if err != nil {
		return Pointer{}, nil, err
	}
	return readRecord(ctx, b, highest)
}
