package tree_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

func TestParseYAMLAccepts(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"collections", "a:\n  - 1\n  - b: [x, y]\n    c: {d: e}\n", `{"a":[1,{"b":["x","y"],"c":{"d":"e"}}]}`},
		{"byte order mark", "\ufeffa: x", `{"a":"x"}`},
		{"start and end markers", "---\na: x\n...\n", `{"a":"x"}`},
		{"comments", "# à\na: x # é\n# ù\nb: 'c # d'\n", `{"a":"x","b":"c # d"}`},
		{"CRLF", "a: x\r\nb:\r\n  - y\r\n", `{"a":"x","b":["y"]}`},

		{"words of YAML 1.1 are texts", "[NO, oui, on, y, yes, Off, True, NULL, Null]", `["NO","oui","on","y","yes","Off","True","NULL","Null"]`},
		{"codes with a leading zero", "insee: 01001\nsiren: 005400123", `{"insee":"01001","siren":"005400123"}`},
		{"numbers of YAML 1.1 are texts", "[1_000, 0x1F, 0o17, 0b11, 12:30:45, +1, .5, 1., 1e]", `["1_000","0x1F","0o17","0b11","12:30:45","+1",".5","1.","1e"]`},
		{"numbers of JSON keep their literal", "[0, -0, 1.0, 1e5, 1E+05, 243400017, 9007199254740993]", `[0,-0,1.0,1e5,1E+05,243400017,9007199254740993]`},
		{"numbers too large are texts", "[1e400, 1e10000000]", `["1e400","1e10000000"]`},
		{"dates are texts", "[2024-09-18, 2024-09-18T10:00:00Z]", `["2024-09-18","2024-09-18T10:00:00Z"]`},
		{"not a number and infinity are texts", "[.nan, .inf, -.Inf]", `[".nan",".inf","-.Inf"]`},
		{"true, false and null", "[true, false, null, ~]\n", `[true,false,null,null]`},
		{"empty values", "a:\nb: ''\n", `{"a":null,"b":""}`},
		{"quotes make texts", `['1', "true", 'null', "~"]`, `["1","true","null","~"]`},
		{"blocks are texts", "a: |\n  1\nb: >-\n  x\n  y\n", `{"a":"1\n","b":"x y"}`},
		{"escapes", `a: "\u00e9\x41\U0001F600\t\n"`, `{"a":"éA😀\t\n"}`},
		{"quoted merge key", `"<<": x`, `{"<<":"x"}`},
		{"quoted keys", `{"1": a, 'true': b}`, `{"1":"a","true":"b"}`},
		{"date as a key", `2024-01-01: x`, `{"2024-01-01":"x"}`},
		{"line separators inside texts", "a: x\u0085y\u2028z\u2029\nb: \"\u2028\"\n", "{\"a\":\"x\u0085y\u2028z\u2029\",\"b\":\"\u2028\"}"},
		{"null document", "---\n...\n", `null`},
		{"scalar document", "x", `"x"`},
		{"64 levels", nested(64), nested(64)},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := tree.ParseYAML([]byte(c.in), tree.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if got := string(tree.AppendJSON(nil, &got.Root)); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// yamlRefusals are refused with this place, code and detail.
var yamlRefusals = []struct{ name, in, want string }{
	{"empty file", "", "1:1 yaml/empty"},
	{"comments only", "# à\n", "1:1 yaml/empty"},

	{"billion laughs", "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "1:4 yaml/anchor a"},
	{"alias to itself", "a: &a [*a]", "1:4 yaml/anchor a"},
	{"alias", "é: *a", "1:4 yaml/alias *"},
	{"text that begins with a star", "- * gras", "1:3 yaml/alias *"},
	{"text that begins with an ampersand", "- & co", "1:3 yaml/anchor &"},
	{"merge key", "a:\n  <<: {b: 1}\n", "2:3 yaml/merge"},

	{"tag of another language", "a: !!python/object:os.system x", "1:4 yaml/tag !!python/object:os.system"},
	{"local tag", "- !x y", "1:3 yaml/tag !x"},
	{"binary", "- é\n- !!binary Zg==", "2:3 yaml/tag !!binary"},
	{"text tag", "- !!str 1", "1:3 yaml/tag !!str"},
	{"tag that does not fit", "- x\n- !!int y", "2:3 yaml/tag !!int"},
	{"bare tag", "- ! x", "1:3 yaml/tag !"},
	{"tag of a collection", "!!set {a, b}", "1:1 yaml/tag !!set"},
	{"tag of a key", "!!str a: b", "1:1 yaml/tag !!str"},

	{"duplicate key", "é: 1\nb: 2\né: 3", "3:1 yaml/duplicate-key é"},
	{"duplicate key by quotes", "a: 1\n'a': 2", "2:1 yaml/duplicate-key a"},
	{"two documents", "a: 1\n---\nb: 2", "2:1 yaml/documents"},
	{"second document empty", "a: 1\n---\n", "2:1 yaml/documents"},
	{"number as a key", "1: x", "1:1 yaml/key"},
	{"null as a key", "a: 1\n~: x", "2:1 yaml/key"},
	{"no key", ": x", "1:1 yaml/key"},
	{"boolean as a key", "true: x", "1:1 yaml/key"},
	{"list as a key", "? [a]\n: 1", "1:3 yaml/key"},

	{"100,000 levels", strings.Repeat("[", 100_000), "1:65 yaml/depth 64"},
	{"100,000 levels of mappings", strings.Repeat("{", 100_000), "1:65 yaml/depth 64"},
	{"90,000 levels of blocks", strings.Repeat("- ", 90_000), "1:129 yaml/depth 64"},
	{"65 levels", nested(65), "1:65 yaml/depth 64"},
	{"65 levels that are not all written", strings.Repeat("[a: ", 33) + strings.Repeat("]", 33), "1:129 yaml/depth 64"},
	{"many values", strings.Repeat("- x\n", 100_001), "1:1 yaml/values 100000"},
	{"many values on a line", "[" + strings.Repeat("x,", 100_000) + "]", "1:1 yaml/values 100000"},

	{"version directive", "%YAML 1.1\n---\na: x", "1:1 yaml/directive"},
	{"tab first", "\ta: 1", "1:1 yaml/tab"},
	{"tab as indentation", "a:\n\t- b", "2:1 yaml/tab"},
	{"tab after spaces", "a:\n  b: 1\n  \tc: 2", "3:3 yaml/tab"},
	{"Latin-1", "a: Orl\xe9ans", "1:7 text/utf-8 0xE9"},
	{"UTF-16", "\xff\xfea\x00:\x00", "1:1 text/utf-16"},
	{"NUL", "a: é\x00", "1:5 yaml/control U+0000"},
	{"control character", "a: \x07", "1:4 yaml/control U+0007"},
	{"escaped NUL", "a: \"\\0\"", "1:4 yaml/control U+0000"},
	{"escaped noncharacter", "a: \"b\\uFdD1\"", `1:6 yaml/control \uFdD1`},
	{"noncharacter", "a: \ufdd0", "1:4 yaml/control U+FDD0"},

	{"colon in a text", "titre: Concertation : suite", "1:21 yaml/colon :"},
	{"reserved character", "- @x", "1:3 yaml/indicator @"},
	{"quote not closed", "a: 'é", "1:4 yaml/quote '"},
	{"apostrophe inside quotes", "a: 'l'IA'", "1:6 yaml/quote '"},
	{"quotes inside quotes", `a: "il dit "oui" hier"`, `1:12 yaml/quote "`},
	{"unknown escape", `a: "C:\Users"`, `1:7 yaml/escape \U`},
	{"other unknown escape", `a: "é\q"`, `1:6 yaml/escape \q`},
	{"bracket not closed", "a: [1,\n  2", "2:4 yaml/syntax did not find expected ',' or ']'"},
	{"list and mapping mixed", "- a\nb: 1", "2:1 yaml/syntax did not find expected '-' indicator"},
}

func TestParseYAMLRefuses(t *testing.T) {
	for _, c := range yamlRefusals {
		t.Run(c.name, func(t *testing.T) {
			got, err := tree.ParseYAML([]byte(c.in), tree.Limits{})
			if err == nil {
				t.Fatalf("accepted as %.200s", tree.AppendJSON(nil, &got.Root))
			}
			if got := refusal(err); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestParseYAMLPlaces holds the places of values to what an editor shows, in
// characters, with accents, long lines and every kind of line end.
func TestParseYAMLPlaces(t *testing.T) {
	const file = "é: {à: ü, ç: [œ, 'ÿ']}\r\n# ô\r\nê:\r\n  - ï: |\r\n      ë\r\n    î: z\u2028z\r\n    ŷ: x\rf: \U0001F600: 1\n"
	got, err := tree.ParseYAML([]byte(strings.Replace(file, "\U0001F600: 1", "y", 1)), tree.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for pointer, want := range map[string][2]string{
		"":        {"1:1", "1:1"},
		"/é":      {"1:4", "1:1"},
		"/é/à":    {"1:8", "1:5"},
		"/é/ç":    {"1:14", "1:11"},
		"/é/ç/0":  {"1:15", "1:15"},
		"/é/ç/1":  {"1:18", "1:18"},
		"/ê":      {"4:3", "3:1"},
		"/ê/0":    {"4:5", "4:5"},
		"/ê/0/ï":  {"4:8", "4:5"},
		"/ê/0/î":  {"6:8", "6:5"},
		"/ê/0/ŷ":  {"7:8", "7:5"},
		"/f":      {"8:4", "8:1"},
		"/ê/0/no": {"4:5", "4:5"},
	} {
		if place := got.Place(pointer).String(); place != want[0] {
			t.Errorf("value %q stands at %s, want %s", pointer, place, want[0])
		}
		if place := got.PlaceOfName(pointer).String(); place != want[1] {
			t.Errorf("name of %q stands at %s, want %s", pointer, place, want[1])
		}
	}
}

// TestParseYAMLTruncated cuts a file at every byte: the result is a tree or a
// SyntaxError, never anything else.
func TestParseYAMLTruncated(t *testing.T) {
	const whole = "é: {à: [1, 'b', \"c\\n\"]}\nd:\n  - e: |\n      f\n    g: >-\n      h\n  - ? i\n    : j\n"
	for i := range len(whole) {
		_, err := tree.ParseYAML([]byte(whole[:i]), tree.Limits{})
		if _, found := errors.AsType[*tree.SyntaxError](err); err != nil && !found {
			t.Errorf("cut at %d: %v is no SyntaxError", i, err)
		}
	}
}
