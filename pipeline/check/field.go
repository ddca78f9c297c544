package check

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/expression"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// quoteLimit is how many characters of the input a message may hold.
const quoteLimit = 200

// A field is what a message says of a place: its name, and what the definition
// knows of it.
type field struct {
	name     definition.Text
	expected definition.Text // x-expected; may be empty
	codes    *definition.CodeList
	private  bool
}

// A hand is who filled a submission in: a program, or somebody who types.
type hand bool

const (
	program hand = false
	person  hand = true
)

// field describes the place of a spot in the words of the definition, for who
// filled it in.
func (c *Checker) field(s spot, by hand) field {
	f := field{name: c.name(s.pointer, s.pattern), private: c.def.Schema.PrivateAt(s.pattern)}
	for _, n := range c.def.Schema.At(s.pattern) {
		if f.expected.FR == "" {
			f.expected = n.Expected
			if by == person && n.Typed.FR != "" {
				f.expected = n.Typed
			}
		}
		if f.codes == nil && n.Codes != "" {
			f.codes = c.def.CodeList(n.Codes)
		}
	}
	return f
}

// name returns the title of a place in quotation marks, or the name of the
// member where the schema gives it none. An item of a list has a number.
func (c *Checker) name(pointer, pattern string) definition.Text {
	if pointer == "" {
		return definition.Text{FR: "le document", EN: "the document"}
	}
	title := ""
	if nodes := c.def.Schema.At(pattern); len(nodes) > 0 {
		if i := slices.IndexFunc(nodes, func(n *definition.Schema) bool { return n.Title != "" }); i >= 0 {
			title = nodes[i].Title
		}
	}
	holder, last := cutLast(pointer)
	holderPattern, token := cutLast(pattern)
	if token != "*" {
		return quoted(or(title, shown(unescape.Replace(last))))
	}
	if title == "" {
		return numbered(c.name(holder, holderPattern), last)
	}
	return numbered(quoted(title), last)
}

// cutLast splits a pointer before its last token.
func cutLast(pointer string) (holder, last string) {
	i := strings.LastIndexByte(pointer, '/')
	return pointer[:i], pointer[i+1:]
}

// numbered adds the number of an item to a name; people count from 1.
func numbered(name definition.Text, index string) definition.Text {
	i, err := strconv.Atoi(index)
	if err != nil {
		return name
	}
	return definition.Text{FR: fmt.Sprintf("%s n°\u00a0%d", name.FR, i+1), EN: fmt.Sprintf("%s no. %d", name.EN, i+1)}
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// quoted puts a text in the quotation marks of each language.
func quoted(text string) definition.Text {
	return definition.Text{FR: "«\u00a0" + text + "\u00a0»", EN: `"` + text + `"`}
}

// shown returns what may be shown of a text of the input: its beginning, and
// nothing when it holds personal data.
func shown(text string) string {
	if len(expression.Personal(text)) > 0 {
		return "…"
	}
	return expression.Excerpt(text, quoteLimit)
}

// received says in words what stands at a place.
func (f field) received(v *tree.Value) definition.Text {
	switch {
	case v == nil || v.Kind == tree.Null:
		return definition.Text{FR: "rien", EN: "nothing"}
	case v.Kind == tree.Array:
		return definition.Text{FR: "une liste", EN: "a list"}
	case v.Kind == tree.Object:
		return definition.Text{FR: "un groupe de champs", EN: "a group of fields"}
	case f.private || len(expression.Personal(v.Text)) > 0:
		return definition.Text{FR: "une valeur qui n'est pas reproduite ici", EN: "a value that is not repeated here"}
	case v.Kind == tree.String && v.Text == "":
		return definition.Text{FR: "un texte vide", EN: "an empty text"}
	case v.Kind == tree.String:
		return quoted(expression.Excerpt(v.Text, quoteLimit))
	}
	return definition.Text{FR: shown(v.Text), EN: shown(v.Text)}
}
