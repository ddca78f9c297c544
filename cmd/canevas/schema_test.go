package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// TestConfigurationSchema holds the JSON Schema of the configuration to the
// struct that reads it: the same keys, at every level.
func TestConfigurationSchema(t *testing.T) {
	data, err := schemas.ReadFile("schemas/configuration.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var schema node
	if err := json.Unmarshal(data, &schema); err != nil {
		t.Fatal(err)
	}
	compareKeys(t, "", schema, reflect.TypeFor[configuration]())
}

type node struct {
	Properties map[string]node `json:"properties"`
	Items      *node           `json:"items"`
}

func compareKeys(t *testing.T, at string, n node, typ reflect.Type) {
	if typ.Kind() == reflect.Slice {
		if n.Items != nil {
			compareKeys(t, at+"/*", *n.Items, typ.Elem())
		}
		return
	}
	if typ.Kind() != reflect.Struct {
		return
	}
	var keys []string
	for f := range typ.Fields() {
		key := f.Tag.Get("json")
		keys = append(keys, key)
		compareKeys(t, at+"/"+key, n.Properties[key], f.Type)
	}
	slices.Sort(keys)
	if described := slices.Sorted(maps.Keys(n.Properties)); !slices.Equal(keys, described) {
		t.Errorf("%s: the program reads %q, the schema describes %q", at, keys, described)
	}
}

// TestOutputSchema holds what --json prints to its JSON Schema.
func TestOutputSchema(t *testing.T) {
	data, err := schemas.ReadFile("schemas/output.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := jsonschema.CompileString("output.schema.json", string(data))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	t.Chdir(dir)
	for _, args := range [][]string{
		{"build", "--json", "release"},
		{"publish", "--json", "release"},
		{"run", "--json"},
		{"verify", "--json", "canevas-data/s3/publication"},
		{"diff", "--json", "release", "canevas-data/s3/publication"},
		{"store", "init", "--json"},
		{"store", "init", "--json", "--dry-run", "--to", "public", "--archive", "private"},
		{"rollback", "--json", "2026-11-23-00000000"},
		{"gc", "--json"},
		{"gc", "--json", "--dry-run"},
		{"check", "--json", "release/manifest.json"},
		{"run", "--json", "--config", "absent.yaml"},
	} {
		printed(t, schema, args...)
	}
	held, _, _ := strings.Cut(printed(t, schema, "run", "--json"), `","document":"CTIA-259600112-2025-01","version":1,"status":"retenue"`)
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"release-hold", "--json", held[len(held)-16:], "--dry-run"}, `"outcome":"dry_run"`},
		{[]string{"release-hold", "--json", held[len(held)-16:], "--reason", "vue"}, `"outcome":"released"`},
		{[]string{"run", "--json"}, `"releases":[{"holds":[{"rule":"R21b",`},
		{[]string{"withdraw", "--json", "CTIA-259600112-2025-01", "--purge", "--dry-run"}, `"outcome":"dry_run"`},
		{[]string{"withdraw", "--json", "CTIA-259600112-2025-01", "--purge", "--reason", "demande"}, `"outcome":"withdrawn"`},
		{[]string{"withdraw", "--json", "CTIA-259600112-2025-01"}, `"outcome":"already_withdrawn"`},
		{[]string{"run", "--json"}, `"status":"retiree","findings":[],"withdrawn":{"reason":"demande",`},
	} {
		if line := printed(t, schema, test.args...); !strings.Contains(line, test.want) {
			t.Errorf("canevas %s: %s", strings.Join(test.args, " "), line)
		}
	}
}

// printed runs the program, and holds the line of JSON it prints to the schema.
func printed(t *testing.T, schema *jsonschema.Schema, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	run(t.Context(), args, streams{out: &out, err: &errs})
	line := out.String() + errs.String()
	d := json.NewDecoder(strings.NewReader(line))
	d.UseNumber()
	var said any
	if err := d.Decode(&said); err != nil {
		t.Errorf("canevas %s printed no JSON: %v\n%s", strings.Join(args, " "), err, line)
		return line
	}
	if err := schema.Validate(said); err != nil {
		t.Errorf("canevas %s: %#v", strings.Join(args, " "), err)
	}
	return line
}
