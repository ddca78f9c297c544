package workbook_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/workbook"
)

// TestReadODSTruncated holds a file that is cut anywhere to being refused.
func TestReadODSTruncated(t *testing.T) {
	raw := odsFile(t, "macros.ods")
	for n := range raw {
		if book, err := workbook.ReadODS(raw[:n]); err == nil {
			t.Fatalf("cut after %d of %d bytes: %s", n, len(raw), described(book))
		}
	}
}

// TestReadFlatODSTruncated holds a flat document that is cut anywhere before its
// root ends to being refused.
func TestReadFlatODSTruncated(t *testing.T) {
	raw := odsRow(odsText("x"))
	for n := range raw {
		if book, err := workbook.ReadODS(raw[:n]); err == nil {
			t.Fatalf("cut after %d of %d bytes: %s", n, len(raw), described(book))
		}
	}
}

// TestReadODSFlipped holds a package of which a byte was changed to being
// refused, unless it reads as before.
func TestReadODSFlipped(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, name := range []string{"macros.ods", "reunions.ods", "canevas.ods", "bilan.ods"} {
		raw := odsFile(t, name)
		want, err := workbook.ReadODS(raw)
		if err != nil {
			t.Fatal(err)
		}
		for range 500 {
			at, change := r.IntN(len(raw)), byte(1+r.IntN(255))
			damaged := slices.Clone(raw)
			damaged[at] ^= change
			if got, err := workbook.ReadODS(damaged); err == nil && !reflect.DeepEqual(got, want) {
				t.Errorf("%s: byte %d xor %#x reads as\n%s", name, at, change, described(got))
			}
		}
	}
}
