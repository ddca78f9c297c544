package check_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/submission"
)

const (
	publication = `{
		"name": "essai", "title": "Essai", "description": "Essai", "version": "1.0.0", "homepage": "", "keywords": [],
		"licenses": [], "contributors": [], "frequency": "IRREG",
		"document": {"id": "/id", "version": "/version", "date": "/date"},
		"resources": [{"name": "essais"}]
	}`
	table = `{
		"name": "essais", "title": "Essais", "description": "Essais", "rows": [""], "primaryKey": ["id"],
		"fields": [{"name": "id", "type": "string", "title": "Id", "description": "Id", "example": "a",
			"constraints": {"required": true}, "from": "0/id"}]
	}`
	codes = `liste,code,libelle_fr,libelle_en,definition
statut,retenue,Retenue,Accepted,x
statut,rejetee,Rejetée,Rejected,x
statut,en_instruction,En cours d'instruction,Under review,x
`
	// envelope is what every schema of these tests begins with.
	envelope = `"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "required": ["id"], "properties": {
		"id": {"title": "Identifiant", "type": "string", "pattern": "^[a-z]+$"},
		"version": {"title": "Version", "type": "integer"},
		"date": {"title": "Date", "type": "string", "format": "date"}`
)

// load returns a definition whose documents have an id, a version and a date,
// and the properties given as JSON.
func load(t testing.TB, properties, rules string) *definition.Definition {
	t.Helper()
	schema := "{" + envelope
	if properties != "" {
		schema += ", " + properties
	}
	return loadSchema(t, schema+"}, \"additionalProperties\": false}", rules)
}

