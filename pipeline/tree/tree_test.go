package tree_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

func parse(t *testing.T, text string) *tree.Tree {
	t.Helper()
	parsed, err := tree.ParseJSON([]byte(text), tree.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func TestLookup(t *testing.T) {
	doc := parse(t, `{"a":[{"b":"x"},null],"c/d~e":1,"":{"":2},"m~1n":3,"1":4}`)
	for pointer, want := range map[string]string{
		"":          "*",
		"/a/0/b":    `"x"`,
		"/a/1":      `null`,
		"/c~1d~0e":  `1`,
		"/":         `{"":2}`,
		"//":        `2`,
		"/m~01n":    `3`,
		"/1":        `4`,
		"/a/2":      "",
		"/a/-1":     "",
		"/a/x":      "",
		"/a/0/b/c":  "",
		"/A":        "",
		"/c/d~e":    "",
		"/a/0/b/":   "",
		"/a/0/nope": "",
	} {
		got := doc.Root.Lookup(pointer)
		switch {
		case want == "*" && got != &doc.Root:
			t.Errorf("%q leads elsewhere than to the root", pointer)
		case want == "" && got != nil:
			t.Errorf("%q leads to %s", pointer, tree.AppendJSON(nil, got))
		case want != "" && want != "*" && (got == nil || string(tree.AppendJSON(nil, got)) != want):
			t.Errorf("%q does not lead to %s", pointer, want)
		}
	}
}

func TestStrings(t *testing.T) {
	doc := parse(t, `{"a":["x",1,{"b/c":"y"}],"d":"z"}`)
	var got []string
	for pointer, v := range doc.Root.Strings() {
		got = append(got, pointer+"="+v.Text)
		if v.Text == "y" {
			break
		}
	}
	if want := []string{"/a/0=x", "/a/2/b~1c=y"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestPlace(t *testing.T) {
	doc := parse(t, "\ufeff{\n  \"é\": [1,\r\n \"ü\", {\"a\": true}],\n\"b\"\n:\n null}")
	for pointer, want := range map[string][2]string{
		"":        {"1:1", "1:1"},
		"/é":      {"2:8", "2:3"},
		"/é/0":    {"2:9", "2:9"},
		"/é/1":    {"3:2", "3:2"},
		"/é/2/a":  {"3:13", "3:8"},
		"/é/2/zz": {"3:7", "3:7"},
		"/b":      {"6:2", "4:1"},
		"/nope":   {"1:1", "1:1"},
	} {
		if got := doc.Place(pointer).String(); got != want[0] {
			t.Errorf("value %q stands at %s, want %s", pointer, got, want[0])
		}
		if got := doc.PlaceOfName(pointer).String(); got != want[1] {
			t.Errorf("name of %q stands at %s, want %s", pointer, got, want[1])
		}
	}
}

func TestPlaceOfBuiltTree(t *testing.T) {
	built := tree.Tree{Root: tree.Value{Kind: tree.Array, Children: []tree.Value{{Kind: tree.Bool, Text: "true"}}}}
	if got := built.Place("/0"); got != (tree.Place{}) {
		t.Errorf("got %v, want no place", got)
	}
	if got := (tree.Place{Sheet: "Réunions", Cell: "C4"}).String(); got != "Réunions!C4" {
		t.Errorf("got %q", got)
	}
}

func TestMemberAndIsNull(t *testing.T) {
	doc := parse(t, `{"a":null,"b":0}`)
	var missing *tree.Value
	if !missing.IsNull() || missing.Member("a") != nil || !doc.Root.Member("a").IsNull() || doc.Root.Member("b").IsNull() {
		t.Error("missing and null are not the same, or something else is null")
	}
	if doc.Root.Member("b").Member("c") != nil {
		t.Error("a number has a member")
	}
}

// TestCodes holds the list of codes to what the parsers refuse: each code is
// earned by a case, and no case earns another.
func TestCodes(t *testing.T) {
	var earned []string
	for _, c := range slices.Concat(jsonRefusals, yamlRefusals) {
		earned = append(earned, strings.Fields(c.want)[1])
	}
	slices.Sort(earned)
	if got, want := slices.Compact(earned), tree.Codes(); !slices.Equal(got, want) {
		t.Errorf("cases earn  %q\nthe list is %q", got, want)
	}
}

func TestSyntaxErrorText(t *testing.T) {
	_, err := tree.ParseJSON([]byte("{\"a\":1,\n\"a\":2}"), tree.Limits{})
	const want = `2:1: the key appears twice in one object: a [json/duplicate-key]`
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if got := (&tree.SyntaxError{Code: "format/pdf"}).Error(); got != "[format/pdf]" {
		t.Errorf("got %q", got)
	}
}
