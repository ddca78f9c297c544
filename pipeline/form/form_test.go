package form_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/datasets"
	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/form"
	"github.com/concertations-ia/canevas/pipeline/submission"
	"github.com/concertations-ia/canevas/pipeline/tree"
	"github.com/concertations-ia/canevas/schema"
)

// A world is a definition, and what was submitted to it.
type world struct {
	def         *definition.Definition
	submissions fs.FS
}

// worlds are the built-in definition and another one.
func worlds(t *testing.T) map[string]world {
	t.Helper()
	sub := func(files fs.FS, dir string) fs.FS {
		below, err := fs.Sub(files, dir)
		if err != nil {
			t.Fatal(err)
		}
		return below
	}
	load := func(s, d fs.FS) *definition.Definition {
		def, err := definition.Load(s, d)
		if err != nil {
			t.Fatal(err)
		}
		return def
	}
	budget := os.DirFS("../definition/testdata/budget-participatif")
	return map[string]world{
		"concertations-ia": {load(schema.FS, sub(datasets.FS, "concertations-ia")), sub(datasets.FS, "concertations-ia/example/submissions")},
		"budget":           {load(sub(budget, "schema"), budget), sub(budget, "example/submissions")},
	}
}

func written(t *testing.T, def *definition.Definition, canevas *tree.Value) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := form.New(def).WriteYAML(&out, canevas); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// asTyped reads a form as it was written.
func asTyped(t *testing.T, raw []byte) *tree.Value {
	t.Helper()
	read, err := tree.ParseYAML(raw, tree.Limits{})
	if err != nil {
		t.Fatalf("%v\n%s", err, raw)
	}
	return &read.Root
}

// read reads a submission.
func read(t *testing.T, def *definition.Definition, name string, raw []byte) *tree.Value {
	t.Helper()
	read, err := submission.NewDecoder(def).Decode(submission.New("", name, raw))
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, raw)
	}
	return &read.Tree.Root
}

// plain is what a canevas says, whatever the order of its members.
func plain(t *testing.T, v *tree.Value) any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(tree.AppendJSON(nil, v)))
	d.UseNumber()
	var said any
	if err := d.Decode(&said); err != nil {
		t.Fatal(err)
	}
	return said
}

// TestPrefill: a form filled in with a canevas says what the canevas says.
func TestPrefill(t *testing.T) {
	for name, w := range worlds(t) {
		n := 0
		err := fs.WalkDir(w.submissions, ".", func(at string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			raw, err := fs.ReadFile(w.submissions, at)
			if err != nil {
				return err
			}
			n++
			canevas := read(t, w.def, at, raw)
			again := asTyped(t, written(t, w.def, canevas))
			if got, want := plain(t, again), plain(t, canevas); !reflect.DeepEqual(got, want) {
				t.Errorf("%s, %s:\n%v\nwant\n%v", name, at, got, want)
			}
			return nil
		})
		if err != nil || n == 0 {
			t.Fatalf("%s: %d submissions, %v", name, n, err)
		}
	}
}

// TestPrefillOdd: what does not fit the form is filled in all the same.
func TestPrefillOdd(t *testing.T) {
	def := worlds(t)["concertations-ia"].def
	for _, text := range []string{
		`{}`,
		`{"inconnu": {"a": [1, null]}, "a: #b": "x"}`,
		`{"porteurs": []}`,
		`{"porteurs": {}}`,
		`{"porteurs": "texte"}`,
		`{"porteurs": [{}, {"siren": "012345678", "inconnu": true}, 3]}`,
		`{"titre": "deux\nlignes\u2028trois\u0085 \u007f\ufeff \"d'un\" # mot: \\ \ud83d\ude00", "themes": "x"}`,
		`{"titre": null, "version_canevas": 1.50, "id_ocde": "0123"}`,
	} {
		canevas := read(t, def, "odd.json", []byte(text))
		out := written(t, def, canevas)
		again := plain(t, asTyped(t, out)).(map[string]any)
		want := plain(t, canevas).(map[string]any)
		for name, value := range again { // the blanks of what was not filled in
			if _, filled := want[name]; !filled && blank(value) {
				delete(again, name)
			}
		}
		if !reflect.DeepEqual(again, want) {
			t.Errorf("%s: %v\n%s", text, again, out)
		}
	}
}

