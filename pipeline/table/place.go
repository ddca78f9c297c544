package table

import (
	"strconv"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// A step is one value on the way from a document to a row: an object, an array
// or the row itself.
type step struct {
	value *tree.Value
	index int // in the array that holds it; -1 where none does
}

// A place is the way from a document, first, to a value, last.
type place []step

func (p place) value() *tree.Value { return p[len(p)-1].value }

func (p place) index() int { return p[len(p)-1].index }

// up returns the place n levels above.
func (p place) up(n int) place { return p[:len(p)-n] }

// pointer returns the place as a JSON Pointer.
func (p place) pointer() string {
	var b strings.Builder
	for _, s := range p[1:] {
		b.WriteByte('/')
		if s.index >= 0 {
			b.WriteString(strconv.Itoa(s.index))
		} else {
			b.WriteString(tree.Escape(s.value.Key))
		}
	}
	return b.String()
}

// name returns the index of a value in its array, its name in its object, or
// null for a document.
func (p place) name() *tree.Value {
	switch {
	case p.index() >= 0:
		return &tree.Value{Kind: tree.Number, Text: strconv.Itoa(p.index())}
	case len(p) > 1:
		return &tree.Value{Kind: tree.String, Text: p.value().Key}
	default:
		return nil
	}
}

// list returns the name of the array that holds the value, or the empty text.
func (p place) list() string {
	if p.index() < 0 {
		return ""
	}
	return p[len(p)-2].value.Key
}

// appendParents appends the objects around the value, nearest first.
func (p place) appendParents(objects []*tree.Value) []*tree.Value {
	for i := len(p) - 2; i >= 0; i-- {
		if p[i].value.Kind == tree.Object {
			objects = append(objects, p[i].value)
		}
	}
	return objects
}

// A pattern is the tokens of a row pattern; "*" stands for every item of an
// array.
type pattern []string

var unescape = strings.NewReplacer("~1", "/", "~0", "~")

// parsePattern reads a pattern or a JSON Pointer.
func parsePattern(text string) pattern {
	tokens := strings.Split(text, "/")[1:]
	for i := range tokens {
		tokens[i] = unescape.Replace(tokens[i])
	}
	return tokens
}

// each calls visit with every place below at that the pattern matches and that
// is not null, in document order. The place is valid until visit returns.
func (p pattern) each(at place, visit func(place)) {
	v := at.value()
	switch {
	case v.IsNull():
	case len(p) == 0:
		visit(at)
	case p[0] != "*":
		if member := v.Member(p[0]); member != nil {
			p[1:].each(append(at, step{member, -1}), visit)
		}
	case v.Kind == tree.Array:
		for i := range v.Children {
			p[1:].each(append(at, step{&v.Children[i], i}), visit)
		}
	}
}

// below returns the value that the tokens of a JSON Pointer lead to from v, or
// nil. For each token guesses says where among the members of its object the
// value stood the last time, as most documents have theirs in one order.
func (p pattern) below(v *tree.Value, guesses []int) *tree.Value {
	for i, token := range p {
		if v != nil && v.Kind == tree.Array {
			v = v.Lookup("/" + token)
		} else {
			v = member(v, token, &guesses[i])
		}
	}
	return v
}

// member is [tree.Value.Member] with a guess, which it corrects.
func member(v *tree.Value, name string, guess *int) *tree.Value {
	if v == nil || v.Kind != tree.Object {
		return nil
	}
	if *guess < len(v.Children) && v.Children[*guess].Key == name {
		return &v.Children[*guess]
	}
	for i := range v.Children {
		if v.Children[i].Key == name {
			*guess = i
			return &v.Children[i]
		}
	}
	return nil
}
