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
	"fmt"
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
	file      string // where the bytes are on disk; empty: see [Folder.Adopt]
}

// Open opens the artifact's bytes for reading. The caller closes them. It
// fails once the folder of the artifact is gone, and for one that was adopted.
func (a Artifact) Open() (io.ReadSeekCloser, error) {
	if a.IsAdopted() {
		return nil, fmt.Errorf("open artifact %s: its bytes are not in the folder", a.Path)
	}
	return os.Open(a.file)
}

// IsAdopted reports whether the bytes are not in the folder.
func (a Artifact) IsAdopted() bool { return a.file == "" }
