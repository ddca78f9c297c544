package tree_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// refusal is an error as the tables below write it: "2:5 json/syntax ;".
func refusal(err error) string {
	syntax, found := errors.AsType[*tree.SyntaxError](err)
	if !found {
		return fmt.Sprint(err)
	}
	return strings.TrimSpace(fmt.Sprintf("%s %s %s", syntax.Place, syntax.Code, syntax.Detail))
}

// jsonTexts are accepted, and written so.
var jsonTexts = []struct{ name, in, want string }{
	{"white space", " \r\n\t{ \"a\" : [ 1 , 2 ] }\n", `{"a":[1,2]}`},
	{"byte order mark", "\ufeff{}", `{}`},
	{"numbers keep their literal", `[-0,1.0,1e5,1E+05,9007199254740993,0.10]`, `[-0,1.0,1e5,1E+05,9007199254740993,0.10]`},
	{"largest double", `1.7976931348623157e308`, `1.7976931348623157e308`},
	{"zero with an exponent", `0e400`, `0e400`},
	{"keys that differ by case", `{"id":"a","ID":"b"}`, `{"id":"a","ID":"b"}`},
	{"keys of other languages", `{"__proto__":1,"constructor":2,"":3}`, `{"__proto__":1,"constructor":2,"":3}`},
	{"order of members", `{"b":1,"a":2}`, `{"b":1,"a":2}`},
	{"escapes", `"\u00e9\ud83d\ude00\/\t\"\\"`, `"é😀/\t\"\\"`},
	{"escaped controls", `"\u0001\u001f\u007f"`, "\"\\u0001\\u001f\u007f\""},
	{"an escaped backslash before u0000", `"\\u0000"`, `"\\u0000"`},
	{"scalar roots", `null`, `null`},
	{"array root", `[]`, `[]`},
	{"string root", `"x"`, `"x"`},
	{"64 levels", nested(64), nested(64)},
	{"400 digits", "[0." + strings.Repeat("1", 398) + "]", "[0." + strings.Repeat("1", 398) + "]"},
}

