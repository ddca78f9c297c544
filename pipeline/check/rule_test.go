package check_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/submission"
)

const propositions = `"titre": {"type": "string"}, "propositions": {"title": "Propositions", "type": "array", "items": {
	"type": "object", "additionalProperties": false, "properties": {
		"numero": {"type": "integer"}, "titre": {"type": ["string", "null"]},
		"suites": {"type": "array", "items": {"type": "object", "properties": {"statut": {"type": "string"}}}},
		"themes": {"type": "array", "items": {"type": "string"}}}}}`

// ruleset returns a rules.yaml of rules given as YAML flow mappings without
// their messages.
func ruleset(rules ...string) string {
	var b strings.Builder
	b.WriteString("rules:\n")
	for _, r := range rules {
		fmt.Fprintf(&b, "  - {%s, message: {fr: \"vu\", en: \"seen\"}}\n", r)
	}
	return b.String()
}

// TestRules: where rules are evaluated, what they see there, and where their
// findings point.
func TestRules(t *testing.T) {
	const members = `"titre": "Un", "propositions": [
		{"numero": 1, "suites": [{"statut": "a"}, {"statut": "b"}], "themes": ["x"]},
		{"numero": 2, "titre": null, "suites": []}]`
	for _, test := range []struct{ rule, want string }{
		{`id: T, severity: error, at: "", assert: "false"`, "T"},
		{`id: T, severity: error, at: "", assert: "true"`, ""},
		{`id: T, severity: error, at: "", assert: "this == root && index == -1 && list == '' && parents == [] && previous == null"`, ""},
		{`id: T, severity: error, at: /propositions, assert: "false"`, "T /propositions"},
		{`id: T, severity: error, at: /propositions, assert: "index == -1 && list == '' && parents == [root]"`, ""},
		{`id: T, severity: error, at: /propositions/*, assert: "this.numero == 1 && index == 0 && list == 'propositions'"`, "T /propositions/1"},
		{`id: T, severity: error, at: /propositions/*, assert: "this.numero == 1", place: /numero`, "T /propositions/1/numero"},
		{`id: T, severity: error, at: /propositions/*, assert: "has(this.titre)", place: /titre`, "T /propositions/0/titre\nT /propositions/1/titre"},
		{`id: T, severity: error, at: /propositions/*/suites/*, assert: "this.statut == 'a'"`, "T /propositions/0/suites/1"},
		{`id: T, severity: error, at: /propositions/*/suites/*, assert: "parents[0].numero == 1 && parents[1] == root && list == 'suites'"`, ""},
		{`id: T, severity: error, at: /propositions/*/titre, assert: "false"`, ""},
		{`id: T, severity: error, at: /propositions/*/themes/*, assert: "this == 'y' && parents[0].numero == 1"`, "T /propositions/0/themes/0"},
		{`id: T, severity: error, at: /propositions/*, when: "this.numero > 1", assert: "false"`, "T /propositions/1"},
		{`id: T, severity: error, at: "**", assert: "this != 'b' && this != 'x' && this != 'Un'"`,
			"T /titre\nT /propositions/0/suites/1/statut\nT /propositions/0/themes/0"},
		{`id: T, severity: error, at: /titre, assert: "this.absent == 1"`, "rule/evaluation /titre"},
		{`id: T, severity: error, at: /titre, when: "this.absent == 1", assert: "true"`, "rule/evaluation /titre"},
	} {
		v := checker(t, load(t, propositions, ruleset(test.rule))).Check(document(members), nil)
		if got := told(v.Findings); got != test.want {
			t.Errorf("%s: got %s", test.rule, got)
		}
		if (v.Document == nil) != (test.want != "") {
			t.Errorf("%s: document %v", test.rule, v.Document)
		}
	}
}

// TestRulesBesideSchemaFindings: all faults at once, but a rule that cannot be
// evaluated on a document the schema refuses says nothing.
func TestRulesBesideSchemaFindings(t *testing.T) {
	c := checker(t, load(t, propositions, ruleset(
		`id: T1, severity: error, at: /propositions/*, assert: "this.numero > 1"`,
		`id: T2, severity: error, at: "", assert: "this.titre == 'Deux'"`,
	)))
	v := c.Check(document(`"titre": "Un", "propositions": [{"numero": "un"}, {"numero": 1}]`), nil)
	if got, want := told(v.Findings), "T2\nschema/type /propositions/0/numero\nT1 /propositions/1"; got != want {
		t.Errorf("got %s", got)
	}
}

