package pipeline_test

import (
	"context"
	"fmt"
	"io/fs"
	"iter"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/concertations-ia/canevas/pipeline"
	"github.com/concertations-ia/canevas/pipeline/archive"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/source"
	"github.com/concertations-ia/canevas/pipeline/store"
	"github.com/concertations-ia/canevas/pipeline/store/gateway"
	"github.com/concertations-ia/canevas/pipeline/submission"
)

// shuffled yields the submissions of a source in an order of its own.
type shuffled struct {
	source.Source
	seed uint64
}

func (s shuffled) Pull(ctx context.Context, m source.Memory) iter.Seq2[submission.Submission, error] {
	return func(yield func(submission.Submission, error) bool) {
		var all []submission.Submission
		for received, err := range s.Source.Pull(ctx, m) {
			if err != nil {
				yield(received, err)
				return
			}
			all = append(all, received)
		}
		rand.New(rand.NewPCG(s.seed, 0)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		for _, received := range all {
			if !yield(received, nil) {
				return
			}
		}
	}
}

// TestDeterminism: the same submissions make the same bytes, whatever their
// order and the number of cores. Time zones and locales are set for whole
// programs, in the scripts of cmd/canevas.
func TestDeterminism(t *testing.T) {
	want := manifest(t, source.NewFolder("exemples", examples(t)))
	for seed, cores := range []int{1, 8, 2} {
		before := runtime.GOMAXPROCS(cores)
		got := manifest(t, shuffled{source.NewFolder("exemples", examples(t)), uint64(seed)})
		runtime.GOMAXPROCS(before)
		if got != want {
			t.Errorf("with %d cores and order %d the manifest is\n%s\nwant\n%s", cores, seed, got, want)
		}
	}
}

// manifest builds a release of the built-in definition and returns its
// manifest, which holds the hash of every file.
func manifest(t *testing.T, sources ...source.Source) string {
	t.Helper()
	_, dir := build(t, pipeline.Job{Definition: concertations(t), Time: noon, Sources: sources})
	return files(t, dir)[release.ManifestPath]
}

// TestSourcesAgree: a web server that misbehaves and the inbox of an S3 bucket
// give the release that the folder gives.
func TestSourcesAgree(t *testing.T) {
	want := manifest(t, source.NewFolder("exemples", examples(t)))

	server := httptest.NewServer(&faulty{files: examples(t), asked: map[string]int{}})
	defer server.Close()
	var urls []string
	for name := range contents(t, examples(t)) {
		urls = append(urls, server.URL+"/"+name)
	}
	slices.Sort(urls)
	web, err := source.NewWeb("web", urls, source.WebOptions{Private: true, Timeout: 200 * time.Millisecond, Pause: time.Millisecond, Budget: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	if got := manifest(t, web); got != want {
		t.Errorf("from the web:\n%s\nwant\n%s", got, want)
	}
	if got := manifest(t, source.NewInbox("boite", inbox(t))); got != want {
		t.Errorf("from the inbox:\n%s\nwant\n%s", got, want)
	}
}

// TestWebDown: addresses that stop answering take nothing away.
func TestWebDown(t *testing.T) {
	site := &faulty{files: examples(t), asked: map[string]int{}}
	server := httptest.NewServer(site)
	defer server.Close()
	private, public := folder(t), folder(t)
	w := town{t: t, def: concertations(t), private: private, public: public, at: noon, program: "essai"}
	var urls []string
	for name := range contents(t, examples(t)) {
		urls = append(urls, server.URL+"/"+name)
	}
	slices.Sort(urls)
	pull := func() *pipeline.Result {
		web, err := source.NewWeb("web", urls, source.WebOptions{Private: true, Timeout: 200 * time.Millisecond, Pause: time.Millisecond, Budget: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		return w.must(web)
	}
	first := pull()
	site.gone = []string{"/01-metropole-convention-citoyenne.json", "/12-ville-conseil-permanent-suites.json"}
	second := pull()
	if !second.Receipt.Unchanged || second.Receipt.Release != first.Receipt.Release {
		t.Errorf("after two addresses went: %+v", second.Receipt)
	}
	if len(second.Failures) != 2 {
		t.Errorf("failures = %+v", second.Failures)
	}
	if a, err := archive.Open(t.Context(), private); err != nil || len(a.Documents()) == 0 {
		t.Errorf("archive: %v", err)
	}
}

// faulty serves files, each after a fault of its own.
type faulty struct {
	files fs.FS
	gone  []string

	mu    sync.Mutex
	asked map[string]int
}

func (f *faulty) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	f.asked[r.URL.Path]++
	asked, kind := f.asked[r.URL.Path], len(r.URL.Path)%5
	f.mu.Unlock()
	switch {
	case slices.Contains(f.gone, r.URL.Path):
		http.Error(w, "no longer here", http.StatusGone)
	case asked > 1 || r.URL.Query().Has("moved"):
		http.FileServerFS(f.files).ServeHTTP(w, r)
	case kind == 0:
		http.Error(w, "later", http.StatusServiceUnavailable)
	case kind == 1:
		w.Header().Set("Retry-After", "0")
		http.Error(w, "slower", http.StatusTooManyRequests)
	case kind == 2:
		select { // longer than the client waits
		case <-r.Context().Done():
		case <-time.After(5 * time.Second):
		}
	case kind == 3:
		w.Header().Set("Content-Length", "100000")
		fmt.Fprint(w, `{"schema_version": `)
	default:
		http.Redirect(w, r, r.URL.Path+"?moved", http.StatusFound)
	}
}

// inbox returns a bucket of the embedded S3 server that holds the examples.
func inbox(t *testing.T) *store.Bucket {
	t.Helper()
	g, err := gateway.Start(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := g.CreateBucket(t.Context(), "depots"); err != nil {
		t.Fatal(err)
	}
	b, err := store.NewS3(t.Context(), g.Options("depots"))
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range contents(t, examples(t)) {
		if err := b.Put(t.Context(), "arrivees/"+name, store.Bytes(data, "application/octet-stream", "no-store")); err != nil {
			t.Fatal(err)
		}
	}
	return b.Sub("arrivees")
}

func contents(t *testing.T, files fs.FS) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		data, err := fs.ReadFile(files, e.Name())
		if err != nil {
			t.Fatal(err)
		}
		all[e.Name()] = data
	}
	return all
}
