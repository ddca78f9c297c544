package pipeline_test

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/concertations-ia/canevas/pipeline"
	"github.com/concertations-ia/canevas/pipeline/archive"
	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/source"
	"github.com/concertations-ia/canevas/pipeline/store"
	"github.com/concertations-ia/canevas/pipeline/submission"
)

// tryWithdraw withdraws a document, in a program of the same version.
func (w *town) tryWithdraw(ctx context.Context, what pipeline.Withdrawal) (*pipeline.TakenBack, error) {
	w.t.Helper()
	what.Time = w.at
	j := pipeline.Job{Definition: w.def, Archive: w.archive(), Time: w.at, Program: w.program, Limits: release.UsualLimits()}
	return pipeline.Withdraw(ctx, j, what, w.t.TempDir(), w.public)
}

// withdraw is tryWithdraw for one that succeeds.
func (w *town) withdraw(id, reason string) *pipeline.TakenBack {
	w.t.Helper()
	done, err := w.tryWithdraw(w.t.Context(), pipeline.Withdrawal{Document: id, Reason: reason})
	if err != nil {
		w.t.Fatal(err)
	}
	return done
}

// withdrawn returns the withdrawals that are public, as "id reason".
func (w *town) withdrawn() string {
	w.t.Helper()
	p, err := publish.Read(w.t.Context(), w.public)
	if err != nil {
		w.t.Fatal(err)
	}
	var said []string
	for _, x := range p.Manifest.Withdrawn {
		said = append(said, x.ID+" "+x.Reason)
	}
	return strings.Join(said, ", ")
}

// ledger returns the rows of the public table of what was received.
func (w *town) ledger() string {
	w.t.Helper()
	data, _, err := w.public.Read(w.t.Context(), "latest/depots.csv", 1<<20)
	if err != nil {
		w.t.Fatal(err)
	}
	return string(data)
}

// TestWithdraw: a document is gone at once, without any source, and stays so
// whatever the sources send of what was withdrawn. The others stay, and so do
// the rows of the ledger, refused and held submissions among them.
func TestWithdraw(t *testing.T) {
	w := newTown(t)
	box := []string{"a 1 x k", "a 2 x k", "a 3 x h1", "a 4 z", "b 1 y", "c 1 y h2", "d 1 y " + strings.Repeat("l", 30)}
	w.must(sent(box...))
	before := w.ledger()

	done := w.withdraw("a", "demande")
	if !done.Recorded || len(done.Submissions) != 4 || done.Receipt.Generation != 2 || done.Erased != nil {
		t.Errorf("withdrawn: %+v", done)
	}
	if w.versions() != "b1 d1" || w.withdrawn() != "a demande" {
		t.Errorf("public: %s, withdrawn: %s", w.versions(), w.withdrawn())
	}
	if got := w.ledger(); strings.Count(got, "\n") != strings.Count(before, "\n") || strings.Count(got, "retiree") != 4 || strings.Contains(got, ",a,") {
		t.Errorf("the ledger says\n%s", got)
	}
	if again := w.withdraw("a", "une autre"); again.Recorded || !again.Receipt.Unchanged || w.withdrawn() != "a demande" {
		t.Errorf("withdrawn again: %+v", again)
	}

	r := w.must(sent(box...))
	want := []string{
		"a-1-x-k retiree", "a-2-x-k retiree", "a-3-x-h1 retiree", "a-4-z retiree", "b-1-y publiee", "c-1-y-h2 retenue",
		"d-1-y-" + strings.Repeat("l", 30) + " publiee",
	}
	if got := statuses(r); !slices.Equal(got, want) || !r.Receipt.Unchanged {
		t.Errorf("statuses = %q, receipt %+v", got, r.Receipt)
	}
	for _, o := range r.Outcomes[:4] {
		if o.Claimed.ID != "a" || o.Findings != nil || o.Withdrawn == nil || o.Withdrawn.Reason != "demande" || o.Withdrawn.Time != "2026-11-23T12:00:00Z" {
			t.Errorf("outcome %+v", o)
		}
	}
	w.quiet(sent(box...))

	w.program = "autre" // which finds everything out again, and not what was withdrawn
	if w.must(sent(box...)); w.versions() != "b1 d1" {
		t.Errorf("another program publishes %s", w.versions())
	}
}

