// Package artifact writes the exact bytes to publish: tables as CSV, Parquet
// and JSON Lines, and whatever file a release holds beside them.
//
// The rules are:
//
//   - The same table gives the same bytes, on every machine and at any time.
//   - A reader finds exactly the values of the table, nulls included; nothing
//     is rounded, trimmed or escaped for the comfort of a program.
//   - A file is whole or absent: it takes its name once its last byte is
//     written.
package artifact

import (
	"io"
	"os"
)

// An Artifact is one file of a release, written and hashed.
type Artifact struct {
	Path      string // inside the release, with slashes: "propositions.csv"
	MediaType string
	Size      int64
	SHA256    string // in hex
	Table     string // the table it holds; empty for other files
	Rows      int    // of that table
	file      string // where the bytes are on disk
}

// Open opens the artifact's bytes for reading. The caller closes them. It
// fails once the folder of the artifact is gone.
func (a Artifact) Open() (io.ReadSeekCloser, error) { return os.Open(a.file) }
