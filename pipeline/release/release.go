// Package release is an immutable set of artifacts with a manifest, and the
// judgement whether one release may follow another.
//
// FORMAT.md beside this file describes the manifest.
package release

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/concertations-ia/canevas/pipeline/artifact"
	"github.com/concertations-ia/canevas/pipeline/definition"
)

// Format is the version of the bytes that this program makes of given rows.
// It grows whenever an artifact changes although no row did, so that two
// programs never give one release ID to different bytes.
const Format = 4

// ManifestPath is where the manifest stands in a release.
const ManifestPath = "manifest.json"

const manifestType = "application/json"

// A Release is what one run publishes: artifacts, and the manifest that names
// every one of them.
type Release struct {
	Manifest  Manifest
	Artifacts []artifact.Artifact // sorted by path, the manifest's own file last
}

// Content returns the hash of what a release says, times excluded: the
// definition, the [Format], the public address that its pages and its catalogue
// name, and the rows of every table as CSV. Two releases with the same content
// are the same to a reader.
func Content(def *definition.Definition, url string, tables []artifact.Artifact) string {
	h := sha256.New()
	fmt.Fprintf(h, "format %d\ndefinition %s\nurl %q\n", Format, def.Hash, url)
	for _, a := range tables {
		fmt.Fprintf(h, "%s %s\n", a.SHA256, a.Path)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// namedByContent is the last format in which the content alone named a release.
const namedByContent = 3

// ID returns what a release with this manifest is called: the day it was made
// (UTC) and the first 8 characters of a hash, "2026-11-23-4f1c2a9b". The hash is
// over all that the manifest says but the time, and the files, which follow from
// the rest: one name is one set of bytes, however often a release is tried in a
// day, and another reason to lose something has another name. A member that
// manifests get later must be left out where it is empty: what is public keeps
// its name.
func (m Manifest) ID() (string, error) {
	day, hash := m.Created.UTC().Format(time.DateOnly), m.Content
	if m.Format > namedByContent {
		m.Release, m.Created, m.Files = "", time.Time{}, nil
		h := sha256.New()
		if err := json.NewEncoder(h).Encode(m); err != nil {
			return "", fmt.Errorf("name the release: %w", err)
		}
		hash = hex.EncodeToString(h.Sum(nil))
	}
	return day + "-" + hash[:8], nil
}

var idPattern = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}-[0-9a-f]{8}$`)

// IsID reports whether a text has the form of a [Manifest.ID].
func IsID(text string) bool { return idPattern.MatchString(text) }

// New completes the artifacts written to folder with the manifest m, whose
// Files it fills in, and returns the release.
func New(folder *artifact.Folder, m Manifest) (*Release, error) {
	artifacts := folder.Artifacts()
	for _, a := range artifacts {
		m.Files = append(m.Files, File{Path: a.Path, MediaType: a.MediaType, Size: a.Size, SHA256: a.SHA256, Table: a.Table, Rows: a.Rows})
	}
	slices.SortFunc(m.Files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	data, err := m.Encode()
	if err != nil {
		return nil, err
	}
	manifest, err := folder.Create(ManifestPath, manifestType, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &Release{Manifest: m, Artifacts: append(artifacts, manifest)}, nil
}
