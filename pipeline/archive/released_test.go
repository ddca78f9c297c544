package archive

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/store"
	"github.com/concertations-ia/canevas/pipeline/store/gateway"
)

// digest is the hash of some submission.
var digest = strings.Repeat("0a", 32)

// word is a release for a reason, of holds each written "rule pointer".
func word(reason string, holds ...string) Released {
	r := Released{Reason: reason, Time: "2026-11-23T00:00:00Z"}
	for _, h := range holds {
		rule, pointer, _ := strings.Cut(h, " ")
		r.Holds = append(r.Holds, Hold{Rule: rule, Pointer: pointer})
	}
	return r
}

func release(t *testing.T, a *Archive, r Released) (added bool) {
	t.Helper()
	added, err := a.Release(t.Context(), digest, r)
	if err != nil {
		t.Fatal(err)
	}
	return added
}

func TestRelease(t *testing.T) { onEveryStore(t, releases) }

func releases(t *testing.T, b *store.Bucket) {
	a := open(t, b)
	if a.Released(digest) != nil {
		t.Error("a new archive has releases")
	}
	var want []Released
	for i, step := range []struct {
		word  Released
		added bool
	}{
		{word("é < ok", "R1 /a", "R2 "), true},
		{word("é < ok", "R1 /a", "R2 "), false},
		{word("é < ok", "R2 "), false},              // part of it
		{word("é < ok", "R1 /a", "R1 /b"), true},    // something new
		{word("autre", "R1 /a"), true},              // another reason
		{word("é < ok", "R1 /b"), false},            // not the first of its reason
		{word("é < ok", "R1 /b", "R2 "), true},      // in two parts before
		{word("autre", "R1 /a"), false},             //
		{word("encore une autre", "R9 /z/0"), true}, // a third
	} {
		before := b.Writes()
		if added := release(t, a, step.word); added != step.added || (b.Writes() > before) != added {
			t.Errorf("step %d: added %v with %d writes", i, added, b.Writes()-before)
		}
		if step.added {
			want = append(want, step.word)
		}
		if got := a.Released(digest); !reflect.DeepEqual(got, want) {
			t.Fatalf("step %d: got %v, want %v", i, got, want)
		}
		if got := open(t, b).Released(digest); !reflect.DeepEqual(got, want) {
			t.Fatalf("step %d, opened again: got %v, want %v", i, got, want)
		}
	}
	if got := a.Released(strings.Repeat("b", 64)); got != nil {
		t.Errorf("of another submission: %v", got)
	}
}

// TestReleasesAtOnce: of people who release at the same time nobody is forgotten,
// and neither they nor a run are in each other's way.
func TestReleasesAtOnce(t *testing.T) { onEveryStore(t, releasesAtOnce) }

func releasesAtOnce(t *testing.T, b *store.Bucket) {
	const people, words = 8, 4
	run := open(t, b)
	var all sync.WaitGroup
	for p := range people {
		a := open(t, b)
		all.Go(func() {
			for i := range words {
				// Some speak of the same submission, some of their own.
				sha256 := fmt.Sprintf("%064x", p*(i%2))
				if added, err := a.Release(t.Context(), sha256, word(fmt.Sprint(p, " ", i), "R1 /a")); !added || err != nil {
					t.Errorf("%d, %d: %v, %v", p, i, added, err)
				}
			}
		})
	}
	all.Wait()
	run.Accept("ville", Accepted{SHA256: digest})
	save(t, run)
	a, seen := open(t, b), map[string]int{}
	for p := range people {
		for _, r := range a.Released(fmt.Sprintf("%064x", p)) {
			seen[r.Reason]++
		}
	}
	for p := range people {
		for i := range words {
			if reason := fmt.Sprint(p, " ", i); seen[reason] != 1 {
				t.Errorf("%q is there %d times", reason, seen[reason])
			}
		}
	}
}

// TestReleasedBetween: a release is written on top of what has come since the
// archive was opened.
func TestReleasedBetween(t *testing.T) { onEveryStore(t, releasedBetween) }

func releasedBetween(t *testing.T, b *store.Bucket) {
	first, second := open(t, b), open(t, b)
	if !release(t, first, word("un", "R1 /a")) || !release(t, second, word("deux", "R1 /a")) || release(t, first, word("deux", "R1 /a")) {
		t.Error("a release does not see another")
	}
	want := []Released{word("un", "R1 /a"), word("deux", "R1 /a")}
	if got := open(t, b).Released(digest); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v", got)
	}
}

