// Package publish makes a release visible to the world, all of it or none.
//
// The rules are:
//
//   - Files live under their release's name and are never overwritten.
//   - current.json is the object that programs start from. It changes by
//     compare-and-swap, once everything it leads to is in place: of two runs
//     one loses, and says so.
//   - What follows the pointer, the copies at stable addresses, is a projection
//     that the next run repairs.
//   - After a failure whose outcome is not known nothing is cleaned up.
//
// A run that dies at any point therefore leaves one whole release public, the
// old one or the new one, and running again picks up where it stopped.
//
// FORMAT.md of package release describes the files.
package publish

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// The errors that callers branch on, beside those of package store.
var (
	// ErrConflict means that another run published first.
	ErrConflict = errors.New("another run published first")
	// ErrUnknown means that the pointer was sent, its answer was lost, and it
	// cannot be read back: the release may be public or not. What is public is
	// whole either way, and running again finds out.
	ErrUnknown = errors.New("whether the release is public is not known")
)

// A Receipt says what Publish did.
type Receipt struct {
	Release    string   `json:"release"`
	Generation int64    `json:"generation"`
	Unchanged  bool     `json:"unchanged"` // the same content was public already
	Uploaded   int      `json:"uploaded"`  // files written under releases/
	Notes      []string `json:"notes,omitempty"`
}

// note adds a remark for the operator.
func (r *Receipt) note(format string, args ...any) {
	r.Notes = append(r.Notes, fmt.Sprintf(format, args...))
}

// Publish makes r public in b, in place of before (nil: nothing is public
// yet). When r says what is public already, nothing is written, unless the
// copies under latest/ are those of an earlier release: they are repaired.
//
// Publish returns nil exactly when r's content is public, or was while it ran.
// It is safe to repeat. Beside the errors of package store it reports
// [ErrConflict], [ErrUnknown], and [store.ErrExist] when other bytes stand
// under the name of one of the release's files: then nothing is public that
// was not before.
func Publish(ctx context.Context, b *store.Bucket, r *release.Release, before *Public) (Receipt, error) {
	var receipt Receipt
	var err error
	if before != nil && before.Manifest.Content == r.Manifest.Content {
		receipt = Keep(ctx, b, before)
	} else {
		receipt, err = replace(ctx, b, r, before)
	}
	if err != nil {
		return Receipt{}, fmt.Errorf("publish release %s: %w", r.Manifest.Release, err)
	}
	return receipt, nil
}

// Keep is [Publish] for a release that says what is public already. It repairs
// the copies under latest/ where need be.
func Keep(ctx context.Context, b *store.Bucket, before *Public) Receipt {
	receipt := Receipt{Release: before.Pointer.Release, Generation: before.Pointer.Generation, Unchanged: true}
	if whole, err := isProjected(ctx, b, before); err != nil || !whole {
		receipt.project(ctx, b)
	}
	return receipt
}

// replace makes r public in place of before.
func replace(ctx context.Context, b *store.Bucket, r *release.Release, before *Public) (Receipt, error) {
	if err := checkKeys(r.Manifest.Files); err != nil {
		return Receipt{}, err
	}
	pointer, err := next(r, before)
	if err != nil {
		return Receipt{}, err
	}
	found, err := probe(ctx, b, pointer.Nonce)
	if err != nil {
		return Receipt{}, err
	}
	receipt := Receipt{Release: pointer.Release, Generation: pointer.Generation}
	if receipt.Uploaded, err = upload(ctx, b, r, before); err != nil {
		return receipt, err
	}
	return receipt, receipt.commit(ctx, commit{bucket: b, pointer: pointer, files: r.Manifest.Files, before: before}, found)
}

// probe finds out what the storage does. Some of its requests are sent only
// once, and storages do get busy.
func probe(ctx context.Context, b *store.Bucket, nonce string) (store.Capabilities, error) {
	found, err := b.Probe(ctx, nonce)
	if errors.Is(err, store.ErrUnavailable) {
		found, err = b.Probe(ctx, nonce+"-again")
	}
	return found, err
}

// commit makes public what c says, by the means of the storage, and then the
// copies.
func (r *Receipt) commit(ctx context.Context, c commit, found store.Capabilities) error {
	var err error
	if found.Conditional {
		err = c.swap(ctx)
	} else {
		r.note("the storage ignores conditional writes: this was published as the only writer, and no two runs may publish to it at once")
		err = c.alone(ctx, found)
	}
	if err == nil {
		r.project(ctx, c.bucket)
	}
	return err
}

// newNonce draws what tells one attempt from all others.
func newNonce() string { return strings.ToLower(rand.Text()) }

// next returns the pointer that makes r public on top of before.
func next(r *release.Release, before *Public) (Pointer, error) {
	manifest := r.Artifacts[len(r.Artifacts)-1]
	if manifest.Path != release.ManifestPath {
		return Pointer{}, fmt.Errorf("the last artifact is %s, not %s", manifest.Path, release.ManifestPath)
	}
	return successor(&r.Manifest, manifest.SHA256, before)
}

// successor returns the pointer that makes the release of a manifest, whose file
// has the hash sum, public on top of before.
func successor(m *release.Manifest, sum string, before *Public) (Pointer, error) {
	p := Pointer{Generation: 1, Release: m.Release, Manifest: sum, Nonce: newNonce(), Time: m.Created}
	if before != nil {
		p.Generation, p.Previous = before.Pointer.Generation+1, before.Pointer.Release
	}
	return p, p.check()
}