func TestSeverities(t *testing.T) {
	for severity, accepted := range map[string]bool{"error": false, "hold": false, "warning": true, "info": true} {
		v := checker(t, load(t, "", ruleset(`id: T, severity: `+severity+`, at: "", assert: "false"`))).Check(document(""), nil)
		if (v.Document != nil) != accepted || len(v.Findings) != 1 || string(v.Findings[0].Severity) != severity {
			t.Errorf("%s: %+v", severity, v)
		}
	}
}

// TestCaps: 100 findings of one rule, 1,000 in all, and one that counts the
// others and weighs as much as the worst of them.
func TestCaps(t *testing.T) {
	var rules []string
	for i := range 12 {
		rules = append(rules, fmt.Sprintf(`id: T%02d, severity: warning, at: /propositions/*, assert: "false"`, i))
	}
	c := checker(t, load(t, propositions, ruleset(rules...)))
	v := c.Check(document(`"propositions": [`+strings.Repeat(`{},`, 149)+`{}]`), nil)
	count := map[string]int{}
	for _, f := range v.Findings {
		count[f.Rule]++
	}
	last := v.Findings[len(v.Findings)-1]
	if len(v.Findings) != 1001 || count["T00"] > 100 || last.Rule != "check/more" || last.Severity != definition.Warning || v.Document == nil {
		t.Errorf("%d findings, %v, %+v", len(v.Findings), count, last)
	}
	if !strings.HasPrefix(last.Message.FR, "800 ") {
		t.Errorf("got %s", last.Message.FR)
	}
	var unknown strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&unknown, `, "k%d": 1`, i)
	}
	v = c.Check(document(unknown.String()[2:]), nil)
	if len(v.Findings) != 101 || v.Findings[0].Pointer != "/k0" || v.Findings[99].Pointer != "/k99" || v.Findings[100].Severity != definition.Error || v.Document != nil {
		t.Errorf("%d findings", len(v.Findings))
	}
}

// TestCost: a document too large for the rules is refused in bounded time.
func TestCost(t *testing.T) {
	c := checker(t, load(t, propositions, ruleset(
		`id: T, severity: error, at: /propositions/*, assert: "cel.bind(n, lists.range(3000), sets.contains(n, n))"`)))
	v := c.Check(document(`"propositions": [`+strings.Repeat(`{"numero": 1},`, 50)+`{"numero": 2}]`), nil)
	if told(v.Findings) != "rule/cost" || v.Document != nil {
		t.Errorf("got %s", told(v.Findings))
	}
}

