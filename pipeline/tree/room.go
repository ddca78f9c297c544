package tree

import "slices"

// room keeps values in blocks, which many containers share: an allocation for
// hundreds of values instead of one for each array and object.
type room struct {
	block []Value // what is left of the last one
}

// maxBlock is how many values a block has at most: 32 KB, from where on
// allocating is dearer.
const maxBlock = 448

// keep returns a copy of values. ahead is how many are to follow, about.
func (r *room) keep(values []Value, ahead int) []Value {
	n := len(values)
	if n > maxBlock/4 {
		return slices.Clone(values)
	}
	if n > len(r.block) {
		r.block = make([]Value, min(n+ahead, maxBlock))
	}
	kept := r.block[:n:n]
	r.block = r.block[n:]
	copy(kept, values)
	return kept
}
