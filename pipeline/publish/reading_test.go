package publish_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/publish/publishtest"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// TestReadRelease reads releases back from a folder, which lists its records, and
// over the web, where nothing is listed.
func TestReadRelease(t *testing.T) {
	b, dir, old := published(t, publishtest.NewDraft(2, 23))
	now := publishtest.NewDraft(3, 24).Build(t)
	publishOn(t, b, now)
	web := httptest.NewServer(http.FileServer(http.Dir(dir)))
	t.Cleanup(web.Close)
	stranger, err := store.NewWeb(web.URL)
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string]*store.Bucket{"folder": b, "web": stranger} {
		t.Run(name, func(t *testing.T) {
			current, err := publish.ReadCurrent(t.Context(), b)
			if err != nil || current.Manifest.Release != now.Manifest.Release {
				t.Errorf("current: %+v, %v", current.Manifest, err)
			}
			for _, r := range []*release.Release{old, now} {
				got, err := publish.ReadRelease(t.Context(), b, r.Manifest.Release)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := got.Bucket.Stat(t.Context(), got.Key("propositions.csv")); err != nil || got.Manifest.Release != r.Manifest.Release {
					t.Errorf("%s: %+v, %v", r.Manifest.Release, got.Manifest, err)
				}
			}
			if _, err := publish.ReadRelease(t.Context(), b, "2026-11-22-00000000"); !errors.Is(err, publish.ErrNoRelease) {
				t.Errorf("never public: %v", err)
			}
		})
	}
	manifest := filepath.Join(dir, "releases", old.Manifest.Release, release.ManifestPath)
	data, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	// Another manifest that does not contradict itself.
	write(t, manifest, append(data, '\n'))
	if _, err := publish.ReadRelease(t.Context(), b, old.Manifest.Release); err == nil || !strings.Contains(err.Error(), "has the SHA-256") {
		t.Errorf("another manifest: %v", err)
	}
	current, err := os.ReadFile(filepath.Join(dir, "releases", now.Manifest.Release, release.ManifestPath))
	if err != nil {
		t.Fatal(err)
	}
	write(t, manifest, current)
	if _, err := publish.ReadRelease(t.Context(), stranger, old.Manifest.Release); err == nil || !strings.Contains(err.Error(), "the manifest is that of release "+now.Manifest.Release) {
		t.Errorf("the manifest of another release: %v", err)
	}
	write(t, manifest, data[:len(data)/2])
	if _, err := publish.ReadRelease(t.Context(), stranger, old.Manifest.Release); err == nil || errors.Is(err, publish.ErrNoRelease) {
		t.Errorf("half a manifest: %v", err)
	}
}

func TestReadReleaseOfNothing(t *testing.T) {
	empty := store.NewFolder(t.TempDir())
	if _, err := publish.ReadCurrent(t.Context(), empty); !errors.Is(err, publish.ErrNoRelease) {
		t.Errorf("current: %v", err)
	}
	if _, err := publish.ReadRelease(t.Context(), empty, "2026-11-22-00000000"); !errors.Is(err, publish.ErrNoRelease) {
		t.Errorf("by its name: %v", err)
	}
	missing := store.NewFolder(filepath.Join(t.TempDir(), "missing"))
	if _, err := publish.ReadCurrent(t.Context(), missing); !errors.Is(err, store.ErrNoBucket) {
		t.Errorf("no folder: %v", err)
	}
}
