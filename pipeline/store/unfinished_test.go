package store_test

import (
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/concertations-ia/canevas/pipeline/store"
)

func unfinished(t *testing.T, b *store.Bucket, prefix string, before time.Time) (found []store.Unfinished) {
	t.Helper()
	for u, err := range b.Unfinished(t.Context(), prefix, before) {
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, u)
	}
	return found
}

// TestUnfinishedFiles finds what killed writers left in a folder, and removes
// it and nothing else.
func TestUnfinishedFiles(t *testing.T) {
	dir := t.TempDir()
	b := store.NewFolder(dir)
	if err := b.Create(t.Context(), "a/k", store.Bytes([]byte("kept"), "", "")); err != nil {
		t.Fatal(err)
	}
	old := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for name, age := range map[string]time.Time{"a/.new-OLD": old, "a/.new-YOUNG": old.Add(time.Hour), "b/c/.new-OLD": old} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte("half"), 0o666); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, age, age); err != nil {
			t.Fatal(err)
		}
	}
	if found := unfinished(t, b.Sub("a"), "", old.Add(time.Minute)); len(found) != 1 || found[0].Key != ".new-OLD" || !found[0].Begun.Equal(old) {
		t.Errorf("below a: %+v", found)
	}
	found := unfinished(t, b, "", old.Add(time.Minute))
	if len(found) != 2 {
		t.Fatalf("got %+v", found)
	}
	for range 2 { // the second time they are gone
		for _, u := range found {
			if err := b.Discard(t.Context(), u); err != nil {
				t.Fatal(err)
			}
		}
	}
	if b.Writes() == 0 {
		t.Error("to discard is no write")
	}
	if left := unfinished(t, b, "", old.Add(time.Hour*2)); len(left) != 1 || left[0].Key != "a/.new-YOUNG" {
		t.Errorf("left: %+v", left)
	}
	if _, err := os.Stat(filepath.Join(dir, "b")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the empty folder is there: %v", err)
	}
	for _, key := range []string{"a/k", "a/../a/k", "a/..", "b/../a/.new-YOUNG"} {
		if b.Discard(t.Context(), store.Unfinished{Key: key}) == nil {
			t.Errorf("%s was discarded", key)
		}
	}
	if data, _, err := b.Read(t.Context(), "a/k", 10); err != nil || string(data) != "kept" {
		t.Errorf("the object reads %q, %v", data, err)
	}
}

func TestUnfinishedUploadsInPages(t *testing.T) {
	const begin = `<ListMultipartUploadsResult><Bucket>bucket</Bucket>`
	pages := map[string]string{
		"": begin + `<IsTruncated>true</IsTruncated><NextKeyMarker>prefix/a</NextKeyMarker><NextUploadIdMarker>1</NextUploadIdMarker>` +
			`<Upload><Key>prefix/a</Key><UploadId>1</UploadId><Initiated>2026-01-01T00:00:00Z</Initiated></Upload></ListMultipartUploadsResult>`,
		"prefix/a": begin + `<Upload><Key>prefix/a</Key><UploadId>2</UploadId><Initiated>2026-01-01T00:00:00Z</Initiated></Upload>` +
			`<Upload><Key>prefix/b</Key><UploadId>3</UploadId><Initiated>2026-02-01T00:00:00Z</Initiated></Upload></ListMultipartUploadsResult>`,
	}
	b := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, pages[r.URL.Query().Get("key-marker")])
	})
	found := unfinished(t, b, "", time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC))
	if len(found) != 2 || found[0].ID != "1" || found[1].ID != "2" || found[1].Key != "a" {
		t.Errorf("got %+v", found)
	}
}

func TestUnfinishedWritesThatCannotBeTold(t *testing.T) {
	refusing := serve(t, func(w http.ResponseWriter, _ *http.Request) { fault(w, 501, "NotImplemented") })
	web, err := store.NewWeb("https://canevas.invalid")
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range []*store.Bucket{refusing, web} {
		var err error
		for _, err = range b.Unfinished(t.Context(), "", time.Time{}) {
		}
		if !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("%s: got error %v", b, err)
		}
	}
	if err := web.Discard(t.Context(), store.Unfinished{Key: "k"}); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("discard: got error %v", err)
	}
}
