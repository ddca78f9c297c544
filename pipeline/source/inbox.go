package source

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/concertations-ia/canevas/pipeline/store"
	"github.com/concertations-ia/canevas/pipeline/submission"
)

// An Inbox is a source of the objects of a bucket, or of a prefix of one.
// Names are passed over as in a [Folder].
type Inbox struct {
	name   string
	bucket *store.Bucket
}

// NewInbox returns the source called name of the objects of a bucket.
func NewInbox(name string, b *store.Bucket) *Inbox { return &Inbox{name: name, bucket: b} }

// Name is the name of the source.
func (i *Inbox) Name() string { return i.name }

// Pull yields the objects in the order of their keys; the key is the origin. An
// object whose version is the one last seen comes from memory; a folder, which
// lists no versions, is read.
func (i *Inbox) Pull(ctx context.Context, m Memory) iter.Seq2[submission.Submission, error] {
	return func(yield func(submission.Submission, error) bool) {
		if err := i.bucket.Reach(ctx); err != nil {
			yield(submission.Submission{}, sourceError(ctx, i.name, err))
			return
		}
		empty := true
		for info, err := range i.bucket.List(ctx, "") {
			if err != nil {
				yield(submission.Submission{}, sourceError(ctx, i.name, err))
				return
			}
			if ignored(info.Key) {
				continue
			}
			empty = false
			s, err := i.object(ctx, m, info)
			if !yield(s, err) || ends(err) {
				return
			}
		}
		if empty {
			yield(submission.Submission{}, fmt.Errorf("read source %s: %v: %w", i.name, i.bucket, ErrEmpty))
		}
	}
}

func (i *Inbox) object(ctx context.Context, m Memory, info store.Info) (submission.Submission, error) {
	key := Key(i.name, info.Key)
	if seen, known := m.Seen(key); known && info.Version != "" && seen.ETag == string(info.Version) {
		if raw, err := m.Raw(ctx, seen.SHA256); err == nil {
			return submission.New(i.name, info.Key, raw), nil
		}
	}
	raw, info, err := i.read(ctx, info)
	if err != nil {
		return submission.Submission{}, i.failure(ctx, info.Key, err)
	}
	s := submission.New(i.name, info.Key, raw)
	m.Remember(key, Seen{SHA256: s.SHA256, ETag: string(info.Version)})
	return s, nil
}

// read returns the bytes of an object and what the store knew of it when it
// gave them: since the listing it may have changed.
func (i *Inbox) read(ctx context.Context, listed store.Info) ([]byte, store.Info, error) {
	if listed.Size > submission.MaxSize {
		return nil, listed, errTooLong
	}
	body, info, err := i.bucket.Open(ctx, listed.Key)
	if err != nil {
		return nil, listed, err
	}
	defer body.Close()
	raw, err := readAll(body, 0)
	return raw, store.Info{Key: listed.Key, Version: info.Version}, err
}

// failure tells a store that cannot be read from one object that cannot.
func (i *Inbox) failure(ctx context.Context, key string, err error) error {
	for _, whole := range []error{store.ErrNoBucket, store.ErrDenied, store.ErrUnavailable} {
		if ctx.Err() != nil || errors.Is(err, whole) {
			return sourceError(ctx, i.name, err)
		}
	}
	return itemError(key, err)
}
