package artifact

import "encoding/binary"

// A mark is what a scan finds in a text.
type mark uint64

const (
	marked  mark = 1 << iota // a control character, a quote or the mark looked for
	foreign                  // a byte that is no ASCII
)

// Eight bytes are compared at once, as one number. Where every byte of it but
// one is left alone, that byte less n has its highest bit set if it was below n
// (or above 127, which the second operand undoes); a byte below may borrow from
// the next one and mark it too, but then one is marked already.
const (
	each1   = 0x0101010101010101 // times n: n in every byte
	highest = 0x8080808080808080
)

// scan reports whether a text holds a byte below 32, a quote or c, and whether
// it holds anything but ASCII.
func scan(text []byte, c byte) mark {
	var found, all uint64
	look := func(word uint64) {
		quote, other := word^each1*'"', word^each1*uint64(c)
		found |= (word-each1*' ')&^word | (quote-each1)&^quote | (other-each1)&^other
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
