package table_test

import (
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/datasets"
	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/submission"
	"github.com/concertations-ia/canevas/pipeline/table"
	"github.com/concertations-ia/canevas/schema"
)

// A corpus is accepted documents and the definition they follow.
type corpus struct {
	def       *definition.Definition
	documents []*check.Document
	bytes     int64
}

func newCorpus(b *testing.B, contract, publication fs.FS, texts []string) *corpus {
	b.Helper()
	def, err := definition.Load(contract, publication)
	if err != nil {
		b.Fatal(err)
	}
	checker, err := check.New(def)
	if err != nil {
		b.Fatal(err)
	}
	c := &corpus{def: def}
	for _, text := range texts {
		verdict := checker.Check(submission.New("banc", "", []byte(text)), nil)
		if verdict.Document != nil {
			c.documents = append(c.documents, verdict.Document)
			c.bytes += int64(len(text))
		}
	}
	if len(c.documents) == 0 {
		b.Fatal("no document is accepted")
	}
	return c
}

// bench is a hundred documents of a hundred propositions, without expressions
// worth the name.
func bench(b *testing.B) *corpus {
	dir := os.DirFS("../definition/testdata/bench")
	example, err := fs.ReadFile(dir, "example/submissions/000002.json")
	if err != nil {
		b.Fatal(err)
	}
	before, rest, _ := strings.Cut(string(example), `"propositions": [`)
	four, after, found := strings.Cut(rest, `], "apprentissages"`)
	if !found {
		b.Fatal("the example is not what it was")
	}
	var propositions []string
	for i := range 25 {
		propositions = append(propositions, strings.ReplaceAll(four, `"P-000`, fmt.Sprintf(`"P-%03d`, i)))
	}
	var texts []string
	for i := range 100 {
		text := before + `"propositions": [` + strings.Join(propositions, ", ") + `], "apprentissages"` + after
		texts = append(texts, strings.Replace(text, "CTIA-2024-000002", fmt.Sprintf("CTIA-2024-%06d", i), 1))
	}
	return newCorpus(b, sub(b, dir, "schema"), dir, texts)
}

// concertations is examples of the built-in definition, most of whose
// tables compute.
func concertations(b *testing.B) *corpus {
	dataset := sub(b, datasets.FS, "concertations-ia")
	names, err := fs.Glob(dataset, "example/submissions/0*.json")
	if err != nil || len(names) == 0 {
		b.Fatal(names, err)
	}
	var texts []string
	for _, name := range names {
		data, err := fs.ReadFile(dataset, name)
		if err != nil {
			b.Fatal(err)
		}
		texts = append(texts, string(data))
	}
	return newCorpus(b, schema.FS, dataset, texts)
}

func sub(b *testing.B, fsys fs.FS, dir string) fs.FS {
	b.Helper()
	below, err := fs.Sub(fsys, dir)
	if err != nil {
		b.Fatal(err)
	}
	return below
}

// BenchmarkAdd adds every document of a corpus to an empty builder.
func BenchmarkAdd(b *testing.B) {
	b.Run("bench", func(b *testing.B) { benchAdd(b, bench(b)) })
	b.Run("concertations", func(b *testing.B) { benchAdd(b, concertations(b)) })
}

func benchAdd(b *testing.B, c *corpus) {
	b.SetBytes(c.bytes)
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		builder, err := table.New(c.def)
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		for _, doc := range c.documents {
			if findings := builder.Add(doc); len(findings) > 0 {
				b.Fatal(findings)
			}
		}
	}
	b.ReportMetric(float64(len(c.documents)*b.N)/b.Elapsed().Seconds(), "docs/s")
}

// BenchmarkFinish completes tables whose rows came in order, and tables whose
// rows came in reverse.
func BenchmarkFinish(b *testing.B) {
	c := bench(b)
	b.Run("in order", func(b *testing.B) { benchFinish(b, c) })
	slices.Reverse(c.documents)
	b.Run("in reverse", func(b *testing.B) { benchFinish(b, c) })
}

func benchFinish(b *testing.B, c *corpus) {
	builder, err := table.New(c.def)
	if err != nil {
		b.Fatal(err)
	}
	for _, doc := range c.documents {
		builder.Add(doc)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := builder.Finish(nil); err != nil {
			b.Fatal(err)
		}
	}
}
