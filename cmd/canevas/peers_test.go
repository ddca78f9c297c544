//go:build peers

package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/concertations-ia/canevas/pipeline/store"
	"github.com/concertations-ia/canevas/pipeline/store/peers"
)

// TestRunOnPeers runs the specification of the command line for storage of one's
// own on servers that are not ours.
func TestRunOnPeers(t *testing.T) {
	for _, peer := range []struct {
		name  string
		start func(testing.TB) *peers.Peer
	}{{"MinIO", peers.MinIO}, {"rclone", peers.Rclone}, {"careless", peers.Careless}} {
		t.Run(peer.name, func(t *testing.T) { runOn(t, peer.name, peer.start(t)) })
	}
}

func runOn(t *testing.T, name string, server *peers.Peer) {
	for _, bucket := range []string{"publication", "archive"} {
		if err := store.MakeBucket(t.Context(), server.Options(bucket)); err != nil {
			t.Fatal(err)
		}
	}
	counted := newCountedWrites(t, server.Options("").Endpoint)
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/peers",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			keys := server.Options("").Credentials
			e.Setenv("AWS_ACCESS_KEY_ID", keys.AccessKey)
			e.Setenv("AWS_SECRET_ACCESS_KEY", keys.Secret)
			e.Setenv("SOURCE_DATE_EPOCH", "1795392000") // 2026-11-23
			return configure(filepath.Join(e.WorkDir, configName), counted.url)
		},
		Condition: func(words string) (bool, error) { return words == name, nil },
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits,
			"wrote": counted.wrote,
		},
	})
}

// configure writes a configuration that publishes the bundled examples at an
// endpoint.
func configure(path, endpoint string) error {
	examples, err := filepath.Abs("../../datasets/" + builtin + "/example/submissions")
	if err != nil {
		return err
	}
	return os.WriteFile(path, fmt.Appendf(nil, `
sources: [{name: exemples, folder: %q}]
archive: s3://archive
publish: {to: "s3://publication"}
s3: {endpoint: %q, path_style: true}
`, examples, endpoint), 0o600)
}

// countedWrites is a server behind a proxy that counts what may change an
// object.
type countedWrites struct {
	url   string
	since atomic.Int64 // the last time it was asked
}

func newCountedWrites(t *testing.T, endpoint string) *countedWrites {
	t.Helper()
	target, err := url.Parse(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	c := new(countedWrites)
	transport := &http.Transport{MaxIdleConnsPerHost: 16}
	t.Cleanup(transport.CloseIdleConnections)
	proxy := httptest.NewServer(&httputil.ReverseProxy{
		Transport: transport,
		Rewrite: func(r *httputil.ProxyRequest) {
			if r.In.Method != http.MethodGet && r.In.Method != http.MethodHead {
				c.since.Add(1)
			}
			r.SetURL(target)
			r.Out.Host = r.In.Host // the signature covers it
		},
	})
	t.Cleanup(proxy.Close)
	c.url = proxy.URL
	return c
}

// wrote is the script command "wrote": something was written since it was asked
// last. "! wrote" wants nothing to have been.
func (c *countedWrites) wrote(ts *testscript.TestScript, neg bool, _ []string) {
	if n := c.since.Swap(0); (n > 0) == neg {
		ts.Fatalf("%d requests that write", n)
	}
}
