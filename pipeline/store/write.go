package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
)

// readBack is the largest object, in bytes, that is read again after writing
// where the store gives no SHA-256 for it. Of larger ones only the size is
// compared: each of their parts has been checked by the store on arrival.
const readBack = 8 << 20

// Create writes an object that must not exist. When it exists with the same
// bytes Create succeeds; with other bytes it reports ErrExist. The bytes that
// the store holds afterwards are verified. It is safe to repeat.
func (b *Bucket) Create(ctx context.Context, key string, c Content) error {
	full, err := b.destination(key, c)
	if err == nil {
		_, err = b.put(ctx, full, c, condition{version: new(Version)})
	}
	if errors.Is(err, errors.ErrUnsupported) {
		err = b.createUnconditionally(ctx, full, c)
	}
	switch {
	case errors.Is(err, ErrChanged):
		err = b.compare(ctx, full, c)
	case err == nil:
		err = b.verify(ctx, full, c)
	}
	if err != nil {
		return fmt.Errorf("create %s: %w", full, err)
	}
	return nil
}

// createUnconditionally is for stores that refuse conditions outright. It is
// safe as long as nobody else writes, and reports ErrChanged as a conditional
// put would.
func (b *Bucket) createUnconditionally(ctx context.Context, full string, c Content) error {
	_, err := b.driver.stat(ctx, full)
	if err == nil {
		return ErrChanged
	}
	if !errors.Is(err, ErrNotExist) {
		return err
	}
	_, err = b.put(ctx, full, c, condition{})
	return err
}

// Swap replaces the object whose version is old (zero: creates it), or reports
// ErrChanged. An error that is not ErrChanged leaves the outcome unknown. The
// request is sent once: were a lost answer sent for again, the version that
// beats ours could be our own.
func (b *Bucket) Swap(ctx context.Context, key string, old Version, c Content) (Version, error) {
	full, err := b.destination(key, c)
	var version Version
	if err == nil {
		version, err = b.put(ctx, full, c, condition{version: &old, once: true})
	}
	if err != nil {
		return "", fmt.Errorf("swap %s: %w", full, err)
	}
	return version, nil
}

// Put writes an object, whatever was there.
func (b *Bucket) Put(ctx context.Context, key string, c Content) error {
	full, err := b.destination(key, c)
	if err == nil {
		_, err = b.put(ctx, full, c, condition{})
	}
	if err != nil {
		return fmt.Errorf("put %s: %w", full, err)
	}
	return nil
}

// Copy makes the object to hold the bytes of from, whatever was there, on the
// server side where the store can; c describes these bytes, and c.Open is
// called where the store cannot. What the store holds afterwards is verified
// against c, so a from that is not what it should be is an error.
func (b *Bucket) Copy(ctx context.Context, from, to string, c Content) error {
	source, err := b.readable(from)
	if err != nil {
		return fmt.Errorf("copy %s: %w", source, err)
	}
	full, err := b.destination(to, c)
	if err == nil {
		b.writes.Add(1)
		err = b.driver.copy(ctx, source, full, c)
	}
	if errors.Is(err, errors.ErrUnsupported) {
		_, err = b.put(ctx, full, c, condition{})
	}
	if err == nil {
		err = b.verify(ctx, full, c)
	}
	if err != nil {
		return fmt.Errorf("copy %s to %s: %w", source, full, err)
	}
	return nil
}

// Delete removes an object; a missing one is no error.
func (b *Bucket) Delete(ctx context.Context, key string) error {
	full, err := b.readable(key)
	if err == nil {
		b.writes.Add(1)
		err = b.driver.delete(ctx, full)
	}
	if err != nil {
		return fmt.Errorf("delete %s: %w", full, err)
	}
	return nil
}

// destination returns the full key to write c to.
func (b *Bucket) destination(key string, c Content) (string, error) {
	full, err := b.writable(key)
	if err != nil {
		return full, err
	}
	return full, c.check()
}

func (b *Bucket) put(ctx context.Context, full string, c Content, when condition) (Version, error) {
	b.writes.Add(1)
	return b.driver.put(ctx, full, c, when)
}

// verify reports whether the store holds c under a key just written. One that
// seems to hold something else is asked again: rclone, where it writes in place,
// goes on telling for a moment what it saw of the object half way.
func (b *Bucket) verify(ctx context.Context, full string, c Content) error {
	for reading := 1; ; reading++ {
		err := b.lookAt(ctx, full, c)
		if err == nil {
			return nil
		}
		if !errors.Is(err, errMismatch) || reading == readings || wait(ctx, reading) != nil {
			return fmt.Errorf("verify: %w", err)
		}
	}
}

// lookAt reports errMismatch unless the store, as far as it tells, holds c.
func (b *Bucket) lookAt(ctx context.Context, full string, c Content) error {
	info, err := b.driver.stat(ctx, full)
	if err != nil {
		return err
	}
	if info.Size != c.Size {
		return errMismatch
	}
	if info.SHA256 == "" && info.Size > readBack {
		return nil
	}
	same, err := b.holds(ctx, full, info, c)
	if err == nil && !same {
		err = errMismatch
	}
	return err
}

// compare returns nil if the object that was there already is c, otherwise
// ErrExist. However large it is, no byte of it is taken on trust.
func (b *Bucket) compare(ctx context.Context, full string, c Content) error {
	info, err := b.driver.stat(ctx, full)
	if err != nil {
		return fmt.Errorf("compare: %w", err)
	}
	if info.Size != c.Size {
		return ErrExist
	}
	same, err := b.holds(ctx, full, info, c)
	if err != nil {
		return fmt.Errorf("compare: %w", err)
	}
	if !same {
		return ErrExist
	}
	return nil
}

// holds reports whether the object's bytes have the SHA-256 of c, by the
// store's word where it gives one and by reading otherwise.
func (b *Bucket) holds(ctx context.Context, full string, info Info, c Content) (bool, error) {
	if info.SHA256 != "" {
		return info.SHA256 == c.SHA256, nil
	}
	body, _, err := b.driver.get(ctx, full)
	if err != nil {
		return false, err
	}
	defer body.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, body); err != nil {
		return false, err
	}
	return hex.EncodeToString(sum.Sum(nil)) == c.SHA256, nil
}
