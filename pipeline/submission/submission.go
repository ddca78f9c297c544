// Package submission is one canevas file as it was received, and how its bytes
// become a tree.
package submission

import (
	"crypto/sha256"
	"encoding/hex"
)

// A Submission is one file as received, with its provenance. Raw is never
// changed and never published.
type Submission struct {
	Source string // name of the source it came from, as configured
	Origin string // path, URL or key at that source; may hold a person's name: never published
	Raw    []byte
	SHA256 string // of Raw, in hex
	Line   int    // of the file that it was a line of, from 1; 0 for a whole file. See [Split]

	// Reread returns the bytes again, as they are by then; nil where the source
	// would have to ask for them again.
	Reread func() ([]byte, error)
}

// New returns the submission of raw bytes received from origin.
func New(source, origin string, raw []byte) Submission {
	sum := sha256.Sum256(raw)
	return Submission{Source: source, Origin: origin, Raw: raw, SHA256: hex.EncodeToString(sum[:])}
}

// ID is the public name of a submission: the first 16 characters of the hash
// of its bytes. It says nothing about who sent it.
func (s Submission) ID() string { return s.SHA256[:16] }
