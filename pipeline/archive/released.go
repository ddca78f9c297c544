package archive

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/concertations-ia/canevas/pipeline/store"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// What people have released stands in an object of its own, so that a run that
// is under way and a person at work do not get in each other's way: a run only
// reads it, once, when it begins.
const (
	releasedKey    = "released.json"
	releasedFormat = 1
	maxReleased    = 64 << 20 // bytes
)

// swaps is how often a release is tried where others are writing theirs. Each
// time it fails, one of them has succeeded.
const swaps = 50

// A Hold is a finding that keeps a submission back: its rule, and where it
// stands.
type Hold struct {
	Rule    string `json:"rule"`
	Pointer string `json:"pointer"` // RFC 6901, into the submission
}

// A Released is the word of a person that the bytes of a submission may be
// published although findings hold them. It covers these findings only.
type Released struct {
	Holds  []Hold `json:"holds"`
	Reason string `json:"reason"` // never published
	Time   string `json:"time"`   // RFC 3339, in UTC
}

// check says what of a release says nothing.
func (r Released) check() error {
	if len(r.Holds) == 0 || slices.ContainsFunc(r.Holds, func(h Hold) bool { return h.Rule == "" }) {
		return errors.New("/holds: expected the rules that are released")
	}
	if strings.TrimSpace(r.Reason) == "" || !utf8.ValidString(r.Reason) {
		return errors.New("/reason: expected a reason")
	}
	if !isTime(r.Time) {
		return errors.New("/time: expected a time such as 2026-11-02T09:00:00Z")
	}
	return nil
}

// says reports whether a release was given for the reason of another, and for
// all the holds of that one at least.
func (r Released) says(other Released) bool {
	missing := func(h Hold) bool { return !slices.Contains(r.Holds, h) }
	return r.Reason == other.Reason && !slices.ContainsFunc(other.Holds, missing)
}

// equal reports whether two releases are one.
func (r Released) equal(other Released) bool {
	return r.Reason == other.Reason && r.Time == other.Time && slices.Equal(r.Holds, other.Holds)
}

// Released returns what people have released of the submission of a hash, in the
// order in which they did. What they released before it was withdrawn counts no
// more.
func (a *Archive) Released(sha256 string) []Released {
	return a.since(sha256, a.released.Released[sha256])
}

// Release adds to what people have released of the submission of a hash. It
// lasts once Release returns nil, needs no [Archive.Save], and loses nothing that
// others release at the same time. Nothing is added where all of it was released
// for the same reason before. A submission that was withdrawn can be released
// only later than that, and not if it was purged. It is safe to repeat.
func (a *Archive) Release(ctx context.Context, sha256 string, r Released) (added bool, err error) {
	if !isHash(sha256) {
		return false, fmt.Errorf("release in archive %v: %q is not the hash of a submission", a.bucket, sha256)
	}
	if err = r.check(); err == nil {
		err = a.checkSince(sha256, r)
	}
	if err == nil {
		added, err = a.release(ctx, sha256, r)
	}
	if err != nil {
		return false, fmt.Errorf("release in archive %v: %w", a.bucket, err)
	}
	return added, nil
}

// release writes a release on top of those there are. When the answer of the
// store was lost the write that beat ours may be ours, so what the store holds
// decides.
func (a *Archive) release(ctx context.Context, sha256 string, r Released) (added bool, err error) {
	for range swaps {
		all, version, readErr := readReleased(ctx, a.bucket)
		if readErr != nil {
			return false, errors.Join(err, readErr)
		}
		a.released = all
		before := a.since(sha256, all.Released[sha256])
		switch {
		case err != nil && slices.ContainsFunc(before, r.equal):
			return true, nil
		case err != nil && !errors.Is(err, ErrChanged):
			return false, err
		case slices.ContainsFunc(before, func(old Released) bool { return old.says(r) }):
			return false, nil
		}
		next := all.with(sha256, r)
		var data []byte
		if data, err = next.encode(); err != nil {
			return false, err
		}
		if _, err = a.bucket.Swap(ctx, releasedKey, version, store.Bytes(data, "application/json", "no-store")); err == nil {
			a.released = next
			return true, nil
		}
	}
	return false, err
}

// A releasedState is everything that people have released.
type releasedState struct {
	Format   int                   `json:"format"`
	Released map[string][]Released `json:"released"` // by SHA-256 of the bytes, oldest first
}

// readReleased reads what people have released, and its version. Where nobody
// has released anything there is no object, and the version is zero.
func readReleased(ctx context.Context, b *store.Bucket) (releasedState, store.Version, error) {
	s := releasedState{Format: releasedFormat, Released: map[string][]Released{}}
	data, info, err := b.Read(ctx, releasedKey, maxReleased)
	if errors.Is(err, store.ErrNotExist) {
		return s, "", nil
	}
	if err == nil {
		err = s.decode(data)
	}
	return s, info.Version, err
}

// with returns it with one release more.
func (s releasedState) with(sha256 string, r Released) releasedState {
	s.Released = maps.Clone(s.Released)
	s.Released[sha256] = append(slices.Clip(s.Released[sha256]), r)
	return s
}

// encode returns the one way to write it.
func (s releasedState) encode() ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	err := e.Encode(s)
	return out.Bytes(), err
}

// decode reads it strictly, as a state is read: nobody's word may be lost by
// writing that of another.
func (s *releasedState) decode(data []byte) error {
	t, err := tree.ParseJSON(data, tree.Limits{Values: maxReleased})
	if err != nil {
		return fmt.Errorf("read %s: %w", releasedKey, err)
	}
	if f := t.Root.Member("format"); f == nil || f.Text != fmt.Sprint(releasedFormat) {
		return fmt.Errorf("read %s: not of format %d; another version of canevas may have written it", releasedKey, releasedFormat)
	}
	if err = t.Unmarshal(s); err == nil {
		err = s.check()
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", releasedKey, err)
	}
	return nil
}

// check says what of it leads nowhere.
func (s releasedState) check() error {
	if s.Released == nil {
		return errors.New("expected an object at /released")
	}
	for _, sha256 := range slices.Sorted(maps.Keys(s.Released)) {
		if !isHash(sha256) {
			return fmt.Errorf("/released/%s: expected 64 hexadecimal digits", tree.Escape(sha256))
		}
		for i, r := range s.Released[sha256] {
			if err := r.check(); err != nil {
				return fmt.Errorf("/released/%s/%d%w", sha256, i, err)
			}
		}
	}
	return nil
}
