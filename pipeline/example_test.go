package pipeline_test

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/concertations-ia/canevas/datasets"
	"github.com/concertations-ia/canevas/pipeline"
	"github.com/concertations-ia/canevas/pipeline/artifact"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/source"
	"github.com/concertations-ia/canevas/schema"
)

var update = flag.Bool("update", false, "write the expected release of the examples again")

// noon is when every release of these tests is made.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// golden is the expected release of the example submissions.
const golden = "../datasets/concertations-ia/example/release"

// concertations is the built-in definition.
func concertations(t *testing.T) *definition.Definition {
	t.Helper()
	def, err := definition.Load(schema.FS, sub(t, datasets.FS, "concertations-ia"))
	if err != nil {
		t.Fatal(err)
	}
	return def
}

// examples are the submissions beside the built-in definition.
func examples(t *testing.T) fs.FS {
	t.Helper()
	return sub(t, datasets.FS, "concertations-ia/example/submissions")
}

// build builds a release and returns it with its folder.
func build(t *testing.T, j pipeline.Job) (*pipeline.Built, string) {
	t.Helper()
	dir := t.TempDir()
	folder, err := artifact.NewFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	built, err := pipeline.Build(t.Context(), j, folder)
	if err != nil {
		t.Fatal(err)
	}
	return built, dir
}

// TestExampleRelease holds the release of the examples to the expected one,
// byte for byte. Parquet and JSON Lines are held by their hashes, which stand
// in the manifest; what they say is read by other software in .ci/readers.
func TestExampleRelease(t *testing.T) {
	built, dir := build(t, pipeline.Job{
		Definition: concertations(t), Time: noon,
		Sources: []source.Source{source.NewFolder("exemples", examples(t))},
	})
	got := readable(t, dir)
	got["submissions.txt"] = verdicts(built)
	if *update {
		rewrite(t, &built.Release.Manifest, got)
	}
	want := files(t, golden)
	for _, name := range slices.Sorted(maps.Keys(merged(got, want))) {
		switch {
		case want[name] == "":
			t.Errorf("%s is made, and not expected", name)
		case got[name] == "":
			t.Errorf("%s is expected, and not made", name)
		case got[name] != want[name]:
			t.Errorf("%s differs from the expected one at line %d; make golden shows how", name, firstDifference(got[name], want[name]))
		}
	}
}

// rewrite replaces the expected release. Bytes that change while the rows do
// not must come with another release.Format, or two programs would give one
// release ID to different bytes.
func rewrite(t *testing.T, m *release.Manifest, got map[string]string) {
	t.Helper()
	old, err := os.ReadFile(filepath.Join(golden, release.ManifestPath))
	if err == nil {
		before, err := release.Decode(old)
		if err == nil && before.Content == m.Content && string(old) != got[release.ManifestPath] {
			t.Fatal("the bytes of the release change although its content does not: raise release.Format")
		}
	}
	if err := os.RemoveAll(golden); err != nil {
		t.Fatal(err)
	}
	for name, data := range got {
		path := filepath.Join(golden, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// readable returns the files of a release that a person can review.
func readable(t *testing.T, dir string) map[string]string {
	all := files(t, dir)
	for name := range all {
		if strings.HasSuffix(name, ".parquet") || strings.HasSuffix(name, ".jsonl") {
			delete(all, name)
		}
	}
	return all
}

func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		all[filepath.ToSlash(name)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// verdicts lists what became of each submission, and why.
func verdicts(built *pipeline.Built) string {
	var b strings.Builder
	for _, o := range built.Outcomes {
		fmt.Fprintf(&b, "%s %s %s\n", o.Submission.Origin, o.Status, o.Claimed.ID)
		for _, f := range o.Findings {
			fmt.Fprintf(&b, "\t%s %s %s %s\n\t\t%s\n\t\t%s\n", f.Place, f.Severity, f.Rule, f.Pointer, f.Message.FR, f.Message.EN)
		}
	}
	return b.String()
}

func merged(a, b map[string]string) map[string]string {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

func firstDifference(a, b string) int {
	x, y := strings.Split(a, "\n"), bytes.Split([]byte(b), []byte("\n"))
	for i := range min(len(x), len(y)) {
		if x[i] != string(y[i]) {
			return i + 1
		}
	}
	return min(len(x), len(y)) + 1
}

func sub(t *testing.T, files fs.FS, dir string) fs.FS {
	t.Helper()
	below, err := fs.Sub(files, dir)
	if err != nil {
		t.Fatal(err)
	}
	return below
}
