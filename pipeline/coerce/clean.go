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
	w.clean(spot{plan: c.root, value: root}, "")
	slices.SortStableFunc(w.changes, func(a, b Change) int { return cmp.Compare(a.Offset, b.Offset) })
	return w.listed()
}

// clean cleans the texts below a spot called key, which has no name yet: most texts
// are clean, and names are dear.
func (w *walk) clean(s spot, key string) {
	children := s.value.Children
	for i := range children {
		v := &children[i]
		in := spot{value: v, plan: s.plan.items}
		if s.value.Kind == tree.Object {
			in.plan = s.plan.members[v.Key]
		}
		switch {
		case in.plan == nil:
		case len(v.Children) > 0:
			in.pointer = s.below(i)
			w.clean(in, v.Key)
		case v.Kind == tree.String && in.plan.kind == text && MayBeDirty(v.Text):
			in.pointer, in.name = s.below(i), in.plan.name(v.Key)
			if s.value.Kind == tree.Array {
				in.name = in.plan.itemName(s.plan.name(key), i)
			}
			w.cleanText(in)
		}
	}
}

// below returns the pointer to the i-th child of the value at a spot.
func (s spot) below(i int) string {
	if s.value.Kind == tree.Array {
		return s.pointer + "/" + strconv.Itoa(i)
	}
	return s.pointer + "/" + tree.Escape(s.value.Children[i].Key)
}

func (w *walk) cleanText(s spot) {
	typed := s.value.Text
	cleaned, d := clean(typed)
	if d.removed() {
		s.set(tree.String, cleaned)
	}
	w.tellDirt(s, typed, d)
}
