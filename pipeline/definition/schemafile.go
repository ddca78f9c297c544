package definition

import (
	"strconv"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// A schemaFile builds the nodes of a JSON Schema as they are reached, each
// once, so that a schema that refers to itself is finite.
type schemaFile struct {
	root  *tree.Value
	nodes map[*tree.Value]*Schema
}

func newSchema(root *tree.Value) *Schema {
	f := &schemaFile{root: root, nodes: map[*tree.Value]*Schema{}}
	return f.node(root)
}

// node returns the node of v, or nil where v describes nothing: a missing
// schema, or one that is just true or false.
func (f *schemaFile) node(v *tree.Value) *Schema {
	if v == nil || v.Kind != tree.Object {
		return nil
	}
	if s := f.nodes[v]; s != nil {
		return s
	}
	s := &Schema{
		Title:       textOf(v.Member("title")),
		Description: textOf(v.Member("description")),
		Section:     textOf(v.Member("x-section")),
		Private:     textOf(v.Member("x-private")) == "true",
		Default:     v.Member("default"),
		Codes:       textOf(v.Member("x-codes")),
		Types:       textsOf(v.Member("type")),
		Format:      textOf(v.Member("format")),
		Pattern:     textOf(v.Member("pattern")),
		Identifier:  textOf(v.Member("x-identifier")),
		Unit:        textOf(v.Member("x-unit")),
		Until:       textOf(v.Member("x-until")),
		Precision:   textOf(v.Member("x-precision")),
		Qualifier:   textOf(v.Member("x-qualifier")),
		Means:       membersOf(v.Member("x-means")),
		required:    textsOf(v.Member("required")),
		Enum:        append(textsOf(v.Member("enum")), textsOf(v.Member("const"))...),
	}
	s.Expected, s.Typed = sentenceOf(v.Member("x-expected")), sentenceOf(v.Member("x-typed"))
	if examples := v.Member("examples"); examples != nil && len(examples.Children) > 0 {
		s.Example = &examples.Children[0]
	}
	if limit := v.Member("maxLength"); limit != nil {
		s.MaxLength, _ = strconv.Atoi(limit.Text) // what is no number the validator refuses
	}
	f.nodes[v] = s
	f.describe(s, v)
	return s
}

// describe fills in the nodes below s and beside it.
func (f *schemaFile) describe(s *Schema, v *tree.Value) {
	if properties := v.Member("properties"); properties != nil {
		for i := range properties.Children {
			p := &properties.Children[i]
			if node := f.node(p); node != nil {
				s.Properties = append(s.Properties, Property{Name: p.Key, Schema: node})
			}
		}
	}
	s.Items = f.node(v.Member("items"))
	if ref, local := strings.CutPrefix(textOf(v.Member("$ref")), "#"); local {
		f.beside(s, f.root.Lookup(ref), true)
	}
	for _, keyword := range []string{"allOf", "anyOf", "oneOf"} {
		if branches := v.Member(keyword); branches != nil {
			for i := range branches.Children {
				f.beside(s, &branches.Children[i], keyword == "allOf")
			}
		}
	}
	f.beside(s, v.Member("then"), false)
	f.beside(s, v.Member("else"), false)
}

func (f *schemaFile) beside(s *Schema, v *tree.Value, surely bool) {
	node := f.node(v)
	if node == nil {
		return
	}
	s.others = append(s.others, node)
	if surely {
		s.surely = append(s.surely, node)
	}
}

// textOf returns the text of a scalar; empty when v is missing or no scalar.
func textOf(v *tree.Value) string {
	if v == nil {
		return ""
	}
	return v.Text
}

// sentenceOf returns a sentence in two languages; empty when v is missing.
func sentenceOf(v *tree.Value) Text {
	return Text{FR: textOf(v.Member("fr")), EN: textOf(v.Member("en"))}
}

// membersOf returns the members of an object of texts; nil when v is missing.
func membersOf(v *tree.Value) map[string]string {
	if v == nil || v.Kind != tree.Object {
		return nil
	}
	members := map[string]string{}
	for i := range v.Children {
		members[v.Children[i].Key] = v.Children[i].Text
	}
	return members
}

// textsOf returns the texts of a scalar or of an array of scalars.
func textsOf(v *tree.Value) []string {
	switch {
	case v == nil || v.Kind == tree.Object:
		return nil
	case v.Kind != tree.Array:
		return []string{v.Text}
	}
	texts := make([]string, len(v.Children))
	for i := range v.Children {
		texts[i] = v.Children[i].Text
	}
	return texts
}
