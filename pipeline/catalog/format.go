package catalog

import (
	"path"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/artifact"
)

// A Format is what is said of a file by its extension. FileType is its code in
// the EU list of file types, MediaType its name at IANA; empty where the list
// has none.
type Format struct {
	Label     string // "CSV", "Parquet", "JSON Lines"
	FileType  string
	MediaType string
}

// FormatOf returns the format of a file that holds a table.
func FormatOf(a artifact.Artifact) Format {
	switch ext := path.Ext(a.Path); ext {
	case ".csv":
		return Format{"CSV", "CSV", "text/csv"}
	case ".parquet":
		return Format{"Parquet", "PARQUET", "application/vnd.apache.parquet"}
	case ".jsonl":
		return Format{"JSON Lines", "JSON", ""}
	default:
		return Format{Label: strings.ToUpper(strings.TrimPrefix(ext, "."))}
	}
}

func isCSV(a artifact.Artifact) bool { return path.Ext(a.Path) == ".csv" }
