package schema_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// An operation is one step of a JSON Patch (RFC 6902): add, replace or remove.
type operation struct {
	Op    string `json:"op"`
	Path  string `json:"path"`
	Value any    `json:"value"`
}

// patched returns a document with a JSON Patch applied.
func patched(document, patch []byte) ([]byte, error) {
	var root any
	var operations []operation
	if err := json.Unmarshal(document, &root); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(patch, &operations); err != nil {
		return nil, err
	}
	for _, o := range operations {
		var err error
		if root, err = o.apply(root, strings.Split(o.Path, "/")[1:]); err != nil {
			return nil, fmt.Errorf("%s %s: %w", o.Op, o.Path, err)
		}
	}
	return json.Marshal(root)
}

// apply returns v with the operation applied at the place that tokens lead to.
func (o operation) apply(v any, tokens []string) (any, error) {
	switch v := v.(type) {
	case map[string]any:
		return o.applyToObject(v, tokens)
	case []any:
		return o.applyToArray(v, tokens)
	}
	return nil, fmt.Errorf("%q leads below a scalar", tokens[0])
}

func (o operation) applyToObject(members map[string]any, tokens []string) (any, error) {
	name := strings.NewReplacer("~1", "/", "~0", "~").Replace(tokens[0])
	child, exists := members[name]
	switch {
	case exists != (len(tokens) > 1 || o.Op != "add"):
		return nil, fmt.Errorf("member %q: exists is %t", name, exists)
	case len(tokens) > 1:
		below, err := o.apply(child, tokens[1:])
		members[name] = below
		return members, err
	case o.Op == "remove":
		delete(members, name)
	default:
		members[name] = o.Value
	}
	return members, nil
}

func (o operation) applyToArray(items []any, tokens []string) (any, error) {
	if tokens[0] == "-" {
		return append(items, o.Value), nil
	}
	i, err := strconv.Atoi(tokens[0])
	switch {
	case err != nil || i < 0 || i >= len(items):
		return nil, fmt.Errorf("no item %q", tokens[0])
	case len(tokens) > 1:
		items[i], err = o.apply(items[i], tokens[1:])
		return items, err
	case o.Op == "remove":
		return slices.Delete(items, i, i+1), nil
	case o.Op == "add":
		return slices.Insert(items, i, o.Value), nil
	}
	items[i] = o.Value
	return items, nil
}
