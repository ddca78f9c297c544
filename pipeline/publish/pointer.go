package publish

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"time"

	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// The largest files of the protocol that are read, in bytes. A manifest takes
// about 150 bytes per document, and 30 for each table that it has rows in.
const (
	maxPointer  = 64 << 10
	maxManifest = 256 << 20
)

// A Pointer is current.json, the only object that programs start from.
type Pointer struct {
	Generation int64     `json:"generation"` // 1 for the first; grows by one
	Release    string    `json:"release"`
	Manifest   string    `json:"manifest"`           // SHA-256 of its file, in hex
	Previous   string    `json:"previous,omitempty"` // release
	Nonce      string    `json:"nonce"`
	Time       time.Time `json:"time"`
}

// A Public is what is public at one moment: where the pointer points, and the
// version of the pointer that a successor must replace.
type Public struct {
	Pointer  Pointer
	Manifest release.Manifest
	version  store.Version
}

// Follows reports whether next may be published on top of p, which is nil when
// nothing is public: [release.Compare] within limits, unless next gives a reason
// to lose something.
func (p *Public) Follows(next *release.Manifest, limits release.Limits) error {
	if p == nil || next.AcceptLoss != "" {
		return nil
	}
	return release.Compare(&p.Manifest, next, limits)
}

// Withdrew reports a [*WithdrawnError] if next holds documents that p says were
// withdrawn: it was built where nobody knew of that. Only a run on top of an
// archive may bring back what a person has let in again.
func (p *Public) Withdrew(next *release.Manifest) error {
	if p == nil {
		return nil
	}
	words := lastWords{}
	words.hear(&p.Manifest)
	if documents := words.against(next); len(documents) > 0 {
		return &WithdrawnError{Release: next.Release, Documents: documents}
	}
	return nil
}

// Read returns what is public in a bucket, or nil when nothing is. A pointer
// that cannot be understood, or whose manifest is not there or not the one it
// names, is an error.
func Read(ctx context.Context, b *store.Bucket) (*Public, error) {
	if err := b.Reach(ctx); err != nil {
		return nil, err
	}
	public, err := readPointer(ctx, b)
	if errors.Is(err, store.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if public.Manifest, err = readManifest(ctx, b, public.Pointer); err != nil {
		return nil, fmt.Errorf("follow %s to release %s: %w", currentKey, public.Pointer.Release, err)
	}
	return public, nil
}

// tearing is how long to wait before a pointer is read again that cannot be
// understood: there are storages that write over objects in place, and show
// half of one meanwhile.
const tearing = 50 * time.Millisecond

// readPointer reads the pointer without its manifest.
func readPointer(ctx context.Context, b *store.Bucket) (*Public, error) {
	for round := 1; ; round++ {
		data, info, err := b.Read(ctx, currentKey, maxPointer)
		if err != nil {
			return nil, err
		}
		p, err := decodePointer(data)
		if err == nil {
			return &Public{Pointer: p, version: info.Version}, nil
		}
		if round == rounds {
			return nil, fmt.Errorf("read %s: %w", currentKey, err)
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(tearing):
		}
	}
}

func readManifest(ctx context.Context, b *store.Bucket, p Pointer) (release.Manifest, error) {
	key := releaseKey(p.Release, release.ManifestPath)
	data, _, err := b.Read(ctx, key, maxManifest)
	if errors.Is(err, store.ErrNotExist) {
		// Not the absence of a publication, which callers take for a beginning.
		return release.Manifest{}, fmt.Errorf("%s is missing", key)
	}
	if err != nil {
		return release.Manifest{}, err
	}
	m, err := release.Decode(data)
	if errors.Is(err, release.ErrRetired) {
		return release.Manifest{}, err
	}
	if sum := sumOf(data); sum != p.Manifest {
		return release.Manifest{}, fmt.Errorf("%s has the SHA-256 %s, not %s", key, sum, p.Manifest)
	}
	if err == nil && m.Release != p.Release {
		err = fmt.Errorf("%s is the manifest of release %s", key, m.Release)
	}
	return m, err
}

// encode returns the bytes of the pointer's file and of its commit record.
func (p Pointer) encode() ([]byte, error) {
	data, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", currentKey, err)
	}
	return append(data, '\n'), nil
}

// decodePointer reads what encode wrote. An unknown key is an error.
func decodePointer(data []byte) (Pointer, error) {
	var p Pointer
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		return Pointer{}, fmt.Errorf("not a pointer to a release: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return Pointer{}, errors.New("not a pointer to a release: something follows it")
	}
	if err := p.check(); err != nil {
		return Pointer{}, err
	}
	return p, nil
}

var (
	sumPattern   = regexp.MustCompile(`^[0-9a-f]{64}$`)
	noncePattern = regexp.MustCompile(`^[a-z0-9]{16,64}$`)
)

// check refuses a pointer that nobody could have meant to publish.
func (p Pointer) check() error {
	switch {
	case p.Generation < 1 || p.Generation > maxGeneration:
		return fmt.Errorf("not a pointer to a release: generation %d", p.Generation)
	case !release.IsID(p.Release):
		return fmt.Errorf("not a pointer to a release: release %q", p.Release)
	case p.Previous != "" && !release.IsID(p.Previous):
		return fmt.Errorf("not a pointer to a release: previous release %q", p.Previous)
	case !sumPattern.MatchString(p.Manifest):
		return fmt.Errorf("not a pointer to a release: manifest %q is no SHA-256 in hex", p.Manifest)
	case !noncePattern.MatchString(p.Nonce):
		return fmt.Errorf("not a pointer to a release: nonce %q", p.Nonce)
	}
	return nil
}

// maxGeneration is the last generation whose record sorts after the others.
const maxGeneration = 99_999_999

// recordKey is where the commit record of the pointer stands.
func (p Pointer) recordKey() string {
	return fmt.Sprintf("%s%08d-%s.json", commitsPrefix, p.Generation, p.Nonce)
}

func sumOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
