package catalog_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/concertations-ia/canevas/pipeline/catalog"
)

// The descriptors as a stranger reads them.
type (
	descriptor struct {
		Profile      string `json:"$schema"`
		Name         string
		ID           string
		Title        string
		Description  string
		Version      string
		Release      string
		Created      string
		Homepage     string
		Keywords     []string
		Licenses     []map[string]string
		Contributors []map[string]any
		Resources    []resource
	}
	resource struct {
		Name, Type, Title, Description string
		file
		Encoding   string
		Dialect    map[string]any
		Schema     tableSchema
		Alternates []file
	}
	file struct {
		Path, Format, Mediatype, Hash string
		Bytes                         int64
	}
	tableSchema struct {
		Profile     string `json:"$schema"`
		Name        string
		Title       string
		Description string
		schemaBody
	}
	schemaBody struct {
		Fields        []field
		MissingValues []string
		PrimaryKey    []string
		ForeignKeys   []struct {
			Fields    []string
			Reference struct {
				Resource string
				Fields   []string
			}
		}
	}
	field struct {
		Name, Type, Title, Description, Example, Codes string
		Categories                                     []struct{ Value, Label string }
		Constraints                                    struct {
			Required, Unique bool
			Enum             []string
		}
	}
)

func TestDescriptorsKeepTheStandard(t *testing.T) {
	c := jsonschema.NewCompiler()
	c.AssertFormat = true
	text, err := os.ReadFile(filepath.Join("testdata", "datapackage.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.AddResource("standard.json", bytes.NewReader(text)); err != nil {
		t.Fatal(err)
	}
	whole, table := c.MustCompile("standard.json"), c.MustCompile("standard.json#/$defs/schema")
	for name, def := range definitions(t) {
		for _, url := range []string{"", "https://donnees.example/ia/"} {
			b := build(t, def, url)
			validate(t, whole, name, b.read(t, catalog.PackagePath))
			for _, tab := range def.Tables {
				validate(t, table, name, b.read(t, catalog.SchemaPath(tab)))
			}
		}
	}
}

func validate(t *testing.T, s *jsonschema.Schema, name string, data []byte) {
	t.Helper()
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(v); err != nil {
		t.Errorf("%s: %#v", name, err)
	}
}

func TestDataPackage(t *testing.T) {
	def := definitions(t)["concertations-ia"]
	b := build(t, def, "https://donnees.example/ia/")
	var p descriptor
	b.decode(t, catalog.PackagePath, &p)
	if p.ID != "https://donnees.example/ia/releases/2026-11-23-4f1c2a9b/datapackage.json" {
		t.Errorf("id = %q", p.ID)
	}
	if p.Created != "2026-11-23T05:17:00Z" || p.Release != b.Release || p.Version != def.Package.Version {
		t.Errorf("created %q, release %q, version %q", p.Created, p.Release, p.Version)
	}
	if len(p.Resources) != len(def.Tables) {
		t.Fatalf("%d resources for %d tables", len(p.Resources), len(def.Tables))
	}
	for i, r := range p.Resources {
		if r.Name != def.Tables[i].Name || r.Path != r.Name+".csv" {
			t.Errorf("resource %d is %s at %s; want table %s", i, r.Name, r.Path, def.Tables[i].Name)
		}
		if len(r.Alternates) != 2 || r.Alternates[0].Format != "parquet" || r.Alternates[1].Format != "jsonl" {
			t.Errorf("alternates of %s: %v", r.Name, r.Alternates)
		}
		for _, f := range append(r.Alternates, r.file) {
			b.checkFile(t, f)
		}
	}
}

// checkFile compares what is said of a file with its bytes.
func (b *built) checkFile(t *testing.T, f file) {
	t.Helper()
	data := b.read(t, f.Path)
	sum := sha256.Sum256(data)
	if int64(len(data)) != f.Bytes || f.Hash != "sha256:"+hex.EncodeToString(sum[:]) {
		t.Errorf("%s has %d bytes and hash %x; it is said to have %d and %s", f.Path, len(data), sum, f.Bytes, f.Hash)
	}
}

func TestNoAddressNoID(t *testing.T) {
	b := build(t, definitions(t)["concertations-ia"], "")
	if text := string(b.read(t, catalog.PackagePath)); strings.Contains(text, `"id":`) {
		t.Error("a package whose address is unknown has an id")
	}
}

// TestEveryColumn holds the schemas to the definition, column by column, and
// the three places they stand in to each other.
func TestEveryColumn(t *testing.T) {
	for name, def := range definitions(t) {
		b := build(t, def, "")
		var p descriptor
		b.decode(t, catalog.PackagePath, &p)
		for i, tab := range def.Tables {
			var alone tableSchema
			b.decode(t, catalog.SchemaPath(tab), &alone)
			if alone.Name != tab.Name || alone.Title != tab.Title || alone.Description != tab.Description {
				t.Errorf("%s: %s names itself %q, %q, %q", name, catalog.SchemaPath(tab), alone.Name, alone.Title, alone.Description)
			}
			if !reflect.DeepEqual(alone.schemaBody, p.Resources[i].Schema.schemaBody) {
				t.Errorf("%s: the schema of %s differs from that of its resource", name, tab.Name)
			}
			if len(alone.Fields) != len(tab.Columns) {
				t.Fatalf("%s: %s has %d fields for %d columns", name, tab.Name, len(alone.Fields), len(tab.Columns))
			}
			for j, f := range alone.Fields {
				c := tab.Columns[j]
				if f.Name != c.Name || f.Type != string(c.Type) || f.Title != c.Title || f.Description != c.Description || f.Example != c.Example ||
					f.Constraints.Required != c.Required || f.Codes != c.Codes {
					t.Errorf("%s: field %+v of column %+v", name, f, c)
				}
				if wantUnique := len(tab.PrimaryKey) == 1 && tab.PrimaryKey[0] == c.Name; f.Constraints.Unique != wantUnique {
					t.Errorf("%s: %s.%s unique = %t", name, tab.Name, c.Name, f.Constraints.Unique)
				}
			}
		}
	}
}

func TestCodesAreCategories(t *testing.T) {
	def := definitions(t)["concertations-ia"]
	b := build(t, def, "")
	coded := 0
	for _, tab := range def.Tables {
		var s tableSchema
		b.decode(t, catalog.SchemaPath(tab), &s)
		for _, f := range s.Fields {
			list := def.CodeList(f.Codes)
			if list == nil {
				if f.Categories != nil || f.Constraints.Enum != nil {
					t.Errorf("%s.%s has categories and no code list", tab.Name, f.Name)
				}
				continue
			}
			coded++
			for i, code := range list.Codes {
				if f.Categories[i].Value != code.Code || f.Categories[i].Label != code.Label.FR || f.Constraints.Enum[i] != code.Code {
					t.Errorf("%s.%s: category %d is %v; want %s", tab.Name, f.Name, i, f.Categories[i], code.Code)
				}
			}
		}
	}
	if coded == 0 {
		t.Error("no column has codes")
	}
}

// TestForeignKeys checks that each leads to a resource with those fields, a key
// to the same table naming none.
func TestForeignKeys(t *testing.T) {
	b := build(t, definitions(t)["concertations-ia"], "")
	var p descriptor
	b.decode(t, catalog.PackagePath, &p)
	fields := map[string]bool{}
	for _, r := range p.Resources {
		for _, f := range r.Schema.Fields {
			fields[r.Name+"."+f.Name] = true
		}
	}
	toItself := 0
	for _, r := range p.Resources {
		for _, k := range r.Schema.ForeignKeys {
			target := k.Reference.Resource
			if target == r.Name {
				t.Errorf("%s names itself in a foreign key", r.Name)
			}
			if target == "" {
				target = r.Name
				toItself++
			}
			for i := range k.Fields {
				if !fields[r.Name+"."+k.Fields[i]] || !fields[target+"."+k.Reference.Fields[i]] {
					t.Errorf("%s.%s leads to %s.%s", r.Name, k.Fields[i], target, k.Reference.Fields[i])
				}
			}
		}
	}
	if toItself == 0 {
		t.Error("no foreign key leads to its own table; propositions have one")
	}
}

func TestParquetMetadata(t *testing.T) {
	def := definitions(t)["concertations-ia"]
	b := build(t, def, "")
	tab := def.Tables[0]
	pairs, err := catalog.ParquetMetadata(def, tab)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, pair := range pairs {
		got[pair.Key] = pair.Value
	}
	want := map[string]string{
		"title": tab.Title, "description": tab.Description, "licence": "etalab-2.0",
		"canevas.dataset": "concertations-ia " + def.Package.Version,
		"tableschema":     got["tableschema"],
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v", got)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, b.read(t, catalog.SchemaPath(tab))); err != nil {
		t.Fatal(err)
	}
	if got["tableschema"] != compact.String() {
		t.Errorf("tableschema is not the schema of the table:\n%s\n%s", got["tableschema"], compact.String())
	}
}
