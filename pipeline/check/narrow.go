package check

import (
	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// A narrower spares the validator what an acceptor is sure of. It goes down a
// document that is not valid, along with the schema, and for every member and
// item that certainly is valid it puts the schema true in the place of its own:
// the validator would find nothing wrong there, and finds nothing wrong in a
// moment. Whatever else the schema says stays as it is, and so does the
// document, so that what the validator says of the rest, and where, is what it
// would say anyway.
type narrower struct {
	shapes map[*jsonschema.Schema]*shape // none: nothing is known of the schema
	yes    jsonschema.Schema             // accepts everything
}

func newNarrower(c *acceptorCompiler) *narrower {
	accepts := true
	return &narrower{shapes: c.shapes, yes: jsonschema.Schema{Always: &accepts}}
}

// narrow returns a schema that finds wrong with a value what s does.
func (n *narrower) narrow(s *jsonschema.Schema, v *tree.Value) *jsonschema.Schema {
	if s == nil || s.Always != nil || v.Kind != tree.Object && v.Kind != tree.Array {
		return s
	}
	narrowed := *s
	narrowed.Ref = n.narrow(s.Ref, v)
	if len(s.AllOf) > 0 {
		narrowed.AllOf = make([]*jsonschema.Schema, len(s.AllOf))
		for i, part := range s.AllOf {
			narrowed.AllOf[i] = n.narrow(part, v)
		}
	}
	if v.Kind == tree.Object && len(s.Properties) > 0 {
		narrowed.Properties = n.members(s.Properties, v)
	}
	if v.Kind == tree.Array && len(s.PrefixItems) == 0 && s.Items2020 != nil {
		narrowed.PrefixItems = make([]*jsonschema.Schema, len(v.Children))
		for i := range v.Children {
			narrowed.PrefixItems[i] = n.below(s.Items2020, &v.Children[i])
		}
	}
	return &narrowed
}

// below narrows the schema of a member or an item.
func (n *narrower) below(s *jsonschema.Schema, v *tree.Value) *jsonschema.Schema {
	if known := n.shapes[s]; known != nil && known.answer(v) == valid {
		return &n.yes
	}
	return n.narrow(s, v)
}

func (n *narrower) members(properties map[string]*jsonschema.Schema, v *tree.Value) map[string]*jsonschema.Schema {
	narrowed := make(map[string]*jsonschema.Schema, len(properties))
	for name, s := range properties {
		narrowed[name] = s
		if member := v.Member(name); member != nil {
			narrowed[name] = n.below(s, member)
		}
	}
	return narrowed
}
