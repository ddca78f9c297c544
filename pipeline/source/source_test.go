package source

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/concertations-ia/canevas/pipeline/store"
	"github.com/concertations-ia/canevas/pipeline/submission"
)

// memory is a Memory that forgets at the end of a test.
type memory struct {
	seen map[string]Seen
	raw  map[string][]byte
}

func newMemory() *memory { return &memory{map[string]Seen{}, map[string][]byte{}} }

func (m *memory) Seen(key string) (Seen, bool)   { s, ok := m.seen[key]; return s, ok }
func (m *memory) Remember(key string, s Seen)    { m.seen[key] = s }
func (m *memory) keep(s []submission.Submission) { m.raw = rawByHash(s) }

func (m *memory) Raw(_ context.Context, sha256 string) ([]byte, error) {
	if raw, ok := m.raw[sha256]; ok {
		return raw, nil
	}
	return nil, errors.New("never kept")
}

func rawByHash(all []submission.Submission) map[string][]byte {
	raw := map[string][]byte{}
	for _, s := range all {
		raw[s.SHA256] = s.Raw
	}
	return raw
}

// pull reads a source to the end of its stream.
func pull(t *testing.T, s Source, m Memory) (all []submission.Submission, faults []*ItemError, end error) {
	t.Helper()
	for got, err := range s.Pull(t.Context(), m) {
		item, isItem := errors.AsType[*ItemError](err)
		switch {
		case end != nil:
			t.Fatalf("the stream goes on after %v", end)
		case isItem:
			faults = append(faults, item)
		case err != nil:
			end = err
		default:
			all = append(all, got)
		}
	}
	return all, faults, end
}

func origins(all []submission.Submission) []string {
	var names []string
	for _, s := range all {
		names = append(names, s.Origin)
	}
	return names
}

func equal(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

func writeFiles(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestSourcesAgree gives every kind of source the same files, in its own way.
func TestSourcesAgree(t *testing.T) {
	files := map[string]string{"a.json": `{"a":1}`, "b/c.yaml": "c: 1\n", "b.json": `{"b":1}`, "é t.json": `{}`}
	dir := t.TempDir()
	writeFiles(t, dir, files)

	embedded := fstest.MapFS{}
	for name, text := range files {
		embedded[name] = &fstest.MapFile{Data: []byte(text)}
	}
	server := httptest.NewServer(http.FileServer(http.Dir(dir)))
	t.Cleanup(server.Close)
	var list []string
	for _, name := range slices.Sorted(maps.Keys(files)) {
		list = append(list, server.URL+"/"+name)
	}
	web, err := NewWeb("s", list, WebOptions{Private: true})
	if err != nil {
		t.Fatal(err)
	}
	sources := map[string]Source{
		"embedded": NewFolder("s", embedded),
		"folder":   OpenFolder("s", dir),
		"inbox":    NewInbox("s", store.NewFolder(dir)),
		"web":      web,
	}
	want := map[string]bool{}
	for _, text := range files {
		want[submission.New("", "", []byte(text)).SHA256] = true
	}
	for name, s := range sources {
		t.Run(name, func(t *testing.T) {
			all, faults, end := pull(t, s, newMemory())
			if len(faults) > 0 || end != nil {
				t.Fatalf("faults %v, end %v", faults, end)
			}
			got := map[string]bool{}
			for _, x := range all {
				got[x.SHA256] = true
				if x.Source != "s" {
					t.Errorf("source of %s: got %q", x.Origin, x.Source)
				}
			}
			if !maps.Equal(got, want) {
				t.Errorf("other bytes than the files: %q", origins(all))
			}
			again, _, _ := pull(t, s, newMemory())
			equal(t, "order the second time", origins(again), origins(all))
		})
	}
}

func TestSourceErrors(t *testing.T) {
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{"file.json": "{}"})
	empty := t.TempDir()
	missing := filepath.Join(dir, "nowhere")
	noAddress, err := NewWeb("s", nil, WebOptions{})
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		source Source
		is     error
		text   string
	}{
		"missing folder":                {OpenFolder("s", missing), ErrNotFound, "read source s: no such folder or bucket: " + missing + ": no such file or directory"},
		"file, not folder":              {OpenFolder("s", dir+"/file.json"), ErrUnavailable, "read source s: the source cannot be read: " + dir + "/file.json: not a directory"},
		"empty folder":                  {OpenFolder("s", empty), ErrEmpty, "read source s: " + empty + ": the source holds no file"},
		"missing bucket":                {NewInbox("s", store.NewFolder(missing)), ErrNotFound, "read source s: no such folder or bucket: reach " + missing + ": no such bucket or folder"},
		"missing, as seen by the store": {NewInbox("s", store.NewFolder(missing)), store.ErrNoBucket, ""},
		"empty inbox":                   {NewInbox("s", store.NewFolder(empty)), ErrEmpty, "read source s: " + empty + ": the source holds no file"},
		"empty list":                    {noAddress, ErrEmpty, "read source s: empty list: the source holds no file"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			all, faults, end := pull(t, test.source, newMemory())
			if len(all) > 0 || len(faults) > 0 || !errors.Is(end, test.is) {
				t.Fatalf("got %v, %v, %v; want %v", all, faults, end, test.is)
			}
			if test.text != "" && end.Error() != test.text {
				t.Errorf("text:\n got %s\nwant %s", end, test.text)
			}
		})
	}
}

// TestStop ends a stream after its first item, and before it.
func TestStop(t *testing.T) {
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{"a.json": "{}", "b.json": "{}"})
	server := httptest.NewServer(http.FileServer(http.Dir(dir)))
	t.Cleanup(server.Close)
	web, err := NewWeb("s", []string{server.URL + "/a.json", server.URL + "/b.json"}, WebOptions{Private: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []Source{OpenFolder("s", dir), NewInbox("s", store.NewFolder(dir)), web} {
		for range s.Pull(t.Context(), newMemory()) {
			break
		}
		cancelled, cancel := context.WithCancel(t.Context())
		cancel()
		var got []error
		for _, err := range s.Pull(cancelled, newMemory()) {
			got = append(got, err)
		}
		if len(got) != 1 || !errors.Is(got[0], context.Canceled) || !ends(got[0]) {
			t.Errorf("%T after cancelling: got %v, want one context.Canceled", s, got)
		}
	}
}

func TestKey(t *testing.T) {
	if Key("a", "b:c") == Key("a:b", "c") {
		t.Error("two origins have one key")
	}
}
