package source

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/store"
	"github.com/concertations-ia/canevas/pipeline/store/gateway"
	"github.com/concertations-ia/canevas/pipeline/submission"
)

func TestInbox(t *testing.T) {
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{
		"inbox/a/b.json": "1", "inbox/a.json": "2", "inbox/.keep": "", "inbox/é.json": "3", "other/x.json": "4", "inbox/long.json": "",
	})
	if err := os.Truncate(filepath.Join(dir, "inbox", "long.json"), submission.MaxSize+1); err != nil {
		t.Fatal(err)
	}
	m := newMemory()
	all, faults, end := pull(t, NewInbox("s", store.NewFolder(dir).Sub("inbox")), m)
	if end != nil {
		t.Fatal(end)
	}
	equal(t, "submissions", origins(all), []string{"a.json", "a/b.json", "é.json"})
	if len(faults) != 1 || faults[0].Error() != "long.json: longer than the 20 MiB a submission may have" {
		t.Errorf("faults: %v", faults)
	}
	for _, s := range all {
		if m.seen[Key("s", s.Origin)].SHA256 != s.SHA256 {
			t.Errorf("%s is not remembered", s.Origin)
		}
	}
	writeFiles(t, dir, map[string]string{"inbox/a.json": "changed"})
	m.keep(all)
	all, _, _ = pull(t, NewInbox("s", store.NewFolder(dir).Sub("inbox")), m)
	if string(all[0].Raw) != "changed" {
		t.Errorf("a changed object gave %q", all[0].Raw)
	}
}

// TestInboxS3 reads the inbox of a real server: first all of it, then only what
// has changed since.
func TestInboxS3(t *testing.T) {
	g, err := gateway.Start(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := g.CreateBucket(t.Context(), "depot"); err != nil {
		t.Fatal(err)
	}
	whole, err := store.NewS3(t.Context(), g.Options("depot"))
	if err != nil {
		t.Fatal(err)
	}
	put := func(key, text string) {
		if err := whole.Put(t.Context(), key, store.Bytes([]byte(text), "application/json", "")); err != nil {
			t.Fatal(err)
		}
	}
	for key, text := range map[string]string{"in/b.json": "1", "in/a/x.json": "2", "in/.keep": "", "out/c.json": "3"} {
		put(key, text)
	}
	inbox := NewInbox("s", whole.Sub("in"))
	m := newMemory()
	all, faults, end := pull(t, inbox, m)
	if len(faults) > 0 || end != nil {
		t.Fatal(faults, end)
	}
	equal(t, "first run", origins(all), []string{"a/x.json", "b.json"})

	put("in/b.json", "changed")
	m.raw = map[string][]byte{all[0].SHA256: []byte("from memory"), all[1].SHA256: []byte("from memory")}
	all, _, _ = pull(t, inbox, m)
	equal(t, "second run", []string{string(all[0].Raw), string(all[1].Raw)}, []string{"from memory", "changed"})

	wrong := g.Options("depot")
	wrong.Credentials.Secret = "wr0ng"
	for is, options := range map[error]store.S3Options{store.ErrNoBucket: g.Options("nowhere"), store.ErrDenied: wrong} {
		b, err := store.NewS3(t.Context(), options)
		if err != nil {
			t.Fatal(err)
		}
		all, faults, end := pull(t, NewInbox("s", b), m)
		if len(all) > 0 || len(faults) > 0 || !errors.Is(end, is) || strings.Contains(end.Error(), "wr0ng") {
			t.Errorf("got %v, %v, %v; want %v", all, faults, end, is)
		}
	}
}
