package catalog

import (
	"fmt"
	"io"

	"github.com/concertations-ia/canevas/pipeline/artifact"
)

// SumsPath is where the checksums stand in a release.
const SumsPath = "SHA256SUMS"

// WriteSums adds SHA256SUMS, which covers every file already in folder, sorted
// by path, in the format that sha256sum --check reads.
func WriteSums(folder *artifact.Folder) error {
	files := folder.Artifacts()
	_, err := folder.Create(SumsPath, "text/plain; charset=utf-8", func(w io.Writer) error {
		for _, f := range files {
			if _, err := fmt.Fprintf(w, "%s  %s\n", f.SHA256, f.Path); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}
