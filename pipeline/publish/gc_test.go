package publish_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// day is a day on which everything that a test has written is old.
func day(n int) time.Time { return time.Date(2100, 1, 1+n, 3, 17, 0, 0, time.UTC) }

// collectOn collects on a day, and wants no notes.
func collectOn(t *testing.T, b *store.Bucket, at time.Time) publish.Collection {
	t.Helper()
	c, err := publish.Collect(t.Context(), b, at)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Notes) > 0 {
		t.Errorf("notes: %q", c.Notes)
	}
	return c
}

// collectAll collects night after night, until nothing is left to do.
func collectAll(t *testing.T, b *store.Bucket, from int) {
	t.Helper()
	for n := from; n < from+100; n++ {
		writes := b.Writes()
		c := collectOn(t, b, day(n))
		if c.Deleted > max(1, c.Objects/10) {
			t.Errorf("%d of %d objects were deleted at once", c.Deleted, c.Objects)
		}
		if b.Writes() == writes && len(c.Waiting) == 0 {
			return
		}
	}
	t.Error("collecting comes to no end")
}

// pass lets n generations go by that make the same release public again.
func pass(t *testing.T, b *store.Bucket, n int) {
	t.Helper()
	p := readPublic(t, b).Pointer
	last := p.Generation + int64(n)
	for range n {
		p.Generation, p.Previous, p.Nonce = p.Generation+1, p.Release, fmt.Sprintf("passing%019d", p.Generation)
		data, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		put(t, b, fmt.Sprintf("commits/%08d-%s.json", p.Generation, p.Nonce), data)
		if p.Generation == last {
			put(t, b, "current.json", data)
		}
	}
}

func folderOf(r *release.Release) string { return "releases/" + r.Manifest.Release + "/" }

// wantWholeOrGone fails the test unless all of a release is there, or nothing.
func wantWholeOrGone(t *testing.T, b *store.Bucket, r *release.Release, there bool) {
	t.Helper()
	found := 0
	for _, key := range keys(t, b) {
		if strings.HasPrefix(key, folderOf(r)) {
			found++
		}
	}
	if there && found != len(r.Artifacts) || !there && found > 0 {
		t.Errorf("of release %s %d of %d files are there", r.Manifest.Release, found, len(r.Artifacts))
	}
}

// strangers are keys that the protocol does not know, some of which look as if
// it did.
var strangers = []string{"mine.html", "releases/notes.txt", "releases/backup/propositions.csv", "latest", "archive/releases/2026-11-01-00000000/x", "commits/notes.txt"}

// What nobody needs goes, a day after it was marked, a little at a time; all
// else stays.
func TestCollect(t *testing.T) {
	onEach(t, func(t *testing.T, b *store.Bucket) {
		all := releasesOf(t, 3)
		publishOn(t, b, all[0])
		publishOn(t, b, all[1])
		pass(t, b, 30)
		dead := all[2]
		send(t, b, dead)
		remove(t, b, folderOf(dead)+"manifest.json")
		put(t, b, ".probe/dead/object", []byte("x"))
		for _, key := range strangers[:3] {
			put(t, b, key, []byte("x"))
		}
		before := keys(t, b)

		marked := []string{".probe/dead/object", "latest/page-0.html", folderOf(all[0]), folderOf(dead)}
		plan, err := publish.PlanCollection(t.Context(), b, day(0))
		if err != nil || !slices.Equal(plan.Marked, marked) || !slices.Equal(keys(t, b), before) {
			t.Errorf("planned: %+v, %v", plan, err)
		}
		c := collectOn(t, b, day(0))
		if !slices.Equal(c.Marked, marked) || c.Deleted > 0 || c.Objects != len(before) {
			t.Errorf("the first night: %+v", c)
		}
		if after := keys(t, b); !slices.Equal(after, append([]string{".gc/marks.json"}, before...)) {
			t.Errorf("after the first night there are\n%s", strings.Join(after, "\n"))
		}
		writes := b.Writes()
		if c := collectOn(t, b, day(1).Add(-time.Second)); len(c.Waiting) != 4 || c.Deleted > 0 || b.Writes() != writes {
			t.Errorf("less than a day later: %+v, %d writes", c, b.Writes()-writes)
		}
		if plan, err := publish.PlanCollection(t.Context(), b, day(1)); err != nil || plan.Deleted != plan.Objects/10 || b.Writes() != writes {
			t.Errorf("planned: %+v, %v", plan, err)
		}
		if c := collectOn(t, b, day(1)); c.Deleted != c.Objects/10 || len(c.Waiting) == 0 {
			t.Errorf("the second night: %+v", c)
		}
		collectAll(t, b, 2)

		want := slices.DeleteFunc(before, func(key string) bool {
			return slices.ContainsFunc(marked, func(unit string) bool { return strings.HasPrefix(key, unit) })
		})
		if after := keys(t, b); !slices.Equal(after, append([]string{".gc/marks.json"}, want...)) {
			t.Errorf("in the end there are\n%s\nwant\n%s", strings.Join(after, "\n"), strings.Join(want, "\n"))
		}
		wantPublic(t, b, all[1], 32)
		wantContent(t, b, all[1])
	})
}

