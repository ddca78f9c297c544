package archive

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/concertations-ia/canevas/pipeline/store"
	"github.com/concertations-ia/canevas/pipeline/submission"
)

// taking is a withdrawal at an hour of the day of word.
func taking(hour string, hashes ...string) Withdrawal {
	w := Withdrawal{Reason: "demande <é>", Time: "2026-11-23T" + hour + ":00:00Z"}
	for _, h := range hashes {
		w.Submissions = append(w.Submissions, Withdrawn{SHA256: h, Version: 1, Date: "2026-11-02"})
	}
	return w
}

// at is a release at an hour of that day.
func at(hour, reason string) Released {
	r := word(reason, "R1 /a")
	r.Time = "2026-11-23T" + hour + ":00:00Z"
	return r
}

// TestWithdrawals: what is withdrawn lasts, covers its submissions only, and
// takes back what was released before. What is released later undoes it, until it
// is withdrawn again or purged.
func TestWithdrawals(t *testing.T) { onEveryStore(t, withdrawals) }

func withdrawals(t *testing.T, b *store.Bucket) {
	a, other := open(t, b), strings.Repeat("0b", 32)
	if a.WithdrawnDocuments() != nil || a.Covers() != nil || a.Cover(digest) != nil {
		t.Error("a new archive has withdrawals")
	}
	release(t, a, at("01", "vu"))
	a.Withdraw("ville", taking("02", digest))
	save(t, a)

	a = open(t, b)
	want := &Cover{Document: "ville", Reason: "demande <é>", Time: "2026-11-23T02:00:00Z", Withdrawn: Withdrawn{SHA256: digest, Version: 1, Date: "2026-11-02"}}
	if got := a.Cover(digest); !reflect.DeepEqual(got, want) || a.Released(digest) != nil || a.Cover(other) != nil {
		t.Errorf("cover %+v, released %+v", got, a.Released(digest))
	}
	for _, hour := range []string{"01", "02"} {
		if _, err := a.Release(t.Context(), digest, at(hour, "vu")); err == nil || !strings.Contains(err.Error(), "was withdrawn at 2026-11-23T02:00:00Z, which is not before") {
			t.Errorf("released at %s: %v", hour, err)
		}
	}
	if !release(t, a, at("03", "vu")) || release(t, a, at("04", "vu")) || a.Cover(digest) != nil || len(a.Released(digest)) != 1 {
		t.Errorf("undone: %+v, %+v", a.Cover(digest), a.Released(digest))
	}

	a.Withdraw("ville", taking("05", digest, other))
	if a.Cover(digest) == nil || a.Released(digest) != nil || len(a.Covers()) != 2 || len(a.Withdrawals("ville")) != 2 {
		t.Errorf("withdrawn again: %+v", a.Covers())
	}
	a.Purge("ville")
	save(t, a)
	if _, err := a.Release(t.Context(), digest, at("06", "vu")); err == nil || !strings.Contains(err.Error(), "its bytes erased") {
		t.Errorf("released what was purged: %v", err)
	}
	if a = open(t, b); !a.Cover(digest).Purged || !a.Cover(other).Purged || !reflect.DeepEqual(a.WithdrawnDocuments(), []string{"ville"}) {
		t.Errorf("purged: %+v", a.Covers())
	}
	writes := b.Writes()
	a.Purge("ville")
	if save(t, a); b.Writes() != writes {
		t.Error("to purge again is written")
	}
}

// TestSaveNotices: to save nothing notices all the same that somebody else has
// saved, or that the archive is gone, and writes nothing.
func TestSaveNotices(t *testing.T) { onEveryStore(t, saveNotices) }

