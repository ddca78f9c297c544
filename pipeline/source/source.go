// Package source is where submissions come from, and the only reader of the
// outside world: a folder, a list of web addresses, the inbox of a bucket.
//
// The rules are:
//
//   - What a source yields is whole: a file too long, cut short or that is
//     visibly an error page is an [ItemError], never a submission.
//   - A fault of one origin stops no other. A fault of the whole source ends
//     its stream, so that nobody takes a shorter stream for a smaller source.
//   - What has not changed since the last run is not asked for again.
//   - No error holds a password or a token of an address.
package source

import (
	"bytes"
	"context"
	"io"
	"iter"
	"net/url"
	"path"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/submission"
)

// A Source is a place where submissions arrive.
type Source interface {
	// Name is the name of the source, as configured.
	Name() string

	// Pull yields every submission of the source, in an order that depends
	// only on their origins. With an [*ItemError] the submission is missing
	// and the stream goes on; with any other error it ends, because the whole
	// source cannot be read: the error wraps [ErrNotFound], [ErrUnavailable],
	// [ErrEmpty] or the error of ctx.
	Pull(ctx context.Context, m Memory) iter.Seq2[submission.Submission, error]
}

// A Memory is what a source knows of earlier runs. Keys are made by [Key].
type Memory interface {
	// Seen returns what was last seen under a key.
	Seen(key string) (Seen, bool)
	// Remember replaces what was last seen under a key.
	Remember(key string, s Seen)
	// Raw returns the bytes of a submission received earlier, by their hash.
	Raw(ctx context.Context, sha256 string) ([]byte, error)
}

// Seen is what a source last saw of one origin: the bytes it gave, and the
// words by which the server will say that they have not changed.
type Seen struct {
	SHA256       string // of the bytes, in hex
	ETag         string // of an HTTP answer, or the version of an object; may be empty
	LastModified string // of an HTTP answer; empty unless it can be relied on
}

// Key names an origin of a source in a [Memory]: no two pairs have one key.
func Key(source, origin string) string { return url.QueryEscape(source) + ":" + origin }

// ignored reports whether a path is no submission by its name: hidden files
// and folders, the locks of office programs, the markers of empty folders.
func ignored(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if strings.HasPrefix(part, ".") {
			return true
		}
	}
	return strings.HasSuffix(name, "/") || strings.HasPrefix(path.Base(name), "~$")
}

// readAll reads what may become a submission, of about size bytes, without
// reading on when it is too long.
func readAll(r io.Reader, size int64) ([]byte, error) {
	room := bytes.NewBuffer(make([]byte, 0, min(max(size, 0), submission.MaxSize)+bytes.MinRead))
	_, err := room.ReadFrom(io.LimitReader(r, submission.MaxSize+1))
	raw := room.Bytes()
	if err == nil && len(raw) > submission.MaxSize {
		return nil, errTooLong
	}
	return raw, err
}
