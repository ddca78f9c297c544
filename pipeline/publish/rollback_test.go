package publish_test

import (
	"context"
	"errors"
	"fmt"

	"slices"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/publish/publishtest"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// releasesOf builds n releases, each with a page that the others lack.
func releasesOf(t *testing.T, n int) []*release.Release {
	t.Helper()
	var all []*release.Release
	for i := range n {
		d := publishtest.NewDraft(2+i, 1+i)
		d.Files[fmt.Sprintf("page-%d.html", i)] = fmt.Sprint(i)
		all = append(all, d.Build(t))
	}
	return all
}

// backTo goes back to a release.
func backTo(ctx context.Context, b *store.Bucket, r *release.Release) (publish.Receipt, error) {
	before, err := publish.Read(ctx, b)
	if err != nil {
		return publish.Receipt{}, err
	}
	return publish.Rollback(ctx, b, r.Manifest.Release, before)
}

// wantContent fails the test unless a reader of the pointer, and one of the
// stable addresses, gets the files of r, each of them.
func wantContent(t *testing.T, b *store.Bucket, r *release.Release) {
	t.Helper()
	p := readPublic(t, b).Pointer
	for _, a := range r.Artifacts {
		copied, atRoot := strings.CutPrefix(a.Path, "root/")
		if !atRoot {
			copied = "latest/" + a.Path
		}
		for _, key := range []string{"releases/" + p.Release + "/" + a.Path, copied} {
			if info, err := b.Stat(t.Context(), key); err != nil || info.SHA256 != a.SHA256 {
				t.Errorf("%s: %+v, %v", key, info, err)
			}
		}
	}
}

// wantChain fails the test unless the commit records name these releases, from
// the first generation on, and each its predecessor.
func wantChain(t *testing.T, b *store.Bucket, releases ...*release.Release) {
	t.Helper()
	var found, want []string
	previous := ""
	for i, r := range releases {
		want = append(want, fmt.Sprintf("%d: %s after %s", i+1, r.Manifest.Release, previous))
		previous = r.Manifest.Release
	}
	for _, key := range keys(t, b) {
		if !strings.HasPrefix(key, "commits/") {
			continue
		}
		p := recordAt(t, b, key)
		found = append(found, fmt.Sprintf("%d: %s after %s", p.Generation, p.Release, p.Previous))
	}
	if !slices.Equal(found, want) {
		t.Errorf("got the records\n%s\nwant\n%s", strings.Join(found, "\n"), strings.Join(want, "\n"))
	}
}

// Six releases, and the way back to each of the earlier ones.
func TestRollback(t *testing.T) {
	onEach(t, func(t *testing.T, b *store.Bucket) {
		all := releasesOf(t, 6)
		for _, r := range all {
			publishOn(t, b, r)
		}
		history := slices.Clone(all)
		for _, r := range all[:5] {
			generation := int64(len(history) + 1)
			plan, err := publish.PlanRollback(t.Context(), b, r.Manifest.Release, readPublic(t, b))
			if err != nil {
				t.Fatal(err)
			}
			receipt, err := backTo(t.Context(), b, r)
			if err != nil {
				t.Fatal(err)
			}
			if receipt.Release != r.Manifest.Release || receipt.Generation != generation || receipt.Unchanged || receipt.Uploaded != 0 || len(receipt.Notes) > 0 {
				t.Errorf("receipt: %+v", receipt)
			}
			if plan.Release != receipt.Release || plan.Generation != receipt.Generation || plan.Unchanged {
				t.Errorf("plan: %+v", plan)
			}
			history = append(history, r)
			wantPublic(t, b, r, generation)
			wantContent(t, b, r)
			wantChain(t, b, history...)
			if p := readPublic(t, b).Pointer; !p.Time.Equal(r.Manifest.Created) {
				t.Errorf("the pointer's time is %s, not the release's", p.Time)
			}
		}
	})
}

// What was gone back from is published anew: nothing has to be sent.
func TestForwardAfterRollback(t *testing.T) {
	b := store.NewFolder(t.TempDir())
	all := releasesOf(t, 2)
	publishOn(t, b, all[0])
	publishOn(t, b, all[1])
	if _, err := backTo(t.Context(), b, all[0]); err != nil {
		t.Fatal(err)
	}
	if receipt := publishOn(t, b, all[1]); receipt.Uploaded != 0 {
		t.Errorf("receipt: %+v", receipt)
	}
	wantPublic(t, b, all[1], 4)
	wantContent(t, b, all[1])
}

func TestRollbackToWhatIsPublic(t *testing.T) {
	onEach(t, func(t *testing.T, b *store.Bucket) {
		r := releasesOf(t, 1)[0]
		publishOn(t, b, r)
		before := b.Writes()
		receipt, err := backTo(t.Context(), b, r)
		if err != nil || !receipt.Unchanged || receipt.Generation != 1 || len(receipt.Notes) > 0 || b.Writes() != before {
			t.Errorf("receipt: %+v, %v, %d writes", receipt, err, b.Writes()-before)
		}
		put(t, b, "latest/propositions.csv", []byte("spoilt"))
		receipt, err = backTo(t.Context(), b, r)
		if err != nil || !receipt.Unchanged || len(receipt.Notes) != 1 || !strings.Contains(receipt.Notes[0], "repaired") {
			t.Errorf("receipt: %+v, %v", receipt, err)
		}
		wantPublic(t, b, r, 1)
	})
}

// A run that dies while it copies leaves a mixture, and the manifest of the
// release before: to go back to that one is to copy it all the same.
func TestRollbackFromHalfACopy(t *testing.T) {
	b, _ := newBucket(t)
	first, second := publishtest.NewDraft(2, 23).Build(t), publishtest.NewDraft(3, 24).Build(t)
	halfProjected(t, b, first, second)
	if _, err := backTo(t.Context(), b, first); err != nil {
		t.Fatal(err)
	}
	wantPublic(t, b, first, 3)
	wantContent(t, b, first)
}

// There is no way back to what was never public, is not there, or not whole.
func TestNoWayBack(t *testing.T) {
	all := releasesOf(t, 4)
	sent := publishtest.NewDraft(9, 20).Build(t)
	name := func(r *release.Release) string { return "releases/" + r.Manifest.Release }
	tests := []struct {
		name  string
		spoil func(*testing.T, *store.Bucket)
		to    string
		want  string
		left  []int // of the releases before the last
	}{
		{"no such release", nil, "2026-11-01-00000000", "it was never public", []int{2, 1, 0}},
		{"no name at all", nil, "../current", "it was never public", []int{2, 1, 0}},
		{"sent and never public", func(t *testing.T, b *store.Bucket) { send(t, b, sent) }, sent.Manifest.Release, "it was never public", []int{2, 1, 0}},
		{"of an attempt that lost", func(t *testing.T, b *store.Bucket) {
			send(t, b, sent)
			record(t, b, sent, 3, all[1].Manifest.Release)
		}, sent.Manifest.Release, "it was never public", []int{2, 1, 0}},
		{"the manifest is missing", func(t *testing.T, b *store.Bucket) { remove(t, b, name(all[1])+"/manifest.json") }, all[1].Manifest.Release, "manifest.json is missing", []int{2, 0}},
		{"another manifest", func(t *testing.T, b *store.Bucket) { put(t, b, name(all[1])+"/manifest.json", []byte("{}")) }, all[1].Manifest.Release, "has the SHA-256", []int{2, 0}},
		{"retired", func(t *testing.T, b *store.Bucket) { retire(t, b, all[1]) }, all[1].Manifest.Release, "the release is retired since 2026-11-24: à la demande", []int{2, 0}},
		{"a file is missing", func(t *testing.T, b *store.Bucket) { remove(t, b, name(all[0])+"/propositions.csv") }, all[0].Manifest.Release, "propositions.csv: no such object", []int{2, 1}},
		{"a file is shorter", func(t *testing.T, b *store.Bucket) { put(t, b, name(all[0])+"/SHA256SUMS", []byte("x")) }, all[0].Manifest.Release, "SHA256SUMS: 1 bytes; the manifest says", []int{2, 1}},
		// To list the releases only sizes are compared.
		{"a file has other bytes", func(t *testing.T, b *store.Bucket) { put(t, b, name(all[0])+"/page-0.html", []byte("1")) }, all[0].Manifest.Release, "page-0.html: the SHA-256 is", []int{2, 1, 0}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := store.NewFolder(t.TempDir())
			for _, r := range all {
				publishOn(t, b, r)
			}
			if test.spoil != nil {
				test.spoil(t, b)
			}
			writes := b.Writes()
			_, planned := publish.PlanRollback(t.Context(), b, test.to, readPublic(t, b))
			_, err := publish.Rollback(t.Context(), b, test.to, readPublic(t, b))
			var earlier *publish.EarlierError
			if !errors.As(err, &earlier) || !strings.Contains(err.Error(), test.want) || planned == nil || planned.Error() != err.Error() {
				t.Fatalf("got error %v, planned %v, want %q", err, planned, test.want)
			}
			var want []string
			for _, i := range test.left {
				want = append(want, all[i].Manifest.Release)
			}
			if !slices.Equal(earlier.Earlier, want) {
				t.Errorf("one can go back to %q, want %q", earlier.Earlier, want)
			}
			if b.Writes() != writes {
				t.Errorf("%d writes", b.Writes()-writes)
			}
			wantPublic(t, b, all[3], 4)
		})
	}
}