func saveNotices(t *testing.T, b *store.Bucket) {
	first := open(t, b)
	save(t, first)
	a := open(t, b)
	a.Withdraw("ville", taking("02", digest))
	save(t, a)
	if err := first.Save(t.Context()); !errors.Is(err, ErrChanged) {
		t.Errorf("the first state: %v", err)
	}
	second := open(t, b)
	save(t, second)
	second.Withdraw("agglo", taking("03", digest))
	save(t, second)
	writes := b.Writes()
	if err := a.Save(t.Context()); !errors.Is(err, ErrChanged) || b.Writes() != writes {
		t.Errorf("a later state: %v", err)
	}
	a, err := a.Reopen(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	save(t, a)
	data, _, err := b.Read(t.Context(), stateKey, maxState)
	if err == nil {
		err = b.Put(t.Context(), stateKey, store.Bytes(data, "application/json", "no-store"))
	}
	if err != nil {
		t.Fatal(err)
	}
	save(t, a) // another version of the same bytes
	if err := b.Delete(t.Context(), stateKey); err != nil {
		t.Fatal(err)
	}
	if err := a.Save(t.Context()); !errors.Is(err, ErrChanged) {
		t.Errorf("the state is gone: %v", err)
	}
}

// TestOpenWithdrawnErrors: a withdrawal that cannot be read stops a run, which
// would publish again what was withdrawn.
func TestOpenWithdrawnErrors(t *testing.T) {
	good := taking("02", digest)
	tests := map[string]struct {
		spoil func(*Withdrawal)
		want  string
	}{
		"no reason":    {func(w *Withdrawal) { w.Reason = " " }, "/withdrawn/ville~11/0/reason: expected a reason"},
		"no time":      {func(w *Withdrawal) { w.Time = "hier" }, "/withdrawn/ville~11/0/time: expected a time"},
		"another zone": {func(w *Withdrawal) { w.Time = "2026-11-23T01:00:00+01:00" }, "/time: expected a time"},
		"no hash":      {func(w *Withdrawal) { w.Submissions = []Withdrawn{{SHA256: "0a"}} }, "/submissions/0/sha256: expected 64 hexadecimal digits"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := good
			test.spoil(&w)
			s := empty()
			s.Withdrawn = map[string][]Withdrawal{"ville/1": {w}}
			data, err := s.encode()
			dir := t.TempDir()
			if err == nil {
				err = os.WriteFile(filepath.Join(dir, stateKey), data, 0o666)
			}
			if err != nil {
				t.Fatal(err)
			}
			if _, err := Open(t.Context(), store.NewFolder(dir)); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestTraces: of the archive, a purge erases the bytes of what was purged, and
// the packs and accounts that nothing leads to, with what dead writers have left
// among them; nothing else.
func TestTraces(t *testing.T) {
	dir := t.TempDir()
	a := open(t, store.NewFolder(dir))
	kept, purged := submission.New("depots", "a.json", []byte("1")), submission.New("depots", "b.json", []byte("2"))
	needed := store.Bytes([]byte("needed"), "", "")
	fill(t, a, kept, purged, needed)
	died := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	hidden := filepath.Join(dir, "packs", ".new-MORT")
	err := os.WriteFile(hidden, nil, 0o666)
	if err == nil {
		err = os.Chtimes(hidden, died, died)
	}
	if err != nil {
		t.Fatal(err)
	}
	a.Withdraw("agglo", taking("01", kept.SHA256))
	a.Withdraw("ville", taking("02", purged.SHA256))
	a.Purge("ville")
	save(t, a)

	traces, err := a.Traces(t.Context(), []string{needed.SHA256}, died.Add(time.Hour))
	if err != nil || traces.Len() != 4 {
		t.Fatalf("%d traces, %v", traces.Len(), err)
	}
	if err := traces.Erase(t.Context()); err != nil {
		t.Fatal(err)
	}
	var left []string
	err = filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			left = append(left, path[len(dir)+1:])
		}
		return err
	})
	want := []string{accountKey(a.state.Account), packKey(needed.SHA256), rawKey(kept.SHA256), stateKey}
	if err != nil || !reflect.DeepEqual(left, want) {
		t.Errorf("left: %q, %v", left, err)
	}
}

// fill gives an archive two submissions, two packs and two accounts, of which the
// second is in force.
func fill(t *testing.T, a *Archive, one, two submission.Submission, pack store.Content) {
	t.Helper()
	old := store.Bytes([]byte("old"), "", "")
	err := errors.Join(
		a.Keep(t.Context(), one), a.Keep(t.Context(), two),
		a.KeepPack(t.Context(), pack.SHA256, pack.Size, pack.Open), a.KeepPack(t.Context(), old.SHA256, old.Size, old.Open),
		a.SetAccount(t.Context(), []byte("{}")), a.SetAccount(t.Context(), []byte("{ }")))
	if err != nil {
		t.Fatal(err)
	}
}
