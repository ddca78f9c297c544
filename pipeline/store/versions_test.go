package store_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/store"
)

// states lists the versions of a bucket as "key id size flags".
func states(t *testing.T, b *store.Bucket) (all []string) {
	t.Helper()
	for k, err := range b.Versions(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, fmt.Sprintln(k.Key, k.ID, k.Size, k.Latest, k.Marker))
	}
	return all
}

const someObjects = `<ListBucketResult><Name>bucket</Name><Contents><Key>prefix/a</Key><Size>3</Size></Contents></ListBucketResult>`

// TestVersionsInPages has a server cut a listing inside a key, give marks and
// versions apart, of one second, and begin a page with the end of the one before.
func TestVersionsInPages(t *testing.T) {
	const begin = `<ListVersionsResult><Name>bucket</Name>`
	pages := map[string]string{
		"": begin + `<IsTruncated>true</IsTruncated><NextKeyMarker>prefix/a</NextKeyMarker><NextVersionIdMarker>2</NextVersionIdMarker>` +
			`<Version><Key>prefix/a</Key><VersionId>2</VersionId><Size>20</Size><LastModified>2026-01-02T00:00:00Z</LastModified></Version>` +
			`<DeleteMarker><Key>prefix/a</Key><VersionId>3</VersionId><IsLatest>true</IsLatest><LastModified>2026-01-02T00:00:00Z</LastModified></DeleteMarker>` +
			`</ListVersionsResult>`,
		"prefix/a 2": begin + `<IsTruncated>true</IsTruncated><NextKeyMarker>prefix/b</NextKeyMarker>` +
			`<Version><Key>prefix/a</Key><VersionId>2</VersionId><Size>20</Size></Version>` +
			`<Version><Key>prefix/a</Key><VersionId>1</VersionId><Size>10</Size></Version></ListVersionsResult>`,
		"prefix/b": begin + `<Version><Key>prefix/b/</Key><VersionId>f</VersionId></Version>` +
			`<Version><Key>prefix/c</Key><VersionId>null</VersionId><IsLatest>true</IsLatest><Size>1</Size></Version></ListVersionsResult>`,
	}
	b := serve(t, func(w http.ResponseWriter, r *http.Request) {
		at := r.URL.Query().Get("key-marker")
		if id := r.URL.Query().Get("version-id-marker"); id != "" {
			at += " " + id
		} else if r.URL.Query().Has("version-id-marker") {
			t.Error("an empty marker was sent")
		}
		_, _ = io.WriteString(w, pages[at])
	})
	want := []string{"a 3 0 true true\n", "a 2 20 false false\n", "a 1 10 false false\n", "c null 1 true false\n"}
	if got := states(t, b); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

// TestServersWithoutVersions give the objects for their only states.
func TestServersWithoutVersions(t *testing.T) {
	for name, answer := range map[string]func(w http.ResponseWriter){
		"501":                       func(w http.ResponseWriter) { fault(w, 501, "NotImplemented") },
		"405":                       func(w http.ResponseWriter) { fault(w, 405, "MethodNotAllowed") },
		"a listing of another kind": func(w http.ResponseWriter) { _, _ = io.WriteString(w, someObjects) },
		"one that does not go on": func(w http.ResponseWriter) {
			_, _ = io.WriteString(w, `<ListBucketResult><Name>bucket</Name><IsTruncated>true</IsTruncated></ListBucketResult>`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Query().Has("versions") {
					answer(w)
					return
				}
				_, _ = io.WriteString(w, someObjects)
			})
			if got := states(t, b); !slices.Equal(got, []string{"a  3 true false\n"}) {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestVersionsThatAreHidden(t *testing.T) {
	b := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Has("versions") {
			fault(w, 403, "AccessDenied")
			return
		}
		_, _ = io.WriteString(w, someObjects)
	})
	var err error
	for _, err = range b.Versions(t.Context(), "") {
	}
	checkError(t, err, store.ErrDenied, "list versions of prefix/: ")
}

func TestForget(t *testing.T) {
	const listed = `<ListVersionsResult><Name>bucket</Name><Version><Key>prefix/k</Key><VersionId>there</VersionId></Version></ListVersionsResult>`
	for name, tt := range map[string]struct {
		id      string
		answers []int // to the requests to delete
		fails   bool
	}{
		"one that is there":                            {"1", []int{204}, false},
		"one that is gone, 404":                        {"1", []int{404}, false},
		"one that is gone, 400":                        {"1", []int{400}, false},
		"one that is there, 400":                       {"there", []int{400}, true},
		"one that must stay":                           {"1", []int{403}, true},
		"an object where no versions are known":        {"null", []int{501, 204}, false},
		"an object that has no versions":               {"", []int{204}, false},
		"a version where, it turns out, none is known": {"1", []int{501}, true},
	} {
		t.Run(name, func(t *testing.T) {
			var sent atomic.Int64
			b := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Method != http.MethodDelete {
					_, _ = io.WriteString(w, listed)
					return
				}
				n := int(sent.Add(1))
				if n > len(tt.answers) || n == 1 && r.URL.Query().Get("versionId") != tt.id {
					t.Errorf("request %d: %s", n, r.URL)
					return
				}
				fault(w, tt.answers[n-1], "")
			})
			err := b.Forget(t.Context(), store.Kept{Key: "k", ID: tt.id})
			if (err != nil) != tt.fails {
				t.Errorf("got error %v", err)
			}
			if int(sent.Load()) != len(tt.answers) || b.Writes() != 1 {
				t.Errorf("%d requests, %d writes", sent.Load(), b.Writes())
			}
		})
	}
}

func TestForgetLeadsNowhereElse(t *testing.T) {
	b := store.NewFolder(t.TempDir()).Sub("a")
	for _, key := range []string{"../k", "", "a//b", ".new-x"} {
		if b.Forget(t.Context(), store.Kept{Key: key}) == nil {
			t.Errorf("%q was forgotten", key)
		}
	}
	var err error
	for _, err = range b.Versions(t.Context(), "../") {
	}
	if err == nil || errors.Is(err, store.ErrNotExist) {
		t.Errorf("versions of another folder: %v", err)
	}
}
