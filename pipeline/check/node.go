package check

import (
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// A node is a compiled schema, found by its location.
type node struct {
	*jsonschema.Schema
	names bool // it describes the names of an object's members, not a value
}

// index returns every node of a compiled schema by its location.
func index(root *jsonschema.Schema) map[string]*node {
	nodes := map[string]*node{}
	var visit func(*jsonschema.Schema)
	visit = func(s *jsonschema.Schema) {
		if s == nil || nodes[s.Location] != nil {
			return
		}
		nodes[s.Location] = &node{Schema: s}
		for child := range children(s) {
			visit(child)
		}
		if s.PropertyNames != nil {
			nodes[s.PropertyNames.Location].names = true
		}
	}
	visit(root)
	return nodes
}

// children yields the schemas directly below and beside s, nil ones included.
func children(s *jsonschema.Schema) iter.Seq[*jsonschema.Schema] {
	additional, _ := s.AdditionalProperties.(*jsonschema.Schema)
	return func(yield func(*jsonschema.Schema) bool) {
		for _, group := range []iter.Seq[*jsonschema.Schema]{
			slices.Values([]*jsonschema.Schema{
				s.Ref, s.DynamicRef, s.Not, s.If, s.Then, s.Else, s.PropertyNames, additional,
				s.UnevaluatedProperties, s.Items2020, s.Contains, s.UnevaluatedItems, s.ContentSchema,
			}),
			slices.Values(s.AllOf), slices.Values(s.AnyOf), slices.Values(s.OneOf), slices.Values(s.PrefixItems),
			maps.Values(s.Properties), maps.Values(s.PatternProperties), maps.Values(s.DependentSchemas),
		} {
			for child := range group {
				if !yield(child) {
					return
				}
			}
		}
	}
}

// locate splits the location of a keyword into the node that holds it and the
// keyword with what follows it: "required", "dependentRequired/a/0".
func locate(nodes map[string]*node, location string) (n *node, keyword string) {
	for at := location; ; {
		slash := strings.LastIndexByte(at, '/')
		if slash < 0 {
			return &node{Schema: &jsonschema.Schema{}}, ""
		}
		if at = at[:slash]; nodes[at] != nil {
			return nodes[at], location[slash+1:]
		}
	}
}