// Keys that cannot stand beside the others everywhere are strangers too.
func TestStrangersStay(t *testing.T) {
	for _, key := range strangers[3:] {
		b := store.NewFolder(t.TempDir())
		put(t, b, key, []byte("x"))
		if key != "latest" {
			publishOn(t, b, releasesOf(t, 1)[0])
			if c := collectOn(t, b, day(0)); len(c.Marked) > 0 {
				t.Errorf("%s: %+v", key, c)
			}
		}
	}
}

func TestCollectKeeps(t *testing.T) {
	all := releasesOf(t, 3)
	manifest := func(dir string) string { return dir + "/" + folderOf(all[0]) + "manifest.json" }
	tests := []struct {
		name  string
		act   func(t *testing.T, dir string, b *store.Bucket)
		there bool
	}{
		{"of 31 generations ago", func(t *testing.T, _ string, b *store.Bucket) { pass(t, b, 29) }, false},
		{"of 30 generations ago", func(t *testing.T, _ string, b *store.Bucket) { pass(t, b, 28) }, true},
		{"named by an attempt that lost", func(t *testing.T, _ string, b *store.Bucket) {
			pass(t, b, 40)
			record(t, b, all[0], 30, all[1].Manifest.Release)
		}, true},
		{"named by an attempt long ago", func(t *testing.T, _ string, b *store.Bucket) {
			pass(t, b, 40)
			record(t, b, all[0], 12, all[1].Manifest.Release)
		}, false},
		{"named by an attempt under way", func(t *testing.T, _ string, b *store.Bucket) {
			pass(t, b, 40)
			record(t, b, all[0], 43, all[1].Manifest.Release)
		}, true},
		{"one object is 14 days old", func(t *testing.T, dir string, b *store.Bucket) {
			pass(t, b, 40)
			age(t, manifest(dir), 14*24*time.Hour)
		}, false},
		{"one object is younger", func(t *testing.T, dir string, b *store.Bucket) {
			pass(t, b, 40)
			age(t, manifest(dir), 14*24*time.Hour-time.Second)
		}, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			b := store.NewFolder(dir)
			publishOn(t, b, all[0])
			publishOn(t, b, all[1])
			test.act(t, dir, b)
			if c := collectOn(t, b, day(0)); slices.Contains(c.Marked, folderOf(all[0])) == test.there {
				t.Errorf("marked: %q", c.Marked)
			}
		})
	}
}

// age makes a file as old as that on the first day.
func age(t *testing.T, path string, old time.Duration) {
	t.Helper()
	if err := os.Chtimes(path, time.Time{}, day(0).Add(-old)); err != nil {
		t.Fatal(err)
	}
}

// That a release was retired, and why, stays to be read.
func TestCollectKeepsRetirements(t *testing.T) {
	b := store.NewFolder(t.TempDir())
	all := releasesOf(t, 2)
	publishOn(t, b, all[0])
	publishOn(t, b, all[1])
	retire(t, b, all[0])
	pass(t, b, 40)
	if c := collectOn(t, b, day(0)); slices.Contains(c.Marked, folderOf(all[0])) {
		t.Errorf("marked: %q", c.Marked)
	}
}

// A release that is marked, and then named again, loses its mark.
func TestCollectLooksAgain(t *testing.T) {
	b := store.NewFolder(t.TempDir())
	all := markedOnce(t, b)
	record(t, b, all[0], 40, all[1].Manifest.Release)
	c := collectOn(t, b, day(9))
	if !slices.Equal(c.Unmarked, []string{folderOf(all[0])}) || slices.Contains(c.Collected, folderOf(all[0])) {
		t.Errorf("collected: %+v", c)
	}
	wantWholeOrGone(t, b, all[0], true)
}

// Where nothing is published, or the pointer leads nowhere, nothing is deleted.
func TestCollectNeedsAPublication(t *testing.T) {
	b := store.NewFolder(t.TempDir())
	all := releasesOf(t, 1)
	send(t, b, all[0])
	if _, err := publish.Collect(t.Context(), b, day(0)); err == nil || !strings.Contains(err.Error(), "nothing is published there") {
		t.Errorf("got error %v", err)
	}
	publishOn(t, b, all[0])
	put(t, b, "commits/00000001-aaaaaaaaaaaaaaaaaaaaaaaaaa.json", []byte("{}"))
	if _, err := publish.Collect(t.Context(), b, day(0)); err == nil || !strings.Contains(err.Error(), "read commits/00000001-aaaaaaaaaaaaaaaaaaaaaaaaaa.json") {
		t.Errorf("a record that cannot be read: got error %v", err)
	}
}

