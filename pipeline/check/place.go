package check

import (
	"slices"
	"strconv"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// allTexts is the pattern of every text that is neither private nor one that the
// schema lists.
const allTexts = "**"

// A place is a value that rules hold at, and what is around it. It is good for
// one visit only: the next sibling takes over its memory. Its pointer is made
// when somebody asks, because rules hold nearly everywhere and nobody does.
type place struct {
	value   *tree.Value
	index   int           // in its array; -1 elsewhere
	parents []*tree.Value // the objects around it, nearest first; good as long as the place
	up      *place        // what it stands in; nil for the root
	child   *place        // the last that [place.below] gave
	room    []*tree.Value
}

// list returns the name of the array that the place is in; empty elsewhere.
func (p *place) list() string {
	if p.index < 0 {
		return ""
	}
	return p.up.value.Key
}

// pointer returns the JSON Pointer of the place.
func (p *place) pointer() string {
	var tokens []string
	for ; p.up != nil; p = p.up {
		token := tree.Escape(p.value.Key)
		if p.index >= 0 {
			token = strconv.Itoa(p.index)
		}
		tokens = append(tokens, "/"+token)
	}
	slices.Reverse(tokens)
	return strings.Join(tokens, "")
}

// below returns a place for the children of p, which the caller moves from one
// to the next. The one it gave before for p is no longer good.
func (p *place) below() *place {
	if p.child == nil {
		p.child = &place{up: p}
	}
	child := p.child
	child.index, child.parents = -1, p.parents
	if p.value.Kind == tree.Object {
		child.room = append(append(child.room[:0], p.value), p.parents...)
		child.parents = child.room
	}
	return child
}

// move goes to the i-th child of what p stands in.
func (p *place) move(i int) {
	p.value = &p.up.value.Children[i]
	if p.up.value.Kind == tree.Array {
		p.index = i
	}
}

// A visit is told of a place and says whether it wants to see more.
type visit func(p *place) bool

// match visits the places that match the tokens of a pattern, in the order of
// the file, and reports whether the visit wants more. A null value is no place.
func (p *place) match(tokens []string, see visit) bool {
	switch {
	case p.value.IsNull():
		return true
	case len(tokens) == 0:
		return see(p)
	case p.value.Kind == tree.Object:
		child := p.below()
		child.value = p.value.Member(tokens[0])
		return child.match(tokens[1:], see)
	case tokens[0] != "*":
		return true
	}
	child := p.below()
	for i := range p.value.Children {
		if child.move(i); !child.match(tokens[1:], see) {
			return false
		}
	}
	return true
}

// texts visits every text at or below p that is worth a look, in the order of
// the file, and reports whether the visit wants more. secret is what is known of
// p.
func (p *place) texts(secret *privacy, see visit) bool {
	switch {
	case secret.hidden():
		return true
	case p.value.Kind == tree.String:
		return secret.isClosed() || see(p)
	case len(p.value.Children) == 0:
		return true
	}
	child := p.below()
	for i := range p.value.Children {
		if child.move(i); !child.texts(secret.at(child), see) {
			return false
		}
	}
	return true
}

// A pattern is a pattern of places, taken apart.
type pattern struct {
	text   string
	tokens []string // names as they are, "*" for every item
}

func newPattern(text string) pattern {
	p := pattern{text: text}
	if text != "" && text != allTexts {
		for token := range strings.SplitSeq(text[1:], "/") {
			p.tokens = append(p.tokens, unescape.Replace(token))
		}
	}
	return p
}

// visit visits the places of a document that match the pattern.
func (p pattern) visit(root *tree.Value, secret *privacy, see visit) {
	start := &place{value: root, index: -1}
	if p.text == allTexts {
		start.texts(secret, see)
		return
	}
	start.match(p.tokens, see)
}
