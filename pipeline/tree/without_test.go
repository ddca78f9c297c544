package tree

import "testing"

func TestWithout(t *testing.T) {
	const source = `{"a":1,"b":[{"x":1,"y":2},{"y":3}],"c/d":{"x":4}}`
	for _, c := range []struct {
		patterns []string
		want     string
	}{
		{nil, source},
		{[]string{"/a"}, `{"b":[{"x":1,"y":2},{"y":3}],"c/d":{"x":4}}`},
		{[]string{"/b/*/x", "/c~1d/x"}, `{"a":1,"b":[{"y":2},{"y":3}],"c/d":{}}`},
		{[]string{"/b", "/b/*/x", "/none"}, `{"a":1,"c/d":{"x":4}}`},
	} {
		before, err := ParseJSON([]byte(source), Limits{})
		if err != nil {
			t.Fatal(err)
		}
		after := before.Without(c.patterns)
		if got := string(AppendJSON(nil, &after.Root)); got != c.want {
			t.Errorf("Without(%q) = %s, want %s", c.patterns, got, c.want)
		}
		if got := string(AppendJSON(nil, &before.Root)); got != source {
			t.Errorf("Without(%q) changed its tree to %s", c.patterns, got)
		}
	}
}
