package check

import (
	"iter"
	"strconv"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// allTexts is the pattern of every text that is not private.
const allTexts = "**"

// A place is a value that a rule holds at, and what is around it.
type place struct {
	value   *tree.Value
	pointer string
	index   int    // in its array; -1 elsewhere
	list    string // name of that array
	parents []*tree.Value
}

// places yields the places of a document that match a pattern, in the order of
// the file. A null value is no place.
func (c *Checker) places(pattern string, root *tree.Value) iter.Seq[place] {
	start := place{value: root, index: -1}
	return func(yield func(place) bool) {
		if pattern == allTexts {
			c.texts(start, "", map[string]bool{}, yield)
			return
		}
		var tokens []string
		if pattern != "" {
			tokens = strings.Split(pattern[1:], "/")
		}
		start.match(tokens, yield)
	}
}

func (p place) match(tokens []string, yield func(place) bool) bool {
	if p.value.IsNull() {
		return true
	}
	if len(tokens) == 0 {
		return yield(p)
	}
	for token, child := range p.children() {
		if token == "/"+tokens[0] && !child.match(tokens[1:], yield) {
			return false
		}
	}
	return true
}

// texts yields every text below p that is not private. private remembers what
// the schema says of each pattern met.
func (c *Checker) texts(p place, pattern string, private map[string]bool, yield func(place) bool) bool {
	hidden, known := private[pattern]
	if !known {
		hidden = c.def.Schema.PrivateAt(pattern)
		private[pattern] = hidden
	}
	if hidden {
		return true
	}
	if p.value.Kind == tree.String {
		return yield(p)
	}
	for token, child := range p.children() {
		if !c.texts(child, pattern+token, private, yield) {
			return false
		}
	}
	return true
}

// children yields the places directly below p, each with the last token of its
// pattern.
func (p place) children() iter.Seq2[string, place] {
	return func(yield func(string, place) bool) {
		around := p.parents
		if p.value.Kind == tree.Object {
			around = append([]*tree.Value{p.value}, p.parents...)
		}
		for i := range p.value.Children {
			child := place{value: &p.value.Children[i], index: -1, parents: around}
			token := "/*"
			if p.value.Kind == tree.Object {
				token = "/" + tree.Escape(child.value.Key)
				child.pointer = p.pointer + token
			} else {
				child.pointer = p.pointer + "/" + strconv.Itoa(i)
				child.index, child.list = i, p.value.Key
			}
			if !yield(token, child) {
				return
			}
		}
	}
}
