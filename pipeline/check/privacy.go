package check

import (
	"maps"
	"slices"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// A privacy says of a place whether a text there is worth a look of the rules
// that hold at every text, and leads to those below. It is private, as
// [definition.Schema.PrivateAt] says, or closed: the schema leaves it no choice
// but one of a list, or a date, and refuses anything else. All this is found out
// once, as a document has hundreds of texts. A schema that refers to itself makes
// one that does. A nil one is a place at and below which all texts are.
type privacy struct {
	private bool
	closed  bool
	below   map[string]*privacy // by name; "*" for every item
}

// hidden reports whether nothing at the place or below it may be looked at.
func (p *privacy) hidden() bool { return p != nil && p.private }

// isClosed reports whether a text at the place is one that the schema lists.
func (p *privacy) isClosed() bool { return p != nil && p.closed }

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

// newPrivacy returns the privacy of documents of a schema, as the definition
// reads it and as the validator does. A document is not private to itself.
func newPrivacy(s *definition.Schema, compiled *jsonschema.Schema) *privacy {
	b := &privacyBuilder{}
	root := b.of(s.At(""), together(compiled))
	for _, p := range b.known {
		maps.DeleteFunc(p.below, func(_ string, next *privacy) bool { return !next.matters(map[*privacy]bool{}) })
	}
	return &privacy{below: root.below}
}

// A privacyBuilder keeps what it made, so that a schema that refers to itself
// ends.
type privacyBuilder struct {
	known   []*privacy
	nodes   [][]*definition.Schema // of each known one
	schemas [][]*jsonschema.Schema // the same
}

// of returns the privacy of a place that any of some nodes may describe, and
// that all of some schemas do.
func (b *privacyBuilder) of(nodes []*definition.Schema, schemas []*jsonschema.Schema) *privacy {
	for i, known := range b.known {
		if same(b.nodes[i], nodes) && same(b.schemas[i], schemas) {
			return known
		}
	}
	p := &privacy{
		private: slices.ContainsFunc(nodes, func(n *definition.Schema) bool { return n.Private }),
		closed:  slices.ContainsFunc(schemas, isClosed),
		below:   map[string]*privacy{},
	}
	b.known, b.nodes, b.schemas = append(b.known, p), append(b.nodes, nodes), append(b.schemas, schemas)
	next := map[string][]*definition.Schema{}
	for _, n := range nodes {
		for _, property := range n.Properties {
			next[property.Name] = union(next[property.Name], n.At("/"+tree.Escape(property.Name)))
		}
		next["*"] = union(next["*"], n.At("/*"))
	}
	for name, below := range next {
		p.below[name] = b.of(below, memberSchemas(schemas, name))
	}
	return p
}

// isClosed reports whether a schema by itself leaves a text no choice but one of
// a list, or a date.
func isClosed(s *jsonschema.Schema) bool {
	return len(s.Enum) > 0 || len(s.Constant) > 0 || s.Format == "date" || s.Format == "date-time"
}

// together returns a schema and those that it has hold of the same value,
// whatever the value.
func together(s *jsonschema.Schema) []*jsonschema.Schema {
	var all []*jsonschema.Schema
	var visit func(s *jsonschema.Schema)
	visit = func(s *jsonschema.Schema) {
		if s == nil || slices.Contains(all, s) {
			return
		}
		all = append(all, s)
		visit(s.Ref)
		for _, part := range s.AllOf {
			visit(part)
		}
	}
	visit(s)
	return all
}

// memberSchemas returns the schemas that hold of a member of what some schemas
// hold of, or of its items.
func memberSchemas(schemas []*jsonschema.Schema, name string) []*jsonschema.Schema {
	var all []*jsonschema.Schema
	for _, s := range schemas {
		next := s.Properties[name]
		if name == "*" && len(s.PrefixItems) == 0 {
			next = s.Items2020
		}
		all = union(all, together(next))
	}
	return all
}

// union returns the elements of two sets, each once.
func union[T comparable](a, b []T) []T {
	a = slices.Clip(a)
	for _, n := range b {
		if !slices.Contains(a, n) {
			a = append(a, n)
		}
	}
	return a
}

// same reports whether two sets have the same elements.
func same[T comparable](a, b []T) bool { return len(a) == len(b) && len(union(a, b)) == len(a) }

// matters reports whether something is known of a place, or of any below it.
// seen has the ones looked at.
func (p *privacy) matters(seen map[*privacy]bool) bool {
	if p.private || p.closed || seen[p] {
		return p.private || p.closed
	}
	seen[p] = true
	for _, next := range p.below {
		if next.matters(seen) {
			return true
		}
	}
	return false
}