func TestMarksOfAnotherProgram(t *testing.T) {
	all := releasesOf(t, 2)
	for _, text := range []string{"", "{}", `{"format": 2, "nonce": "n", "marks": {}}`, `{"format": 1, "nonce": "n", "marks": {}, "x": 1}`, `{"format": 1, "nonce": "n", "marks": {}} {}`} {
		b := store.NewFolder(t.TempDir())
		publishOn(t, b, all[0])
		publishOn(t, b, all[1])
		put(t, b, ".gc/marks.json", []byte(text))
		if _, err := publish.Collect(t.Context(), b, day(0)); err == nil || !strings.Contains(err.Error(), "read .gc/marks.json") {
			t.Errorf("%q: got error %v", text, err)
		}
		if _, err := backTo(t.Context(), b, all[0]); err == nil || !strings.Contains(err.Error(), "read .gc/marks.json") {
			t.Errorf("%q: got error %v", text, err)
		}
		wantPublic(t, b, all[1], 2)
	}
}

// The key that publishes may not delete, and is told so before anything is
// marked; so is one that may delete its own scratch only.
func TestCollectDenied(t *testing.T) {
	for _, prefix := range []string{"/.probe/", "/releases/"} {
		direct, name := newBucket(t)
		all := markedOnce(t, direct)
		b := newFaultProxy(t, func(_ int, r *http.Request) fault {
			if r.Method == http.MethodDelete && strings.Contains(r.URL.Path, prefix) {
				return deny
			}
			return none
		}).bucket(t, name)
		before := markedNow(t, direct)
		var err error
		for n := 9; n < 12 && err == nil; n++ {
			_, err = publish.Collect(t.Context(), b, day(n))
		}
		if !errors.Is(err, store.ErrDenied) || !strings.Contains(err.Error(), "it takes a key that may delete") {
			t.Errorf("%s: got error %v", prefix, err)
		}
		if after := markedNow(t, direct); (after == before) != (prefix == "/.probe/") {
			t.Errorf("%s: the marks are\n%s", prefix, after)
		}
		wantWholeOrGone(t, direct, all[0], true)
	}
}

func TestCollectWithoutConditions(t *testing.T) {
	for _, f := range []fault{unconditional, unsupported} {
		b, direct := withoutConditions(t, f)
		all := releasesOf(t, 2)
		publishOn(t, direct, all[0])
		publishOn(t, direct, all[1])
		pass(t, direct, 40)
		before := keys(t, direct)
		if _, err := publish.Collect(t.Context(), b, day(0)); err == nil || !strings.Contains(err.Error(), "ignores conditional writes") {
			t.Errorf("got error %v", err)
		}
		if after := keys(t, direct); !slices.Equal(after, before) {
			t.Errorf("there are\n%s", strings.Join(after, "\n"))
		}
	}
}

// Where the storage keeps versions, what was deleted still takes its place.
func TestCollectVersions(t *testing.T) {
	b, name := newBucket(t)
	if err := server(t).KeepVersions(t.Context(), name); err != nil {
		t.Fatal(err)
	}
	markedOnce(t, b)
	c, err := publish.Collect(t.Context(), b, day(9))
	if err != nil || c.Deleted == 0 || len(c.Notes) != 1 || !strings.Contains(c.Notes[0], "the storage keeps versions") {
		t.Errorf("got %+v, %v", c, err)
	}
}

// What dead runs have not finished is removed too, once it is old.
func TestCollectUnfinished(t *testing.T) {
	dir := t.TempDir()
	b := store.NewFolder(dir)
	r := releasesOf(t, 1)[0]
	publishOn(t, b, r)
	var paths []string
	for i, old := range []time.Duration{14*24*time.Hour + time.Second, 14*24*time.Hour - time.Second} {
		path := fmt.Sprintf("%s/%s.new-dead%d", dir, folderOf(r), i)
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		age(t, path, old)
		paths = append(paths, path)
	}
	if plan, err := publish.PlanCollection(t.Context(), b, day(0)); err != nil || plan.Unfinished != 1 {
		t.Errorf("planned: %+v, %v", plan, err)
	}
	if c := collectOn(t, b, day(0)); c.Unfinished != 1 {
		t.Errorf("collected: %+v", c)
	}
	for i, path := range paths {
		if _, err := os.Stat(path); (err == nil) != (i == 1) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// markedOnce publishes two releases, lets the time of the first pass, and has it
// marked.
func markedOnce(t *testing.T, b *store.Bucket) []*release.Release {
	t.Helper()
	all := releasesOf(t, 2)
	publishOn(t, b, all[0])
	publishOn(t, b, all[1])
	pass(t, b, 40)
	collectOn(t, b, day(0))
	return all
}

func markedNow(t *testing.T, b *store.Bucket) string {
	t.Helper()
	data, _, err := b.Read(t.Context(), ".gc/marks.json", 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
