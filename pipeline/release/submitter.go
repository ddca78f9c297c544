package release

import (
	"cmp"
	"maps"
	"slices"
)

// A sender is who answers for documents: the submitter that they name, or one
// document that names none.
type sender struct{ submitter, document string }

// A holding is the rows of one sender.
type holding struct {
	before, now int
	left        bool // some document of it is left
}

// compareSubmitters compares the rows that each sender has over all its
// documents, in the tables that both releases have. A document stays with the
// sender that previous names, so that it does not take its rows away by naming
// another one. Of a sender none of whose documents is left, each is told already.
func (c *comparison) compareSubmitters() {
	senders := map[sender]*holding{}
	known := map[string]bool{}
	for i := range c.previous.Documents {
		old := &c.previous.Documents[i]
		known[old.ID] = true
		if c.withdrawn[old.ID] {
			continue
		}
		h := held(senders, old)
		h.before += c.rowsOf(old)
		if now := c.documents[old.ID]; now != nil {
			h.left = true
			h.now += c.rowsOf(now)
		}
	}
	for i := range c.next.Documents {
		if now := &c.next.Documents[i]; !known[now.ID] {
			held(senders, now).now += c.rowsOf(now)
		}
	}
	c.tellSenders(senders)
}

// held returns the holding of whoever sent a document.
func held(senders map[sender]*holding, d *Document) *holding {
	s := sender{submitter: d.Submitter}
	if s.submitter == "" {
		s.document = d.ID
	}
	if senders[s] == nil {
		senders[s] = &holding{}
	}
	return senders[s]
}

// rowsOf counts the rows of a document in the tables that both releases have.
func (c *comparison) rowsOf(d *Document) int {
	n := 0
	for name, rows := range d.Rows {
		if c.common[name] {
			n += rows
		}
	}
	return n
}

func (c *comparison) tellSenders(senders map[sender]*holding) {
	order := slices.SortedFunc(maps.Keys(senders), func(a, b sender) int {
		return cmp.Or(cmp.Compare(a.submitter, b.submitter), cmp.Compare(a.document, b.document))
	})
	for _, s := range order {
		h := senders[s]
		if !h.left || !exceeds(c.limits.SubmitterRows, h.before, h.now) {
			continue
		}
		who := "the submitter " + s.submitter
		if s.submitter == "" {
			who = "the document " + s.document
		}
		c.lose("%s falls from %d rows to %d, by more than %d percent", who, h.before, h.now, c.limits.SubmitterRows)
	}
}
