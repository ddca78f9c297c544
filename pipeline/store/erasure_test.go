package store_test

import (
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/concertations-ia/canevas/pipeline/store"
)

// TestErasure: what is collected is removed, once Erase is called and not before,
// and nothing else is.
func TestErasure(t *testing.T) {
	dir := t.TempDir()
	b := store.NewFolder(dir)
	for _, key := range []string{"a/1", "a/2", "a/3", "b/1"} {
		if err := b.Put(t.Context(), key, store.Bytes([]byte(key), "", "")); err != nil {
			t.Fatal(err)
		}
	}
	day := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	for name, at := range map[string]time.Time{"a/.new-A": day, "a/.new-B": day.AddDate(0, 0, 2), "b/.new-C": day} {
		path := filepath.Join(dir, name)
		err := os.WriteFile(path, nil, 0o666)
		if err == nil {
			err = os.Chtimes(path, at, at)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	e := store.NewErasure(b)
	err := e.Add(t.Context(), "a/", func(k store.Kept) bool { return k.Key != "a/2" })
	err = errors.Join(err, e.AddUnfinished(t.Context(), "a/", day.Add(time.Hour)))
	if err != nil || e.Len() != 3 || len(files(t, dir)) != 7 {
		t.Fatalf("%d collected, %v; there are %q", e.Len(), err, files(t, dir))
	}
	for range 2 {
		if err := e.Erase(t.Context()); err != nil || e.Len() != 0 {
			t.Fatal(err)
		}
		if got, want := files(t, dir), []string{"a/.new-B", "a/2", "b/.new-C", "b/1"}; !reflect.DeepEqual(got, want) {
			t.Errorf("left: %q", got)
		}
	}
	nowhere := store.NewErasure(store.NewFolder(filepath.Join(dir, "nulle-part")))
	if err := nowhere.Add(t.Context(), "", func(store.Kept) bool { return true }); !errors.Is(err, store.ErrNoBucket) {
		t.Errorf("no folder: %v", err)
	}
	if err := nowhere.AddUnfinished(t.Context(), "", day); !errors.Is(err, store.ErrNoBucket) {
		t.Errorf("no folder: %v", err)
	}
}

// files returns the names of the files below a folder, sorted.
func files(t *testing.T, dir string) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			all = append(all, filepath.ToSlash(path[len(dir)+1:]))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestErasureOldestFirst: of several states of a key the oldest goes first, so
// that none of them is the latest for a while. A storage that cannot tell of
// unfinished writes has none.
func TestErasureOldestFirst(t *testing.T) {
	var forgotten []string
	b := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodDelete:
			forgotten = append(forgotten, r.URL.Query().Get("versionId"))
			w.WriteHeader(http.StatusNoContent)
		case r.URL.Query().Has("uploads"):
			fault(w, http.StatusNotImplemented, "NotImplemented")
		default:
			io.WriteString(w, `<ListVersionsResult><Name>bucket</Name><IsTruncated>false</IsTruncated>
<Version><Key>prefix/a</Key><VersionId>3</VersionId><IsLatest>true</IsLatest><Size>1</Size><LastModified>2026-11-23T00:00:03Z</LastModified></Version>
<Version><Key>prefix/a</Key><VersionId>2</VersionId><IsLatest>false</IsLatest><Size>1</Size><LastModified>2026-11-23T00:00:02Z</LastModified></Version>
<Version><Key>prefix/a</Key><VersionId>1</VersionId><IsLatest>false</IsLatest><Size>1</Size><LastModified>2026-11-23T00:00:01Z</LastModified></Version>
</ListVersionsResult>`)
		}
	})
	e := store.NewErasure(b)
	err := e.Add(t.Context(), "a", func(store.Kept) bool { return true })
	err = errors.Join(err, e.AddUnfinished(t.Context(), "", time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)), e.Erase(t.Context()))
	if err != nil || !reflect.DeepEqual(forgotten, []string{"1", "2", "3"}) {
		t.Errorf("forgotten in the order %q, %v", forgotten, err)
	}
}
