package check

import (
	"maps"
	"slices"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// A privacy says of a place whether it is private, and leads to those below.
// It is what [definition.Schema.PrivateAt] says of every pattern, found out
// once: a document has thousands of texts. A schema that refers to itself
// makes one that does. A nil one is a place below which nothing is private.
type privacy struct {
	private bool
	below   map[string]*privacy // by name; "*" for every item
}

func (p *privacy) hidden() bool { return p != nil && p.private }

// at returns the privacy of a place just below.
func (p *privacy) at(child *place) *privacy {
	switch {
	case p == nil:
		return nil
	case child.index >= 0:
		return p.below["*"]
	}
	return p.below[child.value.Key]
}

// newPrivacy returns the privacy of documents of a schema. A document is not
// private to itself.
func newPrivacy(s *definition.Schema) *privacy {
	b := &privacyBuilder{}
	root := b.of(s.At(""))
	for _, p := range b.known {
		maps.DeleteFunc(p.below, func(_ string, next *privacy) bool { return !next.leads(map[*privacy]bool{}) })
	}
	return &privacy{below: root.below}
}

// A privacyBuilder keeps what it made, so that a schema that refers to itself
// ends.
type privacyBuilder struct {
	known []*privacy
	nodes [][]*definition.Schema // of each known one
}

// of returns the privacy of a place that any of some nodes may describe.
func (b *privacyBuilder) of(nodes []*definition.Schema) *privacy {
	for i, known := range b.nodes {
		if len(known) == len(nodes) && len(union(known, nodes)) == len(known) {
			return b.known[i]
		}
	}
	p := &privacy{
		private: slices.ContainsFunc(nodes, func(n *definition.Schema) bool { return n.Private }),
		below:   map[string]*privacy{},
	}
	b.known, b.nodes = append(b.known, p), append(b.nodes, nodes)
	next := map[string][]*definition.Schema{}
	for _, n := range nodes {
		for _, property := range n.Properties {
			next[property.Name] = union(next[property.Name], n.At("/"+tree.Escape(property.Name)))
		}
		next["*"] = union(next["*"], n.At("/*"))
	}
	for name, below := range next {
		p.below[name] = b.of(below)
	}
	return p
}

// union returns the nodes of two sets, each once.
func union(a, b []*definition.Schema) []*definition.Schema {
	a = slices.Clip(a)
	for _, n := range b {
		if !slices.Contains(a, n) {
			a = append(a, n)
		}
	}
	return a
}

// leads reports whether a place, or any below it, is private. seen has the
// ones looked at.
func (p *privacy) leads(seen map[*privacy]bool) bool {
	if p.private || seen[p] {
		return p.private
	}
	seen[p] = true
	for _, next := range p.below {
		if next.leads(seen) {
			return true
		}
	}
	return false
}
