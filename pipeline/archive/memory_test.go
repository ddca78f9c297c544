package archive

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/source"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// TestSecondRun pulls a file twice through the archive. The second time the
// server has nothing to say, and the file is there all the same.
func TestSecondRun(t *testing.T) {
	sent := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") == `"1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		sent++
		w.Header().Set("ETag", `"1"`)
		io.WriteString(w, "{}")
	}))
	t.Cleanup(server.Close)
	web, err := source.NewWeb("depots", []string{server.URL + "/a.json"}, source.WebOptions{Private: true})
	if err != nil {
		t.Fatal(err)
	}
	b := store.NewFolder(t.TempDir())
	for run := range 2 {
		a := open(t, b)
		for s, err := range web.Pull(t.Context(), a) {
			if err != nil || string(s.Raw) != "{}" {
				t.Fatalf("run %d: got %q, %v", run, s.Raw, err)
			}
			if err := a.Keep(t.Context(), s); err != nil {
				t.Fatal(err)
			}
		}
		save(t, a)
	}
	if sent != 1 {
		t.Errorf("the file was sent %d times", sent)
	}
}

// TestAccountAgain: an account that has gone, or is damaged, is written again,
// and one that is there is not.
func TestAccountAgain(t *testing.T) {
	dir := t.TempDir()
	b := store.NewFolder(dir)
	account := []byte(`{"format": 1}`)
	keep := func() {
		a := open(t, b)
		if _, err := a.Account(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := a.SetAccount(t.Context(), account); err != nil {
			t.Fatal(err)
		}
		save(t, a)
	}
	keep()
	at := filepath.Join(dir, accountKey(sumOf(account)))
	for name, spoil := range map[string]func() error{
		"gone":    func() error { return os.Remove(at) },
		"damaged": func() error { return os.WriteFile(at, []byte("{"), 0o644) },
		"there":   func() error { return nil },
	} {
		if err := spoil(); err != nil {
			t.Fatal(err)
		}
		before := b.Writes()
		keep()
		data, err := open(t, b).Account(t.Context())
		if wrote := b.Writes() > before; err != nil || string(data) != string(account) || wrote == (name == "there") {
			t.Errorf("%s: %q, %v, written: %v", name, data, err, wrote)
		}
	}
}
