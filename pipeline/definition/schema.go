package definition

import (
	"slices"
	"strconv"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// A Schema is one node of the JSON Schema: what it says of a value in words,
// and what a template or a message needs to know of it. Validation is not its
// business: package check does that.
type Schema struct {
	Title       string
	Description string
	Section     string      // x-section: of a form, that begins here
	Example     *tree.Value // the first of examples; may be nil
	Default     *tree.Value // may be nil
	Private     bool        // x-private: never published
	Codes       string      // x-codes: the code list its enum is a copy of
	Expected    Text        // x-expected: what is expected, in words
	Typed       Text        // x-typed: what is expected of who types it
	Types       []string    // empty: any
	Format      string
	Pattern     string   // a regular expression
	Enum        []string // the scalar values of enum or const, as text
	Properties  []Property
	Items       *Schema
	MaxLength   int // of a text, in characters; 0: the schema does not say

	// What to make of what a person typed; package coerce says how.
	Identifier string            // x-identifier: "siren", "siret" or "cog"
	Unit       string            // x-unit: "ratio" where 5 % is 0.05
	Until      string            // x-until: the member beside it for the end of a period
	Precision  string            // x-precision: the member beside it for how precise a date is
	Qualifier  string            // x-qualifier: the member beside it for how sure a number is
	Means      map[string]string // x-means: the code for "day", "month", "quarter", "year", "exact", "estimated", "minimum"

	required []string

	// others are the further nodes that may describe the same value: the
	// target of $ref, and the branches of allOf, anyOf, oneOf, then and else.
	// The first two, in surely, describe it whatever it is.
	others, surely []*Schema
}

// A Property is a named member of an object, in the order of the schema.
type Property struct {
	Name   string
	Schema *Schema
}

// At returns what the JSON Schema says of the values at a pattern such as
// "/propositions/*/statut", where * stands for every item of an array: every
// node that may describe them, the one at the place itself before those it
// refers to. An empty result means that the schema knows no such place.
func (s *Schema) At(pattern string) []*Schema { return s.at(pattern, (*Schema).all) }

// at returns the nodes at a pattern, where beside gives a node and those that
// describe the same value.
func (s *Schema) at(pattern string, beside func(*Schema) []*Schema) []*Schema {
	nodes := beside(s)
	for token := range tokens(pattern) {
		var next []*Schema
		for _, n := range nodes {
			next = append(next, beside(n.child(token))...)
		}
		nodes = next
	}
	return nodes
}

// patternOf returns the pattern of the place that a JSON Pointer leads to: an
// index stands for an item where no member is called so.
func (s *Schema) patternOf(pointer string) string {
	pattern := ""
	for token := range tokens(pointer) {
		if _, err := strconv.Atoi(token); err == nil && len(s.At(pattern+"/"+token)) == 0 {
			token = "*"
		}
		pattern += "/" + token
	}
	return pattern
}

// Requires reports whether every object at a pattern must have a member, and
// whether some of them must: those that meet a condition.
func (s *Schema) Requires(pattern, name string) (always, sometimes bool) {
	requires := func(n *Schema) bool { return slices.Contains(n.required, name) }
	return slices.ContainsFunc(s.at(pattern, (*Schema).certain), requires), slices.ContainsFunc(s.At(pattern), requires)
}

// PrivateAt reports whether the values at a pattern are never published: they
// or something that holds them are marked x-private.
func (s *Schema) PrivateAt(pattern string) bool {
	at := ""
	for token := range tokens(pattern) {
		at += "/" + token
		if slices.ContainsFunc(s.At(at), func(n *Schema) bool { return n.Private }) {
			return true
		}
	}
	return false
}

// PrivatePlaces returns the patterns of the topmost places that are never published.
func (s *Schema) PrivatePlaces() []string {
	var patterns []string
	var on []*Schema // the nodes above, so that a schema that refers to itself ends
	var visit func(nodes []*Schema, at string)
	visit = func(nodes []*Schema, at string) {
		for _, n := range nodes {
			switch {
			case slices.Contains(on, n):
				continue
			case n.Private:
				patterns = append(patterns, at)
				continue
			}
			on = append(on, n)
			for _, p := range n.Properties {
				visit(p.Schema.all(), at+"/"+tree.Escape(p.Name))
			}
			visit(n.Items.all(), at+"/*")
			on = on[:len(on)-1]
		}
	}
	visit(s.all(), "")
	slices.Sort(patterns)
	return slices.Compact(patterns)
}

// loops returns the patterns of the places that stand again somewhere below
// themselves.
func (s *Schema) loops() []string {
	var patterns []string
	above := map[*Schema]string{}
	var visit func(nodes []*Schema, at string)
	visit = func(nodes []*Schema, at string) {
		for _, n := range nodes {
			if first, again := above[n]; again {
				patterns = append(patterns, first)
				continue
			}
			above[n] = at
			for _, p := range n.Properties {
				visit(p.Schema.all(), at+"/"+tree.Escape(p.Name))
			}
			visit(n.Items.all(), at+"/*")
			delete(above, n)
		}
	}
	visit(s.all(), "")
	return patterns
}

// Kinds returns the JSON types that the values at a pattern may have; none
// when the schema does not say.
func (s *Schema) Kinds(pattern string) []tree.Kind {
	var kinds []tree.Kind
	for _, n := range s.At(pattern) {
		for _, name := range n.Types {
			kinds = append(kinds, kindsOfType[name]...)
		}
	}
	slices.Sort(kinds)
	return slices.Compact(kinds)
}

var kindsOfType = map[string][]tree.Kind{
	"null": {tree.Null}, "boolean": {tree.Bool}, "number": {tree.Number}, "integer": {tree.Number},
	"string": {tree.String}, "array": {tree.Array}, "object": {tree.Object},
}

func (s *Schema) child(token string) *Schema {
	if token == "*" {
		return s.Items
	}
	for _, p := range s.Properties {
		if tree.Escape(p.Name) == token {
			return p.Schema
		}
	}
	return nil
}

// all returns s and every node that may describe the same value, each once.
func (s *Schema) all() []*Schema {
	return s.reach(func(n *Schema) []*Schema { return n.others })
}

// certain returns s and every node that describes the same value whatever it
// is, each once.
func (s *Schema) certain() []*Schema {
	return s.reach(func(n *Schema) []*Schema { return n.surely })
}

func (s *Schema) reach(beside func(*Schema) []*Schema) []*Schema {
	var nodes []*Schema
	var visit func(*Schema)
	visit = func(n *Schema) {
		if n == nil || slices.Contains(nodes, n) {
			return
		}
		nodes = append(nodes, n)
		for _, o := range beside(n) {
			visit(o)
		}
	}
	visit(s)
	return nodes
}

// tokens yields the tokens of a pattern, escaped as they stand in it.
func tokens(pattern string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for token := range strings.SplitSeq(strings.TrimPrefix(pattern, "/"), "/") {
			if pattern == "" || !yield(token) {
				return
			}
		}
	}
}
