package tree

// distinct reports whether no two members have the same name.
//
// A name sets one bit of 64, which its length and three of its bytes choose.
// Only where that bit is set already can the name have come before, and only
// then is it compared with those that did: an object of usual size costs few
// comparisons. A large one would cost their square, and gets a map.
func distinct(members []Value) bool {
	if len(members) > 128 {
		return distinctKeys(members)
	}
	var seen uint64
	for i := range members {
		bit := keyBit(members[i].Key)
		if seen&bit != 0 && hasKey(members[:i], members[i].Key) {
			return false
		}
		seen |= bit
	}
	return true
}

// keyBit returns a number with one bit set.
func keyBit(key string) uint64 {
	n := len(key)
	if n == 0 {
		return 1
	}
	return 1 << ((uint(n)*5 + uint(key[0])*3 + uint(key[n/2])*7 + uint(key[n-1])) % 64)
}

func hasKey(members []Value, key string) bool {
	for i := range members {
		if members[i].Key == key {
			return true
		}
	}
	return false
}

func distinctKeys(members []Value) bool {
	seen := make(map[string]struct{}, len(members))
	for i := range members {
		seen[members[i].Key] = struct{}{}
	}
	return len(seen) == len(members)
}
