package store

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// maxSkew is how far the store's clock may be from ours. S3 refuses requests
// that are 15 minutes off; a third of that is time to set the clock right.
const maxSkew = 5 * time.Minute

// wrongVersion has the form of an ETag and is nobody's.
const wrongVersion Version = `"00000000000000000000000000000000"`

// Capabilities are what a store was found to do.
type Capabilities struct {
	Conditional bool          // create-only and compare-and-swap writes are refused when they must be
	Checksum    bool          // bytes that do not match their SHA-256 are refused
	Listing     bool          // what was written is listed at once
	Deletion    bool          // we may delete; a key for publishing need not
	Skew        time.Duration // how far the store's clock is ahead of ours
}

// scratch is the prefix that [Bucket.Probe] writes below.
const scratch = ".probe/"

// Probe finds out what the store really does, with one small object at
// .probe/<nonce>/object, and removes it where deletion is allowed. No other
// run may use the same nonce at the same time. That the bucket cannot be
// reached, read or written, or that its clock is not ours, is an error; what
// the store lacks is for the caller to judge.
func (b *Bucket) Probe(ctx context.Context, nonce string) (Capabilities, error) {
	p := probe{bucket: b, key: scratch + nonce + "/object"}
	found, err := p.run(ctx)
	if err != nil {
		return Capabilities{}, fmt.Errorf("probe %s: %w", b.url, err)
	}
	return found, nil
}

// A probe is one object that is written in every right and wrong way.
type probe struct {
	bucket *Bucket
	key    string
}

func (p probe) run(ctx context.Context) (found Capabilities, err error) {
	if found.Skew, err = p.bucket.driver.reach(ctx, p.bucket.prefix); err != nil {
		return found, err
	}
	if found.Skew.Abs() > maxSkew {
		return found, fmt.Errorf("%w (%s off)", errClock, found.Skew.Abs().Round(time.Second))
	}
	if err := p.write(ctx, "written"); err != nil {
		return found, err
	}
	if found.Listing, err = p.listed(ctx); err != nil {
		return found, err
	}
	if found.Conditional, err = p.conditional(ctx); err != nil {
		return found, err
	}
	if found.Checksum, err = p.checksum(ctx); err != nil {
		return found, err
	}
	err = p.bucket.Delete(ctx, p.key)
	found.Deletion = err == nil
	if errors.Is(err, ErrDenied) {
		err = nil
	}
	return found, err
}

// write puts an object and reads it back.
func (p probe) write(ctx context.Context, text string) error {
	if err := p.bucket.Put(ctx, p.key, p.content(text)); err != nil {
		return err
	}
	data, _, err := p.bucket.Read(ctx, p.key, 1<<10)
	if err != nil {
		return err
	}
	if string(data) != text {
		return fmt.Errorf("read back %s: %w", p.key, errMismatch)
	}
	return nil
}

func (p probe) content(text string) Content {
	return Bytes([]byte(text), "text/plain", "no-store")
}

func (p probe) listed(ctx context.Context) (bool, error) {
	for info, err := range p.bucket.List(ctx, p.key) {
		if err != nil {
			return false, err
		}
		if info.Key == p.key {
			return true, nil
		}
	}
	return false, nil
}

// conditional reports whether the store refuses to create what exists and to
// swap what has changed, and then swaps what has not.
func (p probe) conditional(ctx context.Context) (bool, error) {
	for _, version := range []Version{"", wrongVersion} {
		refused, err := p.refuses(ctx, version)
		if err != nil || !refused {
			return false, err
		}
	}
	info, err := p.bucket.Stat(ctx, p.key)
	if err != nil {
		return false, err
	}
	_, err = p.bucket.Swap(ctx, p.key, info.Version, p.content("swapped"))
	return err == nil, err
}

func (p probe) refuses(ctx context.Context, version Version) (bool, error) {
	_, err := p.bucket.Swap(ctx, p.key, version, p.content("overwritten"))
	switch {
	case err == nil, errors.Is(err, errors.ErrUnsupported):
		return false, nil
	case errors.Is(err, ErrChanged):
		return true, nil
	}
	return false, err
}

// checksum reports whether the store refuses bytes other than those announced.
func (p probe) checksum(ctx context.Context) (bool, error) {
	wrong := p.content("other bytes")
	wrong.SHA256 = p.content("these bytes").SHA256
	err := p.bucket.Put(ctx, p.key, wrong)
	for _, unrelated := range []error{ErrDenied, ErrUnavailable, context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, unrelated) {
			return false, err
		}
	}
	return err != nil, nil
}