func TestReleaseErrors(t *testing.T) {
	b := store.NewFolder(t.TempDir())
	a := open(t, b)
	tests := map[string]Released{
		"no holds":     word("ok"),
		"no rule":      word("ok", " /a"),
		"no reason":    word(" \t", "R1 /a"),
		"not UTF-8":    word("\xff", "R1 /a"),
		"no time":      {Holds: []Hold{{Rule: "R1"}}, Reason: "ok"},
		"another zone": {Holds: []Hold{{Rule: "R1"}}, Reason: "ok", Time: "2026-11-23T01:00:00+01:00"},
	}
	for name, r := range tests {
		if _, err := a.Release(t.Context(), digest, r); err == nil {
			t.Errorf("%s: released", name)
		}
	}
	if _, err := a.Release(t.Context(), "a", word("ok", "R1 /a")); err == nil {
		t.Error("released what is no hash")
	}
	if b.Writes() != 0 || a.Released(digest) != nil {
		t.Error("something was written")
	}
	gone := store.NewFolder(filepath.Join(t.TempDir(), "nowhere"))
	a.bucket = gone
	if _, err := a.Release(t.Context(), digest, word("ok", "R1 /a")); !errors.Is(err, store.ErrNoBucket) {
		t.Errorf("no folder: %v", err)
	}
	if a.Released(digest) != nil {
		t.Error("what was not written is remembered")
	}
}

// TestOpenReleasedErrors: a file of releases that cannot be read stops a run,
// which would hold back again what was released.
func TestOpenReleasedErrors(t *testing.T) {
	good := `{"holds": [{"rule": "R1", "pointer": "/a"}], "reason": "ok", "time": "2026-11-23T00:00:00Z"}`
	tests := map[string]struct{ data, text string }{
		"not JSON":     {"{", "read released.json: 1:2: "},
		"no format":    {"{}", "read released.json: not of format 1; another version of canevas may have written it"},
		"later format": {`{"format": 2, "released": {}}`, "read released.json: not of format 1"},
		"null":         {`{"format": 1, "released": null}`, "read released.json: expected an object at /released"},
		"not a hash":   {`{"format": 1, "released": {"x": []}}`, "read released.json: /released/x: expected 64 hexadecimal digits"},
		"unknown member": {
			`{"format": 1, "released": {"` + digest + `": [{"who": "x"}]}}`, `unknown key "who"`,
		},
		"no reason": {
			`{"format": 1, "released": {"` + digest + `": [` + good + `, ` + strings.Replace(good, "ok", "", 1) + `]}}`,
			"read released.json: /released/" + digest + "/1/reason: expected a reason",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "released.json"), []byte(test.data), 0o644); err != nil {
				t.Fatal(err)
			}
			_, err := Open(t.Context(), store.NewFolder(dir))
			if err == nil || !strings.HasPrefix(err.Error(), "open archive "+dir+": ") || !strings.Contains(err.Error(), test.text) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestReleasedFormat reads the example of FORMAT.md and writes it again.
func TestReleasedFormat(t *testing.T) {
	example := examples(t)[1]
	var s releasedState
	if err := s.decode([]byte(example)); err != nil {
		t.Fatal(err)
	}
	again, err := s.encode()
	if err != nil || string(again) != example {
		t.Errorf("written again:\n%s\n%v", again, err)
	}
}

// A deaf client does not hear the first answer to a write of releases.
type deaf struct {
	http.RoundTripper
	lost bool
}

func (d *deaf) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := d.RoundTripper.RoundTrip(r)
	if err == nil && !d.lost && r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, "/"+releasedKey) {
		d.lost = true
		return nil, errors.Join(errors.New("the line is cut"), answer.Body.Close())
	}
	return answer, err
}

// TestReleaseAnswerLost: a release whose answer is lost was added all the same,
// once, and says so.
func TestReleaseAnswerLost(t *testing.T) {
	g, err := gateway.Start(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := g.CreateBucket(t.Context(), "memory"); err != nil {
		t.Fatal(err)
	}
	options := g.Options("memory")
	line := &deaf{RoundTripper: options.Client.Transport}
	options.Client = &http.Client{Transport: line}
	b, err := store.NewS3(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	added := release(t, open(t, b), word("ok", "R1 /a"))
	if got := open(t, b).Released(digest); !line.lost || !added || len(got) != 1 {
		t.Errorf("lost: %v, added: %v, then %v", line.lost, added, got)
	}
}
