package archive

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// A Withdrawal is the word of a person that a document is taken out of what is
// public. It covers the submissions that claimed to be the document at that
// moment, whatever had become of them, and no others.
type Withdrawal struct {
	Reason      string      `json:"reason"`           // published
	Time        string      `json:"time"`             // RFC 3339, in UTC
	Purged      bool        `json:"purged,omitempty"` // the bytes are to be erased for good
	Submissions []Withdrawn `json:"submissions"`
}

// A Withdrawn is a submission as the record of its withdrawal tells of it: all
// that is left to say of one that was purged.
type Withdrawn struct {
	SHA256  string `json:"sha256"`            // of its bytes, in hex
	Version int64  `json:"version,omitempty"` // of the document, as it said itself; 0 where that could not be read
	Date    string `json:"date,omitempty"`    // of the document, as it said itself
}

// A Cover is a submission with the withdrawal that covers it.
type Cover struct {
	Document string // identifier
	Reason   string
	Time     string
	Purged   bool
	Withdrawn
}

// Withdraw records the withdrawal of a document, which lasts once [Archive.Save]
// returns nil. Submissions in it that are covered already are covered by this
// one from now on.
func (a *Archive) Withdraw(documentID string, w Withdrawal) {
	if a.state.Withdrawn == nil {
		a.state.Withdrawn = map[string][]Withdrawal{}
	}
	a.state.Withdrawn[documentID] = append(a.state.Withdrawn[documentID], w)
	a.added, a.covers = true, a.state.covers()
}

// Purge records that the bytes of all that was withdrawn of a document are to be
// erased, so that no release of it brings them back. It lasts once
// [Archive.Save] returns nil.
func (a *Archive) Purge(documentID string) {
	for i := range a.state.Withdrawn[documentID] {
		w := &a.state.Withdrawn[documentID][i]
		a.added = a.added || !w.Purged
		w.Purged = true
	}
	a.covers = a.state.covers()
}

// Withdrawals returns the withdrawals of a document, the oldest first.
func (a *Archive) Withdrawals(documentID string) []Withdrawal {
	return slices.Clone(a.state.Withdrawn[documentID])
}

// WithdrawnDocuments returns the identifiers of all documents ever withdrawn,
// sorted.
func (a *Archive) WithdrawnDocuments() []string {
	return slices.Sorted(maps.Keys(a.state.Withdrawn))
}

// Cover returns the withdrawal in force of the submission of a hash, or nil where
// it is not withdrawn: never was, or a person has released it since and its bytes
// are there.
func (a *Archive) Cover(sha256 string) *Cover {
	c := a.covers[sha256]
	if c == nil || !c.Purged && a.Released(sha256) != nil {
		return nil
	}
	return c
}

// Covers returns all submissions that are withdrawn, sorted by hash.
func (a *Archive) Covers() []*Cover {
	var all []*Cover
	for _, sha256 := range slices.Sorted(maps.Keys(a.covers)) {
		if c := a.Cover(sha256); c != nil {
			all = append(all, c)
		}
	}
	return all
}

// since returns those releases of the submission of a hash that came after its
// latest withdrawal, which took back all that was released before.
func (a *Archive) since(sha256 string, all []Released) []Released {
	c := a.covers[sha256]
	if c == nil {
		return slices.Clone(all)
	}
	var later []Released
	for _, r := range all {
		if compareTimes(r.Time, c.Time) > 0 {
			later = append(later, r)
		}
	}
	return later
}

// checkSince says why a release would have no effect on the submission of a hash
// that was withdrawn.
func (a *Archive) checkSince(sha256 string, r Released) error {
	c := a.covers[sha256]
	switch {
	case c == nil:
		return nil
	case c.Purged:
		return fmt.Errorf("the submission was withdrawn at %s, and its bytes erased", c.Time)
	case compareTimes(r.Time, c.Time) <= 0:
		return fmt.Errorf("the submission was withdrawn at %s, which is not before %s", c.Time, r.Time)
	}
	return nil
}

// covers returns the latest withdrawal of each submission, by its hash.
func (s state) covers() map[string]*Cover {
	all := map[string]*Cover{}
	for _, id := range slices.Sorted(maps.Keys(s.Withdrawn)) {
		for _, w := range s.Withdrawn[id] {
			for _, x := range w.Submissions {
				before := all[x.SHA256]
				if before == nil || compareTimes(before.Time, w.Time) <= 0 {
					all[x.SHA256] = &Cover{Document: id, Reason: w.Reason, Time: w.Time, Purged: w.Purged, Withdrawn: x}
				}
			}
		}
	}
	return all
}

// check says what of a withdrawal says nothing.
func (w Withdrawal) check() error {
	if strings.TrimSpace(w.Reason) == "" || !utf8.ValidString(w.Reason) {
		return errors.New("/reason: expected a reason")
	}
	if !isTime(w.Time) {
		return errors.New("/time: expected a time such as 2026-11-02T09:00:00Z")
	}
	for i, x := range w.Submissions {
		if !isHash(x.SHA256) {
			return fmt.Errorf("/submissions/%d/sha256: expected 64 hexadecimal digits", i)
		}
	}
	return nil
}

// isTime reports whether a text is a time of RFC 3339 in UTC.
func isTime(text string) bool {
	at, err := time.Parse(time.RFC3339, text)
	return err == nil && at.Location() == time.UTC
}

// compareTimes orders two times that [isTime] has seen.
func compareTimes(a, b string) int {
	x, errX := time.Parse(time.RFC3339, a)
	y, errY := time.Parse(time.RFC3339, b)
	if errX != nil || errY != nil {
		return cmp.Compare(a, b)
	}
	return x.Compare(y)
}
