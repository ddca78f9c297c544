package workbook

import (
	"slices"
	"strings"
	"testing"
)

func TestCodes(t *testing.T) {
	codes := Codes()
	if !slices.IsSorted(codes) || len(codes) != len(slices.Compact(slices.Clone(codes))) || len(codes) != len(meanings) {
		t.Errorf("%q", codes)
	}
	for code, meaning := range meanings {
		if group, name, found := strings.Cut(code, "/"); !found || group == "" || name == "" || meaning == "" {
			t.Errorf("%q means %q", code, meaning)
		}
	}
	if !slices.Contains(codes, codeZipNone) || !slices.Contains(codes, codeBookCount) {
		t.Errorf("%q", codes)
	}
}

func TestShown(t *testing.T) {
	for _, test := range []struct{ name, want string }{
		{"xl/Données.xml", "xl/Données.xml"},
		{"a\x00b\x1b\u202ec\xff", "a\ufffdb\ufffd\ufffdc\ufffd"},
		{strings.Repeat("é", 199), strings.Repeat("é", 199)},
		{strings.Repeat("é", 200), strings.Repeat("é", 199) + "…"},
	} {
		if got := shown(test.name); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}
