package reader

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
)

// A reading counts and hashes the bytes on their way, and keeps the error it
// met, so that whoever parses them need not tell it from their own.
type reading struct {
	from io.Reader
	hash hash.Hash
	size int64
	err  error
}

func newReading(r io.Reader) *reading { return &reading{from: r, hash: sha256.New()} }

// Read reads on. After an error it gives that error again.
func (r *reading) Read(p []byte) (int, error) {
	if r.err != nil {
		return 0, r.err
	}
	n, err := r.from.Read(p)
	r.hash.Write(p[:n])
	r.size += int64(n)
	if err != nil && err != io.EOF {
		r.err = err
	}
	return n, err
}

// sum is the SHA-256, in hex, of what was read so far.
func (r *reading) sum() string { return hex.EncodeToString(r.hash.Sum(nil)) }
