package coerce

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// Clean takes out of the free texts below root, in place, the characters that
// change how others are shown or that no table can carry, and tells it like
// [Coercer.Coerce]. Nothing else is changed: it is for what programs write.
func (c *Coercer) Clean(root *tree.Value) []Change {
	w := new(walk)
	w.clean(spot{plan: c.root, value: root})
	slices.SortStableFunc(w.changes, func(a, b Change) int { return cmp.Compare(a.Offset, b.Offset) })
	return w.listed()
}

// clean cleans the texts at and below a spot.
func (w *walk) clean(s spot) {
	v := s.value
	switch {
	case v.Kind == tree.String && s.plan.kind == text:
		cleaned, d := clean(v.Text)
		typed := v.Text
		if d.removed() {
			s.set(tree.String, cleaned)
		}
		w.tellDirt(s, typed, d)
	case v.Kind == tree.Object:
		for i := range v.Children {
			m := &v.Children[i]
			if p := s.plan.members[m.Key]; p != nil {
				w.clean(spot{plan: p, value: m, pointer: s.pointer + "/" + tree.Escape(m.Key), name: p.name(m.Key), holder: v, beside: s.plan.members})
			}
		}
	case v.Kind == tree.Array && s.plan.items != nil:
		for i := range v.Children {
			w.clean(spot{plan: s.plan.items, value: &v.Children[i], pointer: s.pointer + "/" + strconv.Itoa(i), name: s.plan.items.itemName(s.name, i)})
		}
	}
}
