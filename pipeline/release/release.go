// Package release is an immutable set of artifacts with a manifest, and the
// judgement whether one release may follow another.
//
// FORMAT.md beside this file describes the manifest.
package release

import (
	"crypto/sha256"
	"encoding/hex"
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
const Format = 3

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
// definition, the [Format], and the rows of every table as CSV. Two releases
// with the same content are the same to a reader.
func Content(def *definition.Definition, tables []artifact.Artifact) string {
	h := sha256.New()
	fmt.Fprintf(h, "format %d\ndefinition %s\n", Format, def.Hash)
	for _, a := range tables {
		fmt.Fprintf(h, "%s %s\n", a.SHA256, a.Path)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// ID names a release: the day it was made (UTC) and the first 8 characters of
// its content, "2026-11-23-4f1c2a9b".
func ID(made time.Time, content string) string {
	return made.UTC().Format(time.DateOnly) + "-" + content[:8]
}

var idPattern = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}-[0-9a-f]{8}$`)

// IsID reports whether a text has the form of an [ID].
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
