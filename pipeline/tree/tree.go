// Package tree is the one shape every submission and every file of a
// definition takes once read: a tree of values that know where they stood.
//
// The rules are:
//
//   - A value keeps the text its author wrote: a number its literal, a YAML
//     scalar its characters. Nothing is rounded, nothing becomes a date.
//   - An object has no two members of one name.
//   - Whatever cannot be read without guessing is refused with a [SyntaxError]
//     that names the line and the column.
//
// No other package of the pipeline reads JSON or YAML.
package tree

import (
	"iter"
	"strings"
)

// A Kind is the JSON type of a [Value].
type Kind uint8

// The kinds of value, in the order of RFC 8259 section 3.
const (
	Null Kind = iota
	Bool
	Number
	String
	Array
	Object
)

// String returns the kind as JSON Schema names types: "null", "boolean",
// "number", "string", "array" or "object".
func (k Kind) String() string {
	return [...]string{"null", "boolean", "number", "string", "array", "object"}[k]
}

// A Value is one node of a tree. The zero Value is null. Values are read-only
// once parsed and may be shared between goroutines.
//
// Plain marks a YAML scalar written without quotes. Its Kind is a guess from
// its characters, which Text holds whatever the Kind: 01001 is a String,
// 75056 a Number. Only the schema knows what was meant; [Settle] asks it.
type Value struct {
	Kind     Kind
	Plain    bool
	name     uint32  // offset of Key in the file, plus one; 0 for what has no name
	Key      string  // name inside the enclosing object; empty elsewhere
	Text     string  // characters of a String, literal of a Number, "true" or "false"
	Children []Value // items of an Array, members of an Object in order of appearance
	Offset   int     // where it stood; [Tree.Place] turns it into a [Place]
}

// Member returns the member of an object called key, or nil when v is nil, is
// not an object or has no such member.
func (v *Value) Member(key string) *Value {
	if v == nil || v.Kind != Object {
		return nil
	}
	for i := range v.Children {
		if v.Children[i].Key == key {
			return &v.Children[i]
		}
	}
	return nil
}

// IsNull reports whether v is missing or null: the two mean the same to rules
// and tables.
func (v *Value) IsNull() bool { return v == nil || v.Kind == Null }

// Strings iterates over every string below v, v included, with its JSON
// Pointer (RFC 6901), in document order.
func (v *Value) Strings() iter.Seq2[string, *Value] {
	return func(yield func(string, *Value) bool) { v.strings("", yield) }
}

func (v *Value) strings(at string, yield func(string, *Value) bool) bool {
	if v.Kind == String {
		return yield(at, v)
	}
	for i := range v.Children {
		if !v.Children[i].strings(at+"/"+v.token(i), yield) {
			return false
		}
	}
	return true
}

// A Tree is a parsed file: its root and what is needed to say where each of
// its values stood.
type Tree struct {
	Root   Value
	places placer
}

// placer turns the Offset of a value into its place.
type placer interface {
	place(offset int) Place
	blank(object int, name string) (p Place, offset int, known bool)
}

// Place returns where the value at a JSON Pointer stood. Where the pointer leads
// nowhere it is the blank cell of the missing member, or else where the nearest
// existing ancestor stood.
func (t *Tree) Place(pointer string) Place {
	p, _ := t.spot(pointer)
	return p
}

// OffsetOf returns the Offset of the value at a JSON Pointer, or the one that it
// would have: what is missing from a sheet is blank somewhere in it.
func (t *Tree) OffsetOf(pointer string) int {
	_, offset := t.spot(pointer)
	return offset
}

func (t *Tree) spot(pointer string) (Place, int) {
	v, missing := t.Root.nearest(pointer)
	if t.places == nil {
		return Place{}, v.Offset
	}
	if name, one := strings.CutPrefix(missing, "/"); v.Kind == Object && one && !strings.Contains(name, "/") {
		if place, offset, known := t.places.blank(v.Offset, unescapeToken.Replace(name)); known {
			return place, offset
		}
	}
	return t.places.place(v.Offset), v.Offset
}

// PlaceAt returns where a value with an Offset stood.
func (t *Tree) PlaceAt(offset int) Place {
	if t.places == nil {
		return Place{}
	}
	return t.places.place(offset)
}

// PlaceOfName returns where the name of the member at a JSON Pointer stood,
// for what is wrong with the name itself; for anything but a member it is
// [Tree.Place].
func (t *Tree) PlaceOfName(pointer string) Place {
	v, missing := t.Root.nearest(pointer)
	if missing != "" || v.name == 0 || t.places == nil {
		return t.Place(pointer)
	}
	return t.places.place(int(v.name) - 1)
}
