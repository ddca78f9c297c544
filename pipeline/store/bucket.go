// Package store keeps objects by key, in an S3 bucket or in a folder, with the
// conditions that publishing stands on: create only, and compare-and-swap.
//
// The rules are:
//
//   - An object is written whole or not at all, and the bytes are held to the
//     SHA-256 the writer gave.
//   - Of two writers that swap the same version, exactly one wins.
//   - A key is written only if every kind of storage could hold it; whatever
//     key others have written can be read.
//   - Errors name the operation and the key, once, and never a secret.
package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"sync/atomic"
	"time"
)

// The errors that callers branch on. Every error of a [Bucket] names the
// operation and the key, and never a secret.
var (
	ErrNotExist    = errors.New("no such object")
	ErrExist       = errors.New("another object has this key")
	ErrChanged     = errors.New("the object has changed since it was read")
	ErrNoBucket    = errors.New("no such bucket or folder")
	ErrDenied      = errors.New("access denied")
	ErrUnavailable = errors.New("the storage cannot be reached")
)

// A Version tells two states of one object apart: an ETag on S3. The zero
// Version means that the object does not exist.
type Version string

// Info is what a store knows of an object without its bytes. A listing of a
// folder leaves Version and SHA256 empty, a listing of S3 leaves SHA256 empty:
// they are for [Bucket.Stat] to tell.
type Info struct {
	Key      string
	Size     int64
	Version  Version
	Modified time.Time
	SHA256   string // in hex; empty where the store keeps none
}

// A driver is what a kind of storage must offer. A [Bucket] adds everything
// that is the same for all of them. Its errors are those above, or wrap them,
// and name neither the operation nor the key.
type driver interface {
	// get opens an object. Missing: ErrNotExist.
	get(ctx context.Context, key string) (io.ReadCloser, Info, error)
	// stat is get without the bytes.
	stat(ctx context.Context, key string) (Info, error)
	// put writes an object whole or not at all, if the condition holds;
	// ErrChanged if it does not. It returns the new version.
	put(ctx context.Context, key string, c Content, when condition) (Version, error)
	// list yields the objects whose key begins with prefix, in key order.
	list(ctx context.Context, prefix string) iter.Seq2[Info, error]
	// delete removes an object; a missing one is no error.
	delete(ctx context.Context, key string) error
	// copy copies an object on the server side, or reports errors.ErrUnsupported.
	copy(ctx context.Context, from, to string, c Content) error
	// reach reports whether the bucket or folder is there and what begins with
	// prefix may be used, and how far the store's clock is ahead of ours.
	reach(ctx context.Context, prefix string) (skew time.Duration, err error)
}

// A condition is what must hold for an object to be written. The zero
// condition always holds.
type condition struct {
	version *Version // the version there must be; pointing at zero: no object
	once    bool     // never send the request twice: its answer decides who won
}

// A Bucket is a place that keeps objects: an S3 bucket, a folder, or a prefix
// of one of them. It may be shared between goroutines.
type Bucket struct {
	driver driver
	prefix string // empty, or ends in a slash
	url    string
	writes *atomic.Int64 // shared with every Sub
}

func newBucket(d driver, prefix, url string) *Bucket {
	return &Bucket{driver: d, prefix: prefix, url: url, writes: new(atomic.Int64)}
}

// Sub returns the part of the bucket below prefix, as a bucket of its own. The
// empty prefix is the bucket itself.
func (b *Bucket) Sub(prefix string) *Bucket {
	prefix = strings.TrimSuffix(prefix, "/")
	if prefix == "" {
		return b
	}
	sub := *b
	sub.prefix = b.prefix + prefix + "/"
	sub.url = b.url + "/" + prefix
	return &sub
}

// String returns the bucket's URL, without credentials.
func (b *Bucket) String() string { return b.url }

// Writes returns how many requests to put, copy or delete an object the bucket
// has made since it was opened, by way of any of its Subs.
func (b *Bucket) Writes() int64 { return b.writes.Load() }

// Reach reports whether the bucket is there and may be used: nil, ErrNoBucket,
// ErrDenied or ErrUnavailable.
func (b *Bucket) Reach(ctx context.Context) error {
	if _, err := b.driver.reach(ctx, b.prefix); err != nil {
		return fmt.Errorf("reach %s: %w", b.url, err)
	}
	return nil
}
