package artifact

import "encoding/binary"

// shortestRun is the length from which a run of equal values is written as
// such. Values between runs are packed in groups of eight, so a shorter one
// never starts on its own.
const shortestRun = 8

// appendHybrid appends values of width bits in the run length and bit packing
// hybrid (the encoding called RLE), without the length that precedes levels.
func appendHybrid(dst []byte, values []uint32, width int) []byte {
	for len(values) > 0 {
		n := runOf(values, len(values))
		if n >= shortestRun || n == len(values) {
			dst = binary.AppendUvarint(dst, uint64(n)<<1)
			for shift := 0; shift < width; shift += 8 {
				dst = append(dst, byte(values[0]>>shift))
			}
		} else {
			n = untilRun(values)
			dst = appendPacked(dst, values[:n], width)
		}
		values = values[n:]
	}
	return dst
}

// runOf returns how many values are equal to the first, at most limit.
func runOf(values []uint32, limit int) int {
	n := 1
	for n < limit && n < len(values) && values[n] == values[0] {
		n++
	}
	return n
}

// untilRun returns how many values come before a run that starts where a group
// of eight ends.
func untilRun(values []uint32) int {
	for n := 8; n < len(values); n += 8 {
		if runOf(values[n:], shortestRun) == shortestRun {
			return n
		}
	}
	return len(values)
}

// appendPacked appends values packed into groups of eight, the first in the
// lowest bits; the last group is filled with zeros.
func appendPacked(dst []byte, values []uint32, width int) []byte {
	groups := (len(values) + 7) / 8
	dst = binary.AppendUvarint(dst, uint64(groups)<<1|1)
	end := len(dst) + groups*width
	var held uint64
	bits := 0
	for _, v := range values {
		held |= uint64(v) << bits
		for bits += width; bits >= 8; bits -= 8 {
			dst = append(dst, byte(held))
			held >>= 8
		}
	}
	for len(dst) < end {
		dst = append(dst, byte(held))
		held = 0
	}
	return dst
}
