package table

// noKey stands for the hash of a key of which a part is null.
const noKey = 0

// A keySet is a set of primary keys in eleven to twenty-two bytes for each: it
// holds their hashes, of 64 bits, and not the keys. So a key that seems to be
// there may be another one, and whoever would turn a document away for it
// compares the keys first. A reference that leads nowhere passes for a good one
// where a hash happens to agree: among ten million keys, once in a million
// million times. Hashes have a seed of their own in every run, so that nobody
// can look for a pair that agrees.
//
// There is a power of two of slots, of which at most three quarters are taken.
// A hash has the slot that its low bits say, or the next one that was free when
// it came. Nothing is taken out one by one, so no slot between the two is free.
type keySet struct {
	slots []uint64 // noKey: free
	len   int
}

// has reports whether a hash is in the set. A nil set is empty, and noKey is in
// none.
func (s *keySet) has(hash uint64) bool {
	return s != nil && s.len > 0 && hash != noKey && s.slots[s.slot(hash)] == hash
}

// add adds a hash, and reports whether it was not there.
func (s *keySet) add(hash uint64) bool {
	if s.len >= len(s.slots)/4*3 {
		s.grow()
	}
	at := s.slot(hash)
	if s.slots[at] == hash {
		return false
	}
	s.slots[at] = hash
	s.len++
	return true
}

// slot returns where a hash is, or where it would go. There is always a free
// slot.
func (s *keySet) slot(hash uint64) uint64 {
	mask := uint64(len(s.slots) - 1)
	at := hash & mask
	for s.slots[at] != noKey && s.slots[at] != hash {
		at = (at + 1) & mask
	}
	return at
}

func (s *keySet) grow() {
	old := s.slots
	s.slots = make([]uint64, max(16, 2*len(old)))
	for _, hash := range old {
		if hash != noKey {
			s.slots[s.slot(hash)] = hash
		}
	}
}

// empty takes everything out and makes room for n keys, in the slots that are
// there if they are enough.
func (s *keySet) empty(n int) {
	need := 16
	for need/4*3 <= n {
		need *= 2
	}
	if need > cap(s.slots) {
		s.slots = make([]uint64, need)
	}
	s.slots, s.len = s.slots[:need], 0
	clear(s.slots)
}
