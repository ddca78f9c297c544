package catalog_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/catalog"
)

func TestWriteSums(t *testing.T) {
	b := build(t, definitions(t)["budget-participatif"], "")
	if err := catalog.WriteSums(b.folder); err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`^([0-9a-f]{64})  (\S.*)$`)
	var paths []string
	for text := range strings.Lines(string(b.read(t, catalog.SumsPath))) {
		m := line.FindStringSubmatch(strings.TrimSuffix(text, "\n"))
		if m == nil {
			t.Fatalf("line %q", text)
		}
		if sum := fmt.Sprintf("%x", sha256.Sum256(b.read(t, m[2]))); sum != m[1] {
			t.Errorf("%s: %s; its hash is %s", m[2], m[1], sum)
		}
		paths = append(paths, m[2])
	}
	var want []string
	for _, a := range b.folder.Artifacts() {
		if a.Path != catalog.SumsPath {
			want = append(want, a.Path)
		}
	}
	if !slices.Equal(paths, want) || !slices.IsSorted(paths) {
		t.Errorf("sums of %v; want %v", paths, want)
	}
}

// TestSameBytes writes a release twice.
func TestSameBytes(t *testing.T) {
	for _, def := range definitions(t) {
		first, second := build(t, def, "https://donnees.example"), build(t, def, "https://donnees.example")
		for _, a := range first.folder.Artifacts() {
			if !bytes.Equal(first.read(t, a.Path), second.read(t, a.Path)) {
				t.Errorf("%s differs from one time to the next", a.Path)
			}
		}
	}
}
