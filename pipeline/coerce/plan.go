package coerce

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// A plan is what the schema wants at a place, and how its messages call it.
type plan struct {
	kind     kind
	title    string
	expected definition.Text // of the schema; may be empty
	privacy  privacy
	null     bool // an explicit null may stand here
	text     bool // a text may stand here, and no number
	boolean  bool // true and false may stand here

	members map[string]*plan // of an object
	items   *plan            // of a list; nil: anything

	choices  *choices         // of a code
	patterns []*regexp.Regexp // of a text

	ratio                       bool
	until, precision, qualifier string            // names of members beside it; may be empty
	means                       map[string]string // of a code that one of these names
}

// A privacy says whether messages may quote a value.
type privacy bool

const (
	public  privacy = false
	private privacy = true
)

// A kind is what to make of a value.
type kind uint8

const (
	untouched kind = iota // the schema says nothing, or allows values of several types
	object
	list
	boolean
	integer
	number
	date
	code
	siren
	siret
	cog
	url
	email
	closed // a text of a given form
	text
)

// scalar reports whether it is a value that stands in one cell.
func (k kind) scalar() bool { return k > list }

// A planner makes the plans of a definition, one for each set of nodes of its
// schema that describe the same values, so that a schema that refers to itself
// has finitely many.
type planner struct {
	def   *definition.Definition
	ids   map[*definition.Schema]int
	plans map[string]*plan
}

func newPlanner(def *definition.Definition) *planner {
	return &planner{def: def, ids: map[*definition.Schema]int{}, plans: map[string]*plan{}}
}

// plan returns the plan of the values that nodes describe.
func (b *planner) plan(nodes []*definition.Schema, within privacy) *plan {
	within = within || privacy(slices.ContainsFunc(nodes, func(n *definition.Schema) bool { return n.Private }))
	key := b.key(nodes, within)
	if p := b.plans[key]; p != nil {
		return p
	}
	p := &plan{privacy: within, members: map[string]*plan{}}
	b.plans[key] = p
	b.describe(p, nodes)
	for _, n := range nodes {
		for _, m := range n.Properties {
			if p.members[m.Name] == nil {
				p.members[m.Name] = b.plan(named(nodes, m.Name), within)
			}
		}
	}
	if items := itemsOf(nodes); len(items) > 0 {
		p.items = b.plan(items, within)
	}
	return p
}

func (b *planner) key(nodes []*definition.Schema, within privacy) string {
	var key strings.Builder
	fmt.Fprint(&key, within)
	for _, n := range nodes {
		if _, known := b.ids[n]; !known {
			b.ids[n] = len(b.ids)
		}
		fmt.Fprint(&key, " ", b.ids[n])
	}
	return key.String()
}

// named returns the nodes of a member of the objects that nodes describe.
func named(nodes []*definition.Schema, name string) []*definition.Schema {
	var all []*definition.Schema
	for _, n := range nodes {
		all = join(all, n.At("/"+tree.Escape(name)))
	}
	return all
}

// itemsOf returns the nodes of the items of the lists that nodes describe.
func itemsOf(nodes []*definition.Schema) []*definition.Schema {
	var all []*definition.Schema
	for _, n := range nodes {
		all = join(all, n.At("/*"))
	}
	return all
}

// join appends to nodes those of others that are not among them.
func join(nodes, others []*definition.Schema) []*definition.Schema {
	for _, n := range others {
		if !slices.Contains(nodes, n) {
			nodes = append(nodes, n)
		}
	}
	return nodes
}

// describe completes a plan with what nodes say of the value itself.
func (b *planner) describe(p *plan, nodes []*definition.Schema) {
	var types, enum []string
	format, identifier := "", ""
	for _, n := range nodes {
		types, enum = append(types, n.Types...), append(enum, n.Enum...)
		p.title = or(p.title, n.Title)
		format, identifier = or(format, n.Format), or(identifier, n.Identifier)
		p.until, p.precision, p.qualifier = or(p.until, n.Until), or(p.precision, n.Precision), or(p.qualifier, n.Qualifier)
		p.ratio = p.ratio || n.Unit == "ratio"
		if p.expected.FR == "" {
			p.expected = n.Expected
		}
		if p.means == nil {
			p.means = n.Means
		}
		if p.patterns = append(p.patterns, compiled(n.Pattern)...); p.choices == nil && n.Codes != "" {
			p.choices = newChoices(b.def.CodeList(n.Codes), n.Enum)
		}
	}
	if p.choices == nil && len(enum) > 0 {
		p.choices = newChoices(nil, enum)
	}
	p.null = slices.Contains(types, "null") || len(types) == 0 && (len(enum) == 0 || slices.Contains(enum, ""))
	p.boolean = slices.Contains(types, "boolean")
	p.text = slices.Contains(types, "string") && !slices.Contains(types, "number") && !slices.Contains(types, "integer")
	p.kind = kindOf(slices.DeleteFunc(types, func(t string) bool { return t == "null" }), nodes)
	if p.kind == text {
		p.kind = p.textKind(format, identifier)
	}
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// compiled returns the expression of a pattern; none where there is none, or
// where it is one that only the validator understands.
func compiled(pattern string) []*regexp.Regexp {
	if r, err := regexp.Compile(pattern); err == nil && pattern != "" {
		return []*regexp.Regexp{r}
	}
	return nil
}

// kindOf returns the kind of values of some types; text stands for all kinds of
// text.
func kindOf(types []string, nodes []*definition.Schema) kind {
	slices.Sort(types)
	types = slices.Compact(types)
	has := func(says func(*definition.Schema) bool) bool { return slices.ContainsFunc(nodes, says) }
	if len(types) == 0 {
		switch {
		case has(func(n *definition.Schema) bool { return len(n.Enum) > 0 }):
			return text
		case has(func(n *definition.Schema) bool { return n.Items != nil }):
			return list
		case has(func(n *definition.Schema) bool { return len(n.Properties) > 0 }):
			return object
		}
		return untouched
	}
	switch strings.Join(types, " ") {
	case "object":
		return object
	case "array":
		return list
	case "boolean":
		return boolean
	case "integer":
		return integer
	case "number", "integer number":
		return number
	case "string":
		return text
	}
	return untouched
}

// textKind returns what kind of text is wanted.
func (p *plan) textKind(format, identifier string) kind {
	identifiers := map[string]kind{"siren": siren, "siret": siret, "cog": cog}
	formats := map[string]kind{"date": date, "email": email, "uri": url}
	switch {
	case p.choices != nil:
		return code
	case identifiers[identifier] != untouched:
		return identifiers[identifier]
	case formats[format] != untouched:
		return formats[format]
	case slices.ContainsFunc(p.patterns, func(r *regexp.Regexp) bool { return strings.HasPrefix(r.String(), "^http") }):
		return url
	case format != "", slices.ContainsFunc(p.patterns, anchored):
		return closed
	}
	return text
}

// anchored reports whether a pattern is about a text as a whole.
func anchored(r *regexp.Regexp) bool {
	return strings.HasPrefix(r.String(), "^") && strings.HasSuffix(r.String(), "$")
}

// matches reports whether a text is of the form that the schema gives it.
func (p *plan) matches(text string) bool {
	return !slices.ContainsFunc(p.patterns, func(r *regexp.Regexp) bool { return !r.MatchString(text) })
}

// after says when the members of an object are read: those that set another
// after it, and those that set the end of a period last.
func (p *plan) after() int {
	switch {
	case p.until != "":
		return 2
	case p.precision != "" || p.qualifier != "":
		return 1
	}
	return 0
}