// TestWithdrawUnknown: a document that nobody knows is an error that names those
// that are written alike, and nothing is written.
func TestWithdrawUnknown(t *testing.T) {
	w := newTown(t)
	w.must(sent("ville-2026 1 x", "ville-2025 1 x", "agglo 1 y"))
	writes := w.private.Writes() + w.public.Writes()
	_, err := w.tryWithdraw(t.Context(), pipeline.Withdrawal{Document: "Ville-2027", Reason: "x"})
	unknown, ok := errors.AsType[*pipeline.DocumentError](err)
	if !ok || !slices.Equal(unknown.Near, []string{"ville-2025", "ville-2026"}) {
		t.Errorf("got %v", err)
	}
	if _, err = w.tryWithdraw(t.Context(), pipeline.Withdrawal{Document: "agglo"}); !errors.Is(err, pipeline.ErrReason) {
		t.Errorf("without a reason: %v", err)
	}
	if w.private.Writes()+w.public.Writes() != writes {
		t.Error("something was written")
	}
}

// TestForesee tells the same as what is done, and writes nothing.
func TestForesee(t *testing.T) {
	w := newTown(t)
	w.must(sent("a 1 x", "b 1 y"))
	w.must(sent("a 2 x", "b 1 y"))
	writes := w.private.Writes() + w.public.Writes()
	what := pipeline.Withdrawal{Document: "a", Purge: true, Time: w.at}
	foreseen, err := pipeline.Foresee(t.Context(), pipeline.Job{Definition: w.def, Archive: w.archive()}, what, w.public)
	if err != nil || w.private.Writes()+w.public.Writes() != writes {
		t.Fatalf("%v, or something was written", err)
	}
	what.Reason = "demande"
	done, err := w.tryWithdraw(t.Context(), what)
	if err != nil {
		t.Fatal(err)
	}
	if len(foreseen.Submissions) != 2 || !slices.Equal(foreseen.Erased.Releases, done.Erased.Releases) || len(done.Erased.Releases) != 2 {
		t.Errorf("foreseen %+v, done %+v", foreseen.Erased, done.Erased)
	}
	if more := foreseen.Erased.Objects - done.Erased.Objects; more < 0 || more > 2 {
		t.Errorf("%d objects were foreseen, %d erased", foreseen.Erased.Objects, done.Erased.Objects)
	}
}

// TestWithdrawnComesBack: another submission of a document that was withdrawn
// waits for a person, and so does each one after it.
func TestWithdrawnComesBack(t *testing.T) {
	w := newTown(t)
	w.must(sent("a 1 x k", "b 1 y"))
	w.withdraw("a", "demande")
	box := []string{"a 1 x k", "a 2 x k h1", "b 1 y"}
	r := w.must(sent(box...))
	if got, want := statuses(r), []string{"a-1-x-k retiree", "a-2-x-k-h1 retenue", "b-1-y publiee"}; !slices.Equal(got, want) {
		t.Fatalf("statuses = %q", got)
	}
	held := r.Outcomes[1].Findings[0]
	if held.Rule != check.RuleWithdrawn || held.Pointer != "/id" || held.Place.Line != 1 || held.Message.FR == "" || held.Message.EN == "" {
		t.Errorf("finding %+v", held)
	}
	w.quiet(sent(box...))

	w.release(w.held(name(t, r, "a-2-x-k-h1")), "relu")
	if r = w.must(sent(box...)); w.versions() != "a2 b1" || w.withdrawn() != "" {
		t.Fatalf("released: %q, public: %s, withdrawn: %q", statuses(r), w.versions(), w.withdrawn())
	}
	if strings.Count(w.ledger(), "retiree") != 1 {
		t.Errorf("the ledger says\n%s", w.ledger())
	}
	w.quiet(sent(box...))
	if r = w.must(sent("a 3 x k")); w.versions() != "a2 b1" || statuses(r)[2] != "a-3-x-k retenue" {
		t.Errorf("a later version: %q", statuses(r))
	}

	w.at = noon.Add(time.Hour)
	if done := w.withdraw("a", "encore"); len(done.Submissions) != 3 || w.versions() != "b1" || w.withdrawn() != "a encore" {
		t.Errorf("withdrawn again: %+v", done)
	}
}