func loadSchema(t testing.TB, schema, rules string) *definition.Definition {
	t.Helper()
	contract := fstest.MapFS{
		"canevas.schema.json": {Data: []byte(schema)},
		"codes.csv":           {Data: []byte(codes)},
	}
	if rules != "" {
		contract["rules.yaml"] = &fstest.MapFile{Data: []byte(rules)}
	}
	def, err := definition.Load(contract, fstest.MapFS{
		"datapackage.json":   {Data: []byte(publication)},
		"tables/essais.json": {Data: []byte(table)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return def
}

func checker(t testing.TB, def *definition.Definition) *check.Checker {
	t.Helper()
	c, err := check.New(def)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// document returns a submission that names itself, with further members.
func document(members string) submission.Submission {
	text := `{"id": "essai", "version": 1, "date": "2026-11-23"`
	if members != "" {
		text += ", " + members
	}
	return submission.New("essai", "essai.json", []byte(text+"}"))
}

// told returns findings as "rule pointer" lines.
func told(findings []check.Finding) string {
	var lines []string
	for _, f := range findings {
		lines = append(lines, strings.TrimSpace(f.Rule+" "+f.Pointer))
	}
	return strings.Join(lines, "\n")
}

// french returns the French messages of findings, one a line, with plain
// spaces so that tests stay readable.
func french(findings []check.Finding) string {
	var lines []string
	for _, f := range findings {
		lines = append(lines, strings.ReplaceAll(f.Message.FR, "\u00a0", " "))
	}
	return strings.Join(lines, "\n")
}

func TestAccepted(t *testing.T) {
	c := checker(t, load(t, "", ""))
	s := document("")
	v := c.Check(s, nil)
	d := v.Document
	if d == nil || len(v.Findings) != 0 {
		t.Fatalf("got %v", v.Findings)
	}
	if d.ID() != "essai" || d.Version() != 1 || d.Date() != "2026-11-23" || d.SHA256() != s.SHA256 || d.Tree().Root.Member("id").Text != "essai" {
		t.Errorf("got %s, %d, %s, %s", d.ID(), d.Version(), d.Date(), d.SHA256())
	}
	if (v.Claimed != check.Identity{ID: "essai", Version: 1, Date: "2026-11-23"}) {
		t.Errorf("claimed %+v", v.Claimed)
	}
}

// TestFindings holds each keyword to its rule, place and French sentence.
func TestFindings(t *testing.T) {
	for _, test := range []struct{ name, properties, members, rules, sentences string }{
		{"pattern with x-expected",
			`"siren": {"title": "SIREN", "type": "string", "pattern": "^[0-9]{9}$", "x-expected": {"fr": "9 chiffres, sans espace", "en": "9 digits"}}`,
			`"siren": "243 400 017"`,
			"schema/pattern /siren", "« SIREN » : 9 chiffres, sans espace ; reçu : « 243 400 017 »"},
		{"pattern", `"p": {"title": "P", "pattern": "^a$"}`, `"p": "b"`,
			"schema/pattern /p", "« P » : un texte de la forme ^a$ ; reçu : « b »"},
		{"no title", `"p": {"pattern": "^a$"}`, `"p": "b"`,
			"schema/pattern /p", "« p » : un texte de la forme ^a$ ; reçu : « b »"},
		{"type", `"n": {"title": "N", "type": ["integer", "null"]}`, `"n": "douze"`,
			"schema/type /n", "« N » : un nombre entier ou rien (null) ; reçu : « douze »"},
		{"type of a list", `"n": {"title": "N", "type": "string"}`, `"n": ["a"]`,
			"schema/type /n", "« N » : un texte ; reçu : une liste"},
		{"integer with decimals", `"n": {"title": "N", "type": "integer"}`, `"n": 1.5`,
			"schema/type /n", "« N » : un nombre entier ; reçu : 1.5"},
		{"integer written 1.0", `"n": {"type": "integer"}`, `"n": 1.0`, "", ""},
		{"e-mail", `"c": {"title": "Courriel", "type": "string", "format": "email"}`, `"c": "ville.fr"`,
			"schema/format /c", "« Courriel » : une adresse électronique ; reçu : « ville.fr »"},
		{"date", `"d": {"title": "Début", "type": "string", "format": "date"}`, `"d": "18/09/2024"`,
			"schema/format /d", "« Début » : une date AAAA-MM-JJ, comme 2024-09-18 ; reçu : « 18/09/2024 »"},
		{"a date that does not exist", `"d": {"title": "Début", "format": "date"}`, `"d": "2023-02-29"`,
			"schema/format /d", "« Début » : une date AAAA-MM-JJ, comme 2024-09-18 ; reçu : « 2023-02-29 »"},
		{"enum of a code list", `"s": {"title": "Statut", "$ref": "#/$defs/statut"}`, `"s": "Rejetée"`,
			"schema/enum /s",
			"« Statut » : l'un des codes rejetee (Rejetée), retenue (Retenue), en_instruction (En cours d'instruction) ; reçu : « Rejetée »"},
		{"long enum", `"s": {"title": "S", "enum": ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]}`, `"s": "J "`,
			"schema/enum /s", "« S » : l'un des codes j, a, b, c, d, e, f, g, ou l'un des 2 autres codes ; reçu : « J  »"},
		{"const", `"k": {"title": "K", "const": true}`, `"k": false`,
			"schema/const /k", "« K » : true ; reçu : false"},
		{"empty text", `"k": {"title": "K", "minLength": 1}`, `"k": ""`,
			"schema/minLength /k", "« K » : au moins 1 caractère ; reçu : 0 caractère"},
		{"long text", `"k": {"title": "K", "maxLength": 3}`, `"k": "été é"`,
			"schema/maxLength /k", "« K » : au plus 3 caractères ; reçu : 5 caractères"},
		{"bounds", `"a": {"minimum": 1}, "b": {"maximum": 1.5}, "c": {"exclusiveMinimum": 0}, "e": {"exclusiveMaximum": 1}, "f": {"multipleOf": 0.5}`,
			`"a": 0, "b": 2, "c": 0, "e": 1, "f": 0.7`,
			"schema/minimum /a\nschema/maximum /b\nschema/exclusiveMinimum /c\nschema/exclusiveMaximum /e\nschema/multipleOf /f",
			"« a » : un nombre d'au moins 1 ; reçu : 0\n« b » : un nombre d'au plus 1.5 ; reçu : 2\n" +
				"« c » : un nombre plus grand que 0 ; reçu : 0\n« e » : un nombre plus petit que 1 ; reçu : 1\n« f » : un multiple de 0.5 ; reçu : 0.7"},
		{"lists", `"a": {"title": "A", "minItems": 2}, "b": {"maxItems": 1}, "c": {"uniqueItems": true}`,
			`"a": [1], "b": [1, 2], "c": [1, 1.0]`,
			"schema/minItems /a\nschema/maxItems /b\nschema/uniqueItems /c",
			"« A » : au moins 2 éléments ; reçu : 1 élément\n« b » : au plus 1 élément ; reçu : 2 éléments\n« c » : des éléments tous différents ; deux sont identiques"},
		{"contains", `"a": {"title": "A", "contains": {"const": 1}}, "b": {"contains": {"const": 1}, "minContains": 2}, "c": {"contains": {"const": 1}, "minContains": 0, "maxContains": 1}`,
			`"a": [2], "b": [1], "c": [1, 1]`,
			"schema/contains /a\nschema/minContains /b\nschema/maxContains /c",
			"« A » : au moins 1 élément de la sorte attendue\n« b » : au moins 2 éléments de la sorte attendue\n« c » : au plus 1 élément de la sorte attendue"},
		{"required, at the place the member should have", `"o": {"title": "O", "required": ["a", "b"], "properties": {
				"a": {"title": "Motif", "type": "string"}, "b": {"title": "B", "x-expected": {"fr": "9 chiffres", "en": "9 digits"}}}}`, `"o": {}`,
			"schema/required /o/a\nschema/required /o/b",
			"« Motif » : champ obligatoire, absent\n« B » : champ obligatoire, absent ; attendu : 9 chiffres"},
		{"unknown members", "", `"zut": 1, "Id": "a", "a/b": 1`,
			"schema/additionalProperties /zut\nschema/additionalProperties /Id\nschema/additionalProperties /a~1b",
			strings.Repeat("\n« %s » : champ inconnu ici ; vérifiez son nom et l'endroit où il est placé", 3)[1:]},
		{"dependentRequired", `"o": {"dependentRequired": {"a b": ["c"]}, "properties": {"c": {"title": "C"}}}`, `"o": {"a b": 1}`,
			"schema/dependentRequired /o/c", "« C » : champ à remplir dès lors que le champ « a b » l'est"},
		{"then", `"o": {"if": {"properties": {"s": {"const": "x"}}}, "then": {"required": ["m"]}, "else": {"properties": {"m": false}}, "properties": {"m": {"title": "M"}}}`,
			`"o": {"s": "x"}`, "schema/required /o/m", "« M » : champ obligatoire, absent"},
		{"else with a forbidden member", `"o": {"if": {"properties": {"s": {"const": "x"}}}, "then": {"required": ["m"]}, "else": {"properties": {"m": false}}, "properties": {"m": {"title": "M"}}}`,
			`"o": {"s": "y", "m": 1}`, "schema/properties /o/m", "« M » : champ à ne pas remplir dans ce cas"},
		{"not", `"o": {"title": "O", "not": {"required": ["a"]}}`, `"o": {"a": 1}`,
			"schema/not /o", "« O » : une valeur qui n'est pas de celles exclues ici ; reçu : un groupe de champs"},
		{"names of members", `"o": {"propertyNames": {"pattern": "^[a-z]+$", "maxLength": 2}}`, `"o": {"A": 1, "abc": 2, "ok": 3}`,
			"schema/propertyNames /o/A\nschema/propertyNames /o/abc",
			"« A » : nom de champ qui n'est pas admis ici\n« abc » : nom de champ qui n'est pas admis ici"},
		{"items of a list have numbers", `"l": {"title": "Objectifs", "items": {"type": "string"}}, "m": {"title": "M", "items": {"title": "Thème", "type": "string"}}`,
			`"l": ["a", 2], "m": [3]`, "schema/type /l/1\nschema/type /m/0",
			"« Objectifs » n° 2 : un texte ; reçu : 2\n« Thème » n° 1 : un texte ; reçu : 3"},
		{"items in excess", `"l": {"title": "L", "prefixItems": [{"type": "string"}], "items": false}`, `"l": ["a", 2]`,
			"schema/items /l/1", "« L » n° 2 : élément en trop"},
		{"unevaluatedProperties", `"o": {"unevaluatedProperties": false, "allOf": [{"properties": {"a": true}}]}`, `"o": {"a": 1, "b": 2}`,
			"schema/unevaluatedProperties /o/b", "« b » : champ inconnu ici ; vérifiez son nom et l'endroit où il est placé"},
		{"a schema that is false", `"o": {"$ref": "#/$defs/jamais"}`, `"o": 1`, "schema/false /o", "« o » : rien n'est admis ici"},
		{"one fault by two ways", `"o": {"title": "O", "$ref": "#/$defs/texte", "allOf": [{"type": "string"}]}`, `"o": 1`,
			"schema/type /o", "« O » : un texte ; reçu : 1"},
		{"all faults at once, in the order of the file", `"a": {"type": "string"}, "b": {"type": "string"}`, `"b": 1, "a": 2`,
			"schema/type /b\nschema/type /a", "« b » : un texte ; reçu : 1\n« a » : un texte ; reçu : 2"},
		{"names with strange characters", `"o": {"additionalProperties": {"type": "string"}}`, `"o": {"a/b~c %20é": 1}`,
			"schema/type /o/a~1b~0c %20é", "« a/b~c %20é » : un texte ; reçu : 1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			defs := `}, "$defs": {"jamais": false, "texte": {"type": "string"}, "statut": {"type": "string", "enum": ["retenue", "rejetee", "en_instruction"], "x-codes": "statut"}, "rien": {"type": "null"`
			schema := "{" + envelope
			if test.properties != "" {
				schema += ", " + test.properties
			}
			schema += defs + `}}, "additionalProperties": false}`
			v := checker(t, loadSchema(t, schema, "")).Check(document(test.members), nil)
			if got := told(v.Findings); got != test.rules {
				t.Errorf("got %s", got)
			}
			want := test.sentences
			if test.name == "unknown members" {
				want = fmt.Sprintf(want, "zut", "Id", "a/b")
			}
			if got := french(v.Findings); got != want {
				t.Errorf("got %s", got)
			}
			if (v.Document == nil) != (test.rules != "") {
				t.Errorf("document: %v", v.Document)
			}
			for _, f := range v.Findings {
				if f.Place.Line == 0 || f.Message.EN == "" || f.Severity != definition.Error {
					t.Errorf("got %+v", f)
				}
			}
		})
	}
}

const suites = `"suite": {"title": "Suite", "type": ["object", "null"], "oneOf": [
	{"properties": {"decision": {"const": "retenue"}, "date": {"type": "string"}}, "required": ["decision", "date"], "additionalProperties": false},
	{"properties": {"decision": {"const": "rejetee"}, "motif": {"type": "string", "minLength": 3}}, "required": ["decision", "motif"], "additionalProperties": false},
	{"properties": {"decision": {"const": "en_attente"}}, "required": ["decision"], "additionalProperties": false},
	{"type": "null"}]}`

// TestBranches: of several forms, the faults told are those of the one meant.
func TestBranches(t *testing.T) {
	c := checker(t, load(t, suites+`,
		"code": {"anyOf": [{"type": "string", "pattern": "^[0-9]+$"}, {"type": "null"}]},
		"deux": {"title": "Deux", "oneOf": [{"minimum": 1}, {"maximum": 10}]}`, ""))
	for members, want := range map[string]string{
		`"suite": {"decision": "rejetee"}`:                         "schema/required /suite/motif",
		`"suite": {"decision": "rejetee", "motif": "x"}`:           "schema/minLength /suite/motif",
		`"suite": {"decision": "rejetee", "motif": 1, "date": ""}`: "schema/type /suite/motif\nschema/additionalProperties /suite/date",
		`"suite": {"decision": "retenue", "motif": "abc"}`:         "schema/required /suite/date\nschema/additionalProperties /suite/motif",
		`"suite": {"decision": "zut"}`:                             "schema/enum /suite/decision",
		`"suite": "retenue"`:                                       "schema/type /suite",
		`"code": "12a"`:                                            "schema/pattern /code",
		`"code": 12`:                                               "schema/type /code",
		`"deux": 5`:                                                "schema/oneOf /deux",
	} {
		if got := told(c.Check(document(members), nil).Findings); got != want {
			t.Errorf("%s: got %s", members, got)
		}
	}
	got := french(c.Check(document(`"suite": {"decision": "zut"}`), nil).Findings)
	if want := "« decision » : l'un des codes en_attente, rejetee, retenue ; reçu : « zut »"; got != want {
		t.Errorf("got %s", got)
	}
}

// TestPrivate: what is private, or looks personal, is never repeated.
func TestPrivate(t *testing.T) {
	c := checker(t, load(t, `"contact": {"title": "Contact", "x-private": true, "type": "object", "properties": {
			"nom": {"title": "Nom", "type": "string", "pattern": "^[a-z]+$", "enum": ["martin"]}, "age": {"type": "string"}}},
		"libre": {"title": "Libre", "maxLength": 3, "pattern": "^a"}`, `
rules:
  - {id: T1, severity: warning, at: "**", assert: "this != 'secret'", message: {fr: "trouvé", en: "found"}}
  - {id: T2, severity: warning, at: /libre, assert: "false", message: {fr: "reçu : {this}", en: "got {this}"}}
`))
	for _, secret := range []string{"Durand-4931", "jean.dupont@ville.fr", "06 12 34 56 78", "secret"} {
		members := fmt.Sprintf(`"contact": {"nom": %q, "age": 4931, %q: 1}, "libre": "jean.dupont@ville.fr", "libre 06 12 34 56 78": 1`, secret, "x jean.dupont@ville.fr")
		v := c.Check(document(members), nil)
		if len(v.Findings) < 5 {
			t.Errorf("got %s", told(v.Findings))
		}
		for _, f := range v.Findings {
			for _, text := range []string{"Durand", "4931", "dupont", "06 12", "secret"} {
				if strings.Contains(f.Message.FR+f.Message.EN, text) {
					t.Errorf("%s repeats %s: %s / %s", f.Rule, text, f.Message.FR, f.Message.EN)
				}
			}
			if f.Rule == "T1" && strings.HasPrefix(f.Pointer, "/contact") {
				t.Error("a rule for all texts sees a private one")
			}
		}
	}
}

// TestMessagesAreBounded: 200 characters of the input, none of them control
// characters, and French spaces before double marks.
func TestMessagesAreBounded(t *testing.T) {
	c := checker(t, load(t, `"p": {"title": "P", "pattern": "^a$"}`, ""))
	long, err := json.Marshal(strings.Repeat("é\u0007\u202e\n", 5000))
	if err != nil {
		t.Fatal(err)
	}
	key := strings.Repeat("k", 5000)
	v := c.Check(document(fmt.Sprintf(`"p": %s, %q: 1`, long, key)), nil)
	if len(v.Findings) != 2 {
		t.Fatalf("got %s", told(v.Findings))
	}
	for _, f := range v.Findings {
		if n := len([]rune(f.Message.FR)); n > 300 {
			t.Errorf("%s: %d characters", f.Rule, n)
		}
		if strings.ContainsAny(f.Message.FR, "\u0007\u202e\n") || strings.Contains(f.Message.FR, " :") || strings.Contains(f.Message.FR, "« ") {
			t.Errorf("got %q", f.Message.FR)
		}
	}
}

func TestUnreadable(t *testing.T) {
	c := checker(t, load(t, "", ""))
	for text, want := range map[string]string{
		`{"id": "a", "id": "b"}`: "json/duplicate-key",
		`{"id": NaN}`:            "json/word",
		``:                       "json/empty",
		`[]`:                     "check/object",
		`null`:                   "check/object",
		`"x"`:                    "check/object",
		"{\"id\": \"\xe9\"}":     "text/utf-8",
		`{"id": 1e10000000}`:     "json/number",
	} {
		v := c.Check(submission.New("essai", "essai.json", []byte(text)), nil)
		if got := told(v.Findings); got != want || v.Document != nil || v.Findings[0].Message.FR == "" || v.Claimed != (check.Identity{}) {
			t.Errorf("%s: got %s, %+v", text, got, v)
		}
	}
}

// TestPlaces: a finding stands where its author must look.
func TestPlaces(t *testing.T) {
	c := checker(t, load(t, `"o": {"type": "object", "required": ["m"], "properties": {"n": {"type": "integer"}}}`, ""))
	text := "{\n  \"id\": \"essai\", \"version\": 1,\n  \"date\": \"2026-11-23\",\n  \"zut\":\n    1,\n  \"o\": {\n    \"n\": 1.5\n  }\n}\n"
	v := c.Check(submission.New("essai", "essai.json", []byte(text)), nil)
	var got []string
	for _, f := range v.Findings {
		got = append(got, fmt.Sprint(f.Rule, " ", f.Place))
	}
	if want := "schema/additionalProperties 4:3, schema/required 6:8, schema/type 7:10"; strings.Join(got, ", ") != want {
		t.Errorf("got %s", strings.Join(got, ", "))
	}
}

func TestYAMLIsHeldToTheSameSchema(t *testing.T) {
	c := checker(t, load(t, `"insee": {"title": "INSEE", "type": "string", "pattern": "^[0-9]{5}$"}, "n": {"type": "integer"}`, ""))
	v := c.Check(submission.New("essai", "essai.yaml", []byte("id: essai\nversion: 2\ndate: 2026-11-23\ninsee: 01001\nn: 12\n")), nil)
	if v.Document == nil || v.Document.Version() != 2 {
		t.Fatalf("got %v", v.Findings)
	}
	v = c.Check(submission.New("essai", "essai.yaml", []byte("id: essai\nversion: 2\ndate: 2026-11-23\ninsee: 1001\n")), nil)
	if told(v.Findings) != "schema/pattern /insee" || v.Findings[0].Place.Line != 4 {
		t.Errorf("got %+v", v.Findings)
	}
}

func TestIdentity(t *testing.T) {
	c := checker(t, load(t, `"autre": {"type": "string"}`, `
rules:
  - {id: T1, severity: error, at: /version, assert: "previous == null || this > previous.version", message: {fr: "déjà {previous.version}", en: "already"}}
`))
	read := func(text string) check.Verdict {
		return c.Check(submission.New("essai", "essai.json", []byte(text)), nil)
	}
	for text, want := range map[string]struct {
		rules   string
		claimed check.Identity
	}{
		`{"id": "a", "version": 2.0, "date": "2026-01-02"}`:                 {"", check.Identity{ID: "a", Version: 2, Date: "2026-01-02"}},
		`{"id": "A", "version": 2, "date": "2026-01-02"}`:                   {"schema/pattern /id", check.Identity{Version: 2, Date: "2026-01-02"}},
		`{"version": 2, "date": "2026-01-02"}`:                              {"schema/required /id", check.Identity{Version: 2, Date: "2026-01-02"}},
		`{"id": "a", "date": "2026-01-02"}`:                                 {"check/identity /version", check.Identity{ID: "a", Date: "2026-01-02"}},
		`{"id": "a", "version": 0, "date": "2026-01-02"}`:                   {"check/identity /version", check.Identity{ID: "a", Date: "2026-01-02"}},
		`{"id": "a", "version": 9223372036854775808, "date": "2026-01-02"}`: {"check/identity /version", check.Identity{ID: "a", Date: "2026-01-02"}},
		`{"id": "a", "version": 1, "date": "hier"}`:                         {"schema/format /date", check.Identity{ID: "a", Version: 1}},
		`{"id": "a", "version": 1, "date": "2026-01-02", "autre": 1}`:       {"schema/type /autre", check.Identity{ID: "a", Version: 1, Date: "2026-01-02"}},
	} {
		v := read(text)
		if told(v.Findings) != want.rules || v.Claimed != want.claimed {
			t.Errorf("%s: got %s, %+v", text, told(v.Findings), v.Claimed)
		}
	}
	first := read(`{"id": "a", "version": 2, "date": "2026-01-02"}`)
	second := c.Check(submission.New("essai", "essai.json", []byte(`{"id": "a", "version": 2, "date": "2026-01-03"}`)), first.Document)
	if told(second.Findings) != "T1 /version" || french(second.Findings) != "déjà 2" || second.Claimed.Version != 2 {
		t.Errorf("got %+v", second)
	}
}
