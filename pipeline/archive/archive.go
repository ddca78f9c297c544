// Package archive is the private memory between two runs: every submission as
// it was received, what each source last saw, and which submissions of a
// document were accepted, in order. FORMAT.md beside this file describes it.
//
// The rules are:
//
//   - It is never public: it holds what people sent, and where from.
//   - Received bytes are kept under their hash, once, and never change.
//   - What people released stands in one document, which only grows, and which a
//     run only reads.
//   - Everything else is one document, replaced as a whole by compare-and-swap:
//     of two runs at once the second to finish says so and changes nothing.
//   - Nothing is forgotten because a source no longer gives it.
package archive

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/concertations-ia/canevas/pipeline/source"
	"github.com/concertations-ia/canevas/pipeline/store"
)

var _ source.Memory = (*Archive)(nil)

// ErrChanged reports that another run has saved the archive since it was
// opened. It is the store's error of that meaning.
var ErrChanged = store.ErrChanged

// An Archive is what is known at the beginning of a run, and what the run adds.
// Additions last once [Archive.Save] returns nil, but for the bytes of
// submissions and what people release, which last at once. An Archive is for one
// goroutine, except that Keep, Raw, Submission and Released may be called by
// several.
type Archive struct {
	bucket   *store.Bucket
	state    state
	saved    []byte            // the state as the store holds it
	version  store.Version     // of saved; zero: there is none yet
	added    bool              // something was added to the state, which may have been there before
	unread   bool              // the account of the state could not be read
	released releasedState     // as it was last read
	covers   map[string]*Cover // what was withdrawn, by hash
}

// Open reads the archive of a bucket. A bucket without one holds an empty one.
// What is there and cannot be read is an error, never an empty archive: nothing
// may be forgotten in silence.
func Open(ctx context.Context, b *store.Bucket) (*Archive, error) {
	a := &Archive{bucket: b, state: empty()}
	data, info, err := b.Read(ctx, stateKey, maxState)
	switch {
	case errors.Is(err, store.ErrNotExist):
		a.saved, err = a.state.encode()
	case err == nil:
		a.saved, a.version = data, info.Version
		a.state, err = decode(data)
	}
	if err == nil {
		a.covers = a.state.covers()
		a.released, _, err = readReleased(ctx, b)
	}
	if err != nil {
		return nil, fmt.Errorf("open archive %v: %w", b, err)
	}
	return a, nil
}

// Seen returns what was last seen under a key of [source.Key].
func (a *Archive) Seen(key string) (source.Seen, bool) {
	seen, known := a.state.Origins[key]
	return source.Seen(seen), known
}

// Remember replaces what was last seen under a key of [source.Key].
func (a *Archive) Remember(key string, s source.Seen) {
	a.state.Origins[key] = origin(s)
	a.added = true
}

// Documents returns the identifiers of all documents ever accepted, sorted.
func (a *Archive) Documents() []string {
	return slices.Sorted(maps.Keys(a.state.Documents))
}

// History returns the accepted submissions of a document, the oldest first; the
// last one is what is published of it.
func (a *Archive) History(documentID string) []Accepted {
	return slices.Clone(a.state.Documents[documentID])
}

// Accept adds an accepted submission to the history of a document. One that is
// in the history already stays where it is: sources give old files again.
func (a *Archive) Accept(documentID string, x Accepted) {
	history := a.state.Documents[documentID]
	same := func(before Accepted) bool { return before.SHA256 == x.SHA256 }
	if !slices.ContainsFunc(history, same) {
		a.state.Documents[documentID] = append(history, x)
		a.added = true
	}
}

// Reopen opens the archive as it is by now, without what this run added.
func (a *Archive) Reopen(ctx context.Context) (*Archive, error) { return Open(ctx, a.bucket) }

// Save makes what the run added last. It writes nothing when nothing was added,
// and wraps [ErrChanged] when somebody else has saved since [Open], even then:
// what the run is about to publish may have been withdrawn. It may be called
// again.
func (a *Archive) Save(ctx context.Context) error {
	if err := a.save(ctx); err != nil {
		return fmt.Errorf("save archive %v: %w", a.bucket, err)
	}
	a.added = false
	return nil
}

func (a *Archive) save(ctx context.Context) error {
	if !a.added {
		return a.unmoved(ctx)
	}
	data, err := a.state.encode()
	if err != nil {
		return err
	}
	if string(data) == string(a.saved) {
		return a.unmoved(ctx)
	}
	version, err := a.swap(ctx, data)
	if err == nil {
		a.saved, a.version = data, version
	}
	return err
}

// unmoved reports ErrChanged unless the store holds the state that was opened.
func (a *Archive) unmoved(ctx context.Context) error {
	info, err := a.bucket.Stat(ctx, stateKey)
	switch {
	case errors.Is(err, store.ErrNotExist) && a.version == "":
		return nil
	case errors.Is(err, store.ErrNotExist):
		return ErrChanged
	case err != nil || info.Version == a.version:
		return err
	}
	held, _, err := a.bucket.Read(ctx, stateKey, maxState)
	if err == nil && string(held) != string(a.saved) {
		err = ErrChanged
	}
	return err
}

// swap writes the state over the one that was opened. When the answer of the
// store was lost the write that beat ours may be ours, so what the store holds
// decides.
func (a *Archive) swap(ctx context.Context, data []byte) (store.Version, error) {
	version, err := a.bucket.Swap(ctx, stateKey, a.version, store.Bytes(data, "application/json", "no-store"))
	if err == nil {
		return version, nil
	}
	held, info, readErr := a.bucket.Read(ctx, stateKey, maxState)
	if readErr == nil && string(held) == string(data) {
		return info.Version, nil
	}
	return "", err
}
