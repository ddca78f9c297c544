package release

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// ErrRetired means that a release was erased, and why: what stands in the place
// of its manifest is a [Retired].
var ErrRetired = errors.New("the release is retired")

// A Retired stands in the place of the manifest of a release whose files were
// erased. FORMAT.md describes it.
type Retired struct {
	Release string     `json:"release"`
	Retired Retirement `json:"retired"`
}

// A Retirement says why the files of a release are gone.
type Retirement struct {
	Reason string    `json:"reason"`
	Time   time.Time `json:"time"` // of the decision, in UTC
}

// Encode returns the bytes that stand in the place of the manifest's file.
func (r Retired) Encode() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(r); err != nil {
		return nil, fmt.Errorf("encode the note of a retired release: %w", err)
	}
	return b.Bytes(), nil
}

// checkRetired reports ErrRetired, with the reason, where data is a [Retired]
// and no manifest.
func checkRetired(data []byte) error {
	var r Retired
	if json.Unmarshal(data, &r) != nil || r.Retired.Reason == "" {
		return nil
	}
	return fmt.Errorf("%w since %s: %s", ErrRetired, r.Retired.Time.Format(time.DateOnly), r.Retired.Reason)
}