// TestDefinitionErrors: what is wrong with a definition names the place.
func TestDefinitionErrors(t *testing.T) {
	const object = `{"type": "object", "properties": {"id": {"type": "string"}, "version": {"type": "integer"}, "date": {"type": "string", "format": "date"}, `
	for _, test := range []struct{ name, schema, rules, want string }{
		{"reference to http", object + `"x": {"$ref": "http://127.0.0.1:1/x.json"}}}`, "", `"http://127.0.0.1:1/x.json" lies outside of the schema`},
		{"reference to a file", object + `"x": {"$ref": "file:///etc/hostname"}}}`, "", `"file:///etc/hostname" lies outside of the schema`},
		{"relative reference", object + `"x": {"$ref": "autre.json"}}}`, "", `lies outside of the schema`},
		{"$schema elsewhere", `{"$schema": "http://127.0.0.1:1/meta", ` + object[1:] + `"x": {}}}`, "", `lies outside of the schema`},
		{"another draft", `{"$schema": "http://json-schema.org/draft-07/schema#", ` + object[1:] + `"x": {}}}`, "", `$schema must be https://json-schema.org/draft/2020-12/schema`},
		{"lookahead", object + `"x": {"pattern": "^(?=a)b"}}}`, "", `/properties/x/pattern: `},
		{"lookahead in a name", object + `"x": {"patternProperties": {"^(?!a)": {}}}}}`, "", `^(?!a)`},
		{"unknown type", object + "\n" + `"x": {"type": "text"}}}`, "", `schema/canevas.schema.json:2:15: /properties/x/type: `},
		{"unknown format", object + `"x": {"format": "emial"}}}`, "", `format "emial" at`},
		{"endless reference", object + `"x": {"$ref": "#/properties/x"}}}`, "", `infinite loop`},
		{"unknown function", object + `"x": {}}}`, ruleset(`id: T9, severity: error, at: "", assert: "zut(this)"`), "schema/rules.yaml: rule T9: assert: 1:4: undeclared reference to 'zut'"},
		{"unknown variable", object + `"x": {}}}`, ruleset(`id: T9, severity: error, at: "", when: "this.x == y", assert: "true"`), "rule T9: when: 1:11: undeclared reference to 'y'"},
		{"no condition", object + `"x": {}}}`, ruleset(`id: T9, severity: error, at: "", assert: "size(this)"`), "rule T9: assert: 1:1: the expression gives a int"},
		{"broken message", object + `"x": {}}}`, "rules: [{id: T9, severity: error, at: '', assert: 'true', message: {fr: 'a {this.x', en: 'b'}}]", "rule T9: message fr: 1:4: this brace is never closed"},
		{"private value in a message", object + `"c": {"type": "object", "properties": {"x": {"type": "string", "x-private": true}}}}}`,
			"rules: [{id: T9, severity: error, at: '', assert: 'true', message: {fr: 'a', en: 'b {this.c.x}'}}]", `rule T9: message en: it quotes "/c/x", which is private`},
		{"private place in a message", object + `"c": {"type": "array", "x-private": true, "items": {"type": "string"}}}}`,
			"rules: [{id: T9, severity: error, at: '/c/*', assert: 'true', message: {fr: 'a {this}', en: 'b'}}]", `which is private`},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := check.New(loadSchema(t, test.schema, test.rules))
			var invalid *definition.InvalidError
			if !errors.As(err, &invalid) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestConcurrentUse: one checker, many documents, the same answers.
func TestConcurrentUse(t *testing.T) {
	c := checker(t, load(t, propositions, ruleset(`id: T, severity: warning, at: /propositions/*, assert: "this.numero > 1"`)))
	s := document(`"titre": 1, "zut": 1, "propositions": [{"numero": 1}, {"numero": "x"}, {"numero": 2, "y": 1}]`)
	want := fmt.Sprint(c.Check(s, nil))
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for range 50 {
				if got := fmt.Sprint(c.Check(s, nil)); got != want {
					t.Errorf("got %s", got)
				}
			}
		})
	}
	wait.Wait()
}

// FuzzCheck: any bytes end in a verdict that holds what it promises, and every
// finding points inside the file.
func FuzzCheck(f *testing.F) {
	c := checker(f, load(f, propositions+", "+suites+`, "contact": {"type": "string", "x-private": true, "maxLength": 3}`, ruleset(
		`id: T1, severity: warning, at: /propositions/*, assert: "this.numero > 1", place: /numero`,
		`id: T2, severity: hold, at: "**", assert: "personal(this).size() == 0"`)))
	for _, seed := range []string{
		``, `{}`, `[]`, `{"id": "a"}`, `{"id": "essai", "version": 1, "date": "2026-11-23"}`,
		`{"id": "A", "suite": {"decision": "zut"}, "propositions": [{}, {"numero": 1.0, "titre": null}]}`,
		"id: essai\nversion: 1\ndate: 2026-11-23\ncontact: abcdef\npropositions:\n- numero: 01\n",
		`{"a/b": 1, "~": 2, "": 3, "%": 4}`, "{\"id\": \"\xff\"}",
	} {
		f.Add([]byte(seed), "essai.json")
		f.Add([]byte(seed), "essai.yaml")
	}
	f.Fuzz(func(t *testing.T, raw []byte, origin string) {
		v := c.Check(submission.New("essai", origin, raw), nil)
		stops := false
		for _, found := range v.Findings {
			stops = stops || found.Severity == definition.Error || found.Severity == definition.Hold
			if found.Rule == "check/panic" || found.Rule == "" || found.Message.FR == "" || found.Message.EN == "" {
				t.Errorf("got %+v", found)
			}
			if lines := 1 + strings.Count(string(raw), "\n") + strings.Count(string(raw), "\r"); found.Place.Line > lines || found.Place.Line < 0 {
				t.Errorf("%+v lies below the last line, %d", found, lines)
			}
		}
		if (v.Document == nil) != stops {
			t.Errorf("document %v with findings %v", v.Document, v.Findings)
		}
	})
}
