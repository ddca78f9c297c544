package publish

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/concertations-ia/canevas/pipeline/store"
)

// marksKey is where [Collect] remembers what it is about to delete. FORMAT.md
// of package release describes the file.
const marksKey = ".gc/marks.json"

const (
	marksFormat = 1
	maxMarks    = 64 << 20 // the largest file of marks that is read, in bytes
)

// The errors of whoever meets a collection at work.
var (
	// ErrCollected means that files of a release have been deleted, or are just
	// being, since they were brought. Nothing was made public.
	ErrCollected = errors.New("its files are being deleted, or have been meanwhile")
	// ErrMarked means that another run has changed what is marked for deletion.
	ErrMarked = errors.New("another run has changed what is marked for deletion")
)

// marks are what is to be deleted, by unit: see [unitOf].
type marks struct {
	Format  int             `json:"format"`
	Nonce   string          `json:"nonce"` // of this state: equal bytes have equal versions
	Marks   map[string]mark `json:"marks"`
	version store.Version   // of the file that was read or written
}

// A mark can be taken away as long as its unit is not being deleted.
type mark struct {
	Time     time.Time `json:"time"` // when it was made
	Deleting bool      `json:"deleting,omitempty"`
}

// readMarks reads the marks; where there is no file there are none.
func readMarks(ctx context.Context, b *store.Bucket) (*marks, error) {
	data, info, err := b.Read(ctx, marksKey, maxMarks)
	if errors.Is(err, store.ErrNotExist) {
		return &marks{Marks: map[string]mark{}}, nil
	}
	if err != nil {
		return nil, err
	}
	m := &marks{version: info.Version}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err = d.Decode(m); err == nil {
		err = m.check(d)
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", marksKey, err)
	}
	return m, nil
}

// check refuses marks of another format, and whatever follows them in d.
func (m *marks) check(d *json.Decoder) error {
	if _, err := d.Token(); err != io.EOF {
		return errors.New("something follows the marks")
	}
	if m.Format != marksFormat || m.Marks == nil {
		return fmt.Errorf("no marks of format %d", marksFormat)
	}
	return nil
}

// swap writes the marks in place of those that were read, or reports
// [store.ErrChanged]. When the answer is lost it looks whose marks are there.
func (m *marks) swap(ctx context.Context, b *store.Bucket) error {
	m.Format, m.Nonce = marksFormat, newNonce()
	data, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fmt.Errorf("encode %s: %w", marksKey, err)
	}
	version, err := b.Swap(ctx, marksKey, m.version, store.Bytes(append(data, '\n'), jsonType, cacheNever))
	if err != nil {
		now, reading := readMarks(ctx, b)
		if reading != nil || now.Nonce != m.Nonce {
			return err
		}
		version = now.version
	}
	m.version = version
	return nil
}

// unmoved reports [ErrMarked] unless the marks are still those that were read
// or written.
func (m *marks) unmoved(ctx context.Context, b *store.Bucket) error {
	info, err := b.Stat(ctx, marksKey)
	if errors.Is(err, store.ErrNotExist) || err == nil && info.Version != m.version {
		return ErrMarked
	}
	return err
}

// unmark takes the mark of a release away, which may then be gone back to. One
// that is being deleted is lost: ErrCollected.
func unmark(ctx context.Context, b *store.Bucket, id string) error {
	var swapping error
	for range rounds {
		m, err := readMarks(ctx, b)
		if err != nil {
			return err
		}
		found, marked := m.Marks[releaseUnit(id)]
		switch {
		case !marked:
			return nil
		case found.Deleting:
			return ErrCollected
		}
		delete(m.Marks, releaseUnit(id))
		swapping = m.swap(ctx, b)
		if !errors.Is(swapping, store.ErrChanged) && !errors.Is(swapping, store.ErrUnavailable) {
			return swapping
		}
	}
	return swapping
}
