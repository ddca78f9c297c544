package tree

import "strings"

// Without returns t without the members at patterns, such as "/contact" or
// "/porteurs/*/contact"; * stands for every item of an array. What remains is
// shared with t, and keeps its places.
func (t *Tree) Without(patterns []string) *Tree {
	var paths [][]string
	for _, p := range patterns {
		paths = append(paths, strings.Split(strings.TrimPrefix(p, "/"), "/"))
	}
	return &Tree{Root: t.Root.without(paths), places: t.places}
}

// without returns v without what stands at paths below it.
func (v Value) without(paths [][]string) Value {
	if len(paths) == 0 {
		return v
	}
	var kept []Value
	for i := range v.Children {
		child := v.Children[i]
		token := "*"
		if v.Kind == Object {
			token = Escape(child.Key)
		}
		below, gone := follow(paths, token)
		if !gone {
			kept = append(kept, child.without(below))
		}
	}
	v.Children = kept
	return v
}

// follow returns what remains of the paths that begin with token, and whether
// one of them ends there.
func follow(paths [][]string, token string) (below [][]string, gone bool) {
	for _, p := range paths {
		switch {
		case p[0] != token:
		case len(p) == 1:
			return nil, true
		default:
			below = append(below, p[1:])
		}
	}
	return below, false
}