func TestParseJSONAccepts(t *testing.T) {
	for _, c := range jsonTexts {
		t.Run(c.name, func(t *testing.T) {
			got, err := tree.ParseJSON([]byte(c.in), tree.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if got := string(tree.AppendJSON(nil, &got.Root)); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func nested(depth int) string {
	return strings.Repeat("[", depth) + strings.Repeat("]", depth)
}

// jsonRefusals are refused with this place, code and detail.
var jsonRefusals = []struct{ name, in, want string }{
	{"empty file", "", "1:1 json/empty"},
	{"white space only", " \n ", "2:2 json/empty"},
	{"byte order mark only", "\ufeff", "1:1 json/empty"},

	{"duplicate key", "{\"a\":1,\n \"é\":2, \"é\":2}", "2:9 json/duplicate-key é"},
	{"duplicate key by escape", `{"a":1,"\u0061":2}`, "1:8 json/duplicate-key a"},
	{"duplicate key in depth", `[{"x":{"a":1,"b":2,"a":3}}]`, "1:20 json/duplicate-key a"},
	{"long duplicate key", `{"` + strings.Repeat("é", 300) + `":1,"` + strings.Repeat("é", 300) + `":1}`,
		"1:307 json/duplicate-key " + strings.Repeat("é", 199) + "…"},

	{"100,000 levels", strings.Repeat("[", 100_000), "1:65 json/depth 64"},
	{"100,000 levels of objects", strings.Repeat(`{"a":`, 100_000), "1:321 json/depth 64"},
	{"65 levels", nested(65), "1:65 json/depth 64"},

	{"NaN", `{"a": NaN}`, "1:7 json/word NaN"},
	{"Infinity", `[Infinity]`, "1:2 json/word Infinity"},
	{"minus Infinity", `[1, -Infinity]`, "1:5 json/word -Infinity"},
	{"Python", "{\n\"a\":True}", "2:5 json/word True"},
	{"JavaScript", `{"a":undefined}`, "1:6 json/word undefined"},

	{"lone surrogate", `{"a":"\ud800"}`, `1:7 json/surrogate \ud800`},
	{"wrong pair", `["é\ud800\u0041"]`, `1:4 json/surrogate \ud800`},
	{"low surrogate in a key", `{"\uDC00":1}`, `1:3 json/surrogate \uDC00`},

	{"Latin-1", "{\"ville\":\"Orl\xe9ans\"}", "1:14 text/utf-8 0xE9"},
	{"Latin-1 on another line", "{\n\"é\":\"\xe8\"}", "2:6 text/utf-8 0xE8"},
	{"replacement character before the fault", "\"\ufffd\xff\"", "1:3 text/utf-8 0xFF"},
	{"UTF-16 LE", "\xff\xfe{\x00}\x00", "1:1 text/utf-16"},
	{"UTF-16 BE", "\xfe\xff\x00{\x00}", "1:1 text/utf-16"},
	{"UTF-16 LE without a mark", "{\x00\"\x00a\x00", "1:1 text/utf-16"},
	{"UTF-16 BE without a mark", "\x00{\x00\"\x00a", "1:1 text/utf-16"},
	{"UTF-32", "{\x00\x00\x00", "1:1 text/utf-16"},

	{"beyond a double", `[1e400]`, "1:2 json/number 400"},
	{"beyond a double without exponent", `[1` + strings.Repeat("0", 320) + `]`, "1:2 json/number 400"},
	{"below a double", `[1e-400]`, "1:2 json/number 400"},
	{"huge exponent", `{"a":1e10000000}`, "1:6 json/number 400"},
	{"huge negative exponent", `{"a":-1e-99999999}`, "1:6 json/number 400"},
	{"exponent beyond an integer", `[0e99999999999999999999]`, "1:2 json/number 400"},
	{"a million digits", "[" + strings.Repeat("9", 1_000_000) + "]", "1:2 json/number 400"},
	{"401 digits", "[0." + strings.Repeat("1", 399) + "]", "1:2 json/number 400"},

	{"garbage after the text", `{} x`, "1:4 json/trailing x"},
	{"two texts", "{}\n{}", "2:1 json/trailing {"},
	{"one text a line", "{\"a\":1}\n{\"a\":2}\n", "2:1 json/trailing {"},
	{"a bracket too many", `{}}`, "1:3 json/trailing }"},

	{"ten million items", "[" + strings.Repeat("0,", 10_000_000) + "0]", "1:1000000 json/values 500000"},

	{"raw NUL in a text", "[\"a\x00\"]", "1:4 json/nul U+0000"},
	{"raw NUL outside", "[1,\x00]", "1:4 json/nul U+0000"},
	{"escaped NUL", `["é\\u0000\u0000"]`, `1:11 json/nul \u0000`},
	{"escaped NUL in a key", `{"\u0000":1}`, `1:3 json/nul \u0000`},
	{"raw tab", "[\"a\tb\"]", "1:4 json/control U+0009"},
	{"raw line break", "[\"a\nb\"]", "1:4 json/control U+000A"},
	{"raw control outside", "[\x01]", "1:2 json/syntax U+0001"},

	{"line comment", "{\"a\":1, // note\n\"b\":2}", "1:9 json/comment //"},
	{"block comment", `{/* note */}`, "1:2 json/comment /*"},
	{"comment first", "# note\n{}", "1:1 json/comment #"},
	{"comment last", "{}\n// note", "2:1 json/comment //"},
	{"trailing comma in an object", "{\"a\":1,\n}", "1:7 json/extra-comma"},
	{"trailing comma in an array", `[1,2,]`, "1:5 json/extra-comma"},
	{"two commas", `[1,,2]`, "1:4 json/extra-comma"},
	{"two commas in an object", `{"a":1,,"b":2}`, "1:8 json/extra-comma"},
	{"comma first", `{,"a":1}`, "1:2 json/extra-comma"},
	{"single quotes", `{"a":'x'}`, "1:6 json/quote '"},
	{"single quotes around a key", `{'a':1}`, "1:2 json/quote '"},
	{"curly quotes", `{“a”:1}`, "1:2 json/quote “"},
	{"French quotes", `{"a":«x»}`, "1:6 json/quote «"},

	{"key without quotes", `{a:1}`, "1:2 json/key a"},
	{"key that is a number", `{1:2}`, "1:2 json/key 1"},
	{"missing comma", "{\"a\":1\n \"b\":2}", `2:2 json/missing-comma "`},
	{"missing comma in an array", `[1 2]`, "1:4 json/missing-comma 2"},
	{"missing colon", `{"a" 1}`, "1:6 json/colon 1"},
	{"key alone", `{"a"}`, "1:5 json/colon }"},
	{"missing value", `{"a": , "b":1}`, "1:7 json/missing-value ,"},
	{"missing last value", `{"a": }`, "1:7 json/missing-value }"},
	{"text without quotes", `{"a": Paris}`, "1:7 json/unquoted"},
	{"accented text without quotes", `{"a": Évry}`, "1:7 json/unquoted"},
	{"quotes inside a text", `{"a":"il dit "oui" hier"}`, "1:15 json/inner-quote"},
	{"leading zero", `{"insee":01001}`, "1:10 json/number-form"},
	{"plus sign", `[+33]`, "1:2 json/number-form"},
	{"bare point", `[.5]`, "1:2 json/number-form"},
	{"point without digits", `[1.]`, "1:2 json/number-form"},
	{"hexadecimal", `[0x1F]`, "1:2 json/number-form"},
	{"decimal comma", `{"a":1,5}`, "1:8 json/number-form"},
	{"spaces in a number", `{"a":1 000}`, "1:8 json/number-form"},
	{"date without quotes", `{"a":2026-09-18}`, "1:6 json/number-form"},
	{"unknown escape", `["C:\Users"]`, `1:5 json/escape \U`},
	{"incomplete escape", `["\u12G4"]`, `1:3 json/escape \u`},
	{"wrong bracket", `[1}`, "1:3 json/syntax }"},
	{"no-break space", "{\"a\":\u00a01}", "1:6 json/syntax U+00A0"},
	{"semicolon", `{"a":1; "b":2}`, "1:7 json/syntax ;"},
	{"YAML", "titre: x\n", "1:1 json/start t"},
	{"YAML list", "- x\n", "1:1 json/start -"},
	{"prose", "Bonjour", "1:1 json/start B"},
	{"cut in a text", `{"a":"b`, "1:8 json/truncated"},
	{"cut after a comma", "{\"a\":1,\n", "2:1 json/truncated"},
}

func TestParseJSONRefuses(t *testing.T) {
	for _, c := range jsonRefusals {
		t.Run(c.name, func(t *testing.T) {
			got, err := tree.ParseJSON([]byte(c.in), tree.Limits{})
			if err == nil {
				t.Fatalf("accepted as %.200s", tree.AppendJSON(nil, &got.Root))
			}
			if got := refusal(err); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestParseJSONLimits(t *testing.T) {
	for _, c := range []struct {
		in     string
		limits tree.Limits
		want   string
	}{
		{`[[1]]`, tree.Limits{Depth: 2, Values: 3, Digits: 1}, "<nil>"},
		{`[[1]]`, tree.Limits{Depth: 1}, "1:2 json/depth 1"},
		{`[[1]]`, tree.Limits{Values: 2}, "1:3 json/values 2"},
		{`[[12]]`, tree.Limits{Digits: 1}, "1:3 json/number 1"},
	} {
		_, err := tree.ParseJSON([]byte(c.in), c.limits)
		if got := refusal(err); got != c.want {
			t.Errorf("%s within %+v: got %q, want %q", c.in, c.limits, got, c.want)
		}
	}
}

// TestParseJSONTruncated cuts a text at every byte.
func TestParseJSONTruncated(t *testing.T) {
	const whole = `{"é":[1.5e3,true,false,null,"a\n\u00e9\ud83d\ude00"],"b":{"c":{}},"d":[]}`
	for i := range len(whole) {
		if got, err := tree.ParseJSON([]byte(whole[:i]), tree.Limits{}); err == nil {
			t.Errorf("cut at %d: accepted as %s", i, tree.AppendJSON(nil, &got.Root))
		} else if _, found := errors.AsType[*tree.SyntaxError](err); !found {
			t.Errorf("cut at %d: %v is no SyntaxError", i, err)
		}
	}
}

func TestParseJSONManyMembers(t *testing.T) {
	var b strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&b, `,"k%d":%d`, i, i)
	}
	got, err := tree.ParseJSON([]byte("{"+b.String()[1:]+"}"), tree.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(got.Root.Children); n != 100_000 {
		t.Errorf("got %d members", n)
	}
}

// TestParseJSONKeepsNothing changes the input once it is parsed.
func TestParseJSONKeepsNothing(t *testing.T) {
	data := []byte(`{"a":"b"}`)
	got, err := tree.ParseJSON(data, tree.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	clear(data)
	if got := string(tree.AppendJSON(nil, &got.Root)); got != `{"a":"b"}` {
		t.Errorf("got %q", got)
	}
}

// TestParseJSONChildrenAreApart appends to every array: arrays may share memory,
// but no room to grow.
func TestParseJSONChildrenAreApart(t *testing.T) {
	in := "[" + strings.Repeat("[1],[2,3],", 100) + "[4]]"
	got, err := tree.ParseJSON([]byte(in), tree.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for _, array := range got.Root.Children {
		_ = append(array.Children, tree.Value{})
	}
	if got := string(tree.AppendJSON(nil, &got.Root)); got != in {
		t.Errorf("got %s", got)
	}
}
