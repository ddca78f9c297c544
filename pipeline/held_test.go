package pipeline_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/concertations-ia/canevas/pipeline"
	"github.com/concertations-ia/canevas/pipeline/archive"
	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/source"
)

// archive opens the archive of a town.
func (w *town) archive() *archive.Archive {
	w.t.Helper()
	a, err := archive.Open(w.t.Context(), w.private)
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

// held finds a submission that is held, or was.
func (w *town) held(name string) *pipeline.Held {
	w.t.Helper()
	h, err := pipeline.FindHeld(w.t.Context(), w.def, w.archive(), name)
	if err != nil {
		w.t.Fatal(err)
	}
	return h
}

// release releases what was found, and reports whether that is news.
func (w *town) release(h *pipeline.Held, reason string) bool {
	w.t.Helper()
	added, err := h.Release(w.t.Context(), reason, w.at)
	if err != nil {
		w.t.Fatal(err)
	}
	return added
}

// quiet runs what was run before: nothing is written anywhere.
func (w *town) quiet(sources ...source.Source) {
	w.t.Helper()
	before := [2]int64{w.public.Writes(), w.private.Writes()}
	if r := w.must(sources...); !r.Receipt.Unchanged {
		w.t.Errorf("receipt = %+v", r.Receipt)
	}
	if after := [2]int64{w.public.Writes(), w.private.Writes()}; after != before {
		w.t.Errorf("writes to the public bucket and the archive: %v, then %v", before, after)
	}
}

// rule gives a town a definition with one rule more.
func (w *town) rule(id, severity, at, assert string) {
	w.t.Helper()
	longer := maps.Clone(petition)
	w.rules += fmt.Sprintf("  - {id: %s, severity: %s, at: %s, assert: %q, message: {fr: Vu, en: Seen}}\n", id, severity, at, assert)
	longer["schema/rules.yaml"] = &fstest.MapFile{Data: []byte(string(petition["schema/rules.yaml"].Data) + w.rules)}
	var err error
	if w.def, err = definition.Load(sub(w.t, longer, "schema"), longer); err != nil {
		w.t.Fatal(err)
	}
}

// name returns the public name of what came from a file.
func name(t *testing.T, r *pipeline.Result, origin string) string {
	t.Helper()
	for _, o := range r.Outcomes {
		if o.Submission.Origin == origin+".json" {
			return o.Submission.ID()
		}
	}
	t.Fatalf("nothing came from %s", origin)
	return ""
}

// TestReleaseHold: a submission that is held waits, is released, is published,
// and stays so; no reason is ever published.
func TestReleaseHold(t *testing.T) {
	const reason = "adresse-du-service"
	w := newTown(t)
	box := sent("a 1 x k h1 h2", "b 1 y")
	r := w.must(box)
	if got, want := statuses(r), []string{"a-1-x-k-h1-h2 retenue", "b-1-y publiee"}; !slices.Equal(got, want) {
		t.Fatalf("statuses = %q, want %q", got, want)
	}
	id := name(t, r, "a-1-x-k-h1-h2")
	if !w.must(box).Receipt.Unchanged {
		t.Error("a submission that waits is not left alone")
	}

	h := w.held(id[:8])
	if h.ID() != id || h.Claimed.ID != "a" || !h.Waits() || len(h.Findings) != 2 || h.Released != nil {
		t.Errorf("held: %+v", h)
	}
	if !w.release(h, reason) || w.release(h, reason) || w.release(w.held(id), reason) {
		t.Error("the first release is the one that counts")
	}
	if h = w.held(h.SHA256); h.Waits() || len(h.Findings) != 2 || len(h.Released) != 1 {
		t.Errorf("released: %+v", h)
	}

	r = w.must(box)
	if got, want := statuses(r), []string{"a-1-x-k-h1-h2 publiee", "b-1-y publiee"}; !slices.Equal(got, want) || w.versions() != "a1 b1" {
		t.Fatalf("statuses = %q, want %q", got, want)
	}
	for i, f := range r.Outcomes[0].Findings {
		if f.Rule != "P2" || f.Pointer != []string{"/points/1", "/points/2"}[i] || f.Severity != definition.Info {
			t.Errorf("finding %+v", f)
		}
	}
	if got := r.Outcomes[0].Released; len(got) != 1 || got[0].Reason != reason || got[0].Time != "2026-11-23T12:00:00Z" || len(got[0].Holds) != 2 {
		t.Errorf("the outcome says %+v", got)
	}
	w.quiet(box)
	if !w.release(w.held(id), "une autre raison") {
		t.Error("another reason is no news")
	}
	w.quiet(box)
	if r := w.must(box); len(r.Outcomes[0].Released) != 2 {
		t.Errorf("the outcome says %+v", r.Outcomes[0].Released)
	}
	for info, err := range w.public.List(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		data, _, err := w.public.Read(t.Context(), info.Key, 1<<20)
		if err != nil || strings.Contains(string(data), reason) {
			t.Errorf("%s has the reason; %v", info.Key, err)
		}
	}
}

// TestReleasedStories tells what becomes of a submission that was released.
func TestReleasedStories(t *testing.T) {
	for _, c := range []struct {
		name string
		runs [][]string
		let  []string // released after each run; may be empty
		want []string // public versions after each run
		last []string // statuses after the last run
	}{
		{
			"other bytes with the same fault are held anew",
			[][]string{{"a 1 x h"}, {"a 1 x h"}, {"a 1 x h", "a 2 x h"}}, []string{"a-1-x-h", "", ""}, []string{"", "a1", "a1"},
			[]string{"a-1-x-h publiee", "a-2-x-h retenue"},
		}, {
			"a later version takes its place",
			[][]string{{"a 1 x h"}, {"a 1 x h"}, {"a 1 x h", "a 2 x k"}}, []string{"a-1-x-h", "", ""}, []string{"", "a1", "a2"},
			[]string{"a-1-x-h remplacee", "a-2-x-k publiee"},
		}, {
			"it takes the place of an earlier version",
			[][]string{{"a 1 x"}, {"a 1 x", "a 2 x h"}, {"a 1 x", "a 2 x h"}}, []string{"", "a-2-x-h", ""}, []string{"a1", "a1", "a2"},
			[]string{"a-1-x remplacee", "a-2-x-h publiee"},
		}, {
			"it may be held beside the version before it only",
			[][]string{{"a 1 x"}, {"a 1 x", "a 2 x g"}, {"a 1 x", "a 2 x g"}}, []string{"", "a-2-x-g", ""}, []string{"a1", "a1", "a2"},
			[]string{"a-1-x remplacee", "a-2-x-g publiee"},
		}, {
			"what holds it beside the version before it waits again",
			[][]string{{"a 1 x"}, {"a 1 x", "a 2 x h g"}, {"a 1 x", "a 2 x h g"}, {"a 1 x", "a 2 x h g"}},
			[]string{"", "a-2-x-h-g", "a-2-x-h-g", ""}, []string{"a1", "a1", "a1", "a2"},
			[]string{"a-1-x remplacee", "a-2-x-h-g publiee"},
		}, {
			"the version before it may have been released",
			[][]string{{"a 1 x h"}, {"a 1 x h"}, {"a 1 x h", "a 2 x g"}, {"a 1 x h", "a 2 x g"}},
			[]string{"a-1-x-h", "", "a-2-x-g", ""}, []string{"", "a1", "a1", "a2"},
			[]string{"a-1-x-h remplacee", "a-2-x-g publiee"},
		}, {
			"it may be refused beside the others all the same",
			[][]string{{"b 1 y k"}, {"b 1 y k", "a 1 x k h"}, {"b 1 y k", "a 1 x k h"}}, []string{"", "a-1-x-k-h", ""}, []string{"b1", "b1", "b1"},
			[]string{"a-1-x-k-h refusee", "b-1-y-k publiee"},
		}, {
			"it stays when its source no longer gives it",
			[][]string{{"a 1 x h", "b 1 y"}, {"a 1 x h", "b 1 y"}, {"b 1 y"}}, []string{"a-1-x-h", "", ""}, []string{"b1", "a1 b1", "a1 b1"},
			[]string{"a-1-x-h publiee", "b-1-y publiee"},
		}, {
			"one that its source no longer gives by then is published when it comes again",
			[][]string{{"a 1 x h", "b 1 y"}, {"b 1 y"}, {"a 1 x h", "b 1 y"}}, []string{"a-1-x-h", "", ""}, []string{"b1", "b1", "a1 b1"},
			[]string{"a-1-x-h publiee", "b-1-y publiee"},
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
				if c.let[i] != "" && !w.release(w.held(name(t, r, c.let[i])), "vu") {
					t.Errorf("after run %d: nothing was released", i+1)
				}
			}
			if got := statuses(r); !slices.Equal(got, c.last) {
				t.Errorf("statuses = %q, want %q", got, c.last)
			}
			w.quiet(sent(c.runs[len(c.runs)-1]...))
		})
	}
}

