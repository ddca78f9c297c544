package check

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// FuzzAccept holds the acceptor to the validator on schemas and documents that
// are both mutated: from bytes, which finds strange texts, and in their
// structure, which keeps them schemas and documents. No certain answer may be
// wrong.
func FuzzAccept(f *testing.F) {
	seedDefinitions(f)
	seedSuite(f)
	f.Fuzz(func(t *testing.T, schema, document []byte, seed uint64) {
		m := &mutator{Rand: rand.New(rand.NewPCG(seed, 0))}
		rule, ruleOK := decoded(schema)
		value, valueOK := decoded(document)
		if !ruleOK || !valueOK {
			return
		}
		for range seed % 4 {
			rule = m.mutate(rule, rule, wrap)
		}
		raw, _ := json.Marshal(rule)
		s, err := compileSchema(raw, refuse)
		if err != nil {
			return
		}
		accept, narrow := compileAcceptor(s)
		for range 6 {
			text, _ := json.Marshal(value)
			read, err := tree.ParseJSON(text, tree.Limits{})
			if err != nil {
				return
			}
			if wrong := contradicts(s, accept, &read.Root); wrong != "" {
				t.Fatalf("%s\n%s\n%s", wrong, raw, text)
			}
			if wrong := misleads(s, narrow, &read.Root); wrong != "" {
				t.Fatalf("%s\n%s\n%s", wrong, raw, text)
			}
			value = m.mutate(value, rule, nil)
		}
	})
}

// misleads says how the errors of a schema, once narrowed to a document, differ
// from its own, or nothing.
func misleads(s *jsonschema.Schema, narrow *narrower, root *tree.Value) string {
	if narrow == nil {
		return ""
	}
	want, wantErr := leaves(s, root)
	got, gotErr := leaves(narrow.narrow(s, root), root)
	if !slices.Equal(got, want) || (gotErr == nil) != (wantErr == nil) {
		return fmt.Sprintf("the narrowed schema says %q, %v; the schema %q, %v", got, gotErr, want, wantErr)
	}
	return ""
}

// leaves returns what a schema has against a document, in an order of its own.
func leaves(s *jsonschema.Schema, root *tree.Value) (all []string, err error) {
	err = s.Validate(plain(root))
	invalid, found := errors.AsType[*jsonschema.ValidationError](err)
	if !found {
		return nil, err
	}
	var visit func(e *jsonschema.ValidationError)
	visit = func(e *jsonschema.ValidationError) {
		if len(e.Causes) == 0 {
			words := strings.Fields(strings.ReplaceAll(e.Message, ",", " "))
			slices.Sort(words) // names stand in the order of a map
			all = append(all, fmt.Sprint(e.InstanceLocation, " ", e.AbsoluteKeywordLocation, words))
		}
		for _, cause := range e.Causes {
			visit(cause)
		}
	}
	visit(invalid)
	slices.Sort(all)
	return all, nil
}

// seedDefinitions adds the definitions of the repository with their examples.
func seedDefinitions(f *testing.F) {
	for _, fixture := range fixtures(f) {
		_, trees := fixture.readable(f)
		for i, t := range trees[:min(len(trees), 4)] {
			f.Add([]byte(fixture.checker.def.SchemaJSON), tree.AppendJSON(nil, &t.Root), uint64(i))
		}
	}
}

// seedSuite adds the cases of the official suite.
func seedSuite(f *testing.F) {
	files, err := filepath.Glob(filepath.Join(suiteDir(f), "draft2020-12", "*.json"))
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		for _, g := range groups(f, file) {
			for i, test := range g.Tests {
				f.Add([]byte(g.Schema), []byte(test.Data), uint64(i))
			}
		}
	}
}

// decoded returns a JSON text that our reader takes, numbers as written.
func decoded(text []byte) (value any, ok bool) {
	read, err := tree.ParseJSON(text, tree.Limits{})
	if err != nil {
		return nil, false
	}
	return plain(&read.Root), true
}

// A mutator changes one thing of a JSON value at a time.
type mutator struct{ *rand.Rand }

// A slot is a place inside a JSON value that holds another.
type slot struct {
	value any
	set   func(any)
}

