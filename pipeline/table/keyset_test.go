package table

import "testing"

func TestKeySet(t *testing.T) {
	var none *keySet
	var s keySet
	if none.has(1) || s.has(1) || s.has(noKey) {
		t.Error("an empty set has something")
	}
	for _, step := range []uint64{1, 1 << 20, 0x9e3779b97f4a7c15} { // in a row, in one slot, all over
		s.empty(0)
		for i := uint64(1); i <= 5000; i++ {
			if !s.add(i*step) || s.add(i*step) || !s.has(i*step) || s.has((i+1)*step) || s.has(noKey) {
				t.Fatalf("step %d, key %d", step, i)
			}
		}
		for i := uint64(1); i <= 5000; i++ {
			if !s.has(i * step) {
				t.Fatalf("step %d: key %d is lost", step, i)
			}
		}
	}
	for _, room := range []int{0, 1, 12, 13, 5000} {
		if s.empty(room); s.has(1) || s.len != 0 || len(s.slots)/4*3 < room {
			t.Errorf("room for %d: %d slots, %d taken", room, len(s.slots), s.len)
		}
	}
}
