package pipeline

import (
	"strconv"
	"time"

	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// ledger returns one entry per submission, with the members that FORMAT.md of
// package definition lists: what became of it, and nothing of its content. A
// document that is not published is not named, so that an identifier in the
// ledger always leads to its rows.
func ledger(outcomes []*Outcome) []*tree.Value {
	published := map[string]bool{}
	for _, o := range outcomes {
		if o.Status == check.Published {
			published[o.Claimed.ID] = true
		}
	}
	entries := make([]*tree.Value, len(outcomes))
	for i, o := range outcomes {
		entries[i] = o.entry(published[o.Claimed.ID])
	}
	return entries
}

func (o *Outcome) entry(published bool) *tree.Value {
	e := &tree.Value{Kind: tree.Object}
	add := func(key string, kind tree.Kind, text string) {
		if text != "" {
			e.Children = append(e.Children, tree.Value{Kind: kind, Key: key, Text: text})
		}
	}
	add("id", tree.String, o.Submission.ID())
	add("sha256", tree.String, o.Submission.SHA256)
	if published && o.Withdrawn == nil {
		add("document", tree.String, o.Claimed.ID)
	}
	if o.Claimed.Version > 0 {
		add("version", tree.Number, strconv.FormatInt(o.Claimed.Version, 10))
	}
	add("date", tree.String, o.Claimed.Date)
	add("status", tree.String, string(o.Status))
	if w := o.Withdrawn; w != nil {
		add("withdrawn", tree.String, momentOf(w.Time).Format(time.DateOnly))
		add("reason", tree.String, w.Reason)
	}
	for _, count := range []struct {
		key      string
		severity definition.Severity
	}{{"errors", definition.Error}, {"holds", definition.Hold}, {"warnings", definition.Warning}, {"infos", definition.Info}} {
		add(count.key, tree.Number, strconv.Itoa(check.Count(o.Findings, count.severity)))
	}
	return e
}
