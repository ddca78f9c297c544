package archive

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/store"
	"github.com/concertations-ia/canevas/pipeline/submission"
)

// Keep stores the bytes of a submission, so that they outlast its source. It is
// safe to repeat. Other bytes under the same hash are an error: the archive is
// damaged.
func (a *Archive) Keep(ctx context.Context, s submission.Submission) error {
	content := store.Bytes(s.Raw, "application/octet-stream", "no-store")
	if content.SHA256 != s.SHA256 {
		return fmt.Errorf("keep submission: its bytes have the hash %s, not %q", content.SHA256, s.SHA256)
	}
	kept, err := a.has(ctx, s)
	if err == nil && !kept {
		err = a.bucket.Create(ctx, rawKey(s.SHA256), content)
	}
	if err != nil {
		return fmt.Errorf("keep submission in archive %v: %w", a.bucket, err)
	}
	return nil
}

// has reports whether the bytes of a submission are kept, so that what was
// received before costs no write.
func (a *Archive) has(ctx context.Context, s submission.Submission) (bool, error) {
	info, err := a.bucket.Stat(ctx, rawKey(s.SHA256))
	switch {
	case errors.Is(err, store.ErrNotExist):
		return false, nil
	case err != nil:
		return false, err
	case info.SHA256 == "": // a store that keeps no checksum
		_, err = a.Raw(ctx, s.SHA256)
		return err == nil, err
	case info.SHA256 != s.SHA256 || info.Size != int64(len(s.Raw)):
		return false, damaged(info.Key)
	}
	return true, nil
}

// Raw returns the bytes kept under a hash, and holds them to it.
func (a *Archive) Raw(ctx context.Context, sha256 string) ([]byte, error) {
	if !isHash(sha256) {
		return nil, fmt.Errorf("read archive %v: %q is not the hash of a submission", a.bucket, sha256)
	}
	key := rawKey(sha256)
	raw, _, err := a.bucket.Read(ctx, key, submission.MaxSize)
	if err == nil && sumOf(raw) != sha256 {
		err = damaged(key)
	}
	if err != nil {
		return nil, fmt.Errorf("read archive %v: %w", a.bucket, err)
	}
	return raw, nil
}

// Submission returns an accepted submission as it was received.
func (a *Archive) Submission(ctx context.Context, x Accepted) (submission.Submission, error) {
	raw, err := a.Raw(ctx, x.SHA256)
	if err != nil {
		return submission.Submission{}, err
	}
	return submission.New(x.Source, x.Origin, raw), nil
}

func damaged(key string) error {
	return fmt.Errorf("%s: the archive is damaged: expected the bytes whose hash is its name", key)
}

// sumOf returns the SHA-256 of some bytes, in hex.
func sumOf(data []byte) string { return submission.New("", "", data).SHA256 }

func rawKey(sha256 string) string { return "raw/" + sha256[:2] + "/" + sha256 }

func isHash(text string) bool {
	return len(text) == 64 && strings.Trim(text, "0123456789abcdef") == ""
}
