package source

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"

	"github.com/concertations-ia/canevas/pipeline/store"
	"github.com/concertations-ia/canevas/pipeline/submission"
)

// The errors that end a stream, because they concern a source as a whole.
var (
	ErrNotFound    = errors.New("no such folder or bucket")
	ErrUnavailable = errors.New("the source cannot be read")
	ErrEmpty       = errors.New("the source holds no file")
)

// An ItemError says why one origin of a source gave no submission. It has
// neither password nor token, and at most 200 characters from outside.
type ItemError struct {
	Origin    string // path, URL or key; may hold a person's name: never published
	Transient bool   // the next run may well succeed: nothing is wrong with the submission
	Err       error
}

// Error returns the origin and the reason.
func (e *ItemError) Error() string { return e.Origin + ": " + e.Err.Error() }

// Unwrap returns the reason.
func (e *ItemError) Unwrap() error { return e.Err }

// A fault is a reason of our own words for having no bytes. Whatever is not a
// fault came from the network or the disk, and may pass.
type fault struct {
	text      string
	transient bool
}

func (f *fault) Error() string { return f.text }

var errTooLong = refuse("longer than the %d MiB a submission may have", submission.MaxSize>>20)

// refuse returns a fault that stays until somebody does something about it.
func refuse(format string, args ...any) error {
	return &fault{text: clip(fmt.Sprintf(format, args...))}
}

// interrupt returns a fault that may pass by itself.
func interrupt(format string, args ...any) error {
	return &fault{text: clip(fmt.Sprintf(format, args...)), transient: true}
}

func transient(err error) bool {
	f, ours := errors.AsType[*fault](err)
	return !ours || f.transient
}

// itemError says that an origin gave no submission because of err.
func itemError(origin string, err error) *ItemError {
	return &ItemError{Origin: origin, Transient: transient(err), Err: reason(err)}
}

// reason returns what went wrong without the wrappings that repeat where: they
// quote addresses whole, tokens included.
func reason(err error) error {
	if f, ours := errors.AsType[*fault](err); ours {
		return f
	}
	if e, is := errors.AsType[*fs.PathError](err); is {
		return e.Err
	}
	if e, is := errors.AsType[*url.Error](err); is {
		return errors.New(clip(e.Err.Error()))
	}
	return err
}

// ends reports whether an error is the last of its stream.
func ends(err error) bool {
	_, item := errors.AsType[*ItemError](err)
	return err != nil && !item
}

// sourceError says that the source called name cannot be read at all.
func sourceError(ctx context.Context, name string, err error) error {
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("read source %s: %w", name, ctx.Err())
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, store.ErrNoBucket):
		return fmt.Errorf("read source %s: %w: %w", name, ErrNotFound, err)
	}
	return fmt.Errorf("read source %s: %w: %w", name, ErrUnavailable, err)
}

func timedOut(err error) bool {
	e, is := errors.AsType[net.Error](err)
	return is && e.Timeout()
}

// clip shortens text from outside to 200 characters.
func clip(text string) string {
	if runes := []rune(text); len(runes) > 200 {
		return string(runes[:199]) + "…"
	}
	return text
}
