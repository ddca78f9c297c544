package artifact

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// TestScan puts every byte at every place of texts of every length to 20.
func TestScan(t *testing.T) {
	for value := range 256 {
		var want mark
		if value < ' ' || value == '"' || value == ',' {
			want |= marked
		}
		if value >= utf8.RuneSelf {
			want |= foreign
		}
		for size := 1; size <= 20; size++ {
			for at := range size {
				text := []byte(strings.Repeat("+", size))
				text[at] = byte(value)
				if got := scan(text, ','); got != want {
					t.Fatalf("%q: got %d, want %d", text, got, want)
				}
			}
		}
	}
	if got := scan(nil, ','); got != 0 {
		t.Errorf("nothing: got %d", got)
	}
}

// FuzzScan holds the scan to looking at the bytes one by one, and JSON strings
// to what the tree writes.
func FuzzScan(f *testing.F) {
	f.Add("", byte(','))
	f.Add("à l'école, «\u00a0oui\u00a0»", byte('\\'))
	f.Add("a\x80\x1f\"", byte('\x00'))
	f.Add("\xff\xfe invalid", byte('\\'))
	f.Add("0123456\x01", byte('\x7f'))
	f.Fuzz(func(t *testing.T, text string, c byte) {
		var want mark
		for i := range len(text) {
			if text[i] < ' ' || text[i] == '"' || text[i] == c {
				want |= marked
			}
			if text[i] >= utf8.RuneSelf {
				want |= foreign
			}
		}
		if got := scan([]byte(text), c); c != '0' && got != want {
			t.Errorf("%q, %q: got %d, want %d", text, c, got, want)
		}
		quoted := string(tree.AppendJSON(nil, &tree.Value{Kind: tree.String, Text: text}))
		if got := string(appendString(nil, text)); got != quoted {
			t.Errorf("got %s, want %s", got, quoted)
		}
	})
}
