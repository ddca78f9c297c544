package pipeline_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/concertations-ia/canevas/pipeline"
	"github.com/concertations-ia/canevas/pipeline/artifact"
	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/source"
	"github.com/concertations-ia/canevas/pipeline/store"
	"github.com/concertations-ia/canevas/pipeline/workbook"
)

// What the test looks for: a text that only the document has, and its identifier.
const (
	marker   = "Qmarqueur"
	document = "Zdocument"
)

// TestPurge: after a purge no byte of the document is left in any object, in any
// version of one, or in what dead runs have left, and nothing brings it back.
func TestPurge(t *testing.T) {
	t.Run("folder", func(t *testing.T) {
		w := newTown(t)
		public, private := t.TempDir(), t.TempDir()
		w.public, w.private = store.NewFolder(public), store.NewFolder(private)
		purged(t, w, []string{public, private}, filepath.Join(public, "latest"), filepath.Join(public, "releases"), filepath.Join(private, "packs"))
	})
	t.Run("bucket that keeps versions", func(t *testing.T) {
		w, s := newTown(t), startStorage(t)
		w.public, w.private = s.bucket("public"), s.bucket("private")
		purged(t, w, []string{s.dir, s.dir + ".versions"})
	})
}

// purged purges the document from a town that keeps everything in some folders,
// and looks through these. Writers have died in some places.
func purged(t *testing.T, w *town, dirs []string, died ...string) {
	box := publishThrice(t, w)
	plant(t, w.public)
	for _, dir := range died {
		hide(t, filepath.Join(dir, ".new-MORT"), w.at)
	}
	found := strings.Join(hits(t, dirs, ""), "\n")
	for _, kind := range []string{"points.csv", "points.parquet", "points.jsonl", "depot.xlsx", "vieille.html", "packs/", "raw/", "accounts/"} {
		if !strings.Contains(found, kind) {
			t.Errorf("before the purge there is nothing in %s:\n%s", kind, found)
		}
	}
	w.at = w.at.Add(time.Hour)
	done, err := w.tryWithdraw(t.Context(), pipeline.Withdrawal{Document: document, Reason: "demande", Purge: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(done.Erased.Releases) != 4 || done.Receipt.Generation != 4 {
		t.Errorf("purged: %+v, %+v", done.Erased, done.Receipt)
	}
	wantGone(t, w, dirs)
	wantRetired(t, w.public, done.Erased.Releases)

	before := fmt.Sprint(keys(t, w.private))
	r := w.must(box)
	if w.versions() != "b3 c1" || !r.Receipt.Unchanged || fmt.Sprint(keys(t, w.private)) != before {
		t.Errorf("the next run: %+v, public: %s", r.Receipt, w.versions())
	}
	wantGone(t, w, dirs)
}

// wantRetired fails the test unless of each release a note is left, and nothing
// else, and what is public is whole.
func wantRetired(t *testing.T, b *store.Bucket, releases []string) {
	t.Helper()
	all := keys(t, b)
	for _, id := range releases {
		prefix := "releases/" + id + "/"
		for key := range all {
			if strings.HasPrefix(key, prefix) && key != prefix+release.ManifestPath {
				t.Errorf("%s is left", key)
			}
		}
		data, _, err := b.Read(t.Context(), prefix+release.ManifestPath, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := release.Decode(data); !errors.Is(err, release.ErrRetired) || !strings.Contains(err.Error(), "demande") {
			t.Errorf("%s: %v", id, err)
		}
	}
	v, err := publish.Verify(t.Context(), b)
	if err != nil || len(v.Problems) > 0 {
		t.Errorf("%q, %v", v.Problems, err)
	}
}

// publishThrice publishes three releases that have the document, the last two a
// later version of it, and returns what was sent last. One version of it is
// refused, and one is held.
func publishThrice(t *testing.T, w *town) source.Source {
	t.Helper()
	w.must(numbered(document+" 1 x "+marker, "b 1 y"))
	w.at = w.at.Add(time.Hour)
	w.must(numbered(document+" 2 x "+marker+" "+marker+"2", "b 2 y"))
	w.at = w.at.Add(24 * time.Hour)
	// Its rows are few among those of the last pack, which nothing but a purge would
	// make anew.
	long := "c 1 y"
	for i := range 50 {
		long += fmt.Sprintf(" k%d", i)
	}
	box := numbered(document+" 2 x "+marker+" "+marker+"2", document+" 3 x h"+marker, document+" 2 z "+marker, "b 3 y", long)
	w.must(box)
	if w.versions() != document+"2 b3 c1" {
		t.Fatalf("public: %s", w.versions())
	}
	return box
}

// numbered is a source of petitions whose names say nothing of what is in them.
func numbered(petitions ...string) source.Source {
	files := fstest.MapFS{}
	for i, p := range petitions {
		files[fmt.Sprintf("%d.json", i)] = &fstest.MapFile{Data: written(p)}
	}
	return source.NewFolder("boite", files)
}

// plant adds a release that a dead run has brought half of, and copies that no
// release has any more.
func plant(t *testing.T, b *store.Bucket) {
	t.Helper()
	var book bytes.Buffer
	draft := &workbook.Draft{Sheets: []workbook.DraftSheet{{Name: "Canevas", Rows: []workbook.DraftRow{{Cells: []workbook.DraftCell{{Text: marker}}}}}}}
	if err := draft.WriteXLSX(&book); err != nil {
		t.Fatal(err)
	}
	for key, data := range map[string]string{
		"releases/2026-11-22-0a1b2c3d/points.csv": "cle,id\r\n" + marker + "," + document + "\r\n",
		"releases/2026-11-22-0a1b2c3d/depot.xlsx": book.String(),
		"latest/vieille.html":                     "<p>" + marker + "</p>",
		"latest/jours/vieille.html":               "<p>" + document + "</p>",
	} {
		if err := b.Put(t.Context(), key, store.Bytes([]byte(data), "text/plain", "no-cache")); err != nil {
			t.Fatal(err)
		}
	}
}

// hide writes what a writer leaves in a folder that died before a time.
func hide(t *testing.T, path string, before time.Time) {
	t.Helper()
	err := os.WriteFile(path, []byte(marker), 0o666)
	if err == nil {
		err = os.Chtimes(path, before, before)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// wantGone fails the test if something is left of the document but what says
// that it was withdrawn: the archive's state, and the public manifest.
func wantGone(t *testing.T, w *town, dirs []string) {
	t.Helper()
	p, err := publish.Read(t.Context(), w.public)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Manifest.Withdrawn) != 1 || p.Manifest.Withdrawn[0].ID != document {
		t.Errorf("withdrawn: %+v", p.Manifest.Withdrawn)
	}
	manifest, err := p.Manifest.Encode()
	if err != nil {
		t.Fatal(err)
	}
	for _, hit := range hits(t, dirs, string(manifest)) {
		t.Error(hit)
	}
}

// hits returns the files below some folders, hidden ones included, that have
// something of the document in them, and what. The public manifest may name it
// once.
func hits(t *testing.T, dirs []string, manifest string) []string {
	t.Helper()
	var all []string
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			data, err := os.ReadFile(path)
			text := unpacked(t, data)
			if string(data) == manifest {
				text = strings.Replace(text, fmt.Sprintf(`"id": %q`, document), "", 1)
			}
			isState := strings.HasPrefix(text, "{\n \"format\": 1,\n \"origins\": {")
			if strings.Contains(text, marker) || !isState && strings.Contains(text, document) {
				all = append(all, fmt.Sprintf("%s: %d bytes", path, len(data)))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// unpacked returns the text of a file, out of what packs it.
func unpacked(t *testing.T, data []byte) string {
	t.Helper()
	var text strings.Builder
	text.Write(data)
	switch {
	case bytes.HasPrefix(data, []byte("PAR1")):
		p, err := artifact.NewParquetReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		defer p.Close()
		for row, err := p.Next(); err == nil; row, err = p.Next() {
			text.Write(bytes.Join(row, []byte(" ")))
		}
	case bytes.HasPrefix(data, []byte("PK")):
		z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range z.File {
			part, err := z.Open(f.Name)
			if err == nil {
				_, err = io.Copy(&text, part)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	return text.String()
}