// TestReleasedByParts: what is only counted, as there is so much of it, nobody
// has seen: it waits again.
func TestReleasedByParts(t *testing.T) {
	w := newTown(t)
	box := sent("a 1 x"+points(150), "b 1 y")
	for _, want := range []string{"b1", "b1", "a1 b1"} {
		r := w.must(box)
		if got := w.versions(); got != want {
			t.Errorf("public: %q, want %q", got, want)
		}
		if h, err := pipeline.FindHeld(t.Context(), w.def, w.archive(), r.Outcomes[0].Submission.ID()); err == nil {
			w.release(h, "vu")
		}
	}
}

// TestHoldUntold: among so many findings that no hold is told, nobody can release
// one.
func TestHoldUntold(t *testing.T) {
	w := newTown(t)
	for i := range 11 {
		w.rule(fmt.Sprintf("W%02d", i), "warning", "/points/*", "false")
	}
	r := w.must(sent("a 1 x"+strings.ReplaceAll(points(100), "h", "k")+" h", "b 1 y"))
	_, err := pipeline.FindHeld(t.Context(), w.def, w.archive(), r.Outcomes[0].Submission.ID())
	if not, ok := errors.AsType[*pipeline.NotHeldError](err); !ok || not.Status != check.Held || r.Outcomes[0].Status != check.Held {
		t.Errorf("%s: %v", r.Outcomes[0].Status, err)
	}
}

