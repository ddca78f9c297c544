package publish

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/store"
)

// An EarlierError says why there is no going back to a release, and to which
// ones there is.
type EarlierError struct {
	Release string
	Reason  error
	Earlier []string // see [Earlier]
}

// Error returns the reason, then the releases, one a line.
func (e *EarlierError) Error() string {
	text := fmt.Sprintf("there is no going back to release %s: %v", e.Release, e.Reason)
	if len(e.Earlier) == 0 {
		return text + "; nor to any other"
	}
	return text + "; only to\n  " + strings.Join(e.Earlier, "\n  ")
}

// A WithdrawnError says that a release holds documents that were withdrawn
// since. A withdrawal is for good: there is no way round.
type WithdrawnError struct {
	Release   string
	Documents []string // identifiers
}

// Error names the documents, one a line.
func (e *WithdrawnError) Error() string {
	return fmt.Sprintf("release %s holds what was withdrawn since, and a withdrawal is for good:\n  %s", e.Release, strings.Join(e.Documents, "\n  "))
}

var errNeverPublic = errors.New("it was never public")

// Rollback makes a release public again that was public before, as a new
// generation that names its files where they are. Before that it makes sure that
// they are, and saves the release from [Collect]. When the release is public
// already, only copies under latest/ are repaired.
//
// Rollback returns nil exactly when the release is public, or was while it ran.
// It is safe to repeat. Beside the errors of [Publish] it reports
// [*EarlierError] and [*WithdrawnError]: then nothing was made public.
func Rollback(ctx context.Context, b *store.Bucket, id string, before *Public) (Receipt, error) {
	if before != nil && before.Pointer.Release == id {
		return Keep(ctx, b, before), nil
	}
	p, err := findPast(ctx, b, id, before)
	if err != nil {
		return Receipt{}, err
	}
	if err := p.save(ctx, b, before); err != nil {
		return Receipt{}, err
	}
	receipt, err := p.restore(ctx, b, before)
	if err != nil {
		return Receipt{}, fmt.Errorf("go back to release %s: %w", id, err)
	}
	return receipt, nil
}

// PlanRollback returns the receipt that [Rollback] would give, or its refusal,
// and writes nothing.
func PlanRollback(ctx context.Context, b *store.Bucket, id string, before *Public) (Receipt, error) {
	if before != nil && before.Pointer.Release == id {
		return Receipt{Release: id, Generation: before.Pointer.Generation, Unchanged: true}, nil
	}
	p, err := findPast(ctx, b, id, before)
	if err != nil {
		return Receipt{}, err
	}
	m, err := readMarks(ctx, b)
	if err == nil && m.Marks[releaseUnit(id)].Deleting {
		err = ErrCollected
	}
	if err == nil {
		err = p.whole(ctx, b)
	}
	if err != nil {
		return Receipt{}, p.refuse(ctx, b, before, err)
	}
	return Receipt{Release: id, Generation: before.Pointer.Generation + 1}, nil
}

// findPast returns what was public under a name. It refuses one that holds what
// was withdrawn since, without having looked at its files.
func findPast(ctx context.Context, b *store.Bucket, id string, before *Public) (*past, error) {
	wanted := past{pointer: Pointer{Release: id}}
	if before == nil {
		return nil, &EarlierError{Release: id, Reason: errNeverPublic}
	}
	for p, err := range pasts(ctx, b, before) {
		switch {
		case err != nil:
			return nil, fmt.Errorf("look for release %s: %w", id, err)
		case p.pointer.Release != id:
		case p.missing != nil:
			return nil, wanted.refuse(ctx, b, before, p.missing)
		case len(p.withdrawn) > 0:
			return nil, &WithdrawnError{Release: id, Documents: p.withdrawn}
		default:
			return p, nil
		}
	}
	return nil, wanted.refuse(ctx, b, before, errNeverPublic)
}

// save takes the mark away that would have the release deleted, and then looks
// whether all of it is there.
func (p *past) save(ctx context.Context, b *store.Bucket, before *Public) error {
	err := unmark(ctx, b, p.pointer.Release)
	if err == nil {
		err = p.whole(ctx, b)
	}
	if err != nil {
		return p.refuse(ctx, b, before, err)
	}
	return nil
}

// refuse returns why there is no going back to a release, unless err is of the
// storage rather than about the release.
func (p *past) refuse(ctx context.Context, b *store.Bucket, before *Public, err error) error {
	if isOfStorage(ctx, err) {
		return fmt.Errorf("look at release %s: %w", p.pointer.Release, err)
	}
	earlier, listing := Earlier(ctx, b, before)
	if listing != nil {
		return fmt.Errorf("there is no going back to release %s: %v; which ones there are: %w", p.pointer.Release, err, listing)
	}
	return &EarlierError{Release: p.pointer.Release, Reason: err, Earlier: earlier}
}

// isOfStorage reports whether an error says nothing of what is stored.
func isOfStorage(ctx context.Context, err error) bool {
	if ctx.Err() != nil {
		return true
	}
	for _, of := range []error{store.ErrUnavailable, store.ErrDenied, store.ErrNoBucket, store.ErrChanged} {
		if errors.Is(err, of) {
			return true
		}
	}
	return false
}

// restore makes the release public in place of before.
func (p *past) restore(ctx context.Context, b *store.Bucket, before *Public) (Receipt, error) {
	pointer, err := successor(&p.manifest, p.pointer.Manifest, before)
	if err != nil {
		return Receipt{}, err
	}
	found, err := probe(ctx, b, pointer.Nonce)
	if err != nil {
		return Receipt{}, err
	}
	receipt := Receipt{Release: pointer.Release, Generation: pointer.Generation}
	return receipt, receipt.commit(ctx, commit{bucket: b, pointer: pointer, files: p.manifest.Files, before: before}, found)
}
