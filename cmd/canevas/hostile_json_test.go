package main

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
)

var hostileJSON = []hostile{
	{row: "J1", name: "a field twice, the same value", file: "a.json", make: spliced(`"version_canevas": 1,`, `"version_canevas": 1, "version_canevas": 1,`), want: refused, rule: "json/duplicate-key", at: "4:25", says: "version_canevas"},
	{row: "J1", name: "a field twice, spelt otherwise", file: "a.json", make: spliced(`"langue": "fr"`, `"langue": "fr", "\u006cangue": "br"`), want: refused, rule: "json/duplicate-key", says: "langue"},
	{row: "J1", name: "a field of a megabyte twice", file: "a.json", make: raw(`{"⟦x×1048576⟧":1,"⟦x×1048576⟧":2}`), want: refused, rule: "json/duplicate-key"},
	{row: "J2", name: "a field in capitals beside it", file: "a.json", make: spliced(`"langue": "fr"`, `"langue": "fr", "LANGUE": "br"`), want: refused, rule: "schema/additionalProperties", says: "LANGUE"},
	{row: "J3", name: "100,000 arrays, one in another", file: "a.json", make: raw("⟦[×100000⟧⟦]×100000⟧"), want: refused, rule: "json/depth"},
	{row: "J3", name: "20 MB of brackets", file: "a.json", make: raw("⟦[×20000000⟧"), want: refused, rule: "json/depth"},
	{row: "J4", name: "NaN", file: "a.json", make: spliced("27840", "NaN"), want: refused, rule: "json/word", says: "NaN"},
	{row: "J4", name: "Infinity", file: "a.json", make: spliced("27840", "Infinity"), want: refused, rule: "json/word", says: "Infinity"},
	{row: "J5", name: "half of a pair", file: "a.json", make: spliced("L'IA à la mairie", `L'IA \ud800`), want: refused, rule: "json/surrogate", says: `\ud800`},
	{row: "J5", name: "half of a pair in a name", file: "a.json", make: spliced(`"langue"`, `"langue\udfff"`), want: refused, rule: "json/surrogate"},
	{row: "J6", name: "Latin-1", file: "a.json", make: altered(latin1), want: refused, rule: "text/utf-8", says: "Windows-1252"},
	{row: "J6", name: "an overlong slash", file: "a.json", make: spliced("L'IA à la mairie", "L'IA \xc0\xaf"), want: refused, rule: "text/utf-8"},
	{row: "J7", name: "a byte order mark", file: "a.json", make: altered(func(j string) string { return "\ufeff" + j }), want: accepted},
	{row: "J7", name: "two byte order marks", file: "a.json", make: altered(func(j string) string { return "\ufeff\ufeff" + j }), want: refused, rule: "json/start"},
	{row: "J8", name: "UTF-16LE", file: "a.json", make: altered(func(j string) string { return utf16Text(j, 0, 1) }), want: refused, rule: "text/utf-16", says: "UTF-8"},
	{row: "J8", name: "UTF-16BE with a mark", file: "a.json", make: altered(func(j string) string { return utf16Text("\ufeff"+j, 1, 0) }), want: refused, rule: "text/utf-16"},
	{row: "J8", name: "UTF-16 of an odd length", file: "a.json", make: raw("\xff\xfe{\x00}"), want: refused, rule: "text/utf-16"},
	{row: "J9", name: "accents encoded twice", file: "a.json", make: spliced("À quelles conditions", "Ã\u0080 quelles dÃ©marches"), want: warned, rule: "*/mojibake"},
	{row: "J10", name: "1e400", file: "a.json", make: spliced("27840", "1e400"), want: refused, rule: "json/number", says: "trop grand"},
	{row: "J11", name: "1e10000000", file: "a.json", make: spliced("27840", "1e10000000"), want: refused, rule: "json/number"},
	{row: "J11", name: "-1e-99999999", file: "a.json", make: spliced("0.041", "-1e-99999999"), want: refused, rule: "json/number"},
	{row: "J11", name: "0e99999999999999999999", file: "a.json", make: spliced("27840", "0e99999999999999999999"), want: refused, rule: "json/number"},
	{row: "J12", name: "a million digits", file: "a.json", make: spliced("27840", "⟦1×1000000⟧"), want: refused, rule: "json/number"},
	{row: "J13", name: "2^53+1 where it is too much", file: "a.json", make: spliced("27840", "9007199254740993"), want: refused, rule: "schema/maximum", says: "9007199254740993"},
	{row: "J13", name: "2^53+1 where it may stand", file: "a.json", make: with("/propositions/0", map[string]any{"numero": 1, "titre": "Proposition", "theme": "culture", "niveau_adhesion": json.Number("9007199254740993"), "echelle_adhesion": "autre"}), want: accepted, read: "/propositions/0/niveau_adhesion=9007199254740993"},
	{row: "J14", name: "-0", file: "a.json", make: spliced("27840", "-0"), want: accepted},
	{row: "J14", name: "1.0", file: "a.json", make: spliced(`"version_canevas": 1`, `"version_canevas": 1.0`), want: accepted},
	{row: "J15", name: "a word after the end", file: "a.json", make: altered(func(j string) string { return j + "fin" }), want: refused, rule: "json/trailing"},
	{row: "J15", name: "two canevas", file: "a.json", make: altered(func(j string) string { return j + j }), want: refused, rule: "json/trailing"},
	{row: "J15", name: "a canevas a line", file: "a.json", make: raw("{\"titre\":\"a\"}\n{\"titre\":\"b\"}\n"), want: refused, rule: "json/trailing", at: "2:1"},
	{row: "J15", name: "a canevas a line, and its name says so", file: "a.ndjson", make: raw("{\"titre\":\"a\"}\n{\"titre\":\"b\"}\n"), want: refused, rule: "format/unknown"},
	{row: "J16", name: "empty", file: "a.json", make: raw(""), want: refused, rule: "json/empty", says: "vide"},
	{row: "J16", name: "white space", file: "a.json", make: raw(" \r\n\t"), want: refused, rule: "json/empty"},
	{row: "J16", name: "null", file: "a.json", make: raw("null"), want: refused, rule: "check/object", says: "canevas"},
	{row: "J16", name: "a list", file: "a.json", make: raw("[]"), want: refused, rule: "check/object"},
	{row: "J16", name: "a text", file: "a.json", make: raw(`"x"`), want: refused, rule: "check/object"},
	{row: "J17", name: "a byte too many", file: "a.json", make: raw("⟦ ×20971520⟧1"), want: refused, rule: "format/size", says: "20 MiB"},
	{row: "J17", name: "a text of 19 MB", file: "a.json", make: spliced("L'IA à la mairie", "⟦x×19000000⟧"), want: refused, rule: "schema/maxLength"},
	{row: "J17", name: "a file of a gigabyte", file: "a.json", make: raw(`{"titre": "`), size: 1 << 30, want: refused, rule: "format/size"},
	{row: "J18", name: "ten million zeros", file: "a.json", make: raw(`{"objectifs":[⟦0,×10000000⟧0]}`), want: refused, rule: "json/values"},
	{row: "J18", name: "six million empty objects", file: "a.json", make: raw(`{"objectifs":[⟦{},×6000000⟧{}]}`), want: refused, rule: "json/values"},
	{row: "J18", name: "as many values as may be", file: "a.json", make: raw(`{"objectifs":[⟦"",×199000⟧""]}`), want: refused, rule: "schema/pattern"},
	{row: "J18", name: "20,000 proposals of nobody", file: "a.json", make: proposals(20_000, func(n int) map[string]any { return map[string]any{"numero": n + 1, "numero_parent": 30_000 + n} }), want: refused, rule: "R19b"},
	{row: "J18", name: "5 MB of telephone numbers", file: "a.json", make: proposalTexts(1_000, canaryPhone+" "), want: held, rule: "R21b"},
	{row: "J18", name: "19 MB of almost addresses", file: "a.json", make: proposalTexts(3_900, "a.b@c.d.e "), want: refused, rule: "rule/cost"},
	{row: "J19", name: "a NUL character", file: "a.json", make: spliced("L'IA à la mairie", "L'IA\x00"), want: refused, rule: "json/nul"},
	{row: "J19", name: "a NUL character between fields", file: "a.json", make: spliced(`"langue": "fr",`, "\"langue\": \"fr\",\x00"), want: refused, rule: "json/nul"},
	{row: "J19", name: "an escape character", file: "a.json", make: spliced("L'IA à la mairie", "L'IA\x1b[31m"), want: refused, rule: "json/control", says: "U+001B"},
	{row: "J19", name: "a line break in a text", file: "a.json", make: spliced("L'IA à la mairie", "L'IA\nà la mairie"), want: refused, rule: "json/control", says: `\n`},
	{row: "J20", name: "an escaped NUL character", file: "a.json", make: spliced("L'IA à la mairie", `L'IA\u0000`), want: refused, rule: "json/nul"},
	{row: "J20", name: "an escaped NUL character in a name", file: "a.json", make: spliced(`"langue"`, `"langue\u0000"`), want: refused, rule: "json/nul"},
	{row: "J21", name: "an escaped escape character in a text", file: "a.json", make: spliced("L'IA à la mairie", `L'IA\u001b[31m à la mairie`), want: warned, rule: "*/control"},
	{row: "J21", name: "control characters above 127 in a text", file: "a.json", make: spliced("L'IA à la mairie", "L'IA\\u007f\\u0085\u009f à la mairie"), want: warned, rule: "*/control"},
	{row: "J21", name: "an escaped control character in an identifier", file: "a.json", make: spliced("CTIA-219600129-2024-01", `CTIA-219600129-2024-01\u0007`), want: refused, rule: "schema/pattern"},
	{row: "J22", name: "a comment", file: "a.json", make: spliced(`"langue"`, "// langue\n\"langue\""), want: refused, rule: "json/comment", says: "commentaires"},
	{row: "J22", name: "a comma after the last field", file: "a.json", make: raw(`{"titre":"a",}`), want: refused, rule: "json/extra-comma", says: "virgule"},
	{row: "J22", name: "single quotes", file: "a.json", make: raw(`{'titre':'a'}`), want: refused, rule: "json/quote"},
	{row: "J24", name: "__proto__", file: "a.json", make: spliced(`"langue"`, `"__proto__": {"origine": "declaree"}, "langue"`), want: refused, rule: "schema/additionalProperties", says: "__proto__"},
	{row: "J24", name: "constructor in a list", file: "a.json", make: spliced(`"role": "chef_de_file"`, `"constructor": {"prototype": 1}, "role": "chef_de_file"`), want: refused, rule: "schema/additionalProperties", says: "constructor"},
	{row: "J25", name: "100,000 unknown fields", file: "a.json", make: numberedFields(100_000), want: refused, rule: "schema/additionalProperties"},
	{row: "J25", name: "an unknown field of a megabyte", file: "a.json", make: spliced(`"langue"`, `"⟦x×1048576⟧": 1, "langue"`), want: refused, rule: "schema/additionalProperties"},
	{row: "J25", name: "150,000 values that no list has", file: "a.json", make: raw(`{"themes":[⟦"x",×150000⟧"x"]}`), want: refused, rule: "schema/enum"},
}

