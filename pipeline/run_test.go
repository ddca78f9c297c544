package pipeline_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/concertations-ia/canevas/pipeline"
	"github.com/concertations-ia/canevas/pipeline/archive"
	"github.com/concertations-ia/canevas/pipeline/artifact"
	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/source"
	"github.com/concertations-ia/canevas/pipeline/store"
	"github.com/concertations-ia/canevas/pipeline/submission"
)

// petition is a definition small enough to read: a petition has an owner, who
// may not change, a version that grows, and points that each have a key of
// their own over all petitions. A point that begins with h holds it, and so does
// one with g where there was a version before.
var petition = fstest.MapFS{
	"datapackage.json": {Data: []byte(`{
  "name": "petitions", "title": "Pétitions", "description": "Des pétitions.", "version": "1.0.0",
  "document": {"id": "/id", "version": "/version", "date": "/date"},
  "resources": [{"name": "petitions"}, {"name": "points"}, {"name": "depots"}]
}`)},
	"tables/petitions.json": {Data: []byte(`{
  "name": "petitions", "title": "Pétitions", "description": "Une pétition par ligne.", "rows": [""],
  "fields": [
    {"name": "id", "type": "string", "title": "Id", "description": "Id.", "constraints": {"required": true}, "from": "0/id"},
    {"name": "version", "type": "integer", "title": "Version", "description": "Version.", "from": "0/version"},
    {"name": "texte", "type": "string", "title": "Texte", "description": "Texte.", "from": "0/texte"}
  ],
  "primaryKey": ["id"]
}`)},
	"tables/points.json": {Data: []byte(`{
  "name": "points", "title": "Points", "description": "Un point par ligne.", "rows": ["/points/*"],
  "fields": [
    {"name": "cle", "type": "string", "title": "Clé", "description": "Clé.", "constraints": {"required": true}, "from": "0"},
    {"name": "id", "type": "string", "title": "Id", "description": "Id.", "from": "2/id"}
  ],
  "primaryKey": ["cle"],
  "foreignKeys": [{"fields": ["id"], "reference": {"resource": "petitions", "fields": ["id"]}}]
}`)},
	"tables/depots.json": {Data: []byte(`{
  "name": "depots", "title": "Dépôts", "description": "Un dépôt par ligne.", "source": "soumissions",
  "fields": [
    {"name": "id_depot", "type": "string", "title": "Id", "description": "Id.", "constraints": {"required": true}, "from": "0/id"},
    {"name": "id", "type": "string", "title": "Pétition", "description": "Id.", "from": "0/document"},
    {"name": "statut", "type": "string", "title": "Statut", "description": "Statut.", "from": "0/status"}
  ],
  "primaryKey": ["id_depot"],
  "foreignKeys": [{"fields": ["id"], "reference": {"resource": "petitions", "fields": ["id"]}}]
}`)},
	"schema/canevas.schema.json": {Data: []byte(`{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object", "required": ["id", "version", "date", "proprietaire"], "additionalProperties": false,
  "properties": {
    "id": {"type": "string"}, "version": {"type": "integer"}, "date": {"type": "string", "format": "date"},
    "proprietaire": {"type": "string"}, "texte": {"type": "string", "maxLength": 20},
    "points": {"type": "array", "items": {"type": "string"}}
  }
}`)},
	"schema/rules.yaml": {Data: []byte(`rules:
  - id: P1
    severity: error
    at: ""
    when: previous != null
    assert: this.version > previous.version && this.proprietaire == previous.proprietaire
    message: {fr: "La version doit croître et le propriétaire rester", en: "The version must grow and the owner stay"}
  - id: P2
    severity: hold
    at: /points/*
    assert: "!this.startsWith('h')"
    message: {fr: "À vérifier", en: "To be looked at"}
  - id: P3
    severity: hold
    at: /points/*
    when: previous != null
    assert: "!this.startsWith('g')"
    message: {fr: "À vérifier aussi", en: "To be looked at too"}
`)},
}

