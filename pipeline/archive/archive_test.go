package archive

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/source"
	"github.com/concertations-ia/canevas/pipeline/store"
	"github.com/concertations-ia/canevas/pipeline/store/gateway"
	"github.com/concertations-ia/canevas/pipeline/submission"
)

// onEveryStore runs a test on a folder and on an S3 server.
func onEveryStore(t *testing.T, test func(t *testing.T, b *store.Bucket)) {
	t.Run("folder", func(t *testing.T) { test(t, store.NewFolder(t.TempDir())) })
	t.Run("s3", func(t *testing.T) {
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
		b, err := store.NewS3(t.Context(), g.Options("memory"))
		if err != nil {
			t.Fatal(err)
		}
		test(t, b.Sub("archive"))
	})
}

func open(t *testing.T, b *store.Bucket) *Archive {
	t.Helper()
	a, err := Open(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func save(t *testing.T, a *Archive) {
	t.Helper()
	if err := a.Save(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func accepted(s submission.Submission, version int64) Accepted {
	return Accepted{SHA256: s.SHA256, Version: version, Date: "2026-11-02", Source: s.Source, Origin: s.Origin}
}

func TestRoundTrip(t *testing.T) { onEveryStore(t, roundTrip) }

func roundTrip(t *testing.T, b *store.Bucket) {
	a := open(t, b)
	one := submission.New("depots", "https://ville.example/a.json?x=1&y=<é>", []byte(`{"v":1}`))
	two := submission.New("boîte", "b.yaml", []byte("v: 2\n"))
	key := source.Key(one.Source, one.Origin)
	if _, known := a.Seen(key); known || a.Documents() != nil || a.History("ville") != nil {
		t.Error("a new archive remembers")
	}
	for _, s := range []submission.Submission{one, two, one} {
		if err := a.Keep(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
	seen := source.Seen{SHA256: one.SHA256, ETag: `W/"1"`, LastModified: "Mon, 02 Nov 2026 09:00:00 GMT"}
	a.Remember(key, seen)
	a.Accept("ville", accepted(one, 1))
	a.Accept("ville", accepted(two, 2))
	a.Accept("ville", accepted(one, 1)) // the source still has the old file
	a.Accept("agglo", accepted(two, 7))
	save(t, a)

	a = open(t, b)
	if got, known := a.Seen(key); !known || got != seen {
		t.Errorf("Seen: got %v, %v", got, known)
	}
	if got := a.Documents(); !slices.Equal(got, []string{"agglo", "ville"}) {
		t.Errorf("Documents: got %q", got)
	}
	history := a.History("ville")
	if !slices.Equal(history, []Accepted{accepted(one, 1), accepted(two, 2)}) {
		t.Errorf("History: got %v", history)
	}
	history[0].Version = 9
	if a.History("ville")[0].Version != 1 {
		t.Error("a caller can change the history")
	}
	got, err := a.Submission(t.Context(), a.History("ville")[0])
	if err != nil || got.SHA256 != one.SHA256 || string(got.Raw) != string(one.Raw) || got.Source != one.Source || got.Origin != one.Origin {
		t.Errorf("Submission: got %v, %v", got, err)
	}
}

// TestNoWrite saves and keeps again what is there already.
func TestNoWrite(t *testing.T) { onEveryStore(t, noWrite) }

func noWrite(t *testing.T, b *store.Bucket) {
	start := b.Writes()
	save(t, open(t, b))
	if b.Writes() != start {
		t.Error("an empty archive was written")
	}
	s := submission.New("s", "a.json", []byte("{}"))
	run := func() {
		a := open(t, b)
		if err := a.Keep(t.Context(), s); err != nil {
			t.Fatal(err)
		}
		a.Remember(source.Key("s", "a.json"), source.Seen{SHA256: s.SHA256})
		a.Accept("ville", accepted(s, 1))
		save(t, a)
		save(t, a)
	}
	run()
	before := b.Writes()
	if before-start != 2 {
		t.Errorf("the first run wrote %d times, want 2", before-start)
	}
	run()
	if b.Writes() != before {
		t.Errorf("the second run wrote %d times", b.Writes()-before)
	}
}

func TestConcurrentRuns(t *testing.T) { onEveryStore(t, concurrentRuns) }

func concurrentRuns(t *testing.T, b *store.Bucket) {
	s := submission.New("s", "a.json", []byte("{}"))
	for _, when := range []string{"no state yet", "a state"} {
		first, second := open(t, b), open(t, b)
		first.Accept("first, "+when, accepted(s, 1))
		second.Accept("second, "+when, accepted(s, 1))
		save(t, first)
		if err := second.Save(t.Context()); !errors.Is(err, ErrChanged) {
			t.Errorf("%s: got %v, want ErrChanged", when, err)
		}
		if got := open(t, b).Documents(); slices.Contains(got, "second, "+when) || !slices.Contains(got, "first, "+when) {
			t.Errorf("%s: got %q", when, got)
		}
	}
}

// TestSameSave has two runs add the same: both are saved.
func TestSameSave(t *testing.T) { onEveryStore(t, sameSave) }

func sameSave(t *testing.T, b *store.Bucket) {
	first, second := open(t, b), open(t, b)
	s := submission.New("s", "a.json", []byte("{}"))
	for _, a := range []*Archive{first, second} {
		a.Accept("ville", accepted(s, 1))
		save(t, a)
	}
	second.Accept("agglo", accepted(s, 1))
	save(t, second)
}

func TestDamagedRaw(t *testing.T) {
	dir := t.TempDir()
	b := store.NewFolder(dir)
	a := open(t, b)
	s := submission.New("s", "a.json", []byte(`{"a":1}`))
	if err := a.Keep(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	at := filepath.Join(dir, "raw", s.SHA256[:2], s.SHA256)
	want := "raw/" + s.SHA256[:2] + "/" + s.SHA256 + ": the archive is damaged: expected the bytes whose hash is its name"
	for _, bytes := range []string{`{"a":2}`, `{"a"`, ""} {
		if err := os.WriteFile(at, []byte(bytes), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := a.Raw(t.Context(), s.SHA256); err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("Raw of %q: got %v", bytes, err)
		}
		if err := a.Keep(t.Context(), s); err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("Keep over %q: got %v", bytes, err)
		}
	}
}

func TestRawErrors(t *testing.T) {
	a := open(t, store.NewFolder(t.TempDir()))
	for _, hash := range []string{"", "a", strings.Repeat("A", 64), "../" + strings.Repeat("a", 61)} {
		if _, err := a.Raw(t.Context(), hash); err == nil || errors.Is(err, store.ErrNotExist) {
			t.Errorf("%q: got %v", hash, err)
		}
	}
	if _, err := a.Raw(t.Context(), strings.Repeat("a", 64)); !errors.Is(err, store.ErrNotExist) {
		t.Errorf("never kept: got %v", err)
	}
	s := submission.New("s", "a.json", []byte("{}"))
	s.Raw = []byte("[]")
	if err := a.Keep(t.Context(), s); err == nil {
		t.Error("kept bytes under a hash that is not theirs")
	}
}

func TestOpenErrors(t *testing.T) {
	tests := map[string]struct{ state, text string }{
		"not JSON":       {"{", "read state.json: 1:2: "},
		"empty":          {"", "read state.json: "},
		"no format":      {"{}", "read state.json: not of format 1; another version of canevas may have written it"},
		"later format":   {`{"format": 2, "people": []}`, "read state.json: not of format 1; another version of canevas may have written it"},
		"unknown member": {`{"format": 1, "origins": {}, "documents": {}, "people": []}`, "people"},
		"two of a name":  {`{"format": 1, "format": 1}`, "read state.json: 1:15: "},
		"no origins":     {`{"format": 1, "origins": null, "documents": {}}`, "read state.json: expected objects at /origins and /documents"},
		"not a hash":     {`{"format": 1, "origins": {"s:a/b": {"sha256": "x"}}, "documents": {}}`, "read state.json: /origins/s:a~1b/sha256: expected 64 hexadecimal digits"},
		"not a hash in a history": {
			`{"format": 1, "origins": {}, "documents": {"v": [{"sha256": "` + digest + `"}, {"sha256": "x"}]}}`,
			"read state.json: /documents/v/1/sha256: expected 64 hexadecimal digits",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "state.json"), []byte(test.state), 0o644); err != nil {
				t.Fatal(err)
			}
			_, err := Open(t.Context(), store.NewFolder(dir))
			if err == nil || !strings.HasPrefix(err.Error(), "open archive "+dir+": ") || !strings.Contains(err.Error(), test.text) {
				t.Errorf("got %v", err)
			}
		})
	}
	_, err := Open(t.Context(), store.NewFolder(filepath.Join(t.TempDir(), "nowhere")))
	if !errors.Is(err, store.ErrNoBucket) {
		t.Errorf("no folder: got %v", err)
	}
}

// examples returns the JSON texts of FORMAT.md, in their order.
func examples(t *testing.T) []string {
	t.Helper()
	page, err := os.ReadFile("FORMAT.md")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, part := range strings.Split(string(page), "```json\n")[1:] {
		example, _, _ := strings.Cut(part, "```")
		all = append(all, example)
	}
	if len(all) != 2 {
		t.Fatalf("FORMAT.md has %d examples", len(all))
	}
	return all
}

// TestFormat reads the example of FORMAT.md and writes it again: the page and
// the program agree to the byte.
func TestFormat(t *testing.T) {
	example := examples(t)[0]
	s, err := decode([]byte(example))
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.encode()
	if err != nil || string(again) != example {
		t.Errorf("written again:\n%s\n%v", again, err)
	}
}