// TestUndo: releasing a submission after its withdrawal undoes that, and what was
// released before it counts no more.
func TestUndo(t *testing.T) {
	w := newTown(t)
	r := w.must(sent("a 1 x h1", "b 1 y"))
	id := name(t, r, "a-1-x-h1")
	w.release(w.held(id), "vu")
	w.must(sent("b 1 y", "a 1 x h1"))
	if w.withdraw("a", "erreur"); w.versions() != "b1" {
		t.Fatalf("public: %s", w.versions())
	}
	h := w.held(id)
	if !h.Waits() || len(h.Findings) != 2 || h.Released != nil {
		t.Errorf("held: %+v", h)
	}
	if _, err := h.Release(t.Context(), "vu", w.at); err == nil || !strings.Contains(err.Error(), "was withdrawn at 2026-11-23T12:00:00Z") {
		t.Errorf("released at the moment of the withdrawal: %v", err)
	}
	w.at = noon.Add(time.Second)
	w.release(w.held(id), "vu")
	if r := w.must(sent("b 1 y")); w.versions() != "a1 b1" || r.Outcomes[0].Status != check.Published {
		t.Errorf("public: %s, outcomes %q", w.versions(), statuses(r))
	}
	w.quiet(sent("b 1 y", "a 1 x h1"))
	// A clock that goes back does not save what was released since.
	w.at = noon
	if w.withdraw("a", "pour de bon"); w.versions() != "b1" {
		t.Errorf("public: %s", w.versions())
	}
}

// TestWithdrawFreesKeys: a document that was refused for the sake of the one that
// is withdrawn takes its place, and is remembered with where it came from.
func TestWithdrawFreesKeys(t *testing.T) {
	w := newTown(t)
	w.must(sent("b 1 y k"))
	w.must(sent("a 1 x k", "b 1 y k"))
	if w.withdraw("b", "demande"); w.versions() != "a1" {
		t.Errorf("public: %s", w.versions())
	}
	if got := w.archive().History("a"); len(got) != 1 || got[0].Source != "boite" || got[0].Origin != "a-1-x-k.json" {
		t.Errorf("the archive remembers %+v", got)
	}
}

// TestWithdrawnDuringRun: a run that is under way when something is withdrawn
// publishes nothing, even if it has nothing to remember.
func TestWithdrawnDuringRun(t *testing.T) {
	for name, box := range map[string][]string{"with something new": {"a 1 x", "b 2 y"}, "with nothing new": {"a 1 x", "b 1 y"}} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			w.must(sent("a 1 x", "b 1 y"))
			_, err := w.run(meanwhile{sent(box...), func() { w.withdraw("a", "demande") }})
			if !errors.Is(err, archive.ErrChanged) {
				t.Errorf("got %v", err)
			}
			if w.versions() != "b1" {
				t.Errorf("public: %s", w.versions())
			}
		})
	}
}

// meanwhile is a source during which something else happens.
type meanwhile struct {
	source.Source
	happens func()
}

func (m meanwhile) Pull(ctx context.Context, memory source.Memory) iter.Seq2[submission.Submission, error] {
	return func(yield func(submission.Submission, error) bool) {
		m.Source.Pull(ctx, memory)(yield)
		m.happens()
	}
}

