package definition_test

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// small is a definition that loads; each case of TestLoadProblems spoils one
// thing in it.
var small = map[string]string{
	"datapackage.json": `{
  "name": "essai", "title": "Essai", "description": "Une définition d'essai.", "version": "1.0.0",
  "document": {"id": "/id", "date": "/date"},
  "shared": [{"name": "id", "type": "string", "title": "Id", "description": "Id.", "constraints": {"required": true}, "compute": "root.id"}],
  "resources": [{"name": "avis"}, {"name": "listes"}]
}`,
	"tables/avis.json": `{
  "name": "avis", "title": "Avis", "description": "Un avis par ligne.", "rows": ["/avis/*"],
  "fields": [
    {"shared": "id"},
    {"name": "rang", "type": "integer", "title": "Rang", "description": "Rang.", "constraints": {"required": true}, "from": "0#"},
    {"name": "theme", "type": "string", "title": "Thème", "description": "Thème.", "codes": "theme", "from": "0/theme"},
    {"name": "liste", "type": "string", "title": "Liste", "description": "Liste.", "compute": "'theme'"},
    {"name": "le", "type": "date", "title": "Le", "description": "Date.", "from": "2/date"}
  ],
  "primaryKey": ["id", "rang"],
  "foreignKeys": [{"fields": ["liste", "theme"], "reference": {"resource": "listes", "fields": ["liste", "code"]}}]
}`,
	"tables/listes.json": `{
  "name": "listes", "title": "Listes", "description": "Les codes.", "source": "nomenclatures",
  "fields": [
    {"name": "liste", "type": "string", "title": "Liste", "description": "Liste.", "constraints": {"required": true}, "from": "0/liste"},
    {"name": "code", "type": "string", "title": "Code", "description": "Code.", "constraints": {"required": true}, "from": "0/code"}
  ],
  "primaryKey": ["liste", "code"]
}`,
	"schema/canevas.schema.json": `{
  "type": "object",
  "properties": {
    "id": {"type": "string", "title": "Id"},
    "date": {"$ref": "#/$defs/date", "title": "Date du dépôt"},
    "contact": {"type": "object", "x-private": true, "properties": {"nom": {"type": "string"}}},
    "avis": {"type": "array", "items": {"oneOf": [
      {"type": "object", "properties": {"theme": {"enum": ["eau", "air"], "x-codes": "theme"}}},
      {"type": "object", "properties": {"texte": {"type": "string"}}}
    ]}}
  },
  "$defs": {"date": {"type": "string", "format": "date", "title": "Date"}}
}`,
	"schema/columns.csv": "colonne,champ\nAvis # : thème,/avis/*/theme\n",
	"schema/codes.csv":   "liste,code,libelle_fr,libelle_en,definition,autre\ntheme,eau,Eau,Water,L'eau.,w\ntheme,air,Air,Air,L'air.,a\n",
	"schema/rules.yaml": `rules:
  - id: E1
    severity: error
    at: /avis/*
    assert: has(this.theme)
    message: {fr: "Le thème manque", en: "The theme is missing"}
`,
}

func load(t *testing.T, files map[string]string) (*definition.Definition, error) {
	t.Helper()
	all := fstest.MapFS{}
	for name, data := range files {
		all[name] = &fstest.MapFile{Data: []byte(data)}
	}
	contract, err := fs.Sub(all, "schema")
	if err != nil {
		t.Fatal(err)
	}
	return definition.Load(contract, all)
}

func TestLoad(t *testing.T) {
	def, err := load(t, small)
	if err != nil {
		t.Fatal(err)
	}
	avis := def.Table("avis")
	if avis == nil || len(avis.Columns) != 5 || avis.Columns[0].Name != "id" || avis.Source != definition.Documents {
		t.Errorf("avis = %+v", avis)
	}
	if got := def.CodeList("theme").Find("air").Extra; len(got) != 1 || got[0] != (definition.Extra{Name: "autre", Value: "a"}) {
		t.Errorf("extra columns = %v", got)
	}
	if len(def.Rules) != 1 || def.Rules[0].Message.EN != "The theme is missing" {
		t.Errorf("rules = %+v", def.Rules)
	}
}

// TestLoadSubmitter: whoever sends a document may stand in a list.
func TestLoadSubmitter(t *testing.T) {
	files := clone(small)
	files["datapackage.json"] = strings.Replace(files["datapackage.json"], `"date": "/date"`, `"date": "/date", "submitter": "/avis/0/texte"`, 1)
	def, err := load(t, files)
	if err != nil || def.Package.Document.Submitter != "/avis/0/texte" {
		t.Errorf("got %+v (%v)", def, err)
	}
}

