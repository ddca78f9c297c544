package schema_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/submission"
	"github.com/concertations-ia/canevas/schema"
)

// complete is the document that every invalid one departs from.
const complete = "testdata/valid/complet.json"

// publication is the least that a definition needs beside its contract.
var publication = fstest.MapFS{
	"datapackage.json": {Data: []byte(`{
		"name": "essai", "title": "Essai", "description": "Essai", "version": "0.1.0",
		"document": {"id": "/id_concertation", "version": "/version_canevas", "date": "/date_soumission"},
		"resources": [{"name": "concertations"}]}`)},
	"tables/concertations.json": {Data: []byte(`{
		"name": "concertations", "title": "Concertations", "description": "Une ligne par concertation", "rows": [""],
		"primaryKey": ["id_concertation"],
		"fields": [{"name": "id_concertation", "type": "string", "title": "Identifiant", "description": "Identifiant",
			"constraints": {"required": true}, "from": "0/id_concertation"}]}`)},
}

func load(t *testing.T) (*definition.Definition, *check.Checker) {
	t.Helper()
	def, err := definition.Load(schema.FS, publication)
	if err != nil {
		t.Fatal(err)
	}
	checker, err := check.New(def)
	if err != nil {
		t.Fatal(err)
	}
	return def, checker
}

func TestValid(t *testing.T) {
	_, checker := load(t)
	for _, path := range glob(t, "testdata/valid/*") {
		verdict := checker.Check(submission.New("valid", path, read(t, path)), nil)
		for _, f := range verdict.Findings {
			t.Errorf("%s: %s %s: %s", path, f.Rule, f.Pointer, f.Message.FR)
		}
		if verdict.Document == nil {
			t.Errorf("%s: no document", path)
		}
	}
}

// TestInvalid holds each file of testdata/invalid to the findings that stand
// beside it, all of them and no other: one fault, one finding.
func TestInvalid(t *testing.T) {
	_, checker := load(t)
	for _, path := range glob(t, "testdata/invalid/*.findings") {
		name := strings.TrimSuffix(path, ".findings")
		t.Run(filepath.Base(name), func(t *testing.T) {
			verdict := checker.Check(spoilt(t, name+".patch.json"), previous(t, checker, name+".previous.patch.json"))
			var got []string
			for _, f := range verdict.Findings {
				got = append(got, f.Rule+" "+f.Pointer)
				checkMessage(t, f)
			}
			if want := lines(t, path); !slices.Equal(sorted(got), sorted(want)) {
				t.Errorf("findings\n\t%s\nwant\n\t%s", strings.Join(sorted(got), "\n\t"), strings.Join(sorted(want), "\n\t"))
			}
		})
	}
}

// checkMessage wants a whole sentence in both languages: … stands for an
// expression that failed.
func checkMessage(t *testing.T, f check.Finding) {
	t.Helper()
	for _, text := range []string{f.Message.FR, f.Message.EN} {
		if text == "" || strings.Contains(text, "…") {
			t.Errorf("%s %s: message %q", f.Rule, f.Pointer, text)
		}
	}
}

// TestEachRuleIsEarned fails when a rule, or a keyword of the schema, has no
// invalid file to show that it works.
func TestEachRuleIsEarned(t *testing.T) {
	def, _ := load(t)
	earned := map[string]bool{}
	for _, path := range glob(t, "testdata/invalid/*.findings") {
		for _, line := range lines(t, path) {
			rule, _, _ := strings.Cut(line, " ")
			earned[rule] = true
		}
	}
	for _, r := range def.Rules {
		if !earned[r.ID] {
			t.Errorf("rule %s has no invalid file", r.ID)
		}
	}
	for _, keyword := range keywords(t) {
		if !earned["schema/"+keyword] {
			t.Errorf("keyword %s has no invalid file", keyword)
		}
	}
}

// TestEachNumberedRule holds the file to R1 to R22, the rules of the field.
func TestEachNumberedRule(t *testing.T) {
	def, _ := load(t)
	for n := 1; n <= 22; n++ {
		id := fmt.Sprintf("R%d", n)
		if !slices.ContainsFunc(def.Rules, func(r definition.Rule) bool { return r.ID == id }) {
			t.Errorf("rules.yaml has no rule %s", id)
		}
	}
}

// TestPatchesHaveFindings fails on a patch that no test reads.
func TestPatchesHaveFindings(t *testing.T) {
	for _, path := range glob(t, "testdata/invalid/*.json") {
		name := strings.TrimSuffix(strings.TrimSuffix(path, ".patch.json"), ".previous")
		if _, err := os.Stat(name + ".findings"); err != nil {
			t.Error(err)
		}
	}
}

// spoilt returns the complete document with a patch applied.
func spoilt(t *testing.T, patch string) submission.Submission {
	t.Helper()
	raw, err := patched(read(t, complete), read(t, patch))
	if err != nil {
		t.Fatalf("%s: %v", patch, err)
	}
	return submission.New("invalid", "canevas.json", raw)
}

// previous returns the version accepted before, or nil when the case has none.
func previous(t *testing.T, checker *check.Checker, patch string) *check.Document {
	t.Helper()
	if _, err := os.Stat(patch); err != nil {
		return nil
	}
	verdict := checker.Check(spoilt(t, patch), nil)
	if verdict.Document == nil {
		t.Fatalf("%s is refused: %v", patch, verdict.Findings)
	}
	return verdict.Document
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	paths, err := fs.Glob(os.DirFS("."), pattern)
	if err != nil || len(paths) == 0 {
		t.Fatalf("%s: %d files, %v", pattern, len(paths), err)
	}
	return paths
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func lines(t *testing.T, path string) []string {
	t.Helper()
	return strings.Split(strings.TrimSpace(string(read(t, path))), "\n")
}

func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }
