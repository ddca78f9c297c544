package artifact

import "encoding/binary"

// A mark is what a scan finds in a text.
type mark uint64

const (
	marked  mark = 1 << iota // a control character, a quote or the mark looked for
	foreign                  // a byte that is no ASCII
)

// A scan looks at eight bytes at once, as one number. To find a byte below n
// (at most 128), take n from each: one that was below gets its highest bit set,
// and so does one far above, which had it set before and is left out for that.
// A byte that is below also borrows from its neighbour, which may then look
// below too: there is one all the same. To find a byte equal to c, turn c into
// 0 with an exclusive or and look for a byte below 1.
const (
	every   = 0x0101010101010101 // times n: n in every byte
	highest = 0x8080808080808080 // bit of every byte
)

// scan reports whether a text holds a byte below 32, a quote or c, and whether
// it holds anything but ASCII. c is not '0', which fills the last eight bytes.
func scan(text []byte, c byte) mark {
	var found, all uint64
	look := func(word uint64) {
		quote, other := word^every*'"', word^every*uint64(c)
		found |= (word-every*' ')&^word | (quote-every)&^quote | (other-every)&^other
		all |= word
	}
	for ; len(text) >= 8; text = text[8:] {
		look(binary.LittleEndian.Uint64(text))
	}
	if len(text) > 0 {
		rest := [8]byte{'0', '0', '0', '0', '0', '0', '0', '0'}
		copy(rest[:], text)
		look(binary.LittleEndian.Uint64(rest[:]))
	}
	var m mark
	if found&highest != 0 {
		m |= marked
	}
	if all&highest != 0 {
		m |= foreign
	}
	return m
}
