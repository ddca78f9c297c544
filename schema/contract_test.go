package schema_test

import (
	"bytes"
	"encoding/json"
	"iter"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/schema"
)

// A node is one schema inside canevas.schema.json.
type node struct {
	at       string         // JSON Pointer
	keywords map[string]any // as written
	property bool           // it describes a field, and is not a condition on one
}

// nodes returns every schema of the file but those that only ask a question
// (if).
func nodes(t *testing.T) []node {
	t.Helper()
	data, err := schema.FS.ReadFile("canevas.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var root map[string]any
	if err := json.Unmarshal(data, &root); err != nil {
		t.Fatal(err)
	}
	return below(node{keywords: root}, false)
}

// below returns n and every schema below it. Inside a then, fields are not
// described but restricted.
func below(n node, restricts bool) []node {
	all := []node{n}
	for _, keyword := range []string{"properties", "$defs"} {
		members, _ := n.keywords[keyword].(map[string]any)
		for _, name := range slices.Sorted(maps.Keys(members)) {
			at := n.at + "/" + keyword + "/" + name
			all = append(all, below(node{at, members[name].(map[string]any), keyword == "properties" && !restricts}, restricts)...)
		}
	}
	for _, keyword := range []string{"items", "then"} {
		if child, ok := n.keywords[keyword].(map[string]any); ok {
			all = append(all, below(node{at: n.at + "/" + keyword, keywords: child}, restricts || keyword == "then")...)
		}
	}
	branches, _ := n.keywords["allOf"].([]any)
	for _, branch := range branches {
		all = append(all, below(node{at: n.at + "/allOf", keywords: branch.(map[string]any)}, restricts)...)
	}
	return all
}

// silent are the keywords that never fail by themselves.
var silent = []string{
	"$schema", "$id", "$comment", "$defs", "$ref", "title", "description", "default", "examples",
	"x-codes", "x-expected", "x-typed", "x-private", "x-section",
	"x-identifier", "x-unit", "x-until", "x-precision", "x-qualifier", "x-means", "properties", "items", "allOf", "if", "then",
}

// keywords returns the keywords of the schema that a document can fail.
func keywords(t *testing.T) []string {
	t.Helper()
	used := map[string]bool{}
	for _, n := range nodes(t) {
		for keyword := range n.keywords {
			used[keyword] = true
		}
	}
	for _, keyword := range silent {
		delete(used, keyword)
	}
	return slices.Sorted(maps.Keys(used))
}

func TestPropertiesAreDocumented(t *testing.T) {
	for _, n := range nodes(t) {
		if !n.property {
			continue
		}
		for _, keyword := range []string{"title", "description"} {
			if text, _ := n.keywords[keyword].(string); text == "" {
				t.Errorf("%s has no %s", n.at, keyword)
			}
		}
		if examples, _ := n.keywords["examples"].([]any); len(examples) == 0 {
			t.Errorf("%s has no examples", n.at)
		}
	}
}

func TestObjectsAreClosed(t *testing.T) {
	for _, n := range nodes(t) {
		if n.keywords["type"] == "object" && n.keywords["additionalProperties"] != false {
			t.Errorf("%s takes members that it does not name", n.at)
		}
		if n.property && n.keywords["type"] == nil && n.keywords["$ref"] == nil {
			t.Errorf("%s has no type", n.at)
		}
	}
}

// TestPatternsArePortable keeps patterns to what ECMA-262 and RE2 read alike:
// other validators than ours use them.
func TestPatternsArePortable(t *testing.T) {
	for _, n := range nodes(t) {
		pattern, _ := n.keywords["pattern"].(string)
		for _, differs := range []string{`\d`, `\w`, `\b`, `\p`, `\P`, `\x`, `\u`, `\A`, `\z`, `(?`, `.*`, `[[`} {
			if strings.Contains(pattern, differs) {
				t.Errorf("%s: pattern %s holds %s", n.at, pattern, differs)
			}
		}
	}
}

// TestExamplesAreValid holds each example to the schema of its own field.
func TestExamplesAreValid(t *testing.T) {
	compiler := jsonschema.NewCompiler()
	compiler.Draft, compiler.AssertFormat = jsonschema.Draft2020, true
	data, err := schema.FS.ReadFile("canevas.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := compiler.AddResource("canevas.schema.json", bytes.NewReader(data)); err != nil {
		t.Fatal(err)
	}
	for _, n := range nodes(t) {
		if !n.property {
			continue
		}
		field, err := compiler.Compile("canevas.schema.json#" + n.at)
		if err != nil {
			t.Fatal(err)
		}
		for _, example := range n.keywords["examples"].([]any) {
			if err := field.Validate(example); err != nil {
				t.Errorf("%s: example %v: %v", n.at, example, err)
			}
		}
	}
}

// TestCompleteIsComplete wants every field of the contract in the document
// that the invalid ones depart from, so that each can be spoilt.
func TestCompleteIsComplete(t *testing.T) {
	var root any
	if err := json.Unmarshal(read(t, complete), &root); err != nil {
		t.Fatal(err)
	}
	filled := map[string]bool{}
	collect(root, "", filled)
	def, _ := load(t)
	for pattern := range fields(def.Schema, "") {
		if !filled[pattern] {
			t.Errorf("%s does not use %s", complete, pattern)
		}
	}
}

// collect notes the pattern of every member of v.
func collect(v any, at string, filled map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for name, child := range v {
			filled[at+"/"+name] = true
			collect(child, at+"/"+name, filled)
		}
	case []any:
		for _, child := range v {
			collect(child, at+"/*", filled)
		}
	}
}

// fields yields the pattern of every field that the schema describes.
func fields(s *definition.Schema, at string) iter.Seq[string] {
	return func(yield func(string) bool) { yieldFields(s, at, yield) }
}

func yieldFields(root *definition.Schema, at string, yield func(string) bool) bool {
	for _, n := range root.At(at) {
		for _, p := range n.Properties {
			if !yield(at+"/"+p.Name) || !yieldFields(root, at+"/"+p.Name, yield) {
				return false
			}
		}
		if n.Items != nil && !yieldFields(root, at+"/*", yield) {
			return false
		}
	}
	return true
}
