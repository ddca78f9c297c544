package table

import (
	"fmt"

	"github.com/concertations-ia/canevas/pipeline/spool"
)

// A Part is the packed rows of one document, on disk.
type Part struct {
	Document string // identifier
	Date     string // of its submission, as written in it
	File     *spool.File
	Span     spool.Span
}

// outlineRoom is how many bytes of packed rows are read to find their outline;
// a longer one costs a second look.
const outlineRoom = 4 << 10

// outline reads what the part holds.
func (p *Part) outline(plans []*plan, room []byte) (outline, []byte, error) {
	for n := min(outlineRoom, p.Span.Len); ; n = min(16*n, p.Span.Len) {
		var err error
		if room, err = p.File.Read(room, p.Span.Part(0, n)); err != nil {
			return nil, room, err
		}
		found, err := outlineOf(room, plans)
		if err == nil || n == p.Span.Len {
			return found, room, p.named(err)
		}
	}
}

// named says whose rows an error is about.
func (p *Part) named(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("rows of document %s: %w", p.Document, err)
}
