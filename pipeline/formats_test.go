package pipeline_test

import (
	"bytes"
	"encoding/csv"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/concertations-ia/canevas/pipeline"
	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/form"
	"github.com/concertations-ia/canevas/pipeline/source"
	"github.com/concertations-ia/canevas/pipeline/submission"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// formats are those that a canevas is read in, and how one is written in each.
var formats = map[string]func(t *testing.T, def *definition.Definition, canevas *tree.Value) []byte{
	"json": func(t *testing.T, def *definition.Definition, canevas *tree.Value) []byte {
		return tree.AppendJSON(nil, canevas)
	},
	"yaml": func(t *testing.T, def *definition.Definition, canevas *tree.Value) []byte {
		var out bytes.Buffer
		fatal(t, form.New(def).WriteYAML(&out, canevas))
		return out.Bytes()
	},
	"xlsx": func(t *testing.T, def *definition.Definition, canevas *tree.Value) []byte {
		var out bytes.Buffer
		draft, err := form.New(def).Draft(canevas)
		fatal(t, err)
		fatal(t, draft.WriteXLSX(&out))
		return out.Bytes()
	},
	"ods": func(t *testing.T, def *definition.Definition, canevas *tree.Value) []byte {
		var out bytes.Buffer
		draft, err := form.New(def).Draft(canevas)
		fatal(t, err)
		fatal(t, draft.WriteODS(&out))
		return out.Bytes()
	},
	"csv": record,
}

func fatal(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// record writes a canevas as the line of a web form's export, as French programs
// do: semicolons, and answers of one question on lines of their own.
func record(t *testing.T, def *definition.Definition, canevas *tree.Value) []byte {
	heading := map[string]string{}
	for _, c := range def.Columns {
		heading[c.Pattern] = c.Heading
	}
	var titles, answers []string
	var visit func(v *tree.Value, pattern string, ranks []string)
	visit = func(v *tree.Value, pattern string, ranks []string) {
		if h, scalar := heading[pattern]; scalar {
			for _, n := range ranks {
				h = strings.Replace(h, "#", n, 1)
			}
			titles, answers = append(titles, h), append(answers, lines(v))
			return
		}
		if len(v.Children) == 0 && !v.IsNull() && v.Kind != tree.Array && v.Kind != tree.Object {
			t.Fatalf("no column for %s", pattern)
		}
		for i := range v.Children {
			child := &v.Children[i]
			if v.Kind == tree.Array {
				visit(child, pattern+"/*", append(slices.Clip(ranks), strconv.Itoa(i+1)))
			} else {
				visit(child, pattern+"/"+tree.Escape(child.Key), ranks)
			}
		}
	}
	visit(canevas, "", nil)
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.Comma = ';'
	fatal(t, w.WriteAll([][]string{titles, answers}))
	return out.Bytes()
}

// lines returns a value, or those of a list each on a line of its own.
func lines(v *tree.Value) string {
	if v.Kind != tree.Array {
		return v.Text
	}
	var all []string
	for i := range v.Children {
		all = append(all, "- "+v.Children[i].Text)
	}
	return strings.Join(all, "\n")
}

// accepted returns the example canevas that are accepted, by the name of their
// file without its extension.
func accepted(t *testing.T, def *definition.Definition) map[string]*tree.Value {
	t.Helper()
	checker, err := check.New(def)
	fatal(t, err)
	decoder := submission.NewDecoder(def)
	all := map[string]*tree.Value{}
	fatal(t, fs.WalkDir(examples(t), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(examples(t), name)
		s := submission.New("", name, raw)
		if err == nil && checker.Check(s, nil).Document != nil {
			d, err := decoder.Decode(s)
			fatal(t, err)
			all[strings.TrimSuffix(name, path.Ext(name))] = &d.Tree.Root
		}
		return err
	}))
	return all
}

// TestFormats: a canevas gives the same rows in every format.
func TestFormats(t *testing.T) {
	def := concertations(t)
	canevas := accepted(t, def)
	if len(canevas) < 10 {
		t.Fatalf("%d examples are accepted", len(canevas))
	}
	var want map[string]string
	for _, format := range []string{"json", "yaml", "xlsx", "ods", "csv"} {
		files := fstest.MapFS{}
		for name, v := range canevas {
			files[name+"."+format] = &fstest.MapFile{Data: formats[format](t, def, v)}
		}
		got := rowsOf(t, def, files)
		if want == nil {
			want = got
		}
		for _, name := range slices.Sorted(maps.Keys(want)) {
			if got[name] != want[name] {
				t.Errorf("%s: %s differs from that of JSON at line %d", format, name, firstDifference(got[name], want[name]))
			}
		}
	}
}

// rowsOf returns the tables of the release of some submissions, all but that of
// the submissions themselves. Each submission must be published or replaced.
func rowsOf(t *testing.T, def *definition.Definition, submissions fstest.MapFS) map[string]string {
	t.Helper()
	built, dir := build(t, pipeline.Job{Definition: def, Time: noon, Sources: []source.Source{source.NewFolder("essai", submissions)}})
	for _, o := range built.Outcomes {
		if o.Status != check.Published && o.Status != check.Superseded {
			t.Errorf("%s: %s", o.Submission.Origin, o.Status)
		}
		for _, f := range o.Findings {
			if f.Severity == definition.Error || f.Severity == definition.Hold || f.Severity == definition.Warning && strings.Contains(f.Rule, "/") {
				t.Errorf("%s: %s: %s %s: %s", o.Submission.Origin, f.Place, f.Rule, f.Pointer, f.Message.FR)
			}
		}
	}
	rows := map[string]string{}
	for name, data := range files(t, dir) {
		if path.Ext(name) == ".csv" && path.Base(name) != "soumissions.csv" {
			rows[name] = data
		}
	}
	return rows
}
