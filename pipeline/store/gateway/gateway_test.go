package gateway_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/concertations-ia/canevas/pipeline/store"
	"github.com/concertations-ia/canevas/pipeline/store/gateway"
	"github.com/concertations-ia/canevas/pipeline/store/storetest"
)

// start runs a gateway until the test ends.
func start(t *testing.T, dir string) *gateway.Gateway {
	t.Helper()
	g, err := gateway.Start(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	return g
}

// bucket opens a new bucket, whose objects of more than 5 MiB go in parts.
func bucket(t *testing.T, g *gateway.Gateway, name string) *store.Bucket {
	t.Helper()
	if err := g.CreateBucket(t.Context(), name); err != nil {
		t.Fatal(err)
	}
	options := g.Options(name)
	options.PartSize = 5 << 20
	b, err := store.NewS3(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestGatewayKeepsTheContract(t *testing.T) {
	g := start(t, t.TempDir())
	n := 0
	storetest.Run(t, func(t *testing.T) *store.Bucket {
		n++
		return bucket(t, g, fmt.Sprintf("bucket-%d", n))
	})
}

// TestSidecarKeepsTheContract has the gateway keep attributes beside the
// files, as it does where the file system has none.
func TestSidecarKeepsTheContract(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.Mkdir(dir+".meta", 0o777); err != nil {
		t.Fatal(err)
	}
	g := start(t, dir)
	n := 0
	storetest.Run(t, func(t *testing.T) *store.Bucket {
		n++
		return bucket(t, g, fmt.Sprintf("bucket-%d", n))
	})
}

func TestOneGatewayAtATime(t *testing.T) {
	before, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	g := start(t, dir)
	if _, err := gateway.Start(t.TempDir()); !errors.Is(err, gateway.ErrRunning) {
		t.Errorf("got error %v", err)
	}
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	if after, err := os.Getwd(); err != nil || after != before {
		t.Errorf("the working directory is %s, %v", after, err)
	}
}

func TestAnotherStartFindsTheObjects(t *testing.T) {
	dir := t.TempDir()
	content := store.Bytes([]byte("kept"), "text/plain", "")
	g := start(t, dir)
	if err := bucket(t, g, "bucket").Create(t.Context(), "a/k", content); err != nil {
		t.Fatal(err)
	}
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	g = start(t, dir)
	b := bucket(t, g, "bucket")
	info, err := b.Stat(t.Context(), "a/k")
	if err != nil || info.SHA256 != content.SHA256 || info.Version == "" {
		t.Errorf("stat %+v, %v", info, err)
	}
	if data, err := os.ReadFile(filepath.Join(dir, "bucket", "a", "k")); err != nil || string(data) != "kept" {
		t.Errorf("the file holds %q, %v", data, err)
	}
}

func TestFolderThatCannotBeServed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := gateway.Start(file); err == nil || errors.Is(err, gateway.ErrRunning) {
		t.Errorf("got error %v", err)
	}
	start(t, t.TempDir())
}

func TestPublish(t *testing.T) {
	g := start(t, t.TempDir())
	b := bucket(t, g, "bucket")
	content := store.Bytes([]byte("x,y\n1,2\n"), "text/csv; charset=utf-8", "max-age=300")
	if err := b.Create(t.Context(), "latest/t.csv", content); err != nil {
		t.Fatal(err)
	}
	if err := b.Copy(t.Context(), "latest/t.csv", "latest/copy.csv", content); err != nil {
		t.Fatal(err)
	}
	if response, _ := get(t, g.Endpoint()+"/bucket/latest/t.csv"); response.StatusCode != http.StatusForbidden {
		t.Errorf("read without permission: %s", response.Status)
	}
	if err := g.Publish(t.Context(), "bucket"); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"t.csv", "copy.csv"} {
		response, body := get(t, g.Endpoint()+"/bucket/latest/"+name)
		if response.StatusCode != http.StatusPartialContent || body != "x,y" {
			t.Errorf("%s: %s, %q", name, response.Status, body)
		}
		for header, want := range map[string]string{
			"Content-Type":                  "text/csv; charset=utf-8",
			"Cache-Control":                 "max-age=300",
			"Content-Range":                 "bytes 0-2/8",
			"Accept-Ranges":                 "bytes",
			"Access-Control-Allow-Origin":   "*",
			"Access-Control-Expose-Headers": "Content-Range, Accept-Ranges, Content-Length, ETag",
		} {
			if got := response.Header.Get(header); !strings.HasPrefix(got, want) {
				t.Errorf("%s: header %s is %q, want %q", name, header, got, want)
			}
		}
	}
	for _, listing := range []string{"/", "/bucket", "/bucket?list-type=2"} {
		if response, _ := get(t, g.Endpoint()+listing); response.StatusCode != http.StatusForbidden {
			t.Errorf("anybody may list %s: %s", listing, response.Status)
		}
	}
}

// get reads the first three bytes as a web page of another origin does.
func get(t *testing.T, url string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Origin", "https://example.org")
	request.Header.Set("Range", "bytes=0-2")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

func TestProbe(t *testing.T) {
	b := bucket(t, start(t, t.TempDir()), "bucket").Sub("prefix")
	got, err := b.Probe(t.Context(), "nonce")
	if err != nil || !got.Conditional || !got.Checksum || !got.Listing || !got.Deletion || got.Skew.Abs() > time.Minute {
		t.Errorf("got %+v, %v", got, err)
	}
	for info := range b.List(t.Context(), "") {
		t.Errorf("the probe left %s", info.Key)
	}
}

// TestWrongDoors opens what is not there or not ours.
func TestWrongDoors(t *testing.T) {
	g := start(t, t.TempDir())
	bucket(t, g, "bucket")
	right := g.Options("bucket")
	missing, stranger, impostor := g.Options("missing"), right, right
	stranger.Credentials.AccessKey = "stranger"
	impostor.Credentials.Secret = "c4nary/secret+key"
	for _, tt := range []struct {
		name    string
		options store.S3Options
		want    error
	}{
		{"no bucket", missing, store.ErrNoBucket},
		{"unknown access key", stranger, store.ErrDenied},
		{"wrong secret", impostor, store.ErrDenied},
	} {
		b, err := store.NewS3(t.Context(), tt.options)
		if err != nil {
			t.Fatal(err)
		}
		content := store.Bytes([]byte("v"), "", "")
		_, probing := b.Probe(t.Context(), "nonce")
		_, _, reading := b.Read(t.Context(), "k", 10)
		_, swapping := b.Swap(t.Context(), "k", "", content)
		for _, err := range []error{b.Reach(t.Context()), probing, reading, swapping, b.Create(t.Context(), "k", content)} {
			if !errors.Is(err, tt.want) || strings.Contains(err.Error(), tt.options.Credentials.Secret) {
				t.Errorf("%s: got error %v", tt.name, err)
			}
		}
	}
}
