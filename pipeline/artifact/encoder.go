package artifact

import (
	"io"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/table"
)

// An Encoder writes the rows of one table to a file, a group at a time.
type Encoder interface {
	// Group adds rows, in the order of the table. It keeps nothing of them.
	Group(*table.Table) error
	// Close writes what follows the rows. It does not close the file.
	Close() error
}

// NewEncoder returns the encoder of a format for a table. The metadata is for
// formats that have room for it.
func NewEncoder(f definition.Format, w io.Writer, t *definition.Table, metadata []KeyValue, by *Workers) Encoder {
	switch f {
	case definition.Parquet:
		return newParquet(w, t, metadata, by)
	case definition.JSONLines:
		return newJSONLines(w, t, by)
	default:
		return newCSV(w, t, by)
	}
}

// mediaTypes of the formats.
var mediaTypes = map[definition.Format]string{
	definition.CSV:       "text/csv; charset=utf-8",
	definition.Parquet:   "application/vnd.apache.parquet",
	definition.JSONLines: "application/jsonl; charset=utf-8",
}
