package artifact

import (
	"encoding/binary"
	"errors"

	"github.com/concertations-ia/canevas/pipeline/definition"
)

// plainWidth is how many bytes a value takes in the PLAIN encoding; 0 where that
// is not a fixed number of them.
func plainWidth(t definition.Type) int {
	switch t {
	case definition.String, definition.Boolean:
		return 0
	case definition.Date:
		return 4
	default:
		return 8
	}
}

// A plainReader reads values in the PLAIN encoding.
type plainReader struct {
	data []byte
	at   int
}

// take returns the next n bytes.
func (p *plainReader) take(n int) ([]byte, error) {
	if n > len(p.data)-p.at {
		return nil, errShort
	}
	p.at += n
	return p.data[p.at-n : p.at : p.at], nil
}

// text returns the next text.
func (p *plainReader) text() ([]byte, error) {
	size, err := p.take(4)
	if err != nil {
		return nil, err
	}
	n := binary.LittleEndian.Uint32(size)
	if uint64(n) > uint64(len(p.data)-p.at) {
		return nil, errShort
	}
	return p.take(int(n))
}

// bit returns the n-th of the booleans, which are packed eight to a byte.
func (p *plainReader) bit(n int) (bool, error) {
	if n/8 >= len(p.data) {
		return false, errShort
	}
	return p.data[n/8]>>(n%8)&1 == 1, nil
}

var errLonger = errors.New("a page goes on after its values")

func (p *plainReader) end() error {
	if p.at != len(p.data) {
		return errLonger
	}
	return nil
}

// A hybridReader reads values of width bits in the run length and bit packing
// hybrid that [appendHybrid] writes. A run takes no memory, however long it says
// it is.
type hybridReader struct {
	data   []byte // what follows the run
	width  int    // 1 to 32
	left   uint64 // values of the run
	value  uint32 // that the run repeats
	packed []byte // of the run; nil: it repeats value
	at     uint64 // the next value in packed
}

func (h *hybridReader) next() (uint32, error) {
	if h.left == 0 {
		if err := h.begin(); err != nil {
			return 0, err
		}
	}
	h.left--
	if h.packed == nil {
		return h.value, nil
	}
	bit := h.at * uint64(h.width)
	h.at++
	// 32 bits that begin anywhere in a byte lie in five bytes.
	var word uint64
	for i, b := range h.packed[bit/8 : min(bit/8+5, uint64(len(h.packed)))] {
		word |= uint64(b) << (8 * i)
	}
	return uint32(word >> (bit % 8) & (1<<h.width - 1)), nil
}

// begin goes to the next run.
func (h *hybridReader) begin() error {
	header, n := binary.Uvarint(h.data)
	if n <= 0 || header>>1 == 0 {
		return errShort
	}
	h.data = h.data[n:]
	if header&1 == 1 {
		return h.beginPacked(header >> 1)
	}
	size := (h.width + 7) / 8
	if len(h.data) < size {
		return errShort
	}
	h.left, h.value, h.packed = header>>1, 0, nil
	for i, b := range h.data[:size] {
		h.value |= uint32(b) << (8 * i)
	}
	h.data = h.data[size:]
	if h.width < 32 && h.value>>h.width != 0 {
		return errors.New("a number wider than its page says")
	}
	return nil
}

// beginPacked goes to a run of groups of eight values, each of its own.
func (h *hybridReader) beginPacked(groups uint64) error {
	if groups > uint64(len(h.data)/h.width) {
		return errShort
	}
	size := groups * uint64(h.width)
	h.left, h.at = groups*8, 0
	h.packed, h.data = h.data[:size], h.data[size:]
	return nil
}

// end reports an error if there is more than the rest of the last group of eight.
func (h *hybridReader) end() error {
	if len(h.data) > 0 || h.left >= 8 || h.left > 0 && h.packed == nil {
		return errLonger
	}
	return nil
}
