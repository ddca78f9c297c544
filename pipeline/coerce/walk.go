package coerce

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// A walk goes once through a canevas.
type walk struct {
	changes []Change
	untold  int    // changes that are not listed
	more    Change // stands for them: where one of the worst of them is
}

// A spot is a value to read, and where it stands.
type spot struct {
	plan    *plan
	value   *tree.Value
	pointer string // in the tree as read
	name    definition.Text
	holder  *tree.Value      // the object it is a member of; nil elsewhere
	beside  map[string]*plan // of the members of that object
}

// item reports whether it is an item of a list.
func (s spot) item() bool { return s.holder == nil && s.pointer != "" }

// visit reads the value at a spot, and what it holds. It returns false where
// nothing was answered there, and the value is to be left out.
func (w *walk) visit(s spot) bool {
	v := s.value
	switch {
	case v.Kind == tree.Null:
		return s.plan.null
	case s.plan.text && (v.Kind == tree.Number || v.Kind == tree.Bool && !s.plan.boolean):
		v.Kind, v.Plain = tree.String, true // a SIREN without quotes is no number
	}
	switch {
	case v.Kind == tree.Object:
		w.members(s)
		return true
	case v.Kind == tree.Array:
		w.items(s)
		return true
	case s.plan.kind == untouched:
		return true
	case tidy(v.Text) == "":
		return false
	case s.plan.kind == list:
		return w.cell(s)
	case s.plan.kind == object:
		return true
	}
	return w.read(s)
}

// members visits the members of an object that the schema knows, and leaves out
// those that hold no answer.
func (w *walk) members(s spot) {
	v := s.value
	typed := len(v.Children) // reading a member may add others
	out := make([]bool, typed)
	for turn := range 3 {
		for i := range typed {
			key := v.Children[i].Key
			p := s.plan.members[key]
			if p == nil || p.after() != turn {
				continue
			}
			m := spot{
				plan: p, value: &v.Children[i], pointer: s.pointer + "/" + tree.Escape(key), name: p.name(key),
				holder: v, beside: s.plan.members,
			}
			if !w.visit(m) {
				out[i] = true
				v.Children[i] = tree.Value{Key: key, Offset: v.Children[i].Offset}
			}
		}
	}
	i := -1
	v.Children = slices.DeleteFunc(v.Children, func(m tree.Value) bool {
		i++
		return i < typed && out[i] && m.Kind == tree.Null
	})
}

// items visits the items of a list, and leaves out those that hold no answer and
// the codes that are there twice.
func (w *walk) items(s spot) {
	p := s.plan.items
	if p == nil {
		return
	}
	var kept []tree.Value
	seen := map[string]bool{} // codes
	for _, item := range s.value.Children {
		in := spot{
			plan: p, value: &item, pointer: s.pointer + "/" + strconv.Itoa(len(kept)), name: p.itemName(s.name, len(kept)),
		}
		typed, told := item.Text, len(w.changes)
		switch {
		case !w.visit(in):
		case seen[item.Text]:
			w.changes = w.changes[:told]
			w.drop(in, ruleDuplicate, typed, both("figure déjà dans la liste, et n'est lu qu'une fois", "is in the list already, and is read once"))
		default:
			seen[item.Text] = p.kind == code && p.choices.has(item.Text)
			kept = append(kept, item)
		}
	}
	s.value.Children = kept
}

// read makes of the text of a cell what its plan wants.
func (w *walk) read(s spot) bool {
	switch s.plan.kind {
	case text:
		return w.readText(s)
	case boolean:
		return w.readBoolean(s)
	case integer, number:
		return w.readNumber(s)
	case date:
		return w.readDate(s)
	case code:
		return w.readCode(s)
	case siren, siret, cog:
		return w.readIdentifier(s)
	case url:
		return w.readURL(s)
	case email:
		return w.readEmail(s)
	}
	return w.readClosed(s)
}

// set gives a value the text that was read in what was typed.
func (s spot) set(kind tree.Kind, text string) {
	s.value.Kind, s.value.Plain, s.value.Text = kind, false, text
}

// A member is a name and a text.
type member struct{ name, text string }

// setBeside adds members to the object around a value, but those that were
// answered. It may move the value, so it comes last.
func (s spot) setBeside(members ...member) {
	for _, m := range members {
		switch there := s.holder.Member(m.name); {
		case there == nil:
			s.holder.Children = append(s.holder.Children, tree.Value{Kind: tree.String, Key: m.name, Text: m.text, Offset: s.value.Offset})
		case there.IsNull():
			there.Kind, there.Plain, there.Text = tree.String, false, m.text
		}
	}
}

// answered returns the member called name; nil where it is missing or null.
func (s spot) answered(name string) *tree.Value {
	if m := s.holder.Member(name); !m.IsNull() {
		return m
	}
	return nil
}

// means returns the code by which the member called name says something; empty
// where there is no such member or no such code.
func (s spot) means(name, something string) string {
	if p := s.beside[name]; p != nil && name != "" {
		return p.means[something]
	}
	return ""
}

// keptOtherwise says that the member called name was answered otherwise than
// another member implies.
func (s spot) keptOtherwise(name string) definition.Text {
	beside, typed := s.beside[name], s.answered(name).Text
	said := quoted(typed)
	if hidden(beside, typed) {
		said = withheld
	}
	return both("le champ %s, déjà rempli, dit autre chose (%s) et est gardé", "the field %s says otherwise (%s) and is kept", beside.name(name), said)
}

// tidy returns a text without what nobody sees around it.
func tidy(text string) string {
	return strings.TrimFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unseen(r) })
}
