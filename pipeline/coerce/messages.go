package coerce

import (
	"slices"

	"github.com/concertations-ia/canevas/pipeline/definition"
)

// maxChanges is how many changes of one canevas are listed.
const maxChanges = 10_000

// A fault is why a text cannot be read as what is wanted.
type fault struct {
	rule  string
	part  string          // of what was typed: the part that cannot be read; empty: all of it
	hint  definition.Text // what to do about it; may be empty
	meant definition.Text // what was perhaps meant, in the words of the form; may be empty
}

// note tells that what was typed was read as something else: after, which the
// words of the form call reading.
func (w *walk) note(s spot, rule, before, after string, reading definition.Text, remarks ...definition.Text) {
	switch {
	case w.full(s, rule):
		return
	case hidden(s.plan, before, after):
		w.add(s, rule, "", "", both("%s est lue autrement qu'elle n'est écrite", "%s is read otherwise than it is written", withheld))
		return
	}
	message := both("%s, lu comme %s", "%s, read as %s", quoted(before), reading)
	for _, r := range remarks {
		message = both("%s ; %s", "%s; %s", message, r)
	}
	w.add(s, rule, shown(before), shown(after), message)
}

// drop tells that what was typed was left out, and why.
func (w *walk) drop(s spot, rule, before string, why definition.Text) {
	if w.full(s, rule) {
		return
	}
	if s.item() {
		s.pointer, _ = cutLast(s.pointer)
	}
	said, typed := quoted(before), shown(before)
	if hidden(s.plan, before) {
		said, typed = withheld, ""
	}
	w.add(s, rule, typed, "", both("%s %s", "%s %s", said, why))
}

// retouch tells what was done to a text.
func (w *walk) retouch(s spot, rule, before, after string, what definition.Text) {
	switch {
	case w.full(s, rule):
	case hidden(s.plan, after):
		w.add(s, rule, "", "", what)
	default:
		w.add(s, rule, shown(before), shown(after), what)
	}
}

// fail tells that what was typed cannot be read, and leaves it as typed: what is
// expected, what was received, what to do. It returns what [walk.visit] does.
func (w *walk) fail(s spot, f fault) bool {
	if w.full(s, f.rule) {
		return true
	}
	received, before := quoted(s.value.Text), shown(s.value.Text)
	if hidden(s.plan, s.value.Text) {
		received, before, f.part, f.meant = withheld, "", "", definition.Text{}
	}
	message := both("attendu : %s ; reçu : %s", "expected: %s; got: %s", s.plan.wanted(), received)
	if f.part != "" {
		message = both("%s ; %s n'en est pas", "%s; %s is none", message, quoted(f.part))
	}
	if f.hint.FR != "" {
		message = both("%s ; %s", "%s; %s", message, f.hint)
	}
	if f.meant.FR != "" {
		message = both("%s ; vouliez-vous dire %s ?", "%s; did you mean %s?", message, f.meant)
	}
	w.add(s, f.rule, before, "", message)
	return true
}

// add lists a change.
func (w *walk) add(s spot, rule, before, after string, message definition.Text) {
	w.changes = append(w.changes, Change{
		Rule: rule, Severity: severities[rule], Pointer: s.pointer, Before: before, After: after, Offset: s.value.Offset,
		Message: both("%s : %s", "%s: %s", s.name, message),
	})
}

// full counts a change for which there is no room any more, and reports whether
// that is so.
func (w *walk) full(s spot, rule string) bool {
	if len(w.changes) < maxChanges {
		return false
	}
	if w.untold++; worse(severities[rule], w.more.Severity) {
		w.more = Change{Rule: ruleMore, Severity: severities[rule], Offset: s.value.Offset}
	}
	return true
}

// worse reports whether the first of two severities weighs more; one that is
// empty weighs nothing.
func worse(a, b definition.Severity) bool {
	weights := []definition.Severity{"", definition.Info, definition.Warning, definition.Error}
	return slices.Index(weights, a) > slices.Index(weights, b)
}

// listed returns the changes, and one that counts those that are not among them.
func (w *walk) listed() []Change {
	if w.untold == 0 {
		return w.changes
	}
	w.more.Message = both("il y a %s autres remarques ; corrigez d'abord celles-ci", "there are %s further remarks; correct these first", count(w.untold))
	return append(w.changes, w.more)
}
