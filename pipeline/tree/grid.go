package tree

// A Grid is the places of a tree that was read from cells: the Offset of a value
// is the index of its place.
type Grid struct {
	Cells []Place

	// Blank returns where the member of an object would stand, by the Offset of
	// the object, and the Offset that a value there would have, or one of the same
	// row. It is false where a member of that name has no place.
	Blank func(object int, name string) (p Place, offset int, known bool)
}

// FromGrid returns the tree of values that were read from cells.
func FromGrid(root Value, g *Grid) *Tree { return &Tree{Root: root, places: g} }

func (g *Grid) place(offset int) Place { return g.Cells[offset] }

func (g *Grid) blank(object int, name string) (Place, int, bool) { return g.Blank(object, name) }

// blank is unknown in a text: what is missing from an object has no place but
// that of the object.
func (t text) blank(int, string) (Place, int, bool) { return Place{}, 0, false }
