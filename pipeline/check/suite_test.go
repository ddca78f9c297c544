package check

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/google/jsonschema-go/jsonschema" // carries the test suite; see suiteDir

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// suiteDir returns the folder of the JSON-Schema-Test-Suite, which the module
// of another validator carries.
func suiteDir(t testing.TB) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", "github.com/google/jsonschema-go").Output()
	dir := strings.TrimSpace(string(out))
	if err != nil || dir == "" {
		t.Fatalf("find the test suite: %v", err)
	}
	return filepath.Join(dir, "jsonschema", "testdata")
}

// A suiteGroup is one schema of the suite and what is valid against it.
type suiteGroup struct {
	Description string
	Schema      json.RawMessage
	Tests       []struct {
		Description string
		Data        json.RawMessage
		Valid       bool
	}
}

// TestSuite states on how many of the required cases of draft 2020-12 the
// checker agrees with the suite, and names the others. testdata/suite.txt is
// compared exactly: a case that starts to agree is news as well. Of the
// exceptions two hold a NUL, which our reader refuses everywhere, and two are
// the validator's.
func TestSuite(t *testing.T) {
	dir := suiteDir(t)
	files, err := filepath.Glob(filepath.Join(dir, "draft2020-12", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no case in %s: %v", dir, err)
	}
	total, exceptions := 0, []string{}
	for _, file := range files {
		for _, g := range groups(t, file) {
			schema, err := compileSchema(g.Schema, remotes(dir))
			for _, test := range g.Tests {
				total++
				valid := err == nil && accepts(schema.Validate, test.Data)
				if valid != test.Valid {
					exceptions = append(exceptions, fmt.Sprintf("%s / %s / %s: %s", filepath.Base(file), g.Description, test.Description, verdictName(valid)))
				}
			}
		}
	}
	got := fmt.Sprintf("%d of %d cases agree; the checker says of the others:\n\n%s\n", total-len(exceptions), total, strings.Join(exceptions, "\n"))
	want, err := os.ReadFile(filepath.Join("testdata", "suite.txt"))
	if err != nil || got != string(want) {
		t.Errorf("testdata/suite.txt (%v) differs; got:\n%s", err, got)
	}
}

// remotes opens the schemas that the suite names by a server which it asks one
// to run.
func remotes(dir string) resolver {
	return func(url string) (io.ReadCloser, error) {
		name, ok := strings.CutPrefix(url, "http://localhost:1234/")
		if !ok {
			return refuse(url)
		}
		return os.Open(filepath.Join(dir, "remotes", filepath.FromSlash(name)))
	}
}

func groups(t testing.TB, file string) []suiteGroup {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all []suiteGroup
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// accepts says what becomes of a case's instance on its way through our own
// reader: one that it refuses is not valid.
func accepts(validate func(any) error, data []byte) bool {
	t, err := tree.ParseJSON(bytes.TrimSpace(data), tree.Limits{})
	return err == nil && validate(plain(&t.Root)) == nil
}

func verdictName(valid bool) string {
	if valid {
		return "valid"
	}
	return "invalid"
}

// TestPanicIsOneFinding: what goes wrong in the program on one file is told as
// a finding of that file, without details.
func TestPanicIsOneFinding(t *testing.T) {
	c := &Checker{} // no definition: everything panics
	v := c.Check(submissionOf(`{"a": 1}`), nil)
	if len(v.Findings) != 1 || v.Findings[0].Rule != rulePanic || v.Document != nil || v.Findings[0].Message.FR == "" {
		t.Errorf("got %+v", v)
	}
	if f := syntaxFinding(errors.New("secret")); f.Rule != rulePanic || strings.Contains(f.Message.FR, "secret") {
		t.Errorf("got %+v", f)
	}
}
