package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/store"
	"github.com/concertations-ia/canevas/pipeline/store/gateway"
)

// TestStoreInitOnAServer prepares a publication and an archive that share a
// bucket, on a server that could be anybody's, and then opens the archive.
func TestStoreInitOnAServer(t *testing.T) {
	g, err := gateway.Start(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	options := g.Options("seau")
	t.Setenv("AWS_ACCESS_KEY_ID", options.Credentials.AccessKey)
	t.Setenv("AWS_SECRET_ACCESS_KEY", options.Credentials.Secret)
	config := filepath.Join(t.TempDir(), "canevas.yaml")
	text := fmt.Sprintf("sources: [{name: s, folder: s}]\narchive: s3://seau/prive\npublish: {to: \"s3://seau/public\"}\n"+
		"s3: {endpoint: %q, region: us-east-1, path_style: true}\n", options.Endpoint)
	if err := os.WriteFile(config, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		arguments []string
		code      int
		want      string
	}{
		{[]string{"--dry-run"}, exitDone, "lecture publique : à faire"},
		{[]string{"--dry-run"}, exitDone, "emplacement : à faire"}, // nothing came of the first
		{nil, exitDone, "lecture publique : fait"},
		{nil, exitDone, "lecture publique : en place"},
		{[]string{"--json"}, exitDone, `"archive":{"place":"s3://seau/prive","steps":[{"need":"bucket","outcome":"present"}],` +
			`"versioning":"off","stranger":{"read":false,"list":false,"origin":false}}`},
	} {
		code, said := storeInit(t, config, tt.arguments...)
		if code != tt.code || !strings.Contains(said, tt.want) {
			t.Errorf("store init %v: exit code %d: %s", tt.arguments, code, said)
		}
	}
	if err := g.Publish(t.Context(), "seau"); err != nil {
		t.Fatal(err)
	}
	code, said := storeInit(t, config)
	if code != exitUnexpected || !strings.Contains(said, "n'importe qui lit l'archive") || !strings.Contains(said, "anybody can see the archive") {
		t.Errorf("an open archive: exit code %d: %s", code, said)
	}
	b, err := store.NewS3(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	for info, err := range b.List(t.Context(), "") {
		t.Errorf("left behind: %s, %v", info.Key, err)
	}
}

// storeInit runs the command and returns its exit code and all it said.
func storeInit(t *testing.T, config string, arguments ...string) (int, string) {
	t.Helper()
	var said bytes.Buffer
	code := run(t.Context(), append([]string{"store", "init", "--config", config}, arguments...), streams{out: &said, err: &said})
	return code, said.String()
}