// slots returns every place inside a value, itself included, in a stable order.
func slots(value any, set func(any)) []slot {
	all := []slot{{value, set}}
	switch v := value.(type) {
	case []any:
		for i := range v {
			all = append(all, slots(v[i], func(x any) { v[i] = x })...)
		}
	case map[string]any:
		for _, name := range names(v) {
			all = append(all, slots(v[name], func(x any) { v[name] = x })...)
		}
	}
	return all
}

func names(v map[string]any) []string {
	all := make([]string, 0, len(v))
	for name := range v {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

// mutate returns a changed copy of a value. New parts come from a list of
// awkward values, from elsewhere in the value and from other, a schema whose
// constants and examples are worth trying. build, if any, makes a new part of
// two.
func (m *mutator) mutate(value, other any, build func(m *mutator, a, b any) any) any {
	value = clone(value)
	all := slots(value, func(x any) { value = x })
	at := all[m.IntN(len(all))]
	donors := slices.Concat(all, slots(other, func(any) {}))
	donor := clone(donors[m.IntN(len(donors))].value)
	switch choice := m.IntN(6); {
	case choice == 0:
		at.set(awkward(m))
	case choice == 1:
		at.set(donor)
	case choice == 2 && build != nil:
		at.set(build(m, clone(at.value), donor))
	default:
		m.reshape(at, donor)
	}
	return value
}

// reshape adds to an array or object, or removes from it, or changes a scalar.
func (m *mutator) reshape(at slot, donor any) {
	switch v := at.value.(type) {
	case []any:
		if i := m.IntN(len(v) + 1); m.IntN(2) == 0 && i < len(v) {
			at.set(slices.Delete(slices.Clone(v), i, i+1))
		} else if i < len(v) {
			at.set(append(slices.Clone(v), clone(v[i])))
		} else {
			at.set(append(slices.Clone(v), donor))
		}
	case map[string]any:
		known := append(names(v), "a", "foo", "bar", "é")
		name := known[m.IntN(len(known))]
		if _, held := v[name]; held && m.IntN(2) == 0 {
			delete(v, name)
		} else {
			v[name] = donor
		}
	case string:
		at.set([]any{v + "é", "x" + v, v[:len(v)/2], v + "0"}[m.IntN(4)])
	case json.Number:
		at.set(json.Number([]string{v.String() + "0", "-" + v.String(), v.String() + ".0", v.String() + ".5", v.String() + "e1"}[m.IntN(5)]))
	default:
		at.set(awkward(m))
	}
}

func awkward(m *mutator) any {
	all := []any{
		nil, true, false, json.Number("0"), json.Number("-0"), json.Number("1"), json.Number("1.0"), json.Number("-1"), json.Number("0.5"),
		json.Number("1e2"), json.Number("3"), json.Number("9223372036854775808"), json.Number("1e-3"), "", "a", "é", "foo", "2024-02-29", "2023-02-29",
		"2024-01-01T00:00:00Z", "a@b.fr", "https://a.fr", []any{}, map[string]any{}, []any{json.Number("1"), json.Number("1.0")},
		"number", "integer", "string", "object", "array", "null", "^a", "date", map[string]any{"type": "string"},
	}
	return all[m.IntN(len(all))]
}

// wrap makes a schema of two, with keywords that turn answers round.
func wrap(m *mutator, a, b any) any {
	keywords := []map[string]any{
		{"not": a}, {"oneOf": []any{a, b}}, {"anyOf": []any{a, b}}, {"allOf": []any{a, b}}, {"if": a, "then": b}, {"if": b, "else": a},
		{"if": a, "then": b, "else": a}, {"contains": a, "maxContains": json.Number("1")}, {"items": a, "uniqueItems": true},
		{"prefixItems": []any{a}, "items": b}, {"additionalProperties": a, "patternProperties": map[string]any{"^f": b}},
		{"propertyNames": a}, {"dependentSchemas": map[string]any{"foo": a}}, {"enum": []any{a, b}}, {"const": a},
	}
	return keywords[m.IntN(len(keywords))]
}

// clone returns a deep copy.
func clone(value any) any {
	raw, _ := json.Marshal(value)
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var copied any
	_ = d.Decode(&copied)
	return copied
}
