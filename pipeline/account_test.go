package pipeline_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/concertations-ia/canevas/pipeline"
	"github.com/concertations-ia/canevas/pipeline/archive"
	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/source"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// told returns everything that is said of the submissions of a run.
func told(r *pipeline.Result) string {
	var b strings.Builder
	for _, o := range r.Outcomes {
		fmt.Fprintf(&b, "%s %s %+v %s %+v %+v\n", o.Submission.Origin, o.Submission.SHA256, o.Claimed, o.Status, o.Findings, o.Released)
	}
	return b.String()
}

// content returns the hash of what is public, and of every file of it.
func (w *town) content() string {
	w.t.Helper()
	p, err := publish.Read(w.t.Context(), w.public)
	if err != nil {
		w.t.Fatal(err)
	}
	return fmt.Sprintf("%s %+v", p.Manifest.Content, p.Manifest.Files)
}

// TestTakenOver tells two towns the same stories, made up at random, of which
// one takes over what it found out before and the other does not: they publish
// the same, and say the same. What is held is released now and then.
func TestTakenOver(t *testing.T) {
	published := 0 // after it was released
	for seed := range uint64(5) {
		random := rand.New(rand.NewPCG(seed, 0))
		remembers, forgets := newTown(t), newTown(t)
		forgets.program = ""
		var box []string
		for step := range 12 {
			box = slices.DeleteFunc(box, func(string) bool { return random.IntN(6) == 0 })
			for range random.IntN(3) {
				points := ""
				for range random.IntN(3) {
					points += fmt.Sprintf(" %c%d", "kkkkgh"[random.IntN(6)], random.IntN(6))
				}
				box = append(box, fmt.Sprintf("%c %d %c%s", 'a'+random.IntN(4), 1+random.IntN(3), 'x'+random.IntN(2), points))
			}
			box = append(box, "z 1 x")
			want, wantErr := forgets.run(sent(box...))
			got, gotErr := remembers.run(sent(box...))
			if fmt.Sprint(gotErr) != fmt.Sprint(wantErr) {
				t.Fatalf("seed %d, step %d: errors %v and %v", seed, step, gotErr, wantErr)
			}
			if told(got) != told(want) {
				t.Fatalf("seed %d, step %d, %q:\n%s\nwant\n%s", seed, step, box, told(got), told(want))
			}
			if remembers.content() != forgets.content() {
				t.Fatalf("seed %d, step %d, %q: other bytes are public", seed, step, box)
			}
			published += releasedIn(got)
			for _, o := range got.Outcomes {
				if o.Status == check.Held && random.IntN(2) == 0 {
					releaseInBoth(remembers, forgets, o.Submission.SHA256)
				}
			}
			if random.IntN(4) == 0 {
				spoil(t, remembers.private, random)
			}
		}
	}
	if published == 0 {
		t.Error("nothing was published after it was released")
	}
}

// releasedIn counts what a run published although something had held it.
func releasedIn(r *pipeline.Result) int {
	n := 0
	for _, o := range r.Outcomes {
		if o.Status == check.Published && len(o.Released) > 0 {
			n++
		}
	}
	return n
}

// releaseInBoth releases a submission in a town, and the same in another, which
// has no account to find it by.
func releaseInBoth(in, too *town, sha256 string) {
	in.t.Helper()
	h := in.held(sha256)
	in.release(h, "vu")
	if _, err := too.archive().Release(in.t.Context(), sha256, h.Released[len(h.Released)-1]); err != nil {
		in.t.Fatal(err)
	}
}