// TestReleasedIsAnInput: a release depends on what was released, and not on when
// that was, for what reason, or how often.
func TestReleasedIsAnInput(t *testing.T) {
	late, early := newTown(t), newTown(t)
	box := sent("a 1 x h1 h2", "b 1 y h")
	r := late.must(box)
	for _, of := range []string{"a-1-x-h1-h2", "b-1-y-h"} {
		h := late.held(name(t, r, of))
		late.release(h, "vu")
		late.release(h, "vu encore")
		for _, word := range h.Released {
			for _, hold := range slices.Backward(word.Holds) {
				one := archive.Released{Holds: []archive.Hold{hold}, Reason: "tout autre chose", Time: "2027-01-01T00:00:00Z"}
				if _, err := early.archive().Release(t.Context(), h.SHA256, one); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	late.must(box)
	early.must(box)
	if late.versions() != "a1 b1" || late.content() != early.content() {
		t.Errorf("public: %s and %s, of the same bytes: %v", late.versions(), early.versions(), late.content() == early.content())
	}
}

// TestDecidedOnce: a submission that was released is examined once more, and
// then its bytes are needed no longer.
func TestDecidedOnce(t *testing.T) {
	w := newTown(t)
	r := w.must(sent("a 1 x h", "b 1 y"))
	w.release(w.held(name(t, r, "a-1-x-h")), "vu")
	packs := len(sizes(t, w.private))
	w.must(sent("a 1 x h", "b 1 y"))
	if got := len(sizes(t, w.private)); got != packs+1 {
		t.Errorf("%d packs, then %d", packs, got)
	}
	for info, err := range w.private.List(t.Context(), "raw/") {
		if err != nil {
			t.Fatal(err)
		}
		if err := w.private.Delete(t.Context(), info.Key); err != nil {
			t.Fatal(err)
		}
	}
	w.must(sent("b 1 y", "c 1 z"))
	if w.versions() != "a1 b1 c1" {
		t.Errorf("public: %s", w.versions())
	}
}

// TestReleasedRows: rows that the archive has lost are found out again, those of
// what was released too, and so is what is released once more after its source
// has stopped giving it.
func TestReleasedRows(t *testing.T) {
	w := newTown(t)
	r := w.must(sent("a 1 x h", "b 1 y"))
	h := w.held(name(t, r, "a-1-x-h"))
	w.release(h, "vu")
	w.must(sent("a 1 x h", "b 1 y"))
	for key := range sizes(t, w.private) {
		if err := w.private.Delete(t.Context(), key); err != nil {
			t.Fatal(err)
		}
	}
	w.must(sent("b 1 y", "c 1 z"))
	if got := w.versions(); got != "a1 b1 c1" {
		t.Errorf("public: %s", got)
	}
	more := archive.Released{Holds: []archive.Hold{{Rule: "P2", Pointer: "/points/7"}}, Reason: "vu", Time: "2026-11-24T00:00:00Z"}
	if _, err := w.archive().Release(t.Context(), h.SHA256, more); err != nil {
		t.Fatal(err)
	}
	w.must(sent("b 1 y", "c 1 z"))
	if got := w.versions(); got != "a1 b1 c1" {
		t.Errorf("after a release more: %s", got)
	}
	w.quiet(sent("b 1 y", "c 1 z"))
}

// TestLaterHold: a definition that finds a new hold in what is public keeps it
// back, which would lose it, until a person releases that too.
func TestLaterHold(t *testing.T) {
	w := newTown(t)
	r := w.must(sent("a 1 x h", "b 1 y"))
	id := name(t, r, "a-1-x-h")
	w.release(w.held(id), "vu")
	w.must(sent("a 1 x h", "b 1 y"))

	w.rule("P4", "hold", "/proprietaire", "this != 'x'")
	r, err := w.run(sent("a 1 x h", "b 1 y"))
	if unsafe, ok := errors.AsType[*release.UnsafeError](err); !ok || !strings.Contains(unsafe.Error(), "the document a is gone") {
		t.Fatalf("err = %v", err)
	}
	if got, want := statuses(r), []string{"a-1-x-h retenue", "b-1-y publiee"}; !slices.Equal(got, want) {
		t.Errorf("statuses = %q, want %q", got, want)
	}
	h := w.held(id)
	if !h.Waits() || len(h.Findings) != 2 || h.Findings[0].Severity != definition.Hold || h.Findings[1].Severity != definition.Info {
		t.Errorf("held: %+v", h.Findings)
	}
	if !w.release(h, "vu") {
		t.Error("the new hold was not released")
	}
	w.must(sent("a 1 x h", "b 1 y"))
	if w.versions() != "a1 b1" {
		t.Errorf("public: %s", w.versions())
	}
	w.quiet(sent("a 1 x h", "b 1 y"))
}

// TestNothingToRelease: names that lead nowhere, to several submissions, or to
// one that is not held.
func TestNothingToRelease(t *testing.T) {
	w := newTown(t)
	if _, err := pipeline.FindHeld(t.Context(), w.def, w.archive(), "0123456789abcdef"); !isName(err, 0) {
		t.Errorf("in an empty archive: %v", err)
	}
	w.must(sent("a 1 x", "b 1 y k", "d 1 v"))
	r := w.must(sent("a 1 x", "a 2 x", "b 1 y k", "b 1 z", "c 1 x k", "e 1 x h"))
	for of, want := range map[string]string{
		"a-1-x":   "is not held: a later version took its place",
		"a-2-x":   "is not held: it is published",
		"b-1-z":   "is not held: it is refused, which only another file can mend", // beside the version before it
		"c-1-x-k": "is not held: it is refused, which only another file can mend", // its key is taken
		"d-1-v":   "is not held: it is published",                                 // recalled
	} {
		id := name(t, r, of)
		_, err := pipeline.FindHeld(t.Context(), w.def, w.archive(), id)
		if not, ok := errors.AsType[*pipeline.NotHeldError](err); !ok || not.Error() != "submission "+id+" "+want {
			t.Errorf("%s: %v", of, err)
		}
	}
	if _, err := pipeline.FindHeld(t.Context(), w.def, w.archive(), ""); !isName(err, 7) {
		t.Errorf("every name begins so: %v", err)
	}
	writes := w.private.Writes()
	unknown := "zz" + name(t, r, "e-1-x-h")[2:]
	if _, err := pipeline.FindHeld(t.Context(), w.def, w.archive(), unknown); !isName(err, 0) || !strings.Contains(err.Error(), unknown) {
		t.Errorf("unknown: %v", err)
	}
	if w.held(name(t, r, "e-1-x-h")); w.private.Writes() != writes {
		t.Error("to look is to write")
	}

	w.def.Rules = w.def.Rules[:1] // nothing holds any more
	w.def.Hash = strings.Repeat("0", 64)
	for of, want := range map[string]check.Status{"e-1-x-h": "", "c-1-x-k": "", "a-2-x": check.Published} {
		_, err := pipeline.FindHeld(t.Context(), w.def, w.archive(), name(t, r, of))
		if not, ok := errors.AsType[*pipeline.NotHeldError](err); !ok || not.Status != want {
			t.Errorf("%s, with a definition that holds nothing: %v", of, err)
		}
	}
}

// isName reports whether an error is about a name that leads to so many
// submissions.
func isName(err error, leads int) bool {
	e, ok := errors.AsType[*pipeline.NameError](err)
	return ok && len(e.Leads) == leads && e.Error() != ""
}

// points are n points, each of which holds its petition.
func points(n int) string {
	var all strings.Builder
	for i := range n {
		fmt.Fprintf(&all, " h%d", i)
	}
	return all.String()
}
