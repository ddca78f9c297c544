package table_test

import (
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/datasets"
	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/spool"
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

// BenchmarkRows packs the rows of every document of a corpus.
func BenchmarkRows(b *testing.B) {
	b.Run("bench", func(b *testing.B) { benchRows(b, bench(b)) })
	b.Run("concertations", func(b *testing.B) { benchRows(b, concertations(b)) })
}

func benchRows(b *testing.B, c *corpus) {
	tables, err := table.New(c.def)
	if err != nil {
		b.Fatal(err)
	}
	x := tables.Extractor()
	b.SetBytes(c.bytes)
	b.ReportAllocs()
	for b.Loop() {
		for _, doc := range c.documents {
			if _, findings := x.Rows(doc); len(findings) > 0 {
				b.Fatal(findings)
			}
		}
	}
	b.ReportMetric(float64(len(c.documents)*b.N)/b.Elapsed().Seconds(), "docs/s")
}

// BenchmarkAssemble puts the rows of documents in order and reads them all:
// those that the documents bring in order, and those that have to be sorted,
// as the bodies of the built-in definition.
func BenchmarkAssemble(b *testing.B) {
	b.Run("bench", func(b *testing.B) { benchAssemble(b, bench(b)) })
	b.Run("concertations", func(b *testing.B) { benchAssemble(b, concertations(b)) })
}

func benchAssemble(b *testing.B, c *corpus) {
	tables, err := table.New(c.def)
	if err != nil {
		b.Fatal(err)
	}
	file, err := spool.New(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	x := tables.Extractor()
	var parts []table.Part
	for _, doc := range c.documents {
		packed, _ := x.Rows(doc)
		span, err := file.Append(packed)
		if err != nil {
			b.Fatal(err)
		}
		parts = append(parts, table.Part{Document: doc.ID(), Date: doc.Date(), File: file, Span: span})
	}
	rows := 0
	b.ReportAllocs()
	for b.Loop() {
		a, err := tables.Assemble(parts, file)
		if err != nil {
			b.Fatal(err)
		}
		for at, count := range a.Counts() {
			rows += count.Rows
			for _, err := range a.Groups(at) {
				if err != nil {
					b.Fatal(err)
				}
			}
		}
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}
