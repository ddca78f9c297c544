package check

import (
	"encoding/json"
	"io/fs"
	"os"
	"path"
	"testing"

	"github.com/concertations-ia/canevas/datasets"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/submission"
	"github.com/concertations-ia/canevas/pipeline/tree"
	"github.com/concertations-ia/canevas/schema"
)

// A fixture is a definition and its example submissions.
type fixture struct {
	checker     *Checker
	submissions []submission.Submission
}

// fixtures returns the definitions of the repository, by name.
func fixtures(t testing.TB) map[string]fixture {
	t.Helper()
	concertations, err := fs.Sub(datasets.FS, "concertations-ia")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]fixture{"concertations-ia": loadFixture(t, schema.FS, concertations)}
	for _, name := range []string{"bench", "budget-participatif"} {
		folder := os.DirFS("../definition/testdata/" + name)
		contract, err := fs.Sub(folder, "schema")
		if err != nil {
			t.Fatal(err)
		}
		all[name] = loadFixture(t, contract, folder)
	}
	return all
}

func loadFixture(t testing.TB, contract, publication fs.FS) fixture {
	t.Helper()
	def, err := definition.Load(contract, publication)
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(def)
	if err != nil {
		t.Fatal(err)
	}
	f := fixture{checker: c}
	names, err := fs.Glob(publication, "example/submissions/*")
	if err != nil || len(names) == 0 {
		t.Fatalf("no example submission: %v", err)
	}
	for _, name := range names {
		raw, err := fs.ReadFile(publication, name)
		if err != nil {
			t.Fatal(err)
		}
		f.submissions = append(f.submissions, submission.New(path.Base(name), name, raw))
	}
	return f
}

// readable returns the submissions that can be read, and their trees.
func (f fixture) readable(t testing.TB) (all []submission.Submission, trees []*tree.Tree) {
	t.Helper()
	for _, s := range f.submissions {
		if decoded, err := f.checker.decoder.Decode(s); err == nil {
			all, trees = append(all, s), append(trees, decoded.Tree)
		}
	}
	return all, trees
}

// enlarged returns a submission with n propositions instead of those it has.
func enlarged(t testing.TB, s submission.Submission, n int) submission.Submission {
	t.Helper()
	var members map[string]any
	if err := json.Unmarshal(s.Raw, &members); err != nil {
		t.Fatal(err)
	}
	some, _ := members["propositions"].([]any)
	propositions := make([]any, n)
	for i := range propositions {
		p := map[string]any{}
		for name, value := range some[i%len(some)].(map[string]any) {
			p[name] = value
		}
		p["numero"] = i + 1
		delete(p, "numero_parent")
		propositions[i] = p
	}
	members["propositions"], members["nb_propositions_total"] = propositions, n
	raw, err := json.Marshal(members)
	if err != nil {
		t.Fatal(err)
	}
	return submission.New(s.Source, s.Origin, raw)
}

// BenchmarkAccept is how long a parsed document takes to be found valid.
func BenchmarkAccept(b *testing.B) {
	f := fixtures(b)["bench"]
	all, trees := f.readable(b)
	b.SetBytes(int64(len(all[0].Raw)))
	b.ReportAllocs()
	for b.Loop() {
		if f.checker.accept.answer(&trees[0].Root) != valid {
			b.Fatal("not accepted")
		}
	}
}

// BenchmarkCheck is a whole check, from bytes to verdict.
func BenchmarkCheck(b *testing.B) {
	for name, f := range fixtures(b) {
		all, _ := f.readable(b)
		b.Run(name, func(b *testing.B) {
			b.SetBytes(total(all))
			b.ReportAllocs()
			for b.Loop() {
				for _, s := range all {
					f.checker.Check(s, nil)
				}
			}
		})
	}
}

// BenchmarkRules is what the rules of the concertations cost, on its examples
// and on a document of 5,000 propositions.
func BenchmarkRules(b *testing.B) {
	f := fixtures(b)["concertations-ia"]
	examples, _ := f.readable(b)
	b.Run("examples", func(b *testing.B) { benchmarkRules(b, f) })
	f.submissions = []submission.Submission{enlarged(b, examples[0], 5000)}
	b.Run("propositions", func(b *testing.B) { benchmarkRules(b, f) })
}

func benchmarkRules(b *testing.B, f fixture) {
	all, trees := f.readable(b)
	b.SetBytes(total(all))
	b.ReportAllocs()
	for b.Loop() {
		for _, t := range trees {
			f.checker.applyRules(newInstance(&t.Root), nil, false)
		}
	}
}

// total is the size of submissions in bytes.
func total(all []submission.Submission) (size int64) {
	for _, s := range all {
		size += int64(len(s.Raw))
	}
	return size
}