// TestHash holds the hash to the content of every file.
func TestHash(t *testing.T) {
	before, err := load(t, small)
	if err != nil {
		t.Fatal(err)
	}
	for name := range small {
		if name == "schema/codes.csv" || name == "schema/columns.csv" {
			continue
		}
		changed := clone(small)
		changed[name] += "\n"
		after, err := load(t, changed)
		if err != nil {
			t.Fatal(err)
		}
		if after.Hash == before.Hash {
			t.Errorf("a change of %s does not change the hash", name)
		}
	}
}

// TestLoadProblems spoils one thing at a time: each is refused, with the file
// it stands in and, where the file has lines, its place.
func TestLoadProblems(t *testing.T) {
	for _, c := range []struct{ name, file, old, new, want string }{
		{"missing schema", "schema/canevas.schema.json", "*", "", "schema/canevas.schema.json: missing"},
		{"schema cut short", "schema/canevas.schema.json", `"$defs"`, ``, "schema/canevas.schema.json:12"},
		{"unknown key of the package", "datapackage.json", `"resources"`, `"ressources"`, `datapackage.json:5:`},
		{"unknown key of a column", "tables/avis.json", `"from": "0#"`, `"fron": "0#"`, "tables/avis.json:5:"},
		{"column that leads nowhere", "tables/avis.json", `0/theme`, `0/tehme`, `"0/tehme" leads from "/avis/*" to "/avis/*/tehme", and the JSON Schema has no such place`},
		{"rows that lead nowhere", "tables/avis.json", `"/avis/*"`, `"/avi/*"`, `the JSON Schema has no place "/avi/*"`},
		{"above the document", "tables/avis.json", `2/date`, `3/date`, "goes up further than the document"},
		{"not a pointer", "tables/avis.json", `2/date`, `date`, "a Relative JSON Pointer is expected"},
		{"type of a column", "tables/avis.json", `"type": "date"`, `"type": "integer"`, `lets "/date" be string; the column is integer`},
		{"date without format", "schema/canevas.schema.json", `"format": "date", `, ``, `needs format "date"`},
		{"private column", "tables/avis.json", `2/date`, `2/contact/nom`, "is private"},
		{"private identifier", "datapackage.json", `"/id"`, `"/contact/nom"`, "is private"},
		{"submitter that leads nowhere", "datapackage.json", `"date": "/date"`, `"date": "/date", "submitter": "/avis/0/nom"`, `the JSON Schema has no place "/avis/0/nom"`},
		{"submitter that is no text", "datapackage.json", `"date": "/date"`, `"date": "/date", "submitter": "/avis"`, `a text is expected at "/avis"`},
		{"private submitter", "datapackage.json", `"date": "/date"`, `"date": "/date", "submitter": "/contact/nom"`, "is private"},
		{"private place in a loop", "schema/canevas.schema.json", `{"nom": {"type": "string"}}`, `{"nom": {"$ref": "#"}}`, `"/contact" is private, in a part that refers to itself`},
		{"unknown shared column", "tables/avis.json", `"shared": "id"`, `"shared": "di"`, `shares no column "di"`},
		{"key that is not required", "tables/avis.json", `"constraints": {"required": true}, "from": "0#"`, `"from": "0#"`, `"rang" must be a required column`},
		{"key of an unknown table", "tables/avis.json", `"resource": "listes"`, `"resource": "liste"`, `there is no table "liste"`},
		{"key that is no primary key", "tables/avis.json", `["liste", "code"]}}`, `["code"]}}`, "refers to the primary key"},
		{"column twice", "tables/avis.json", `"name": "le"`, `"name": "rang"`, "stands twice"},
		{"name of a column", "tables/avis.json", `"name": "le"`, `"name": "Le"`, "snake_case"},
		{"neither from nor compute", "tables/avis.json", `, "from": "2/date"`, ``, "needs either from or compute"},
		{"code list of a column", "tables/avis.json", `"codes": "theme"`, `"codes": "thème"`, `no list "thème"`},
		{"enum differs from its list", "schema/canevas.schema.json", `"air"`, `"feu"`, "they differ on: air, feu"},
		{"unknown code list", "schema/canevas.schema.json", `"x-codes": "theme"`, `"x-codes": "x"`, `no list "x"`},
		{"unknown identifier", "schema/canevas.schema.json", `"x-codes": "theme"`, `"x-codes": "theme", "x-identifier": "rna"`, `x-identifier: expected one of`},
		{"unknown unit", "schema/canevas.schema.json", `"x-codes": "theme"`, `"x-codes": "theme", "x-unit": "km"`, `x-unit: expected one of`},
		{"unknown meaning", "schema/canevas.schema.json", `"x-codes": "theme"`, `"x-codes": "theme", "x-means": {"week": "eau"}`, `x-means: expected one of`},
		{"nothing beside", "schema/canevas.schema.json", `"x-codes": "theme"`, `"x-codes": "theme", "x-until": "fin"`, `x-until: no member "fin" beside "theme"`},
		{"header of the columns", "schema/columns.csv", "colonne", "column", "schema/columns.csv: the header must be"},
		{"column of no field", "schema/columns.csv", "/avis/*/theme", "/avis/*/tehme", `the JSON Schema has no place "/avis/*/tehme"`},
		{"column without a number", "schema/columns.csv", "Avis # :", "Avis :", `expected a # for each * of "/avis/*/theme"`},
		{"header of the codes", "schema/codes.csv", `libelle_fr`, `label`, "the header must begin with"},
		{"code twice", "schema/codes.csv", "theme,air", "theme,eau", `record 3: code "eau" stands twice`},
		{"list in two parts", "schema/codes.csv", "theme,air,Air,Air,L'air.,a\n", "x,y,z,z,z,z\ntheme,air,Air,Air,L'air.,a\n", "must stand together"},
		{"member of a code", "tables/listes.json", `0/code`, `0/cod`, "0/liste, 0/code"},
		{"place of a rule", "schema/rules.yaml", `/avis/*`, `/avis/`, `schema/rules.yaml:4:`},
		{"severity of a rule", "schema/rules.yaml", `severity: error`, `severity: grave`, "error, hold, warning or info"},
		{"rule in one language", "schema/rules.yaml", `, en: "The theme is missing"`, ``, "in English (en)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := clone(small)
			if c.old == "*" {
				delete(files, c.file)
			} else if !strings.Contains(files[c.file], c.old) {
				t.Fatalf("%s does not hold %q", c.file, c.old)
			} else {
				files[c.file] = strings.Replace(files[c.file], c.old, c.new, 1)
			}
			_, err := load(t, files)
			invalid, ok := errors.AsType[*definition.InvalidError](err)
			if !ok {
				t.Fatalf("err = %v, want an InvalidError", err)
			}
			if !strings.Contains(invalid.Error(), c.want) {
				t.Errorf("problems:\n%s\nwant one with %q", invalid, c.want)
			}
		})
	}
}

