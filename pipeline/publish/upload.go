package publish

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"

	"github.com/concertations-ia/canevas/pipeline/artifact"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// upload brings every file of the release to its place, the manifest when all
// the others are there, and returns how many were not there yet. Each is
// verified; what a run that died has left is used. Those that were adopted are
// copied from the release before, on the server side where it can.
func upload(ctx context.Context, b *store.Bucket, r *release.Release, before *Public) (int, error) {
	var sent atomic.Int64
	bring := func(ctx context.Context, a artifact.Artifact) error {
		from := ""
		if a.IsAdopted() && before != nil {
			from = releaseKey(before.Pointer.Release, a.Path)
		}
		fresh, err := bring(ctx, b, from, releaseKey(r.Manifest.Release, a.Path), content(a))
		if fresh {
			sent.Add(1)
		}
		return err
	}
	last := len(r.Artifacts) - 1
	err := inParallel(ctx, r.Artifacts[:last], bring)
	if err == nil {
		err = bring(ctx, r.Artifacts[last])
	}
	if errors.Is(err, store.ErrExist) {
		err = fmt.Errorf("the storage is poisoned: other bytes stand under the name of this release: %w", err)
	}
	return int(sent.Load()), err
}

func content(a artifact.Artifact) store.Content {
	return store.Content{Open: a.Open, Size: a.Size, SHA256: a.SHA256, MediaType: a.MediaType, CacheControl: cacheForEver}
}

// bring creates an object, as a copy of another one unless from is empty, and
// reports whether it had to. Looking first saves sending what is there, and finds
// other bytes even where the storage would let them be overwritten.
func bring(ctx context.Context, b *store.Bucket, from, key string, c store.Content) (fresh bool, err error) {
	info, err := b.Stat(ctx, key)
	known := err == nil && info.SHA256 != ""
	switch {
	case errors.Is(err, store.ErrNotExist):
		fresh = true
	case err != nil:
		return false, err
	case info.Size != c.Size, known && info.SHA256 != c.SHA256:
		return false, fmt.Errorf("create %s: %w", key, store.ErrExist)
	case known:
		return false, nil
	}
	if from != "" {
		c.Open = func() (io.ReadSeekCloser, error) { return fetch(ctx, b, from) }
		return fresh, b.Copy(ctx, from, key, c)
	}
	return fresh, b.Create(ctx, key, c)
}

// parallel is how many files travel at once: enough to hide the way to the
// storage and back, few enough for any connection.
const parallel = 4

// inParallel calls do for every item, a few at a time, and returns the first
// error, after which no further call begins.
func inParallel[T any](ctx context.Context, items []T, do func(context.Context, T) error) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var group sync.WaitGroup
	slots := make(chan struct{}, parallel)
	for _, item := range items {
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			if ctx.Err() != nil {
				return
			}
			if err := do(ctx, item); err != nil {
				stop(err)
			}
		})
	}
	group.Wait()
	return context.Cause(ctx)
}
