package archive

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

const (
	stateKey = "state.json"
	format   = 1         // of the state; FORMAT.md
	maxState = 256 << 20 // bytes
)

// A state is the document that remembers.
type state struct {
	Format    int                   `json:"format"`
	Origins   map[string]origin     `json:"origins"`           // by source.Key
	Documents map[string][]Accepted `json:"documents"`         // by identifier, oldest first
	Account   string                `json:"account,omitempty"` // SHA-256 of the account in force; see memory.go

	Withdrawn map[string][]Withdrawal `json:"withdrawn,omitempty"` // by identifier, oldest first
}

// An origin is a source.Seen, as it is written.
type origin struct {
	SHA256       string `json:"sha256"`
	ETag         string `json:"etag,omitempty"`
	LastModified string `json:"last_modified,omitempty"`
}

// An Accepted is a submission that became a version of a document.
type Accepted struct {
	SHA256  string `json:"sha256"`  // of its bytes, in hex
	Version int64  `json:"version"` // of the document, as it says itself
	Date    string `json:"date"`    // of the document, as it says itself
	Source  string `json:"source"`  // where it was first received from
	Origin  string `json:"origin"`  // at that source; never published
}

func empty() state {
	return state{Format: format, Origins: map[string]origin{}, Documents: map[string][]Accepted{}}
}

// encode returns the one way to write a state: equal states have equal bytes.
func (s state) encode() ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	err := e.Encode(s)
	return out.Bytes(), err
}

// decode reads a state strictly: what this program would lose by writing the
// state again is an error. Errors name the state and the place in it.
func decode(data []byte) (state, error) {
	t, err := tree.ParseJSON(data, tree.Limits{Values: maxState})
	if err != nil {
		return state{}, fmt.Errorf("read %s: %w", stateKey, err)
	}
	if f := t.Root.Member("format"); f == nil || f.Text != fmt.Sprint(format) {
		return state{}, fmt.Errorf("read %s: not of format %d; another version of canevas may have written it", stateKey, format)
	}
	s := empty()
	if err = t.Unmarshal(&s); err == nil {
		err = s.check()
	}
	if err != nil {
		return state{}, fmt.Errorf("read %s: %w", stateKey, err)
	}
	return s, nil
}

// check says what of a state leads nowhere.
func (s state) check() error {
	if s.Origins == nil || s.Documents == nil {
		return errors.New("expected objects at /origins and /documents")
	}
	if s.Account != "" && !isHash(s.Account) {
		return errors.New("/account: expected 64 hexadecimal digits")
	}
	for _, key := range slices.Sorted(maps.Keys(s.Origins)) {
		if !isHash(s.Origins[key].SHA256) {
			return fmt.Errorf("/origins/%s/sha256: expected 64 hexadecimal digits", tree.Escape(key))
		}
	}
	for _, id := range slices.Sorted(maps.Keys(s.Documents)) {
		for i, x := range s.Documents[id] {
			if !isHash(x.SHA256) {
				return fmt.Errorf("/documents/%s/%d/sha256: expected 64 hexadecimal digits", tree.Escape(id), i)
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(s.Withdrawn)) {
		for i, w := range s.Withdrawn[id] {
			if err := w.check(); err != nil {
				return fmt.Errorf("/withdrawn/%s/%d%w", tree.Escape(id), i, err)
			}
		}
	}
	return nil
}