func TestSchemaAt(t *testing.T) {
	def, err := load(t, small)
	if err != nil {
		t.Fatal(err)
	}
	nodes := def.Schema.At("/date")
	if len(nodes) != 2 || nodes[0].Title != "Date du dépôt" || nodes[1].Format != "date" {
		t.Errorf("At(/date) = %+v, want the property before what it refers to", nodes)
	}
	if got := def.Schema.Kinds("/avis/*/texte"); !slices.Equal(got, []tree.Kind{tree.String}) {
		t.Errorf("Kinds = %v", got)
	}
	if !def.Schema.PrivateAt("/contact/nom") || def.Schema.PrivateAt("/id") {
		t.Error("what is below a private place is private, and nothing else")
	}
}

func TestPrivatePlaces(t *testing.T) {
	def, err := load(t, small)
	if err != nil {
		t.Fatal(err)
	}
	if got := def.Schema.PrivatePlaces(); !slices.Equal(got, []string{"/contact"}) {
		t.Errorf("PrivatePlaces() = %q", got)
	}
}

func TestResolve(t *testing.T) {
	for _, c := range []struct {
		rows, from, want string
		name             bool
	}{
		{"/a/*/b/*", "0/c", "/a/*/b/*/c", false},
		{"/a/*/b/*", "2/c", "/a/*/c", false},
		{"/a/*/b/*", "0", "/a/*/b/*", false},
		{"/a/*/b/*", "2#", "/a/*", true},
		{"", "0/c", "/c", false},
	} {
		got, name, err := definition.Resolve(c.rows, c.from)
		if err != nil || got != c.want || name != c.name {
			t.Errorf("Resolve(%q, %q) = %q, %v, %v; want %q, %v", c.rows, c.from, got, name, err, c.want, c.name)
		}
	}
}

func clone(files map[string]string) map[string]string {
	c := map[string]string{}
	for name, data := range files {
		c[name] = data
	}
	return c
}
