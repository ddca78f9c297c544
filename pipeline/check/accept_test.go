package check

import (
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// contradicts says how an acceptor is wrong about a value, or nothing.
func contradicts(s *jsonschema.Schema, accept *shape, v *tree.Value) string {
	said, err := accept.answer(v), s.Validate(plain(v))
	if said == valid && err != nil || said == invalid && err == nil {
		return fmt.Sprintf("the acceptor says %d, the validator: %v", said, err)
	}
	return ""
}

// acceptorOf returns the acceptor of a schema.
func acceptorOf(s *jsonschema.Schema) *shape {
	accept, _ := compileAcceptor(s)
	return accept
}

// parsed returns a JSON text as a value.
func parsed(t testing.TB, text string) *tree.Value {
	t.Helper()
	read, err := tree.ParseJSON([]byte(text), tree.Limits{})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return &read.Root
}

// TestAcceptorAgreesOnSuite holds the instances of each file of the official
// suite to every schema of that file: no certain answer is wrong, and most
// answers are certain.
func TestAcceptorAgreesOnSuite(t *testing.T) {
	dir := suiteDir(t)
	files, err := filepath.Glob(filepath.Join(dir, "draft2020-12", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no case in %s: %v", dir, err)
	}
	total, sure := 0, 0
	for _, file := range files {
		var values []*tree.Value
		all := groups(t, file)
		for _, g := range all {
			for _, test := range g.Tests {
				if read, err := tree.ParseJSON(test.Data, tree.Limits{}); err == nil {
					values = append(values, &read.Root)
				}
			}
		}
		for _, g := range all {
			schema, err := compileSchema(g.Schema, remotes(dir))
			if err != nil {
				continue
			}
			accept, narrow := compileAcceptor(schema)
			for _, v := range values {
				if total++; accept.answer(v) != unsure {
					sure++
				}
				if wrong := contradicts(schema, accept, v); wrong != "" {
					t.Errorf("%s / %s: %s: %s", filepath.Base(file), g.Description, tree.AppendJSON(nil, v), wrong)
				}
				if wrong := misleads(schema, narrow, v); wrong != "" {
					t.Errorf("%s / %s: %s: %s", filepath.Base(file), g.Description, tree.AppendJSON(nil, v), wrong)
				}
			}
		}
	}
	if 5*sure < 3*total {
		t.Errorf("the acceptor is sure of %d answers out of %d", sure, total)
	}
}

// TestAcceptorKnowsTheDefinitions: the valid examples of every definition are
// accepted without asking the validator, and the faulty ones are not.
func TestAcceptorKnowsTheDefinitions(t *testing.T) {
	for name, f := range fixtures(t) {
		accepted := 0
		_, trees := f.readable(t)
		for i, read := range trees {
			err := f.checker.schema.Validate(plain(&read.Root))
			if got := f.checker.accept.answer(&read.Root); got == unsure && err == nil {
				t.Errorf("%s: %d: the acceptor is unsure", name, i)
			} else if got == valid {
				accepted++
			}
			if wrong := contradicts(f.checker.schema, f.checker.accept, &read.Root); wrong != "" {
				t.Errorf("%s: %d: %s", name, i, wrong)
			}
			if wrong := misleads(f.checker.schema, f.checker.narrow, &read.Root); wrong != "" {
				t.Errorf("%s: %d: %s", name, i, wrong)
			}
		}
		if accepted == 0 {
			t.Errorf("%s: no example accepted", name)
		}
	}
}

// TestAcceptorKnowsEveryField: a field of the validator's schema is understood,
// or turns the acceptor off. A field that is new in the library fails here, and
// is left to the validator until somebody has looked at it.
func TestAcceptorKnowsEveryField(t *testing.T) {
	left := map[string]any{
		"RecursiveRef": &jsonschema.Schema{}, "DynamicRef": &jsonschema.Schema{}, "RegexProperties": true,
		"Dependencies": map[string]any{"a": []string{"b"}}, "Items": &jsonschema.Schema{}, "AdditionalItems": false,
		"Extensions": map[string]jsonschema.ExtSchema{"x": nil},
	}
	fields := reflect.TypeFor[jsonschema.Schema]()
	for i := range fields.NumField() {
		name := fields.Field(i).Name
		if value, isLeft := left[name]; isLeft == judged[name] {
			t.Errorf("%s: the acceptor must either understand it or leave it to the validator", name)
		} else if isLeft {
			s := &jsonschema.Schema{Types: []string{"object"}}
			reflect.ValueOf(s).Elem().Field(i).Set(reflect.ValueOf(value))
			for _, text := range []string{`{}`, `[]`, `1`} {
				if got := acceptorOf(s).answer(parsed(t, text)); got != unsure {
					t.Errorf("%s: %s: got %d", name, text, got)
				}
			}
		}
	}
	for name := range judged {
		if _, exists := fields.FieldByName(name); !exists {
			t.Errorf("the validator has no field %s", name)
		}
	}
}

// TestAcceptorAnswers: what the suite does not reach.
func TestAcceptorAnswers(t *testing.T) {
	var required, members []string
	for i := range 70 {
		required, members = append(required, fmt.Sprintf(`"k%d"`, i)), append(members, fmt.Sprintf(`"k%d": %d`, i, i))
	}
	many := `{"required": [` + strings.Join(required, ", ") + `]}`
	long := func(item string, n int) string { return "[" + strings.Repeat(item+", ", n-1) + item + "]" }
	for _, test := range []struct {
		schema, value string
		want          answer
	}{
		{many, "{" + strings.Join(members, ", ") + "}", valid},
		{many, "{" + strings.Join(members[:69], ", ") + "}", invalid},
		{many, "{" + strings.Join(members[1:], ", ") + "}", invalid},
		{`{"type": "integer"}`, `1.0`, valid},
		{`{"type": "integer"}`, `1e2`, valid},
		{`{"type": "integer"}`, `1e-2`, invalid},
		{`{"type": "integer"}`, `12345678901234567890123`, valid},
		{`{"maximum": 1}`, `1.0000000000000000000001`, invalid},
		{`{"maximum": 1}`, `1.000`, valid},
		{`{"minimum": -1}`, `-1.5`, invalid},
		{`{"minimum": 0}`, `-0`, valid},
		{`{"exclusiveMaximum": 1}`, `0.99`, valid},
		{`{"exclusiveMaximum": 9223372036854775808}`, `9223372036854775807`, valid},
		{`{"multipleOf": 0.01}`, `4.35`, valid},
		{`{"multipleOf": 3}`, `-9`, valid},
		{`{"enum": [1, [null], {"a": 1, "b": 2}]}`, `{"b": 2.0, "a": 1}`, valid},
		{`{"const": 1e400}`, `1`, unsure}, // our reader takes no such number
		{`{"format": "date"}`, `"2024-02-29"`, valid},
		{`{"format": "date"}`, `"2023-02-29"`, unsure},
		{`{"maxLength": 2}`, `"éé"`, valid},
		{`{"minLength": 2}`, `"éé"`, valid},
		{`{"minLength": 3}`, `"éé"`, invalid},
		{`{"uniqueItems": true}`, `[1, "1", [1], [2]]`, valid},
		{`{"uniqueItems": true}`, `[{"a": 1, "b": 2}, {"b": 2, "a": 1.0}]`, invalid},
		{`{"uniqueItems": true}`, long(`"a"`, 40), invalid},
		{`{"uniqueItems": true}`, long(`1`, 40), unsure},
		{`{"unevaluatedProperties": false}`, `{}`, unsure},
		{`{"unevaluatedProperties": false}`, `1`, valid},
		{`{"type": "string", "unevaluatedProperties": false}`, `{}`, invalid},
		{`{"not": {"format": "date"}}`, `"x"`, unsure},
		{`{"if": {"format": "date"}, "then": {"maxLength": 9}, "else": {"type": "string"}}`, `"x"`, valid},
		{`{"if": {"format": "date"}, "then": {"minLength": 9}, "else": {"type": "string"}}`, `"x"`, unsure},
		{`{"contains": {"format": "date"}, "minContains": 2}`, `["2024-01-01", "x"]`, unsure},
		{`{"contains": {"format": "date"}, "minContains": 3}`, `["2024-01-01", "x"]`, invalid},
	} {
		schema, err := compileSchema([]byte(test.schema), refuse)
		if err != nil {
			t.Fatalf("%s: %v", test.schema, err)
		}
		v := parsed(t, test.value)
		if got := acceptorOf(schema).answer(v); got != test.want {
			t.Errorf("%s: %s: got %d", test.schema, test.value, got)
		}
		if wrong := contradicts(schema, acceptorOf(schema), v); wrong != "" {
			t.Errorf("%s: %s: %s", test.schema, test.value, wrong)
		}
	}
}

// TestAcceptorEnds: a schema that never goes down into the document is left to
// the validator; one that does ends with the document.
func TestAcceptorEnds(t *testing.T) {
	loop := &jsonschema.Schema{}
	loop.Then = &jsonschema.Schema{DependentSchemas: map[string]*jsonschema.Schema{"a": loop}}
	loop.If = &jsonschema.Schema{}
	if got := acceptorOf(&jsonschema.Schema{Items2020: loop}).answer(parsed(t, `[]`)); got != unsure {
		t.Errorf("got %d", got)
	}
	schema, err := compileSchema([]byte(`{"additionalProperties": {"$ref": "#"}, "required": ["a"]}`), refuse)
	if err != nil {
		t.Fatal(err)
	}
	if got := acceptorOf(schema).answer(parsed(t, `{"a": {"a": {"a": 1}}}`)); got != valid {
		t.Errorf("got %d", got)
	}
	if got := acceptorOf(schema).answer(parsed(t, `{"a": {"a": {"b": 1}}}`)); got != invalid {
		t.Errorf("got %d", got)
	}
}

// TestDates: what passes for a date without asking is one to the validator.
func TestDates(t *testing.T) {
	for _, date := range []string{"2024-01-28", "0000-12-01", "9999-09-09"} {
		if !isDate(date) {
			t.Errorf("%s is not taken for a date", date)
		}
		for i := range date {
			for j := range date {
				for _, characters := range []string{"--", "-0", "0-", "00", "13", "+1", "1 ", "é", "/9"} {
					text := []byte(date)
					text[i], text[j] = characters[0], characters[1]
					if isDate(string(text)) && !jsonschema.Formats["date"](string(text)) {
						t.Errorf("%s is taken for a date", text)
					}
				}
			}
		}
	}
}
