package check

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// A fault is one reason why a document does not satisfy the schema: a keyword
// and the place where it fails. The validator's texts are never used, only its
// locations: what was expected is read from the schema itself.
type fault struct {
	spot
	keyword string
	schema  *jsonschema.Schema // that holds the keyword
	because string             // dependentRequired: the member that asks for this one
	allowed []string           // enum: when several branches contribute, what they allow
	by      hand               // that filled it in
}

// An explainer flattens the validator's nested errors into faults.
type explainer struct {
	nodes    map[string]*node
	instance *instance
}

// explain returns the faults of an error, in no particular order.
func (x *explainer) explain(e *jsonschema.ValidationError) []fault {
	n := x.nodes[e.AbsoluteKeywordLocation]
	holder, within := locate(x.nodes, e.AbsoluteKeywordLocation)
	if holder.names || n != nil && n.names {
		return []fault{x.fault(e, holder, "propertyNames")}
	}
	keyword, rest, _ := strings.Cut(within, "/")
	switch keyword {
	case "contains", "minContains", "maxContains", "not":
		// Below them are the items or the value that were not to match.
		return []fault{x.contains(e, holder, keyword)}
	case "required":
		return x.required(e, holder)
	case "additionalProperties":
		if n == nil {
			return x.additional(e, holder)
		}
	case "dependentRequired":
		return x.dependent(e, holder, rest)
	case "oneOf", "anyOf":
		if n == nil && len(e.Causes) > 0 {
			return x.branches(e, holder.Location+"/"+keyword+"/")
		}
	}
	if len(e.Causes) == 0 {
		return []fault{x.leaf(e, holder, keyword)}
	}
	var all []fault
	for _, cause := range e.Causes {
		all = append(all, x.explain(cause)...)
	}
	return all
}

func (x *explainer) fault(e *jsonschema.ValidationError, n *node, keyword string) fault {
	return fault{spot: x.instance.lookup(pointerOf(e.InstanceLocation)), keyword: keyword, schema: n.Schema}
}

// leaf returns the fault of a keyword that has no causes: one that failed by
// itself, or whose schema is just false.
func (x *explainer) leaf(e *jsonschema.ValidationError, n *node, keyword string) fault {
	if keyword == "" || keyword == "$defs" {
		keyword = "false"
	}
	return x.fault(e, n, keyword)
}

// contains returns one fault for an array and what it must contain. At least
// one item is what contains asks for by itself.
func (x *explainer) contains(e *jsonschema.ValidationError, n *node, keyword string) fault {
	if keyword == "minContains" && n.MinContains == 1 {
		keyword = "contains"
	}
	return x.fault(e, n, keyword)
}

// required returns a fault for each missing member, at the place it should
// have.
func (x *explainer) required(e *jsonschema.ValidationError, n *node) []fault {
	at := x.instance.lookup(pointerOf(e.InstanceLocation))
	var all []fault
	for _, name := range n.Required {
		if x.instance.member(at.value, name) == nil {
			all = append(all, fault{spot: x.below(at, name), keyword: "required", schema: n.Schema})
		}
	}
	return all
}

// dependent returns the fault of dependentRequired/<member>/<position>.
func (x *explainer) dependent(e *jsonschema.ValidationError, n *node, rest string) []fault {
	token, position, _ := strings.Cut(rest, "/")
	because := unescape.Replace(pointerOf(token))
	names := n.DependentRequired[because]
	at := x.instance.lookup(pointerOf(e.InstanceLocation))
	if i, err := strconv.Atoi(position); err == nil && i < len(names) {
		return []fault{{spot: x.below(at, names[i]), keyword: "dependentRequired", schema: n.Schema, because: because}}
	}
	return []fault{{spot: at, keyword: "dependentRequired", schema: n.Schema, because: because}}
}

// additional returns a fault for each member that the schema does not know.
func (x *explainer) additional(e *jsonschema.ValidationError, n *node) []fault {
	at := x.instance.lookup(pointerOf(e.InstanceLocation))
	var all []fault
	for i := range at.value.Children {
		member := &at.value.Children[i]
		if n.Properties[member.Key] == nil && !matchesPattern(n.Schema, member.Key) {
			all = append(all, fault{spot: at.child(member), keyword: "additionalProperties", schema: n.Schema})
		}
	}
	return all
}

func matchesPattern(s *jsonschema.Schema, name string) bool {
	for pattern := range s.PatternProperties {
		if pattern.MatchString(name) {
			return true
		}
	}
	return false
}

// below returns the spot of a member, existing or not.
func (x *explainer) below(at spot, name string) spot {
	s := x.instance.step(at, tree.Escape(name))
	s.pointer = at.pointer + "/" + tree.Escape(name)
	return s
}

// child returns the spot of a member at hand.
func (s spot) child(member *tree.Value) spot {
	token := "/" + tree.Escape(member.Key)
	return spot{pointer: s.pointer + token, value: member, nearest: member, pattern: s.pattern + token}
}

// arrange sorts faults, which the validator reports in no order, and keeps one
// where several say the same of the same place, as when a value is reached by
// $ref and by allOf.
func arrange(faults []fault) []fault {
	slices.SortFunc(faults, func(a, b fault) int {
		return cmp.Or(
			strings.Compare(a.pointer, b.pointer),
			strings.Compare(a.keyword, b.keyword),
			strings.Compare(a.schema.Location, b.schema.Location),
			slices.Compare(a.allowed, b.allowed),
			strings.Compare(a.because, b.because),
		)
	})
	return slices.CompactFunc(faults, func(a, b fault) bool {
		return a.pointer == b.pointer && a.keyword == b.keyword
	})
}
