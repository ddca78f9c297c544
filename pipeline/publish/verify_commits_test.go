package publish_test

import (
	"bytes"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/publish/publishtest"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// generations is a publication of three generations in a folder, and the commit
// record of each.
func generations(t *testing.T) (dir string, records []string) {
	t.Helper()
	b, dir, _ := published(t, publishtest.NewDraft(2, 23))
	publishOn(t, b, publishtest.NewDraft(3, 24).Build(t))
	publishOn(t, b, publishtest.NewDraft(4, 25).Build(t))
	records, err := fs.Glob(os.DirFS(dir), "commits/*.json")
	if err != nil || len(records) != 3 {
		t.Fatalf("records %q and error %v", records, err)
	}
	return dir, records
}

func TestVerifyFollowsRecords(t *testing.T) {
	dir, records := generations(t)
	at := func(dir string, generation int) string {
		return filepath.Join(dir, filepath.FromSlash(records[generation-1]))
	}
	rewrite := func(generation int, old, new string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			data, err := os.ReadFile(at(dir, generation))
			if err != nil {
				t.Fatal(err)
			}
			changed := bytes.Replace(data, []byte(old), []byte(new), 1)
			if bytes.Equal(changed, data) {
				t.Fatalf("not in the record: %s", old)
			}
			write(t, at(dir, generation), changed)
		}
	}
	remove := func(generation int) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			if err := os.Remove(at(dir, generation)); err != nil {
				t.Fatal(err)
			}
		}
	}
	lost := func(generation, as string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			data, err := os.ReadFile(at(dir, 2))
			if err != nil {
				t.Fatal(err)
			}
			record := strings.Replace(string(data), `"generation": 2`, `"generation": `+generation, 1)
			_, rest, _ := strings.Cut(record, `"nonce": "`)
			nonce, _, _ := strings.Cut(rest, `"`)
			record = strings.Replace(record, nonce, "zzzzzzzzzzzzzzzzzzzzzzzzzz", 1)
			record = strings.Replace(record, `"release": "2026-11-24-`, `"release": "2026-11-29-`, 1)
			write(t, filepath.Join(dir, "commits", as), []byte(record))
		}
	}
	tests := []struct {
		name string
		harm func(t *testing.T, dir string)
		want string // what the only problem says; empty: no problem
	}{
		{"nothing", func(*testing.T, string) {}, ""},
		{"an attempt that lost", lost("2", "00000002-zzzzzzzzzzzzzzzzzzzzzzzzzz.json"), ""},
		{"an attempt after the last", lost("4", "00000004-zzzzzzzzzzzzzzzzzzzzzzzzzz.json"), ""},
		{"what nobody tried", func(t *testing.T, dir string) { write(t, filepath.Join(dir, "commits", "LISEZMOI.txt"), []byte("?")) }, ""},
		{"a record of another generation than its name", lost("2", "00000003-zzzzzzzzzzzzzzzzzzzzzzzzzz.json"), "not the record its name says"},
		{"the pointer's record is gone", remove(3), records[2]},
		{"the pointer's record says otherwise", rewrite(3, "2026-11-25T", "2026-11-26T"), records[2] + ": not the bytes of current.json"},
		{"no record of a generation", remove(2), "commits/: no record of generation 2"},
		{"no record of the first", remove(1), "commits/: no record of generation 1"},
		{"an attempt that lost, and not the one that won", func(t *testing.T, dir string) {
			lost("2", "00000002-zzzzzzzzzzzzzzzzzzzzzzzzzz.json")(t, dir)
			remove(2)(t, dir)
		}, "commits/: no record of generation 2 is of release"},
		{"a first that follows another", rewrite(1, `"nonce"`, `"previous": "2026-11-01-00000000", "nonce"`), "generation 1 follows release 2026-11-01-00000000"},
		{"half a record", func(t *testing.T, dir string) {
			if err := os.Truncate(at(dir, 2), 20); err != nil {
				t.Fatal(err)
			}
		}, records[1] + ": not a pointer"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			harmed := t.TempDir()
			if err := os.CopyFS(harmed, os.DirFS(dir)); err != nil {
				t.Fatal(err)
			}
			test.harm(t, harmed)
			problems := verify(t, store.NewFolder(harmed)).Problems
			if test.want == "" {
				if len(problems) > 0 {
					t.Errorf("problems:\n%s", strings.Join(problems, "\n"))
				}
			} else if len(problems) == 0 || !strings.Contains(problems[0], test.want) {
				t.Errorf("problems %q, want one that says %q", problems, test.want)
			}
		})
	}
}

func write(t *testing.T, file string, data []byte) {
	t.Helper()
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// A web server lists nothing: the pointer's own record is all that is looked at.
func TestVerifyWithoutListing(t *testing.T) {
	dir, records := generations(t)
	web := httptest.NewServer(http.FileServer(http.Dir(dir)))
	t.Cleanup(web.Close)
	b, err := store.NewWeb(web.URL)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, records[0])); err != nil {
		t.Fatal(err)
	}
	if v := verify(t, b); len(v.Problems) > 0 {
		t.Errorf("problems:\n%s", strings.Join(v.Problems, "\n"))
	}
	if err := os.Remove(filepath.Join(dir, records[2])); err != nil {
		t.Fatal(err)
	}
	wantProblem(t, verify(t, b).Problems, records[2])
}

// Another release that is published while one is verified is nobody's fault.
func TestVerifyDuringPublication(t *testing.T) {
	b, dir, _ := published(t, publishtest.NewDraft(2, 23))
	next := publishtest.NewDraft(3, 24).Build(t)
	asked := 0
	files := http.FileServer(http.Dir(dir))
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/current.json" {
			if asked++; asked == 2 {
				publishOn(t, b, next)
			}
		}
		files.ServeHTTP(w, r)
	}))
	t.Cleanup(web.Close)
	stranger, err := store.NewWeb(web.URL)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := publish.Verify(t.Context(), stranger); err == nil || !strings.Contains(err.Error(), "published in the meantime, as generation 2") {
		t.Errorf("got error %v", err)
	}
}
