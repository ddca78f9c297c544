package check

import (
	"regexp"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// object compiles the keywords about objects.
func (c *acceptorCompiler) object(compiled *shape, s *jsonschema.Schema) {
	if least, most := s.MinProperties, s.MaxProperties; least != -1 || most != -1 {
		compiled.on(func(v *tree.Value) answer { return certain(inside(len(v.Children), least, most)) }, tree.Object)
	}
	if len(s.Required) > 0 || len(s.Properties) > 0 || len(s.PatternProperties) > 0 || s.AdditionalProperties != nil {
		compiled.on(c.members(s).answer, tree.Object)
	}
	if s.PropertyNames != nil {
		compiled.on(propertyNames(c.shape(s.PropertyNames)), tree.Object)
	}
	for name, needed := range s.DependentRequired {
		compiled.on(func(v *tree.Value) answer { return certain(v.Member(name) == nil || hasAll(v, needed)) }, tree.Object)
	}
	for name, schema := range s.DependentSchemas {
		dependent := c.shape(schema)
		compiled.on(func(v *tree.Value) answer {
			if v.Member(name) == nil {
				return valid
			}
			return dependent.answer(v)
		}, tree.Object)
	}
}

func hasAll(v *tree.Value, names []string) bool {
	for _, name := range names {
		if v.Member(name) == nil {
			return false
		}
	}
	return true
}

// A memberTest is required, properties, patternProperties and additionalProperties:
// all of them are answered while going over an object once.
type memberTest struct {
	known    [][]member // by the length of their names, of which few are equal
	required uint64     // a bit for each of the first 64 required names
	rest     []string   // the required names after those
	patterns []patternMember
	others   *shape // of the members that nothing else describes; nil: any
}

// A member is what is known of one name.
type member struct {
	name     string
	shape    *shape // nil: properties does not name it
	required uint64 // its bit, if it has one
}

type patternMember struct {
	name  *regexp.Regexp
	shape *shape
}

func (c *acceptorCompiler) members(s *jsonschema.Schema) *memberTest {
	m := &memberTest{}
	for name, schema := range s.Properties {
		m.know(name).shape = c.shape(schema)
	}
	for i, name := range s.Required {
		if i >= 64 {
			m.rest = s.Required[i:]
			break
		}
		m.know(name).required |= 1 << i // a name may be required twice
		m.required |= 1 << i
	}
	for name, schema := range s.PatternProperties {
		m.patterns = append(m.patterns, patternMember{name, c.shape(schema)})
	}
	switch additional := s.AdditionalProperties.(type) {
	case bool:
		m.others = &shape{}
		m.others.on(always(certain(additional)), everyKind...)
	case *jsonschema.Schema:
		m.others = c.shape(additional)
	}
	return m
}

// know returns what is known of a name, to be added to.
func (m *memberTest) know(name string) *member {
	for len(m.known) <= len(name) {
		m.known = append(m.known, nil)
	}
	if known := m.find(name); known != nil {
		return known
	}
	same := append(m.known[len(name)], member{name: name})
	m.known[len(name)] = same
	return &same[len(same)-1]
}

// find returns what is known of a name, or nil.
func (m *memberTest) find(name string) *member {
	if len(name) >= len(m.known) {
		return nil
	}
	same := m.known[len(name)]
	for i := range same {
		if same[i].name == name {
			return &same[i]
		}
	}
	return nil
}

func (m *memberTest) answer(v *tree.Value) answer {
	worst, seen := valid, uint64(0)
	for i := range v.Children {
		var named *shape
		if known := m.find(v.Children[i].Key); known != nil {
			seen |= known.required
			named = known.shape
		}
		if worst = max(worst, m.member(named, &v.Children[i])); worst == invalid {
			return invalid
		}
	}
	if seen != m.required || !hasAll(v, m.rest) {
		return invalid
	}
	return worst
}

// member holds one member to everything that describes it. named is what
// properties says of it, or nil.
func (m *memberTest) member(named *shape, v *tree.Value) answer {
	worst, described := named.orValid(v), named != nil
	for _, p := range m.patterns {
		if p.name.MatchString(v.Key) {
			worst, described = max(worst, p.shape.answer(v)), true
		}
	}
	if !described {
		return m.others.orValid(v)
	}
	return worst
}

func propertyNames(s *shape) test {
	return func(v *tree.Value) answer {
		worst := valid
		for i := range v.Children {
			worst = max(worst, s.answer(&tree.Value{Kind: tree.String, Text: v.Children[i].Key}))
		}
		return worst
	}
}
