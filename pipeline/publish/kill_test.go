package publish_test

import (
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/publish/publishtest"
	"github.com/concertations-ia/canevas/pipeline/release"
)

// A killer stands between a process and the storage, and kills the process at
// one of its requests, the first being 1: before the request is carried out, or
// after.
type killer struct {
	mu      sync.Mutex
	calls   int
	at      int
	after   bool
	process *os.Process
	forward *httputil.ReverseProxy
	look    func()
}

// newKiller starts a server that forwards to the embedded storage, and returns
// its address too.
func newKiller(t *testing.T, look func()) (*killer, string) {
	t.Helper()
	target, err := url.Parse(server(t).Endpoint())
	if err != nil {
		t.Fatal(err)
	}
	k := &killer{look: look, forward: &httputil.ReverseProxy{
		// The signature of a request covers the host it was sent to.
		Rewrite:  func(r *httputil.ProxyRequest) { r.SetURL(target); r.Out.Host = r.In.Host },
		ErrorLog: log.New(io.Discard, "", 0), // the dead do not wait for answers
	}}
	s := httptest.NewServer(k)
	t.Cleanup(s.Close)
	return k, s.URL
}

func (k *killer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	k.mu.Lock()
	k.calls++
	now, after := k.calls == k.at, k.after
	k.mu.Unlock()
	if now && !after {
		_ = k.process.Kill()
		return
	}
	k.forward.ServeHTTP(w, r)
	if now {
		_ = k.process.Kill()
	}
	k.look()
}

// A program is the program itself, run as its users run it.
type program struct {
	path     string
	endpoint string
	archive  string // a bucket
	env      []string
}

// buildProgram builds the program.
func buildProgram(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "canevas")
	build := exec.Command("go", "build", "-o", path, "github.com/concertations-ia/canevas/cmd/canevas")
	build.Dir = packageDir
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return path
}

// start starts the program with a configuration of its own.
func (p program) start(t *testing.T, args ...string) (*exec.Cmd, *strings.Builder) {
	t.Helper()
	config := filepath.Join(t.TempDir(), "canevas.yaml")
	text := fmt.Sprintf("sources: [{name: s, folder: .}]\npublish: {to: s3://unused}\narchive: s3://%s\ns3: {endpoint: %q, path_style: true}\n", p.archive, p.endpoint)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), p.path, append(args, "--config", config)...)
	c.Dir, c.Env = filepath.Dir(config), p.env
	said := &strings.Builder{}
	c.Stdout, c.Stderr = io.Discard, said
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	return c, said
}

// environment is what the program needs from it, and no more.
func environment(t *testing.T) []string {
	keys := server(t).Options("").Credentials
	return []string{
		"AWS_ACCESS_KEY_ID=" + keys.AccessKey, "AWS_SECRET_ACCESS_KEY=" + keys.Secret, "AWS_REGION=us-east-1",
		"HOME=" + t.TempDir(), "TMPDIR=" + t.TempDir(), "AWS_EC2_METADATA_DISABLED=true", "SOURCE_DATE_EPOCH=1795392000",
	}
}

// inFolder writes the files of a release to a folder, as canevas build does.
func inFolder(t *testing.T, r *release.Release) string {
	t.Helper()
	dir := t.TempDir()
	for _, a := range r.Artifacts {
		at := filepath.Join(dir, filepath.FromSlash(a.Path))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, bytesOf(t, r, a.Path), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestKilled kills the program itself, by the signal that no program can catch,
// at one of its requests after another. What is public stays whole, and running
// it again publishes.
func TestKilled(t *testing.T) {
	old, next := publishtest.NewDraft(2, 23).Build(t), publishtest.NewDraft(3, 24).Build(t)
	dir := inFolder(t, next)
	path, env := buildProgram(t), environment(t)
	calls := die(t, program{path: path, env: env}, dir, old, next, 0, false)
	random := rand.New(rand.NewPCG(3, 4))
	for range killings {
		at, after := 1+random.IntN(calls), random.IntN(2) == 0
		t.Run(fmt.Sprintf("at call %d of %d, carried out: %v", at, calls, after), func(t *testing.T) {
			t.Parallel()
			die(t, program{path: path, env: env}, dir, old, next, at, after)
		})
	}
}

// die has the program publish next on top of old and be killed at a request,
// or at none where that is 0, then publish undisturbed, and returns how many
// requests it sent at first.
func die(t *testing.T, p program, dir string, old, next *release.Release, at int, after bool) int {
	t.Helper()
	direct, name := newBucket(t)
	publishOn(t, direct, old)
	o := publishtest.Observe(filepath.Join(serverDir, name), old, next)
	k, endpoint := newKiller(t, o.Look)
	p.endpoint = endpoint
	_, p.archive = newBucket(t)
	args := []string{"publish", dir, "--to", "s3://" + name}
	k.mu.Lock()
	k.at, k.after = at, after
	c, said := p.start(t, args...)
	k.process = c.Process
	k.mu.Unlock()
	err := c.Wait()
	o.Look()
	if dead := err != nil && c.ProcessState.ExitCode() == -1; dead != (at > 0) || err != nil && !dead {
		t.Fatalf("the program ended in %v: %s", err, said)
	}
	calls := k.calls
	k.at = 0
	for range 2 {
		c, said = p.start(t, args...)
		if err := c.Wait(); err != nil {
			t.Fatalf("run again: %v: %s", err, said)
		}
		o.Look()
	}
	for _, words := range o.Violations() {
		t.Error(words)
	}
	wantPublic(t, direct, next, 2)
	return calls
}
