package check

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/submission"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// treelike is a schema with private members at several depths, below a reference, below an item and in one branch of several.
const treelike = `{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "$ref": "#/$defs/noeud", "properties": {
		"id": {"type": "string"}, "version": {"type": "integer"}, "date": {"type": "string"}},
	"$defs": {"noeud": {"type": "object", "properties": {
		"nom": {"type": "string"}, "secret": {"type": "string", "x-private": true}, "a/b": {"type": "string", "x-private": true},
		"enfants": {"type": "array", "items": {"$ref": "#/$defs/enfant"}},
		"choix": {"oneOf": [{"type": "object", "properties": {"x": {"type": "string"}}}, {"type": "object", "properties": {"x": {"x-private": true}}}]},
		"liste": {"type": "array", "items": {"type": "string", "x-private": true}}}},
		"enfant": {"type": "object", "properties": {"nom": {"type": "string"}, "secret": {"type": "string", "x-private": true}}}}}`

// TestPrivacyIsThatOfTheSchema: going down step by step tells what the
// definition says of the whole pattern.
func TestPrivacyIsThatOfTheSchema(t *testing.T) {
	schema, err := definition.Load(fstest.MapFS{
		"canevas.schema.json": {Data: []byte(treelike)},
		"codes.csv":           {Data: []byte("liste,code,libelle_fr,libelle_en,definition\n")},
	}, fstest.MapFS{
		"datapackage.json": {Data: []byte(`{"name": "essai", "title": "Essai", "description": "Essai", "version": "1.0.0", "homepage": "", "keywords": [],
			"licenses": [], "contributors": [], "frequency": "IRREG", "document": {"id": "/id", "version": "/version", "date": "/date"}, "resources": [{"name": "essais"}]}`)},
		"tables/essais.json": {Data: []byte(`{"name": "essais", "title": "Essais", "description": "Essais", "rows": [""], "primaryKey": ["id"],
			"fields": [{"name": "id", "type": "string", "title": "Id", "description": "Id", "example": "a", "constraints": {"required": true}, "from": "0/id"}]}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	compiled, err := compileSchema([]byte(treelike), refuse)
	if err != nil {
		t.Fatal(err)
	}
	root := newPrivacy(schema.Schema, compiled)
	random, private := rand.New(rand.NewPCG(1, 2)), 0
	for range 5000 {
		p, pattern := root, ""
		for range 1 + random.IntN(6) {
			name := []string{"*", "nom", "secret", "a/b", "enfants", "enfants", "choix", "x", "liste", "zut"}[random.IntN(10)]
			next := &place{value: &tree.Value{Key: name}, index: -1}
			if name == "*" {
				next.index = 0
			}
			p, pattern = p.at(next), fmt.Sprint(pattern, "/", strings.ReplaceAll(name, "/", "~1"))
			if p.hidden() {
				break
			}
		}
		if want := schema.Schema.PrivateAt(pattern); p.hidden() != want {
			t.Errorf("%s: got %t", pattern, p.hidden())
		} else if want {
			private++
		}
	}
	if private == 0 {
		t.Error("nothing was private")
	}
}

// TestClosedTexts: rules that hold at every text are not asked about those that
// the schema lists, and about all others.
func TestClosedTexts(t *testing.T) {
	publication := fstest.MapFS{
		"datapackage.json": {Data: []byte(`{"name": "essai", "title": "Essai", "description": "Essai", "version": "1.0.0",
			"document": {"id": "/id", "date": "/date"}, "resources": [{"name": "essais"}]}`)},
		"tables/essais.json": {Data: []byte(`{"name": "essais", "title": "Essais", "description": "Essais", "rows": [""], "primaryKey": ["id"],
			"fields": [{"name": "id", "type": "string", "title": "Id", "description": "Id", "constraints": {"required": true}, "from": "0/id"}]}`)},
		"schema/canevas.schema.json": {Data: []byte(`{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "properties": {
			"id": {"type": "string"}, "date": {"type": "string", "format": "date"}, "code": {"$ref": "#/$defs/code", "title": "Code"},
			"codes": {"type": "array", "items": {"allOf": [{"type": "string"}, {"$ref": "#/$defs/code"}]}},
			"deux": {"anyOf": [{"$ref": "#/$defs/code"}, {"type": "string", "maxLength": 9}]},
			"fixe": {"const": "f"}, "secret": {"type": "string", "x-private": true}, "paire": {"type": "array", "prefixItems": [{"enum": ["p"]}], "items": {"enum": ["q"]}}},
			"additionalProperties": {"type": "string"}, "$defs": {"code": {"enum": ["a", "b"]}}}`)},
		"schema/rules.yaml": {Data: []byte(`rules:
  - {id: T, severity: info, at: "**", assert: "false", message: {fr: "{this}", en: "{this}"}}
`)},
	}
	contract, err := fs.Sub(publication, "schema")
	if err != nil {
		t.Fatal(err)
	}
	def, err := definition.Load(contract, publication)
	if err != nil {
		t.Fatal(err)
	}
	checker, err := New(def)
	if err != nil {
		t.Fatal(err)
	}
	verdict := checker.Check(submission.New("s", "a.json", []byte(`{"id": "i", "date": "2026-01-01", "code": "a", "codes": ["a", "b"], "deux": "b",
		"fixe": "f", "secret": "s", "paire": ["p", "q"], "autre": "z"}`)), nil)
	var asked []string
	for _, f := range verdict.Findings {
		asked = append(asked, f.Message.FR)
	}
	if got := strings.Join(asked, " "); got != "i b p q z" {
		t.Errorf("asked about %s", got)
	}
}