// raw makes a file of its content, in which ⟦x×3⟧ stands for xxx: what is long is
// put together when it is used.
func raw(content string) func(*testing.T, *samples) []byte {
	return func(*testing.T, *samples) []byte { return []byte(lengthened(content)) }
}

var repetition = regexp.MustCompile(`⟦([^⟧]+)×([0-9]+)⟧`)

func lengthened(text string) string {
	return repetition.ReplaceAllStringFunc(text, func(found string) string {
		part := repetition.FindStringSubmatch(found)
		times, err := strconv.Atoi(part[2])
		if err != nil {
			return found
		}
		return strings.Repeat(part[1], times)
	})
}

// altered makes a file of the canevas in JSON.
func altered(change func(string) string) func(*testing.T, *samples) []byte {
	return func(_ *testing.T, s *samples) []byte { return []byte(change(string(s.json))) }
}

// spliced makes a file of the canevas in JSON, with a text in the place of
// another.
func spliced(old, with string) func(*testing.T, *samples) []byte {
	return func(t *testing.T, s *samples) []byte { return replaced(t, s.json, old, lengthened(with)) }
}

// with makes a file of the canevas in JSON, with another value at a pointer.
func with(pointer string, value any) func(*testing.T, *samples) []byte {
	return func(t *testing.T, s *samples) []byte {
		var canevas map[string]any
		unmarshal(t, s.json, &canevas)
		names := strings.Split(pointer, "/")[1:]
		in := any(canevas)
		for _, name := range names[:len(names)-1] {
			in = child(t, in, name)
		}
		switch last := names[len(names)-1]; in := in.(type) {
		case map[string]any:
			in[last] = value
		case []any:
			n, err := strconv.Atoi(last)
			if err != nil {
				t.Fatal(err)
			}
			in[n] = value
		}
		return marshal(t, canevas)
	}
}