// spoil deletes some of what is a saving only.
func spoil(t *testing.T, archive *store.Bucket, random *rand.Rand) {
	t.Helper()
	for _, prefix := range []string{"packs/", "accounts/"} {
		for info, err := range archive.List(t.Context(), prefix) {
			if err != nil {
				t.Fatal(err)
			}
			if random.IntN(2) == 0 {
				if err := archive.Delete(t.Context(), info.Key); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// sizes returns the bytes of the packs of an archive, by their keys.
func sizes(t *testing.T, archive *store.Bucket) map[string]int64 {
	t.Helper()
	all := map[string]int64{}
	for info, err := range archive.List(t.Context(), "packs/") {
		if err != nil {
			t.Fatal(err)
		}
		all[info.Key] = info.Size
	}
	return all
}

// many are petitions of some points each, of which one in a hundred is new.
func many(version int) []string {
	var box []string
	for i := range 200 {
		v := 1
		if i%100 == 50 {
			v = version
		}
		box = append(box, fmt.Sprintf("p%03d %d x a%03d b%03d c%03d", i, v, i, i, i))
	}
	return box
}

// TestOnlyWhatIsNew holds a run to keeping the rows of what is new only: what it
// did not examine it has no rows of.
func TestOnlyWhatIsNew(t *testing.T) {
	w := newTown(t)
	w.must(sent(many(1)...))
	first := sizes(t, w.private)
	w.must(sent(many(2)...))
	for key, size := range sizes(t, w.private) {
		if first[key] == 0 && size > 300 {
			t.Errorf("a pack of %d bytes for two petitions", size)
		}
	}
	writes := w.private.Writes()
	w.program = "autre"
	w.must(sent(many(2)...))
	if len(sizes(t, w.private)) != len(first)+2 || w.private.Writes() == writes {
		t.Errorf("another program took over what this one found out: %v", sizes(t, w.private))
	}
}

// TestRecalledUnread: of what was accepted once and is known, not even the bytes
// are read.
func TestRecalledUnread(t *testing.T) {
	w := newTown(t)
	w.must(sent("a 1 x", "b 1 y"))
	for info, err := range w.private.List(t.Context(), "raw/") {
		if err != nil {
			t.Fatal(err)
		}
		if err := w.private.Delete(t.Context(), info.Key); err != nil {
			t.Fatal(err)
		}
	}
	if r := w.must(sent("b 1 y")); !r.Receipt.Unchanged || w.versions() != "a1 b1" {
		t.Errorf("%+v, public: %s", r.Receipt, w.versions())
	}
}

// TestSameTable: the files of a table whose rows stay are those of the release
// before, and are not written again.
func TestSameTable(t *testing.T) {
	w := newTown(t)
	w.must(sent("a 1 x k", "b 1 y"))
	before := w.content()
	w.must(sent("a 1 x k", "b 2 y"))
	fields := func(content, path string) string {
		_, after, _ := strings.Cut(content, "Path:"+path+" ")
		sum, _, _ := strings.Cut(after, "}")
		return sum
	}
	after := w.content()
	for path, same := range map[string]bool{"points.csv": true, "points.parquet": true, "points.jsonl": true, "petitions.parquet": false, "depots.csv": false} {
		if got, want := fields(after, path), fields(before, path); want == "" || (got == want) != same {
			t.Errorf("%s: %s, before: %s", path, got, want)
		}
	}
}

// TestPackedAnew: packs do not grow in number for ever.
func TestPackedAnew(t *testing.T) {
	w := newTown(t)
	for version := 1; version <= 30; version++ {
		w.must(sent(many(version)...))
	}
	a, err := archive.Open(t.Context(), w.private)
	if err != nil {
		t.Fatal(err)
	}
	account, err := a.Account(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	packs := map[string]bool{}
	for _, part := range strings.Split(string(account), `"pack":"`)[1:] {
		packs[part[:64]] = true
	}
	if written := len(sizes(t, w.private)); len(packs) == 0 || len(packs) > 25 || written < 30 {
		t.Errorf("the rows are in %d packs, %d were written", len(packs), written)
	}
	if got := w.versions(); !strings.Contains(got, "p05030") {
		t.Errorf("public: %s", got)
	}
}

// TestSameBytesOtherKind: bytes that come again under a name that says to read
// them in another way stay what they were when they came first.
func TestSameBytesOtherKind(t *testing.T) {
	const text = `{"id": "a", "version": 1, "date": "2026-01-01", "proprietaire": "x", "texte": "\ud83d\ude00"}` // no YAML
	first := source.NewFolder("z", fstest.MapFS{"a.json": &fstest.MapFile{Data: []byte(text)}})
	again := source.NewFolder("y", fstest.MapFS{"a.yaml": &fstest.MapFile{Data: []byte(text)}})
	w := newTown(t)
	r := w.must(first, again)
	if got, want := statuses(r), []string{"a publiee"}; !slices.Equal(got, want) {
		t.Fatalf("statuses = %q, want %q", got, want)
	}
	if r = w.must(first, again, sent("a 2 x")); w.versions() != "a2" {
		t.Errorf("public: %s; statuses = %q", w.versions(), statuses(r))
	}
}
