package release

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"time"

	"github.com/concertations-ia/canevas/pipeline/table"
)

// A Manifest says what a release holds. FORMAT.md describes its file.
type Manifest struct {
	Release    string       `json:"release"`             // see [Manifest.ID]
	Created    time.Time    `json:"created"`             // the day, in UTC
	Content    string       `json:"content"`             // see [Content]
	Format     int          `json:"format"`              // [Format] of the program that made it
	Definition Definition   `json:"definition"`          // what it was made with
	Documents  []Document   `json:"documents"`           // accepted ones, sorted by ID
	Tables     []Table      `json:"tables"`              // in the order of the definition
	Files      []File       `json:"files"`               // sorted by path; all but the manifest itself
	Withdrawn  []Withdrawal `json:"withdrawn,omitempty"` // sorted by ID
	AcceptLoss string       `json:"accept_loss,omitempty"`
}

// A Withdrawal is a document that a person took back: the only way out of the
// public tables.
type Withdrawal struct {
	ID     string    `json:"id"`
	Reason string    `json:"reason"`
	Time   time.Time `json:"time"` // of the decision, in UTC
}

// A Definition names the definition a release was made with.
type Definition struct {
	Name    string `json:"name"`
	Version string `json:"version"` // semver
	SHA256  string `json:"sha256"`
}

// A Document is an accepted document of the release. Rows are those that it
// gives each table, before rows that share a key become one: by the name of the
// table, and only where there are any. Up to format 3 no manifest said them.
type Document struct {
	ID        string         `json:"id"`
	Version   int64          `json:"version"`
	SHA256    string         `json:"sha256"`              // of its submission
	Submitter string         `json:"submitter,omitempty"` // who sent it; empty: it stands for itself
	Rows      map[string]int `json:"rows,omitempty"`
}

// A Table is a table of the release, as its successor must respect it.
type Table struct {
	Name    string   `json:"name"`
	Source  string   `json:"source"` // "documents", "nomenclatures" or "soumissions"
	Rows    int      `json:"rows"`
	Columns []Column `json:"columns"`
}

// A Column is the name and the type of a column.
type Column struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// A File is an artifact as the manifest names it.
type File struct {
	Path      string `json:"path"`
	MediaType string `json:"media_type"`
	Size      int64  `json:"size"`
	SHA256    string `json:"sha256"`
	Table     string `json:"table,omitempty"`
	Rows      int    `json:"rows,omitempty"`
}

// Tables returns what a manifest says of tables.
func Tables(tables []table.Count) []Table {
	var said []Table
	for _, t := range tables {
		s := Table{Name: t.Spec.Name, Source: string(t.Spec.Source), Rows: t.Rows}
		for _, c := range t.Spec.Columns {
			s.Columns = append(s.Columns, Column{Name: c.Name, Type: string(c.Type)})
		}
		said = append(said, s)
	}
	return said
}

// Encode returns the bytes of the manifest's file.
func (m Manifest) Encode() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(m); err != nil {
		return nil, fmt.Errorf("encode the manifest: %w", err)
	}
	return b.Bytes(), nil
}

// Decode reads a manifest's file and checks that it is one that [New] could
// have written. An unknown key is an error: a manifest from a later program is
// not half understood. Where the release was erased Decode reports [ErrRetired].
func Decode(data []byte) (Manifest, error) {
	var m Manifest
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return Manifest{}, fmt.Errorf("read the manifest: %w", cmp.Or(checkRetired(data), err))
	}
	if _, err := d.Token(); err != io.EOF {
		return Manifest{}, fmt.Errorf("read the manifest: something follows it")
	}
	if err := m.check(); err != nil {
		return Manifest{}, fmt.Errorf("read the manifest: %w", err)
	}
	return m, nil
}

// check refuses a manifest that contradicts itself or names files that could
// not be part of a release.
func (m *Manifest) check() error {
	if !isSum(m.Content) {
		return fmt.Errorf("content %q is not a SHA-256 in hex", m.Content)
	}
	want, err := m.ID()
	if err != nil {
		return err
	}
	if m.Release != want {
		return fmt.Errorf("the release is called %q; its day and what it says make it %s", m.Release, want)
	}
	last := ""
	for _, f := range m.Files {
		switch {
		case !fs.ValidPath(f.Path) || f.Path == "." || f.Path == ManifestPath:
			return fmt.Errorf("%q is not the path of a file of a release", f.Path)
		case f.Path <= last:
			return fmt.Errorf("%s does not stand in the order of the paths", f.Path)
		case f.Size < 0 || !isSum(f.SHA256):
			return fmt.Errorf("%s has no size or no SHA-256 in hex", f.Path)
		}
		last = f.Path
	}
	return nil
}

// isSum reports whether a text is a SHA-256 in lower-case hex.
func isSum(text string) bool {
	sum, err := hex.DecodeString(text)
	return err == nil && len(sum) == sha256.Size && hex.EncodeToString(sum) == text
}