// blank reports whether a value is that of a field nobody filled in.
func blank(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case []any:
		return !slices.ContainsFunc(v, func(item any) bool { return !blank(item) })
	case map[string]any:
		for _, member := range v {
			if !blank(member) {
				return false
			}
		}
		return true
	}
	return false
}

// TestBlank: a form that nobody filled in is a canevas that lacks what it must
// have, and nothing else.
func TestBlank(t *testing.T) {
	for name, w := range worlds(t) {
		checker, err := check.New(w.def)
		if err != nil {
			t.Fatal(err)
		}
		out := written(t, w.def, nil)
		root := asTyped(t, out)
		if said := plain(t, root); !blank(said) || len(root.Children) == 0 {
			t.Errorf("%s: a form that is filled in: %v", name, said)
		}
		for _, member := range root.Children {
			if always, _ := w.def.Schema.Requires("", member.Key); !always {
				t.Errorf("%s: %s may be left out, and is not a comment", name, member.Key)
			}
		}
		for _, f := range checker.Check(submission.New("", "blank.yaml", out), nil).Findings {
			if f.Rule != "schema/required" && f.Rule != "schema/type" {
				t.Errorf("%s: %s: %s", name, f.Pointer, f.Rule)
			}
		}
	}
}

// TestUncommented: a form from which somebody removed every # that touches the
// name of a field has every field of the schema, each where it belongs.
func TestUncommented(t *testing.T) {
	for name, w := range worlds(t) {
		all := regexp.MustCompile(`(?m)^( *)#([a-z_-])`).ReplaceAll(written(t, w.def, nil), []byte("$1$2"))
		root := asTyped(t, all)
		var visit func(fields []form.Field, v *tree.Value, at string)
		visit = func(fields []form.Field, v *tree.Value, at string) {
			for _, f := range fields {
				member := v.Member(f.Name)
				if member == nil {
					t.Errorf("%s: no %s/%s", name, at, f.Name)
					continue
				}
				if f.Many && len(f.Fields) > 0 {
					member = &member.Children[0]
				}
				visit(f.Fields, member, at+"/"+f.Name)
			}
		}
		for _, s := range form.New(w.def).Sections {
			visit(s.Fields, root, "")
		}
	}
}

// TestExamples: every example that a form shows is one that the schema accepts,
// and every field of the built-in canevas has one.
func TestExamples(t *testing.T) {
	for name, w := range worlds(t) {
		checker, err := check.New(w.def)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range form.New(w.def).Sections {
			for _, f := range s.Fields {
				if f.Example == nil {
					if name == "concertations-ia" {
						t.Errorf("%s has no example", f.Name)
					}
					continue
				}
				text := `{"` + f.Name + `": ` + string(tree.AppendJSON(nil, f.Example)) + `}`
				for _, finding := range checker.Check(submission.New("", "example.json", []byte(text)), nil).Findings {
					if strings.HasPrefix(finding.Pointer, "/"+f.Name) && strings.HasPrefix(finding.Rule, "schema/") && finding.Severity == definition.Error {
						t.Errorf("%s: %s: %s", name, text, finding.Message.FR)
					}
				}
			}
		}
	}
}

// TestSections: the built-in canevas has a title above every field.
func TestSections(t *testing.T) {
	f := form.New(worlds(t)["concertations-ia"].def)
	if len(f.Sections) < 7 {
		t.Errorf("%d sections", len(f.Sections))
	}
	for _, s := range f.Sections {
		if s.Title == "" || len(s.Fields) == 0 {
			t.Errorf("section %q has %d fields", s.Title, len(s.Fields))
		}
	}
}