// TestRunDuringWithdrawal: a withdrawal begins again where a run saves, or
// publishes, in between.
func TestRunDuringWithdrawal(t *testing.T) {
	for _, stage := range []string{"receive", "artifacts", "publish"} {
		t.Run(stage, func(t *testing.T) {
			w := newTown(t)
			w.must(sent("a 1 x", "b 1 y"))
			once := true
			j := pipeline.Job{Definition: w.def, Archive: w.archive(), Time: w.at, Program: w.program, Limits: release.UsualLimits(), Progress: func(s pipeline.Step) {
				if once && s.Stage == stage {
					once = false
					w.must(sent("c 1 z", "b 1 y"))
				}
			}}
			what := pipeline.Withdrawal{Document: "a", Reason: "demande", Time: w.at}
			done, err := pipeline.Withdraw(t.Context(), j, what, t.TempDir(), w.public)
			if err != nil || once || w.versions() != "b1 c1" || !done.Recorded {
				t.Errorf("%v, %+v, public: %s", err, done, w.versions())
			}
		})
	}
}

// TestWithdrawUnpublished: where nothing is public yet, a withdrawal is recorded
// and nothing is published.
func TestWithdrawUnpublished(t *testing.T) {
	w := newTown(t)
	w.must(sent("a 1 x", "b 1 y"))
	w.public = folder(t)
	if done := w.withdraw("a", "demande"); done.Receipt.Release != "" || w.public.Writes() != 0 {
		t.Errorf("withdrawn: %+v", done)
	}
	if w.must(sent("a 1 x")); w.versions() != "b1" {
		t.Errorf("public: %s", w.versions())
	}
}

// TestWithdrawAfterArchiveLost: what is public can be withdrawn even where the
// archive does not know it.
func TestWithdrawAfterArchiveLost(t *testing.T) {
	w := newTown(t)
	w.must(sent("a 1 x", "b 1 y"))
	w.private = folder(t)
	_, err := w.tryWithdraw(t.Context(), pipeline.Withdrawal{Document: "a", Reason: "demande"})
	if err == nil || !strings.Contains(err.Error(), "the document b is gone") {
		t.Errorf("got %v", err)
	}
	if w.must(sent("a 1 x", "b 1 y")); w.versions() != "b1" {
		t.Errorf("public: %s", w.versions())
	}
}

// TestWithdrawalByHand: a withdrawal that somebody writes into state.json is
// published by the next run. One that is taken out of it is still in force: what
// is public tells of it, whatever the archive has forgotten.
func TestWithdrawalByHand(t *testing.T) {
	w := newTown(t)
	w.must(sent("a 1 x k", "b 1 y"))
	a := w.archive()
	a.Withdraw("c", archive.Withdrawal{Reason: "demande", Time: "2026-11-23T12:00:00Z", Submissions: []archive.Withdrawn{{SHA256: strings.Repeat("0c", 32)}}})
	if err := a.Save(t.Context()); err != nil {
		t.Fatal(err)
	}
	if w.must(sent("a 1 x k", "b 1 y")); !strings.Contains(w.ledger(), "0c0c0c0c0c0c0c0c,,retiree") {
		t.Errorf("the ledger says\n%s", w.ledger())
	}
	w.withdraw("a", "erreur")
	before := w.ledger()

	data, _, err := w.private.Read(t.Context(), "state.json", 1<<20)
	start := bytes.Index(data, []byte(`"a": [`+"\n   {\n    \"reason\": \"erreur\""))
	end := bytes.Index(data, []byte("\n  \"c\": ["))
	if err != nil || start < 0 || end < start {
		t.Fatalf("%v in\n%s", err, data)
	}
	if err := w.private.Put(t.Context(), "state.json", store.Bytes(slices.Concat(data[:start], data[end+3:]), "application/json", "no-store")); err != nil {
		t.Fatal(err)
	}
	if w.must(sent("a 1 x k", "b 1 y")); w.versions() != "b1" || w.ledger() != before {
		t.Errorf("public: %s, the ledger says\n%s", w.versions(), w.ledger())
	}
}

// TestWithdrawTheOnlyOne: where nothing is left, an empty release is published.
func TestWithdrawTheOnlyOne(t *testing.T) {
	w := newTown(t)
	w.must(sent("a 1 x k"))
	if w.withdraw("a", "demande"); w.versions() != "" || w.withdrawn() != "a demande" {
		t.Errorf("public: %s", w.versions())
	}
	w.quiet(sent("a 1 x k"))
}