// A town is a place with a source, an archive and a public bucket, where runs
// follow each other.
type town struct {
	t       *testing.T
	def     *definition.Definition
	private *store.Bucket
	public  *store.Bucket
	at      time.Time // of the next run
	program string    // that makes the next run; empty: one that takes nothing over
	rules   string    // of its definition, beside those of every town
}

func newTown(t *testing.T) *town {
	t.Helper()
	def, err := definition.Load(sub(t, petition, "schema"), petition)
	if err != nil {
		t.Fatal(err)
	}
	return &town{t: t, def: def, private: folder(t), public: folder(t), at: noon, program: "essai"}
}

func folder(t *testing.T) *store.Bucket {
	t.Helper()
	b, err := store.MakeFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// run runs the pipeline on sources, with an archive opened anew.
func (w *town) run(sources ...source.Source) (*pipeline.Result, error) {
	w.t.Helper()
	a, err := archive.Open(w.t.Context(), w.private)
	if err != nil {
		w.t.Fatal(err)
	}
	f, err := artifact.NewFolder(w.t.TempDir())
	if err != nil {
		w.t.Fatal(err)
	}
	return pipeline.Run(w.t.Context(), pipeline.Job{Definition: w.def, Sources: sources, Archive: a, Time: w.at, Program: w.program, Limits: release.UsualLimits()}, f, w.public)
}

// must is run for a run that succeeds.
func (w *town) must(sources ...source.Source) *pipeline.Result {
	w.t.Helper()
	r, err := w.run(sources...)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// public returns the versions that are public, as "a1 b2".
func (w *town) versions() string {
	w.t.Helper()
	p, err := publish.Read(w.t.Context(), w.public)
	if err != nil {
		w.t.Fatal(err)
	}
	if p == nil {
		return ""
	}
	var said []string
	for _, d := range p.Manifest.Documents {
		said = append(said, fmt.Sprintf("%s%d", d.ID, d.Version))
	}
	return strings.Join(said, " ")
}

// sent is a source of petitions, each written "id version owner points…".
func sent(petitions ...string) source.Source {
	files := fstest.MapFS{}
	for _, p := range petitions {
		files[strings.Join(strings.Fields(p), "-")+".json"] = &fstest.MapFile{Data: written(p)}
	}
	return source.NewFolder("boite", files)
}

// written is a petition as JSON.
func written(petition string) []byte {
	f, points := strings.Fields(petition), ""
	for i, point := range f[3:] {
		points += fmt.Sprintf(`%s"%s"`, strings.Repeat(",", min(i, 1)), point)
	}
	return fmt.Appendf(nil, `{"id": "%s", "version": %s, "date": "2026-01-01", "proprietaire": "%s", "points": [%s]}`, f[0], f[1], f[2], points)
}

// statuses returns what became of each submission, as "origin status".
func statuses(r *pipeline.Result) []string {
	var said []string
	for _, o := range r.Outcomes {
		said = append(said, strings.TrimSuffix(o.Submission.Origin, ".json")+" "+string(o.Status))
	}
	return said
}

func TestNothingChanged(t *testing.T) {
	w := newTown(t)
	first := w.must(sent("a 1 x", "b 1 y"))
	before := [2]int64{w.public.Writes(), w.private.Writes()}
	second := w.must(sent("a 1 x", "b 1 y"))
	if !second.Receipt.Unchanged || second.Receipt.Release != first.Receipt.Release {
		t.Errorf("second receipt = %+v", second.Receipt)
	}
	if after := [2]int64{w.public.Writes(), w.private.Writes()}; after != before {
		t.Errorf("writes to the public bucket and the archive: %v, then %v", before, after)
	}
}

// TestStories tells, for each story, what is sent in each run and what is
// public after it.
func TestStories(t *testing.T) {
	for _, c := range []struct {
		name string
		runs [][]string
		want []string // public versions after each run
		last []string // statuses after the last run
	}{
		{
			"a later version takes the place of an earlier one",
			[][]string{{"a 1 x"}, {"a 1 x", "a 2 x"}}, []string{"a1", "a2"},
			[]string{"a-1-x remplacee", "a-2-x publiee"},
		}, {
			"both versions at once give the same as one after the other",
			[][]string{{"a 2 x", "a 1 x"}}, []string{"a2"},
			[]string{"a-1-x remplacee", "a-2-x publiee"},
		}, {
			"a file that is gone from its source stays published",
			[][]string{{"a 1 x", "b 1 y"}, {"b 1 y"}}, []string{"a1 b1", "a1 b1"},
			[]string{"a-1-x publiee", "b-1-y publiee"},
		}, {
			"an earlier version that comes again changes nothing",
			[][]string{{"a 1 x", "a 2 x"}, {"a 1 x"}}, []string{"a2", "a2"},
			[]string{"a-1-x remplacee", "a-2-x publiee"},
		}, {
			"an earlier version that was never seen is refused",
			[][]string{{"a 2 x"}, {"a 2 x", "a 1 x p"}}, []string{"a2", "a2"},
			[]string{"a-1-x-p refusee", "a-2-x publiee"},
		}, {
			"another owner cannot replace a document",
			[][]string{{"a 1 x"}, {"a 1 x", "a 2 z"}}, []string{"a1", "a1"},
			[]string{"a-1-x publiee", "a-2-z refusee"},
		}, {
			"a second file of one version is refused",
			[][]string{{"a 1 x"}, {"a 1 x", "a 1 x p"}}, []string{"a1", "a1"},
			[]string{"a-1-x-p refusee", "a-1-x publiee"},
		}, {
			"a key in use cannot be taken by a document that sorts first",
			[][]string{{"b 1 y k"}, {"b 1 y k", "a 1 x k"}}, []string{"b1", "b1"},
			[]string{"a-1-x-k refusee", "b-1-y-k publiee"},
		}, {
			"a version whose rows do not fit leaves the one before it",
			[][]string{{"a 1 x", "b 1 y k"}, {"b 1 y k", "a 1 x", "a 2 x k"}}, []string{"a1 b1", "a1 b1"},
			[]string{"a-1-x publiee", "a-2-x-k refusee", "b-1-y-k publiee"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newTown(t)
			var r *pipeline.Result
			for i, run := range c.runs {
				r = w.must(sent(run...))
				if got := w.versions(); got != c.want[i] {
					t.Errorf("after run %d: %q is public, want %q", i+1, got, c.want[i])
				}
			}
			if got := statuses(r); !slices.Equal(got, c.last) {
				t.Errorf("statuses = %q, want %q", got, c.last)
			}
			again := w.must(sent(c.runs[len(c.runs)-1]...))
			if !again.Receipt.Unchanged {
				t.Errorf("the last run again: %+v, want nothing changed", again.Receipt)
			}
		})
	}
}

// TestRefusedStopsNobody: a file that is refused, or that nothing can read, is
// listed and leaves the others alone.
func TestRefusedStopsNobody(t *testing.T) {
	w := newTown(t)
	files := fstest.MapFS{
		"bon.json":      {Data: []byte(`{"id": "a", "version": 1, "date": "2026-01-01", "proprietaire": "x"}`)},
		"coupe.json":    {Data: []byte(`{"id": "b", "version": 1, `)},
		"long.json":     {Data: []byte(`{"id": "c", "version": 1, "date": "2026-01-01", "proprietaire": "x", "texte": "beaucoup trop long pour un texte"}`)},
		"tableur.xlsx":  {Data: []byte("PK\x03\x04")},
		"vide.json":     {Data: []byte{}},
		"sans-nom.toto": {Data: []byte("a = 1")},
	}
	r := w.must(source.NewFolder("boite", files))
	if got := w.versions(); got != "a1" {
		t.Errorf("public: %q", got)
	}
	for _, o := range r.Outcomes {
		if refused := o.Status == check.Refused; refused == (o.Submission.Origin == "bon.json") || refused && len(o.Findings) == 0 {
			t.Errorf("%s: %s with %d findings", o.Submission.Origin, o.Status, len(o.Findings))
		}
	}
	for _, table := range r.Release.Manifest.Tables {
		if table.Name == "depots" && table.Rows != len(files) {
			t.Errorf("the ledger has %d rows for %d files", table.Rows, len(files))
		}
	}
}

// A broken source fails as a whole after what it has yielded.
type broken struct {
	source.Source
	err error
}

func (b broken) Pull(ctx context.Context, m source.Memory) iter.Seq2[submission.Submission, error] {
	return func(yield func(submission.Submission, error) bool) {
		for s, err := range b.Source.Pull(ctx, m) {
			if !yield(s, err) {
				return
			}
		}
		yield(submission.Submission{}, b.err)
	}
}

// TestSourceDown: a source that fails takes nothing away, and is reported.
func TestSourceDown(t *testing.T) {
	down := fmt.Errorf("lire la boite: %w", source.ErrUnavailable)
	w := newTown(t)
	w.must(sent("a 1 x", "b 1 y", "c 1 z"))

	r := w.must(broken{sent("a 1 x"), down})
	if got := w.versions(); got != "a1 b1 c1" || !r.Receipt.Unchanged {
		t.Errorf("after a source failed halfway: %q, %+v", got, r.Receipt)
	}
	if len(r.Failures) != 1 || !errors.Is(r.Failures[0].Err, source.ErrUnavailable) {
		t.Errorf("failures = %+v", r.Failures)
	}

	_, err := w.run(broken{sent(), down})
	if !errors.Is(err, pipeline.ErrSources) || !errors.Is(err, source.ErrUnavailable) {
		t.Errorf("no source at all: %v", err)
	}
	_, err = w.run(sent())
	if !errors.Is(err, pipeline.ErrSources) || !errors.Is(err, source.ErrEmpty) {
		t.Errorf("an empty source: %v", err)
	}
	if got := w.versions(); got != "a1 b1 c1" {
		t.Errorf("public at the end: %q", got)
	}
}

// TestUnsafe: a run that would lose documents writes nothing, unless a reason
// is given.
func TestUnsafe(t *testing.T) {
	w := newTown(t)
	w.must(sent("a 1 x", "b 1 y"))
	w.private = folder(t) // an archive that forgot everything
	writes := w.public.Writes()
	r, err := w.run(sent("a 1 x"))
	unsafe, ok := errors.AsType[*release.UnsafeError](err)
	if !ok || !strings.Contains(unsafe.Error(), "the document b is gone") {
		t.Fatalf("err = %v", err)
	}
	if w.public.Writes() != writes || w.private.Sub("state.json").Writes() != writes && w.versions() != "a1 b1" {
		t.Error("something was written")
	}
	if len(r.Outcomes) != 1 {
		t.Errorf("the outcomes are lost: %+v", r)
	}
}

// TestForgottenPublish: what was accepted is published by the next run even
// when the run that accepted it died before publishing, and its source is down.
func TestForgottenPublish(t *testing.T) {
	w := newTown(t)
	w.must(sent("a 1 x", "b 1 y"))
	w.public = folder(t)
	w.must(sent("a 1 x"))
	if got := w.versions(); got != "a1 b1" {
		t.Errorf("public: %q", got)
	}
}

// TestSameDay: a run that died before the pointer moved is finished by one
// later that day, over what it left behind.
func TestSameDay(t *testing.T) {
	w := newTown(t)
	w.must(sent("a 1 x"))
	if err := w.public.Delete(t.Context(), "current.json"); err != nil {
		t.Fatal(err)
	}
	w.at = noon.Add(5 * time.Hour)
	if r := w.must(sent("a 1 x")); r.Receipt.Unchanged || w.versions() != "a1" {
		t.Errorf("receipt = %+v, public: %q", r.Receipt, w.versions())
	}
}
