package tree_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// checkScan holds the scanner to the judge: the same texts, the same trees,
// offsets included. To be unsure of a text that the judge accepts would be
// safe; it would also be slow, and there is no such text.
func checkScan(t *testing.T, data string, limits tree.Limits) {
	t.Helper()
	want, err := tree.JudgeJSON(data, limits)
	got, sure := tree.ScanJSON(data, limits)
	switch {
	case sure && err != nil:
		t.Errorf("%.200q within %+v is accepted; the judge says %v", data, limits, err)
	case !sure && err == nil:
		t.Errorf("%.200q within %+v is not recognised", data, limits)
	case !reflect.DeepEqual(got, want):
		t.Errorf("%.200q within %+v:\ngot  %+v\nwant %+v", data, limits, got, want)
	}
}

// FuzzScanJSON looks for a text on which the scanner and the judge differ.
func FuzzScanJSON(f *testing.F) {
	for _, c := range jsonTexts {
		f.Add(c.in, uint8(0), uint8(0), uint8(0))
	}
	for _, c := range jsonRefusals {
		if len(c.in) < 200 {
			f.Add(c.in, uint8(0), uint8(0), uint8(0))
		}
	}
	f.Add(`[[12,"\ud83d\ude00",1e3],{"a":{"b":null},"aa":[true,false]}]`, uint8(3), uint8(9), uint8(3))
	f.Fuzz(func(t *testing.T, data string, depth, values, digits uint8) {
		if !utf8.ValidString(data) {
			return // refused before either reads it
		}
		checkScan(t, data, tree.Limits{Depth: int(depth), Values: int(values), Digits: int(digits)})
	})
}

func TestScanJSON(t *testing.T) {
	for _, c := range jsonTexts {
		checkScan(t, strings.TrimPrefix(c.in, "\ufeff"), tree.Limits{})
	}
	for _, c := range jsonRefusals {
		if utf8.ValidString(c.in) {
			checkScan(t, c.in, tree.Limits{})
		}
	}
}

func TestScanJSONDepth(t *testing.T) {
	for _, depth := range []int{64, 65, 999, 1000} {
		objects := strings.Repeat(`{"a":`, depth) + "0" + strings.Repeat("}", depth)
		for _, limit := range []int{0, 1000} {
			checkScan(t, nested(depth), tree.Limits{Depth: limit})
			checkScan(t, objects, tree.Limits{Depth: limit})
		}
	}
	checkScan(t, nested(20_000), tree.Limits{Depth: 100_000}) // more than jsontext takes
}

// TestScanJSONStrings puts every ASCII character at many distances from the two
// ends of a text, since the scanner looks at eight bytes at a time.
func TestScanJSONStrings(t *testing.T) {
	for c := range rune(utf8.RuneSelf) {
		for before := range 10 {
			for after := range 10 {
				checkScan(t, `"`+strings.Repeat("n", before)+string(c)+strings.Repeat("é", after)+`"`, tree.Limits{})
			}
		}
	}
}

// TestScanJSONEscapes reads every escape sequence of one code unit, and pairs
// around the bounds of the surrogates.
func TestScanJSONEscapes(t *testing.T) {
	for unit := range 1 << 16 {
		checkScan(t, fmt.Sprintf(`"\u%04x"`, unit), tree.Limits{})
	}
	bounds := []int{0, 0x41, 0xd7ff, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0xe000, 0xfffd, 0xffff}
	for _, first := range bounds {
		for _, second := range bounds {
			checkScan(t, fmt.Sprintf(`{"\u%04X\u%04X":"a\u%04x b\u%04x"}`, first, second, first, second), tree.Limits{})
		}
	}
}

// TestScanJSONNames looks for one name written twice among few and many.
func TestScanJSONNames(t *testing.T) {
	for _, n := range []int{1, 2, 63, 64, 65, 128, 129, 1000} {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `"k%d":{},`, i)
		}
		for _, last := range []string{`"":0`, `"k":0`, `"k0":0`, `"\u006b0":0`, fmt.Sprintf(`"k%d":0`, n-1)} {
			checkScan(t, "{"+b.String()+last+"}", tree.Limits{})
		}
	}
}

// TestScanJSONMutated reads real submissions with one byte changed, dropped or
// doubled.
func TestScanJSONMutated(t *testing.T) {
	names, err := filepath.Glob("../definition/testdata/*/example/submissions/*.json")
	if err != nil || len(names) == 0 {
		t.Fatalf("no example: %v", err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		whole := string(data)
		checkScan(t, whole, tree.Limits{})
		for i := 0; i < len(whole); i += 7 {
			head, tail := whole[:i], whole[i+1:]
			for _, by := range []string{"", whole[i:i+1] + whole[i:i+1], `"`, `\`, "0", ",", "{", "]", " ", "\x1f"} {
				if mutated := head + by + tail; utf8.ValidString(mutated) {
					checkScan(t, mutated, tree.Limits{})
				}
			}
		}
	}
}
