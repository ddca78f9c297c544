package tree

import (
	"strconv"
	"strings"
)

var (
	escapeToken   = strings.NewReplacer("~", "~0", "/", "~1")
	unescapeToken = strings.NewReplacer("~1", "/", "~0", "~")
)

// Escape returns a member name as one token of a JSON Pointer (RFC 6901,
// section 3).
func Escape(name string) string { return escapeToken.Replace(name) }

// Lookup returns the value at a JSON Pointer (RFC 6901) below v, or nil.
func (v *Value) Lookup(pointer string) *Value {
	if found, missing := v.nearest(pointer); missing == "" {
		return found
	}
	return nil
}

// nearest returns the deepest existing value on the way to pointer, and what is
// missing from there on: the tokens that lead nowhere, "/" before each.
func (v *Value) nearest(pointer string) (found *Value, missing string) {
	for pointer != "" {
		token, rest, more := strings.Cut(strings.TrimPrefix(pointer, "/"), "/")
		next := v.child(unescapeToken.Replace(token))
		if next == nil {
			return v, pointer
		}
		v, pointer = next, ""
		if more {
			pointer = "/" + rest
		}
	}
	return v, ""
}

func (v *Value) child(token string) *Value {
	if v.Kind == Object {
		return v.Member(token)
	}
	if i, err := strconv.Atoi(token); v.Kind == Array && err == nil && i >= 0 && i < len(v.Children) {
		return &v.Children[i]
	}
	return nil
}

// token is the last token of the pointer to the i-th child of v.
func (v *Value) token(i int) string {
	if v.Kind == Object {
		return Escape(v.Children[i].Key)
	}
	return strconv.Itoa(i)
}
