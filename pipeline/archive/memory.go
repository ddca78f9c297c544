package archive

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"

	"github.com/concertations-ia/canevas/pipeline/store"
)

// What a run finds out about submissions is kept for the next ones: as packs of
// rows, and as one account that says what is in them and what became of each
// submission. Both are objects named after their bytes, which never change;
// state.json names the account in force. To the archive they are bytes.
//
// None of it is more than a saving: it can be found out again from the
// submissions. So what cannot be read is as good as nothing, and what state.json
// does not lead to may be deleted.

// maxAccount bounds the account of a run, in bytes.
const maxAccount = 1 << 30

// Account returns the account of the last run, or nil where there is none that
// can be read.
func (a *Archive) Account(ctx context.Context) ([]byte, error) {
	if a.state.Account == "" {
		return nil, nil
	}
	data, _, err := a.bucket.Read(ctx, accountKey(a.state.Account), maxAccount)
	if err == nil && sumOf(data) != a.state.Account {
		err = damaged(accountKey(a.state.Account))
	}
	if err != nil && ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if a.unread = err != nil; a.unread {
		return nil, nil
	}
	return data, nil
}

// SetAccount keeps the account of this run, which is in force once [Archive.Save]
// returns nil.
func (a *Archive) SetAccount(ctx context.Context, data []byte) error {
	c := store.Bytes(data, "application/json", "no-store")
	write := a.bucket.Create
	switch {
	case c.SHA256 != a.state.Account:
	case a.unread: // it has gone, or is damaged
		write = a.bucket.Put
	default:
		return nil
	}
	if err := write(ctx, accountKey(c.SHA256), c); err != nil {
		return fmt.Errorf("keep what was found out in archive %v: %w", a.bucket, err)
	}
	a.state.Account, a.added = c.SHA256, true
	return nil
}

// ForgetAccount has no account in force any more, once [Archive.Save] returns nil.
func (a *Archive) ForgetAccount() {
	a.added = a.added || a.state.Account != ""
	a.state.Account = ""
}

// KeepPack stores a pack of rows, of some bytes that open gives, under its
// SHA-256. It is safe to repeat.
func (a *Archive) KeepPack(ctx context.Context, sha256 string, size int64, open func() (io.ReadSeekCloser, error)) error {
	c := store.Content{Open: open, Size: size, SHA256: sha256, MediaType: "application/octet-stream", CacheControl: "no-store"}
	if err := a.bucket.Create(ctx, packKey(sha256), c); err != nil {
		return fmt.Errorf("keep rows in archive %v: %w", a.bucket, err)
	}
	return nil
}

// ErrNoPack means that a pack of rows is not there, or not what it was.
var ErrNoPack = errors.New("the rows are not in the archive any more")

// Pack writes the pack of rows of a SHA-256 to w. Other errors than [ErrNoPack] are those of
// ctx, and of w.
func (a *Archive) Pack(ctx context.Context, sum string, w io.Writer) error {
	body, info, err := a.bucket.Open(ctx, packKey(sum))
	if err == nil && info.SHA256 != "" && info.SHA256 != sum {
		err = errors.Join(damaged(info.Key), body.Close())
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNoPack, err)
	}
	defer body.Close()
	into := &sink{w: w}
	if info.SHA256 == "" { // a store that keeps no checksum
		into.hash = sha256.New()
	}
	switch _, err := io.Copy(into, body); {
	case into.err != nil:
		return into.err
	case err != nil:
		return fmt.Errorf("%w: %w", ErrNoPack, err)
	case into.hash != nil && hex.EncodeToString(into.hash.Sum(nil)) != sum:
		return fmt.Errorf("%w: %w", ErrNoPack, damaged(info.Key))
	}
	return nil
}

// A sink tells the errors of a writer from those of what is copied to it.
type sink struct {
	w    io.Writer
	hash hash.Hash // of what is written; may be nil
	err  error
}

// Write writes, and keeps the error.
func (s *sink) Write(p []byte) (int, error) {
	if s.hash != nil {
		s.hash.Write(p)
	}
	n, err := s.w.Write(p)
	s.err = err
	return n, err
}

func accountKey(sha256 string) string { return "accounts/" + sha256 + ".json" }

func packKey(sha256 string) string { return "packs/" + sha256 }
