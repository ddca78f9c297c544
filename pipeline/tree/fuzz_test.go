package tree_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// FuzzParseJSON holds ParseJSON to never accept what encoding/json refuses, to
// read what encoding/json reads, and to write what it reads back.
func FuzzParseJSON(f *testing.F) {
	for _, c := range jsonRefusals {
		if len(c.in) < 200 {
			f.Add([]byte(c.in))
		}
	}
	f.Add([]byte("\ufeff{\"é\":[1.50,true,null,\"a\\n\\ud83d\\ude00\"],\"b/~\":{\"\":-0}}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := tree.ParseJSON(data, tree.Limits{})
		if err != nil {
			checkSyntaxError(t, err, data)
			return
		}
		data = bytes.TrimPrefix(data, []byte("\ufeff"))
		checkSameAsEncodingJSON(t, &got.Root, data)
		checkPointers(t, got, data)
		again, err := tree.ParseJSON(tree.AppendJSON(nil, &got.Root), tree.Limits{})
		if err != nil || !equal(&again.Root, &got.Root) {
			t.Errorf("%q is read back as %v, %v", tree.AppendJSON(nil, &got.Root), again, err)
		}
	})
}

// FuzzParseYAML holds ParseYAML to give trees that are JSON, and places that
// are inside the file.
func FuzzParseYAML(f *testing.F) {
	for _, c := range yamlRefusals {
		if len(c.in) < 200 {
			f.Add([]byte(c.in))
		}
	}
	f.Add([]byte("\ufeffé: {à: [01001, 'b', \"c\\n\"]}\r\nd:\n- e: |\n    f\n  g: >-\n    h\u2028\n- ? i\n  : 1.50\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := tree.ParseYAML(data, tree.Limits{})
		if err != nil {
			checkSyntaxError(t, err, data)
			return
		}
		checkPointers(t, got, bytes.TrimPrefix(data, []byte("\ufeff")))
		again, err := tree.ParseJSON(tree.AppendJSON(nil, &got.Root), tree.Limits{})
		if err != nil || !equal(&again.Root, &got.Root) {
			t.Errorf("%q is read back as %v, %v", tree.AppendJSON(nil, &got.Root), again, err)
		}
	})
}

// checkSyntaxError checks what every refusal promises.
func checkSyntaxError(t *testing.T, err error, data []byte) {
	syntax, found := errors.AsType[*tree.SyntaxError](err)
	switch {
	case !found:
		t.Errorf("%v is no SyntaxError", err)
	case utf8.RuneCountInString(syntax.Detail) > 200:
		t.Errorf("the detail has %d characters", utf8.RuneCountInString(syntax.Detail))
	case !strings.Contains(strings.Join(tree.Codes(), " "), syntax.Code):
		t.Errorf("%s is not in the list of codes", syntax.Code)
	}
	checkPlace(t, syntax.Place, data)
}

// checkPlace checks that a place is inside the file, or just after its end.
func checkPlace(t *testing.T, place tree.Place, data []byte) {
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(data)), "\n")
	if place.Line < 1 || place.Line > len(lines) {
		t.Fatalf("line %d of %d", place.Line, len(lines))
	}
	if columns := utf8.RuneCountInString(lines[place.Line-1]) + 2; place.Column < 1 || place.Column > columns {
		t.Fatalf("column %d of %d in line %d", place.Column, columns, place.Line)
	}
}

// checkPointers checks that every text is found by its pointer, at a place
// inside the file.
func checkPointers(t *testing.T, got *tree.Tree, data []byte) {
	for pointer, v := range got.Root.Strings() {
		if got.Root.Lookup(pointer) != v {
			t.Fatalf("%q does not lead back to %q", pointer, v.Text)
		}
		checkPlace(t, got.Place(pointer), data)
		checkPlace(t, got.PlaceOfName(pointer), data)
	}
}

// checkSameAsEncodingJSON compares a tree with what encoding/json reads.
func checkSameAsEncodingJSON(t *testing.T, v *tree.Value, data []byte) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var want any
	if err := dec.Decode(&want); err != nil || !json.Valid(data) {
		t.Fatalf("encoding/json refuses what is accepted: %v", err)
	}
	if got := plainGo(v); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, encoding/json reads %v", got, want)
	}
}

// plainGo returns a value as encoding/json would.
func plainGo(v *tree.Value) any {
	switch v.Kind {
	case tree.Bool:
		return v.Text == "true"
	case tree.Number:
		return json.Number(v.Text)
	case tree.String:
		return v.Text
	case tree.Array:
		items := make([]any, len(v.Children))
		for i := range v.Children {
			items[i] = plainGo(&v.Children[i])
		}
		return items
	case tree.Object:
		members := make(map[string]any, len(v.Children))
		for i := range v.Children {
			members[v.Children[i].Key] = plainGo(&v.Children[i])
		}
		return members
	}
	return nil
}

// equal compares values without the places where they stood. The text of a
// null is how YAML spelled it.
func equal(a, b *tree.Value) bool {
	if a.Kind != b.Kind || a.Key != b.Key || a.Kind != tree.Null && a.Text != b.Text || len(a.Children) != len(b.Children) {
		return false
	}
	for i := range a.Children {
		if !equal(&a.Children[i], &b.Children[i]) {
			return false
		}
	}
	return true
}
