package tree

import (
	"errors"
	"io"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

// ParseYAML reads one YAML 1.2 document in a strict profile: what a person
// writes by hand, and nothing that two readers may understand differently. No
// directives, anchors, aliases, merge keys or tags, no key that is not a text, no key
// twice, no second document, no control characters.
//
// Every scalar keeps its literal text. What is written without quotes is
// marked Plain; its kind is that of the JSON value spelled the same, and
// String when there is none: 01001, 1_000, 0x1F, 2024-09-18, .inf and yes are
// texts.
//
// The reader of YAML needs far more memory for a value than a tree does, so
// ParseYAML accepts a fifth of limits.Values.
func ParseYAML(data []byte, limits Limits) (*Tree, error) {
	src, err := decodeText(data)
	if err != nil {
		return nil, err
	}
	limits = limits.orDefault()
	limits.Values /= 5
	if err := checkYAMLText(src, limits); err != nil {
		return nil, err
	}
	p := yamlParser{src: src, limits: limits, spot: newSpot(src)}
	doc, err := p.load()
	if err != nil {
		return nil, err
	}
	root, err := p.value(doc.Content[0], 0)
	if err != nil {
		return nil, err
	}
	return &Tree{Root: root, places: src}, nil
}

// A yamlParser turns the nodes of the YAML library into a tree.
type yamlParser struct {
	src     text
	limits  Limits
	spot    *spot // of the last node met
	tooDeep bool  // why the library stopped
}

// load returns the document node of the only document.
func (p *yamlParser) load() (*yaml.Node, error) {
	loader, err := yaml.NewLoader(strings.NewReader(hiddenBreaks.Replace(string(p.src))),
		yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthFunc(p.checkDepth))))
	if err != nil {
		return nil, err
	}
	var doc, next yaml.Node
	switch err := loader.Load(&doc); {
	case errors.Is(err, io.EOF):
		return nil, p.src.refuse(codeYAMLEmpty, 0, "")
	case err != nil:
		return nil, p.explain(err)
	}
	switch err := loader.Load(&next); {
	case errors.Is(err, io.EOF):
		return &doc, nil
	case err != nil:
		return nil, p.explain(err)
	}
	return nil, p.refuse(&next, codeYAMLDocuments, "")
}

// checkDepth stops the library before deep nesting costs anything; [value]
// counts exactly.
func (p *yamlParser) checkDepth(depth int, _ *loaderlimits.DepthContext) error {
	if p.tooDeep = depth > p.limits.Depth; p.tooDeep {
		return errors.New("nested too deeply")
	}
	return nil
}

// value returns the value of a node that stands depth collections deep.
func (p *yamlParser) value(n *yaml.Node, depth int) (Value, error) {
	if err := p.checkProfile(n); err != nil {
		return Value{}, err
	}
	v := Value{Offset: p.offset(n)}
	switch n.Kind {
	case yaml.ScalarNode:
		return p.scalar(v, n), nil
	case yaml.SequenceNode:
		v.Kind = Array
	default:
		v.Kind = Object
	}
	if depth++; depth > p.limits.Depth {
		return v, p.refuse(n, codeYAMLDepth, strconv.Itoa(p.limits.Depth))
	}
	var err error
	if v.Kind == Array {
		v.Children, err = p.items(n, depth)
	} else {
		v.Children, err = p.members(n, depth)
	}
	return v, err
}

func (p *yamlParser) items(n *yaml.Node, depth int) ([]Value, error) {
	items := make([]Value, len(n.Content))
	for i, node := range n.Content {
		item, err := p.value(node, depth)
		if err != nil {
			return nil, err
		}
		items[i] = item
	}
	return items, nil
}

func (p *yamlParser) members(n *yaml.Node, depth int) ([]Value, error) {
	members := make([]Value, len(n.Content)/2)
	seen := make(map[string]bool, len(members))
	for i := range members {
		node := n.Content[2*i]
		name, err := p.name(node)
		if err != nil {
			return nil, err
		}
		if seen[name.Text] {
			return nil, p.refuse(node, codeYAMLDuplicate, name.Text)
		}
		seen[name.Text] = true
		member, err := p.value(n.Content[2*i+1], depth)
		if err != nil {
			return nil, err
		}
		member.Key, member.name = name.Text, uint32(name.Offset)+1
		members[i] = member
	}
	return members, nil
}

// name returns the key of a mapping as a String.
func (p *yamlParser) name(n *yaml.Node) (Value, error) {
	if n.Kind == yaml.ScalarNode && n.Style == 0 && n.Value == "<<" {
		return Value{}, p.refuse(n, codeYAMLMerge, "")
	}
	name, err := p.value(n, p.limits.Depth-1)
	if err == nil && name.Kind != String {
		err = p.refuse(n, codeYAMLKey, "")
	}
	return name, err
}

// scalar completes v with the text of a scalar, and the kind of a plain one.
func (p *yamlParser) scalar(v Value, n *yaml.Node) Value {
	v.Kind, v.Plain, v.Text = String, n.Style == 0, restoredBreaks.Replace(n.Value)
	if !v.Plain {
		return v
	}
	switch {
	case v.Text == "" || v.Text == "~" || v.Text == "null":
		v.Kind = Null
	case v.Text == "true" || v.Text == "false":
		v.Kind = Bool
	case isNumber(v.Text) && bounded(v.Text, p.limits.Digits):
		v.Kind = Number
	}
	return v
}

// checkProfile refuses what the strict profile leaves out.
func (p *yamlParser) checkProfile(n *yaml.Node) error {
	switch {
	case n.Kind == yaml.AliasNode:
		return p.refuse(n, codeYAMLAlias, n.Value)
	case n.Anchor != "":
		return p.refuse(n, codeYAMLAnchor, n.Anchor)
	case n.Style&yaml.TaggedStyle != 0 || n.Tag == "!":
		return p.refuse(n, codeYAMLTag, n.Tag)
	case strings.ContainsRune(n.Value, 0):
		return p.refuse(n, codeYAMLControl, "U+0000")
	}
	return nil
}

func (p *yamlParser) refuse(n *yaml.Node, code, detail string) error {
	return p.src.refuse(code, p.offset(n), detail)
}

// offset is where a node begins in the file.
func (p *yamlParser) offset(n *yaml.Node) int { return p.spot.advance(n.Line, n.Column) }