func TestRollbackOfNothing(t *testing.T) {
	b := store.NewFolder(t.TempDir())
	var earlier *publish.EarlierError
	if _, err := publish.Rollback(t.Context(), b, "2026-11-01-00000000", nil); !errors.As(err, &earlier) || len(earlier.Earlier) > 0 {
		t.Errorf("got error %v", err)
	}
	if b.Writes() != 0 {
		t.Errorf("%d writes", b.Writes())
	}
}

// withDocuments is a release that says which documents it has, and which were
// withdrawn.
func withDocuments(t *testing.T, n int, documents, withdrawn []string) *release.Release {
	t.Helper()
	d := publishtest.NewDraft(n, n)
	d.Manifest = func(m *release.Manifest) {
		for _, id := range documents {
			m.Documents = append(m.Documents, release.Document{ID: id, Version: 1, SHA256: strings.Repeat("0", 64)})
		}
		for _, id := range withdrawn {
			m.Withdrawn = append(m.Withdrawn, release.Withdrawal{ID: id, Reason: "à sa demande", Time: d.Made})
		}
	}
	return d.Build(t)
}

// A withdrawal is for good, also by way of a release that is older than the
// document; one that was undone is not.
func TestRollbackOfAWithdrawal(t *testing.T) {
	b := store.NewFolder(t.TempDir())
	before := withDocuments(t, 2, []string{"a"}, nil)
	with := withDocuments(t, 3, []string{"a", "b"}, nil)
	without := withDocuments(t, 4, []string{"a"}, []string{"b"})
	for _, r := range []*release.Release{before, with, without} {
		publishOn(t, b, r)
	}
	refused := func(public *release.Release, generation int64) {
		t.Helper()
		writes := b.Writes()
		var withdrawn *publish.WithdrawnError
		if _, err := backTo(t.Context(), b, with); !errors.As(err, &withdrawn) || !slices.Equal(withdrawn.Documents, []string{"b"}) {
			t.Errorf("got error %v", err)
		}
		if _, err := publish.PlanRollback(t.Context(), b, with.Manifest.Release, readPublic(t, b)); !errors.As(err, &withdrawn) {
			t.Errorf("planned: got error %v", err)
		}
		if b.Writes() != writes {
			t.Errorf("%d writes", b.Writes()-writes)
		}
		wantPublic(t, b, public, generation)
	}
	refused(without, 3)
	earlier, err := publish.Earlier(t.Context(), b, readPublic(t, b))
	if err != nil || !slices.Equal(earlier, []string{before.Manifest.Release}) {
		t.Errorf("one can go back to %q, %v", earlier, err)
	}
	if _, err := backTo(t.Context(), b, before); err != nil {
		t.Fatal(err)
	}
	refused(before, 4)
	undone := withDocuments(t, 5, []string{"a", "b"}, nil)
	publishOn(t, b, undone)
	if _, err := backTo(t.Context(), b, with); err != nil {
		t.Fatal(err)
	}
	wantPublic(t, b, with, 6)
}

