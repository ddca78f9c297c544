package check

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// A branch is one alternative of oneOf or anyOf, and why a value is not it.
type branch struct {
	name   string // "0", "1" ...
	faults []fault
}

// branches explains why a value is none of several alternatives by those of
// the alternative its author most likely meant: nobody can act on the faults
// of forms he did not fill in.
func (x *explainer) branches(e *jsonschema.ValidationError, prefix string) []fault {
	var all []branch
	for _, cause := range e.Causes {
		name, _, _ := strings.Cut(strings.TrimPrefix(cause.AbsoluteKeywordLocation, prefix), "/")
		faults := x.explain(cause)
		if i := slices.IndexFunc(all, func(b branch) bool { return b.name == name }); i >= 0 {
			all[i].faults = append(all[i].faults, faults...)
			continue
		}
		all = append(all, branch{name, faults})
	}
	for i := range all {
		all[i].faults = arrange(all[i].faults)
	}
	at := pointerOf(e.InstanceLocation)
	if typed := slices.DeleteFunc(slices.Clone(all), func(b branch) bool { return b.foreign(at) }); len(typed) > 0 {
		all = typed
	}
	if f, ok := noneChosen(all, at); ok {
		return []fault{f}
	}
	return slices.MinFunc(all, func(a, b branch) int {
		return cmp.Or(a.otherChoices(at)-b.otherChoices(at), len(a.faults)-len(b.faults))
	}).faults
}

// foreign reports whether a branch describes values of another type.
func (b branch) foreign(at string) bool {
	return slices.ContainsFunc(b.faults, func(f fault) bool { return f.keyword == "type" && f.pointer == at })
}

// otherChoices counts the fields that tell branches apart and tell this one
// from what was meant.
func (b branch) otherChoices(at string) int {
	n := 0
	for _, f := range b.faults {
		if f.chooses(at) {
			n++
		}
	}
	return n
}

// chooses reports whether a fault is that of a field which tells branches
// apart: a const or an enum of the value at a pointer or of one of its members.
func (f fault) chooses(at string) bool {
	below, inside := strings.CutPrefix(f.pointer, at)
	return (f.keyword == "const" || f.keyword == "enum") && inside && strings.Count(below, "/") <= 1
}

// noneChosen returns one fault for a field that tells branches apart and holds
// a value that none of them knows: what all of them allow was expected.
func noneChosen(all []branch, at string) (fault, bool) {
	for _, candidate := range all[0].faults {
		union := candidate
		union.keyword, union.allowed = "enum", nil
		for _, b := range all {
			i := slices.IndexFunc(b.faults, func(f fault) bool { return f.pointer == candidate.pointer && f.chooses(at) })
			if i < 0 {
				union.allowed = nil
				break
			}
			union.allowed = append(union.allowed, b.faults[i].choices()...)
		}
		if union.allowed != nil {
			slices.Sort(union.allowed)
			union.allowed = slices.Compact(union.allowed)
			return union, true
		}
	}
	return fault{}, false
}

// choices returns the values that a fault's const or enum allows, as text.
func (f fault) choices() []string {
	if f.allowed != nil {
		return f.allowed
	}
	values := f.schema.Enum
	if f.keyword == "const" {
		values = f.schema.Constant
	}
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = literal(v)
	}
	return texts
}

// literal returns a value of the schema as its author would write it.
func literal(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	text, err := json.Marshal(v)
	return cmp.Or(string(text), fmt.Sprint(err))
}
