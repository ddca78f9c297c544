package pipeline_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/concertations-ia/canevas/pipeline"
	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// keys returns what a bucket holds, by key: the SHA-256 of each object.
func keys(t *testing.T, b *store.Bucket) map[string]string {
	t.Helper()
	all := map[string]string{}
	for info, err := range b.List(t.Context(), "") {
		if err == nil {
			info, err = b.Stat(t.Context(), info.Key)
		}
		if err != nil {
			t.Fatal(err)
		}
		all[info.Key] = info.SHA256
	}
	return all
}

// TestPurgeTwice: to purge again leaves every object as it is.
func TestPurgeTwice(t *testing.T) {
	w := newTown(t)
	box := []string{"a 1 x k", "c 1 z h"}
	for i := range 30 {
		box = append(box, fmt.Sprintf("p%d 1 x k%d", i, i))
	}
	w.must(sent(box...))
	purge := pipeline.Withdrawal{Document: "a", Reason: "demande", Purge: true}
	if _, err := w.tryWithdraw(t.Context(), purge); err != nil {
		t.Fatal(err)
	}
	before := fmt.Sprint(keys(t, w.public), keys(t, w.private))
	done, err := w.tryWithdraw(t.Context(), purge)
	if err != nil || done.Erased.Objects != 0 || len(done.Erased.Releases) != 0 {
		t.Errorf("%+v, %v", done, err)
	}
	if after := fmt.Sprint(keys(t, w.public), keys(t, w.private)); after != before {
		t.Errorf("before\n%s\nafter\n%s", before, after)
	}
	w.quiet(sent(box...))
	if after := fmt.Sprint(keys(t, w.public), keys(t, w.private)); after != before {
		t.Errorf("after a run\n%s", after)
	}
}

// TestPurgeOrNot tells two towns the same stories, made up at random, of which one
// purges what the other only withdraws: they publish the same, and say the same.
func TestPurgeOrNot(t *testing.T) {
	withdrawn := 0
	for seed := range uint64(2) {
		random := rand.New(rand.NewPCG(seed, 0))
		keeps, purges := newTown(t), newTown(t)
		for step := range 8 {
			box := []string{"z 1 x"}
			for range random.IntN(5) {
				box = append(box, fmt.Sprintf("%c %d %c %c%d", 'a'+random.IntN(4), 1+random.IntN(3), 'x'+random.IntN(2), "kkkkgh"[random.IntN(6)], random.IntN(6)))
			}
			want, wantErr := keeps.run(sent(box...))
			got, gotErr := purges.run(sent(box...))
			if fmt.Sprint(gotErr) != fmt.Sprint(wantErr) || told(got) != told(want) || purges.content() != keeps.content() {
				t.Fatalf("seed %d, step %d, %q: %v and %v\n%s\nwant\n%s", seed, step, box, gotErr, wantErr, told(got), told(want))
			}
			for _, o := range got.Outcomes {
				if o.Status == check.Held && random.IntN(2) == 0 {
					releaseInBoth(keeps, purges, o.Submission.SHA256)
				}
			}
			what := pipeline.Withdrawal{Document: string(rune('a' + random.IntN(4))), Reason: fmt.Sprint("demande ", step)}
			_, wantErr = keeps.tryWithdraw(t.Context(), what)
			what.Purge = true
			_, gotErr = purges.tryWithdraw(t.Context(), what)
			if fmt.Sprint(gotErr) != fmt.Sprint(wantErr) || purges.content() != keeps.content() || purges.withdrawn() != keeps.withdrawn() {
				t.Fatalf("seed %d, step %d, %s: %v and %v", seed, step, what.Document, gotErr, wantErr)
			}
			if gotErr == nil {
				withdrawn++
			}
		}
	}
	if withdrawn == 0 {
		t.Error("nothing was withdrawn")
	}
}
