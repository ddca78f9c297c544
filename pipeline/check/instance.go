package check

import (
	"encoding/json"
	"math"
	"net/url"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// plain returns a value in the shape that the validator takes. Numbers keep
// their literal, so that none is rounded.
func plain(v *tree.Value) any { return head(v, math.MaxInt) }

// head is plain with the first items of each list only.
func head(v *tree.Value, most int) any {
	switch v.Kind {
	case tree.Bool:
		return v.Text == "true"
	case tree.Number:
		return json.Number(v.Text)
	case tree.String:
		return v.Text
	case tree.Array:
		items := make([]any, min(len(v.Children), most))
		for i := range items {
			items[i] = head(&v.Children[i], most)
		}
		return items
	case tree.Object:
		members := make(map[string]any, len(v.Children))
		for i := range v.Children {
			members[v.Children[i].Key] = head(&v.Children[i], most)
		}
		return members
	}
	return nil
}

// valuesIn returns how many values there are at and below v.
func valuesIn(v *tree.Value) int {
	n := 1
	for i := range v.Children {
		n += valuesIn(&v.Children[i])
	}
	return n
}

// An instance finds values of one document by JSON Pointer. Objects with many
// members are indexed, or a file of a hundred thousand faulty members would
// take minutes.
type instance struct {
	root    *tree.Value
	members map[*tree.Value]map[string]*tree.Value
}

func newInstance(root *tree.Value) *instance {
	return &instance{root: root, members: map[*tree.Value]map[string]*tree.Value{}}
}

// manyMembers is from how many members on an index pays.
const manyMembers = 32

func (i *instance) member(v *tree.Value, name string) *tree.Value {
	if v == nil || v.Kind != tree.Object || len(v.Children) < manyMembers {
		return v.Member(name)
	}
	if i.members[v] == nil {
		all := make(map[string]*tree.Value, len(v.Children))
		for c := range v.Children {
			all[v.Children[c].Key] = &v.Children[c]
		}
		i.members[v] = all
	}
	return i.members[v][name]
}

// A spot is a place in a document: a pointer, the value there or nil, the
// deepest value on the way to it, and the pattern the schema knows it by.
type spot struct {
	pointer string
	value   *tree.Value
	nearest *tree.Value
	pattern string
}

// lookup resolves a JSON Pointer.
func (i *instance) lookup(pointer string) spot {
	s := spot{value: i.root, nearest: i.root}
	if pointer != "" {
		for token := range strings.SplitSeq(pointer[1:], "/") {
			s = i.step(s, token)
		}
	}
	s.pointer = pointer
	return s
}

// step goes from a spot to what a token of a pointer names below it.
func (i *instance) step(s spot, token string) spot {
	next := spot{pattern: s.pattern + "/" + token, nearest: s.nearest}
	if s.value != nil && s.value.Kind == tree.Array {
		next.pattern = s.pattern + "/*"
		next.value = s.value.Lookup("/" + token)
	} else if s.value != nil {
		next.value = i.member(s.value, unescape.Replace(token))
	}
	if next.value != nil {
		next.nearest = next.value
	}
	return next
}

var unescape = strings.NewReplacer("~1", "/", "~0", "~")

// pointerOf returns the JSON Pointer of a location in the validator's errors,
// whose tokens are percent-encoded as in a URI.
func pointerOf(location string) string {
	if pointer, err := url.PathUnescape(location); err == nil {
		return pointer
	}
	return location
}
