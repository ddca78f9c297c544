package publish

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// A Purge erases for good what a publication holds of a document that was
// withdrawn: every release that has it, whatever the storage keeps of objects
// that were replaced or deleted, copies that nobody replaces any more, and what
// dead runs have left. Commit records stay.
//
// The rules are:
//
//   - Nothing is erased before the public release is one without the document,
//     and the copies under latest/ are of it.
//   - Copies come first, while the manifests still say which there were at the
//     root.
//   - Of a release the manifest goes first: a [release.Retired] takes its place,
//     by compare-and-swap, and stays. A run that is still bringing that release
//     finds other bytes where its manifest belongs, and makes nothing public
//     whose files are being erased. It is also how a purge that was interrupted
//     is found: a retired release that has anything else.
//   - A run that began before the withdrawal, and is still at work, may bring its
//     files after they were looked for. It cannot publish them; to purge again
//     erases them.
type Purge struct {
	Document    string   // identifier
	Submissions []string // SHA-256 of their bytes, in hex
	Why         release.Retirement
	Before      time.Time // unfinished writes that began before it are those of dead runs
}

// Erase erases what [Purge.Find] finds, and returns it. It needs a credential that
// may delete objects and their versions; one that may not is store.ErrDenied. It
// is safe to repeat, and to be interrupted.
func (p Purge) Erase(ctx context.Context, b *store.Bucket) (*Traces, error) {
	if err := projectCurrent(ctx, b); err != nil {
		return nil, fmt.Errorf("nothing is erased, because %s is not up to date: %w", latestPrefix, err)
	}
	t, err := p.Find(ctx, b)
	if err != nil {
		return nil, err
	}
	if t.isPublic {
		return nil, fmt.Errorf("release %s has the document, and is public", t.public.Pointer.Release)
	}
	if err := t.stale.Erase(ctx); err != nil {
		return nil, err
	}
	if err := inParallel(ctx, t.folders, func(ctx context.Context, f folder) error { return p.erase(ctx, b, f) }); err != nil {
		return nil, err
	}
	return t, t.repair(ctx, b)
}

// erase retires a release, and removes all else of it.
func (p Purge) erase(ctx context.Context, b *store.Bucket, f folder) error {
	key := releaseKey(f.release, release.ManifestPath)
	if !f.retired {
		if err := p.retire(ctx, b, f, key); err != nil {
			return fmt.Errorf("retire release %s: %w", f.release, err)
		}
	}
	rest := store.NewErasure(b)
	err := rest.Add(ctx, releasesPrefix+f.release+"/", func(k store.Kept) bool { return k.Key != key || !k.Latest })
	if err == nil {
		err = rest.Erase(ctx)
	}
	if err != nil {
		return fmt.Errorf("erase release %s: %w", f.release, err)
	}
	return nil
}

// retire puts a [release.Retired] in the place of the manifest of a release, if
// that is still what it was.
func (p Purge) retire(ctx context.Context, b *store.Bucket, f folder, key string) error {
	data, err := release.Retired{Release: f.release, Retired: p.Why}.Encode()
	if err != nil {
		return err
	}
	// It is not to be kept as for ever, as the manifest was: a later one may say
	// another reason.
	note := store.Bytes(data, jsonType, cacheNever)
	if f.manifest == "" {
		// Some storages take the mark of a deletion for an object.
		deleted := store.NewErasure(b)
		if err := deleted.Add(ctx, key, func(k store.Kept) bool { return k.Key == key && (!k.Latest || k.Marker) }); err != nil {
			return err
		}
		if err := deleted.Erase(ctx); err != nil {
			return err
		}
		return b.Create(ctx, key, note)
	}
	_, err = b.Swap(ctx, key, f.manifest, note)
	if errors.Is(err, errors.ErrUnsupported) {
		err = b.Put(ctx, key, note)
	}
	return err
}

// repair makes the copies again of a release that another run made public in the
// meantime: some of them may have been taken for stale.
func (t *Traces) repair(ctx context.Context, b *store.Bucket) error {
	for range rounds {
		now, err := Read(ctx, b)
		if err != nil || now == nil || t.public != nil && now.Pointer.Nonce == t.public.Pointer.Nonce {
			return err
		}
		if err := projection(ctx, b, now); err != nil {
			return err
		}
		t.public = now
	}
	return nil
}