// Another run that publishes first is not gone back over.
func TestRollbackConflict(t *testing.T) {
	onEach(t, func(t *testing.T, b *store.Bucket) {
		all := releasesOf(t, 3)
		publishOn(t, b, all[0])
		publishOn(t, b, all[1])
		stale := readPublic(t, b)
		publishOn(t, b, all[2])
		if _, err := publish.Rollback(t.Context(), b, all[0].Manifest.Release, stale); !errors.Is(err, publish.ErrConflict) {
			t.Errorf("got error %v, want %v", err, publish.ErrConflict)
		}
		wantPublic(t, b, all[2], 3)
	})
}

func TestRollbackWithoutConditions(t *testing.T) {
	b, direct := withoutConditions(t, unconditional)
	all := releasesOf(t, 2)
	for _, r := range all {
		if err := aloneOn(t, b, r, readPublic(t, b)); err != nil {
			t.Fatal(err)
		}
	}
	receipt, err := backTo(t.Context(), b, all[0])
	if err != nil || len(receipt.Notes) != 1 || !strings.Contains(receipt.Notes[0], "conditional") {
		t.Errorf("receipt: %+v, %v", receipt, err)
	}
	wantPublic(t, direct, all[0], 3)
}

// TestRollbackCrash kills the run after every write in turn, the one that takes
// a mark away included, and loses the answer to each.
func TestRollbackCrash(t *testing.T) {
	all := releasesOf(t, 2)
	prepare := func(t *testing.T, b *store.Bucket) {
		for _, r := range all {
			publishOn(t, b, r)
		}
		put(t, b, ".gc/marks.json", []byte(`{"format": 1, "nonce": "n", "marks": {"releases/`+all[0].Manifest.Release+`/": {"time": "2026-11-23T00:00:00Z"}}}`))
	}
	history := append(slices.Clone(all), all[0])
	for _, f := range []fault{dieAfter, loseAnswer} {
		sweep(t, f, prepare, func(ctx context.Context, b *store.Bucket) error {
			_, err := backTo(ctx, b, all[0])
			return err
		}, func(t *testing.T, b *store.Bucket, err error) {
			public := wantWhole(t, b, history...)
			switch {
			case err == nil && public != all[0]:
				t.Error("the run says that it has gone back, and has not")
			case err != nil && f == loseAnswer:
				t.Error(err)
			}
			if _, err := backTo(t.Context(), b, all[0]); err != nil {
				t.Fatalf("run again: %v", err)
			}
			wantPublic(t, b, all[0], 3)
			wantContent(t, b, all[0])
		})
	}
}
