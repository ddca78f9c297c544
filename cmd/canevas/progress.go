package main

import (
	"fmt"
	"time"

	"github.com/concertations-ia/canevas/pipeline"
)

// A progress tells on standard error how far a run is: one line redrawn on a
// terminal, a line every few seconds elsewhere, nothing with --json.
type progress struct {
	streams *streams
	redraw  bool
	last    time.Time
}

// pause is how long a log stays silent, so that a short run says nothing.
const pause = 5 * time.Second

func newProgress(s *streams) *progress {
	return &progress{streams: s, redraw: s.terminal(), last: time.Now()}
}

var stages = map[string]string{
	"receive": "submissions checked", "tables": "documents in tables",
	"artifacts": "files written", "publish": "files published",
}

func (p *progress) step(s pipeline.Step) {
	switch {
	case p.streams.json:
	case p.redraw:
		fmt.Fprintf(p.streams.err, "\r\x1b[K%s: %d", stages[s.Stage], s.Done)
		if s.Stage == "publish" {
			fmt.Fprint(p.streams.err, "\r\x1b[K")
		}
	case time.Since(p.last) > pause:
		fmt.Fprintf(p.streams.err, "canevas: %s: %d\n", stages[s.Stage], s.Done)
		p.last = time.Now()
	}
}
