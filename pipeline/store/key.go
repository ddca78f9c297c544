package store

import (
	"errors"
	"strings"
	"unicode/utf8"
)

// hidden begins the names that folders give to what is not an object. No key
// has a segment that begins with it.
const hidden = ".new-"

// The longest names that S3 (keys) and file systems (segments) hold, in bytes.
const (
	maxKey     = 1024
	maxSegment = 254
)

var errKey = errors.New("not a key that every storage can hold")

// readable returns the full key of an object to read. Others may have written
// it, so that accents and spaces pass, but nothing that could leave a folder.
func (b *Bucket) readable(key string) (string, error) {
	full := b.prefix + key
	if !utf8.ValidString(full) || len(full) > maxKey {
		return full, errKey
	}
	for segment := range strings.SplitSeq(full, "/") {
		if segment == "" || !isSafe(segment) {
			return full, errKey
		}
	}
	return full, nil
}

// writable returns the full key of an object to write: readable, printable
// ASCII without spaces, and segments that are file names everywhere.
func (b *Bucket) writable(key string) (string, error) {
	full, err := b.readable(key)
	if err != nil {
		return full, err
	}
	for _, r := range full {
		if r <= ' ' || r > '~' || strings.ContainsRune(`<>:"|?*`, r) {
			return full, errKey
		}
	}
	for segment := range strings.SplitSeq(full, "/") {
		if len(segment) > maxSegment || strings.HasSuffix(segment, ".") {
			return full, errKey
		}
	}
	return full, nil
}

// checkPrefix refuses a prefix of keys that are not readable.
func checkPrefix(prefix string) error {
	segments := strings.Split(prefix, "/")
	for i, segment := range segments {
		last := i == len(segments)-1
		if !isSafe(segment) || segment == "" && !last {
			return errKey
		}
	}
	return nil
}

func isSafe(segment string) bool {
	return segment != "." && segment != ".." &&
		!strings.HasPrefix(segment, hidden) && !strings.ContainsAny(segment, "\\\x00")
}
