package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"iter"
	"strings"
)

// errMismatch is what becomes of bytes that are not those announced, on their
// way in or out.
var errMismatch = errors.New("the bytes do not match their SHA-256")

// Open opens an object for reading. The caller closes it. Where the store
// keeps a SHA-256, reading to the end fails if the bytes do not match it.
func (b *Bucket) Open(ctx context.Context, key string) (io.ReadCloser, Info, error) {
	full, err := b.readable(key)
	if err != nil {
		return nil, Info{}, fmt.Errorf("read %s: %w", full, err)
	}
	body, info, err := b.driver.get(ctx, full)
	if err != nil {
		return nil, Info{}, fmt.Errorf("read %s: %w", full, err)
	}
	info.Key = key
	return &verified{key: full, body: body, want: info.SHA256, sum: sha256.New()}, info, nil
}

// readings is how often an object is read whose answers break off or arrive with
// wrong bytes: again at once, and then after a while, as an object that is being
// written over in place is not whole for a moment.
const readings = 4

// Read returns the bytes of an object of at most limit bytes.
func (b *Bucket) Read(ctx context.Context, key string, limit int64) ([]byte, Info, error) {
	for reading := 1; ; reading++ {
		body, info, err := b.Open(ctx, key)
		if err != nil {
			return nil, Info{}, err
		}
		data, err := readAll(body, info.Size, limit)
		if err == nil {
			return data, info, nil
		}
		if errors.Is(err, errTooLarge) {
			return nil, Info{}, fmt.Errorf("read %s%s: larger than %d bytes", b.prefix, key, limit)
		}
		if reading == readings || ctx.Err() != nil || reading > 1 && wait(ctx, reading-1) != nil {
			return nil, Info{}, err
		}
	}
}

var errTooLarge = errors.New("larger than its limit")

// readAll reads and closes a body of about size bytes.
func readAll(body io.ReadCloser, size, limit int64) ([]byte, error) {
	defer body.Close()
	if size > limit {
		return nil, errTooLarge
	}
	var data bytes.Buffer
	data.Grow(int(max(size, 0)) + bytes.MinRead)
	n, err := data.ReadFrom(io.LimitReader(body, limit+1))
	if err != nil {
		return nil, err
	}
	if n > limit {
		return nil, errTooLarge
	}
	return data.Bytes(), nil
}

// Stat returns what the store knows of an object.
func (b *Bucket) Stat(ctx context.Context, key string) (Info, error) {
	full, err := b.readable(key)
	if err != nil {
		return Info{}, fmt.Errorf("stat %s: %w", full, err)
	}
	info, err := b.driver.stat(ctx, full)
	if err != nil {
		return Info{}, fmt.Errorf("stat %s: %w", full, err)
	}
	info.Key = key
	return info, nil
}

// List yields the objects whose key begins with prefix, in the order of the
// bytes of their keys, and ends at the first error. Keys that end with a slash,
// the marks some tools leave for folders, are left out.
func (b *Bucket) List(ctx context.Context, prefix string) iter.Seq2[Info, error] {
	return func(yield func(Info, error) bool) {
		full := b.prefix + prefix
		if err := checkPrefix(full); err != nil {
			yield(Info{}, fmt.Errorf("list %s: %w", full, err))
			return
		}
		for info, err := range b.driver.list(ctx, full) {
			if err != nil {
				yield(Info{}, fmt.Errorf("list %s: %w", full, err))
				return
			}
			if strings.HasSuffix(info.Key, "/") {
				continue
			}
			info.Key = strings.TrimPrefix(info.Key, b.prefix)
			if !yield(info, nil) {
				return
			}
		}
	}
}

// verified reads a body, names the object in its errors, and holds the whole
// to the SHA-256 that came with it, if one did: a flipped bit on the way is an
// error, not data.
type verified struct {
	key  string
	body io.ReadCloser
	want string
	sum  hash.Hash
}

func (v *verified) Read(p []byte) (int, error) {
	n, err := v.body.Read(p)
	v.sum.Write(p[:n])
	if err == io.EOF && v.want != "" && hex.EncodeToString(v.sum.Sum(nil)) != v.want {
		err = errMismatch
	}
	if err != nil && err != io.EOF {
		err = fmt.Errorf("read %s: %w", v.key, err)
	}
	return n, err
}

func (v *verified) Close() error { return v.body.Close() }