func child(t *testing.T, in any, name string) any {
	t.Helper()
	switch in := in.(type) {
	case map[string]any:
		return in[name]
	case []any:
		if n, err := strconv.Atoi(name); err == nil && n < len(in) {
			return in[n]
		}
	}
	t.Fatalf("nothing stands at %q", name)
	return nil
}

// valueAt returns the value at a pointer; numbers keep their literals.
func valueAt(t *testing.T, raw []byte, pointer string) any {
	t.Helper()
	var in any
	unmarshal(t, raw, &in)
	for _, name := range strings.Split(pointer, "/")[1:] {
		in = child(t, in, name)
	}
	return in
}

func unmarshal(t *testing.T, raw []byte, into any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		t.Fatal(err)
	}
}

func marshal(t *testing.T, v any) []byte {
	t.Helper()
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// proposals makes a file of the canevas with other proposals.
func proposals(count int, proposal func(int) map[string]any) func(*testing.T, *samples) []byte {
	return func(t *testing.T, s *samples) []byte {
		all := make([]any, count)
		for n := range all {
			p := proposal(n)
			p["titre"], p["theme"] = "Proposition", "culture"
			all[n] = p
		}
		var canevas map[string]any
		unmarshal(t, s.json, &canevas)
		canevas["propositions"], canevas["nb_propositions_total"] = all, count
		return marshal(t, canevas)
	}
}

// proposalTexts makes a file of the canevas with proposals of 5 kB that say one
// thing over and over.
func proposalTexts(count int, text string) func(*testing.T, *samples) []byte {
	const length = 4_900
	return proposals(count, func(n int) map[string]any {
		return map[string]any{"numero": n + 1, "texte": strings.Repeat(text, length/len(text))}
	})
}

// numberedFields makes a file with fields that no canevas has.
func numberedFields(count int) func(*testing.T, *samples) []byte {
	return func(*testing.T, *samples) []byte {
		out := []byte(`{"titre":"a"`)
		for n := range count {
			out = append(out, `,"champ`...)
			out = append(strconv.AppendInt(out, int64(n), 10), `":1`...)
		}
		return append(out, '}')
	}
}

// latin1 writes the characters that have one byte in Latin-1 with it, and the
// others as a question mark.
func latin1(text string) string {
	var out []byte
	for _, r := range text {
		if r > 0xFF {
			r = '?'
		}
		out = append(out, byte(r))
	}
	return string(out)
}

// utf16Text writes a text in UTF-16, the low byte of each unit at one place and
// the high byte at the other.
func utf16Text(text string, low, high int) string {
	units := utf16.Encode([]rune(text))
	out := make([]byte, 2*len(units))
	for i, u := range units {
		out[2*i+low], out[2*i+high] = byte(u), byte(u>>8)
	}
	return string(out)
}

// testTruncated cuts files off wherever they may be cut: they are refused for it,
// and for nothing else.
func testTruncated(t *testing.T, p *shipped, s *samples) {
	small := []byte(`{"titre":"é\n\u00e9\ud83d\ude00","a":[true,null,{"b":-1.5e+3},""],"c":{}}`)
	for _, c := range []struct {
		file  string
		whole []byte
		step  int
		rules string
	}{
		{"a.json", small, 1, "json/truncated json/empty text/utf-8"},
		{"a.json", bytes.TrimSpace(s.json), 397, "json/truncated json/empty"},
		{"a.xlsx", s.xlsx, 1471, "zip/damaged format/workbook"},
		{"a.ods", s.ods, 1471, "zip/damaged format/workbook"},
	} {
		t.Run(c.file+" each "+strconv.Itoa(c.step), func(t *testing.T) {
			dir := t.TempDir()
			var names []string
			for at := 0; at < len(c.whole); at += c.step {
				h := hostile{file: strconv.Itoa(at) + c.file, make: raw(string(c.whole[:at]))}
				h.write(t, s, dir)
				names = append(names, h.file)
			}
			a := p.run(t, dir, slices.Concat([]string{"check", "--json", "--"}, names)...)
			h := hostile{want: refused, rule: c.rules}
			for _, r := range a.checked(t, dir) {
				h.judge(t, &r)
			}
		})
	}
}
