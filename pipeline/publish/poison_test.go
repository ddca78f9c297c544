package publish_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/publish/publishtest"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// other makes of bytes what a storage must not be found to hold in their place.
var other = []struct {
	name string
	of   func([]byte) []byte
}{
	{"no bytes", func([]byte) []byte { return nil }},
	{"half of the bytes", func(b []byte) []byte { return b[:len(b)/2] }},
	{"other bytes", func(b []byte) []byte { return slices.Repeat([]byte("x"), len(b)) }},
	{"one bit", func(b []byte) []byte { b = slices.Clone(b); b[len(b)/3] ^= 4; return b }},
	{"a byte more", func(b []byte) []byte { return append(slices.Clone(b), '\n') }},
}

// bytesOf returns the bytes of a release's file.
func bytesOf(t *testing.T, r *release.Release, path string) []byte {
	t.Helper()
	for _, a := range r.Artifacts {
		if a.Path != path {
			continue
		}
		body, err := a.Open()
		if err != nil {
			t.Fatal(err)
		}
		defer body.Close()
		data := make([]byte, a.Size)
		if _, err := body.Read(data); err != nil {
			t.Fatal(err)
		}
		return data
	}
	t.Fatalf("no %s", path)
	return nil
}

// TestPoisoned finds other bytes under the keys of a release: the run stops, and
// what was public stays so, with the other bytes where they were.
func TestPoisoned(t *testing.T) {
	old, next := publishtest.NewDraft(2, 23).Build(t), publishtest.NewDraft(3, 24).Build(t)
	for _, path := range []string{"propositions.parquet", "SHA256SUMS", "manifest.json"} {
		for _, o := range other {
			t.Run(path+", "+o.name, func(t *testing.T) {
				onEach(t, func(t *testing.T, b *store.Bucket) {
					publishOn(t, b, old)
					key := "releases/" + next.Manifest.Release + "/" + path
					poison := o.of(bytesOf(t, next, path))
					put(t, b, key, poison)
					if err := nextOn(t, b, next); !errors.Is(err, store.ErrExist) || !strings.Contains(err.Error(), "poisoned") {
						t.Errorf("got error %v, want %v", err, store.ErrExist)
					}
					if data, _, err := b.Read(t.Context(), key, 1<<20); err != nil || !slices.Equal(data, poison) {
						t.Errorf("%s has changed: %v", key, err)
					}
					wantPublic(t, b, old, 1)
				})
			})
		}
	}
}

func nextOn(t *testing.T, b *store.Bucket, r *release.Release) error { return next(r)(t.Context(), b) }

// TestPoisonedPointer finds a pointer that leads nowhere, or that a later
// program has written: the run stops, and writes nothing at all.
func TestPoisonedPointer(t *testing.T) {
	old, late := publishtest.NewDraft(2, 23).Build(t), publishtest.NewDraft(3, 24).Build(t)
	replace := func(from, to string) func([]byte) []byte {
		return func(b []byte) []byte { return []byte(strings.Replace(string(b), from, to, 1)) }
	}
	release := old.Manifest.Release
	manifest := old.Artifacts[len(old.Artifacts)-1].SHA256
	tests := []struct {
		name string
		of   func([]byte) []byte
		want string
	}{
		{"no bytes", other[0].of, "not a pointer"},
		{"half of it", other[1].of, "not a pointer"},
		{"no JSON", other[2].of, "not a pointer"},
		{"more behind it", func(b []byte) []byte { return append(b, b...) }, "something follows"},
		{"a member of a later program", replace(`"release"`, `"signature": "x", "release"`), `unknown field "signature"`},
		{"the last generation", replace(`"generation": 1`, `"generation": 99999999`), "generation 100000000"},
		{"beyond the last generation", replace(`"generation": 1`, `"generation": 9223372036854775807`), "generation 9223372036854775807"},
		{"no generation", replace(`"generation": 1`, `"generation": 0`), "generation 0"},
		{"a manifest that is missing", replace(release, "2026-11-22-00000000"), "is missing"},
		{"another manifest", replace(manifest, strings.Repeat("0", 64)), "has the SHA-256"},
		{"a release out of the folder", replace(release, "../../x"), "release"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			onEach(t, func(t *testing.T, b *store.Bucket) {
				publishOn(t, b, old)
				poison := test.of(pointer(t, b))
				put(t, b, "current.json", poison)
				writes := b.Writes()
				err := nextOn(t, b, late)
				if err == nil || !strings.Contains(err.Error(), test.want) {
					t.Errorf("got error %v, want one of %s", err, test.want)
				}
				if b.Writes() != writes {
					t.Errorf("%d writes", b.Writes()-writes)
				}
				if got := pointer(t, b); !slices.Equal(got, poison) {
					t.Errorf("the pointer is now %s", got)
				}
			})
		})
	}
}

// TestPoisonedManifest finds other bytes in place of the manifest that the
// pointer names.
func TestPoisonedManifest(t *testing.T) {
	old, late := publishtest.NewDraft(2, 23).Build(t), publishtest.NewDraft(3, 24).Build(t)
	for _, o := range other {
		t.Run(o.name, func(t *testing.T) {
			dir := t.TempDir()
			b := store.NewFolder(dir)
			publishOn(t, b, old)
			key := "releases/" + old.Manifest.Release + "/manifest.json"
			if err := os.WriteFile(filepath.Join(dir, key), o.of(bytesOf(t, old, "manifest.json")), 0o644); err != nil {
				t.Fatal(err)
			}
			writes := b.Writes()
			if err := nextOn(t, b, late); err == nil || !strings.Contains(err.Error(), key) || b.Writes() != writes {
				t.Errorf("got error %v, %d writes", err, b.Writes()-writes)
			}
		})
	}
}
