package gateway_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/concertations-ia/canevas/pipeline/store"
	"github.com/concertations-ia/canevas/pipeline/store/gateway"
	"github.com/concertations-ia/canevas/pipeline/store/storetest"
)

// folder makes the folder of a gateway, with others beside it.
func folder(t *testing.T, siblings ...string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	for _, sibling := range siblings {
		if err := os.Mkdir(dir+sibling, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// versioned opens a new bucket that keeps versions.
func versioned(t *testing.T, g *gateway.Gateway, name string) *store.Bucket {
	t.Helper()
	b := bucket(t, g, name)
	if err := g.KeepVersions(t.Context(), name); err != nil {
		t.Fatal(err)
	}
	return b
}

// TestVersionsKeepThePromises has buckets keep every version of every object.
func TestVersionsKeepThePromises(t *testing.T) {
	for name, siblings := range map[string][]string{
		"attributes with the files":   {".versions"},
		"attributes beside the files": {".versions", ".meta"},
	} {
		t.Run(name, func(t *testing.T) {
			g := start(t, folder(t, siblings...))
			n := 0
			storetest.RunVersions(t, func(t *testing.T) *store.Bucket {
				n++
				return versioned(t, g, fmt.Sprintf("bucket-%d", n))
			})
		})
	}
}

// TestBucketsWithoutVersionsKeepTheContract has the folder for versions stand
// there without a bucket that uses it.
func TestBucketsWithoutVersionsKeepTheContract(t *testing.T) {
	dir := folder(t, ".versions")
	g := start(t, dir)
	n := 0
	storetest.Run(t, func(t *testing.T) *store.Bucket {
		n++
		return bucket(t, g, fmt.Sprintf("bucket-%d", n))
	})
	if left, err := os.ReadDir(dir + ".versions"); err != nil || len(left) != 0 {
		t.Errorf("the folder for versions holds %v, %v", left, err)
	}
}

func TestEveryStateIsListed(t *testing.T) {
	b := versioned(t, start(t, folder(t, ".versions")), "bucket")
	for _, data := range []string{"1", "22", "333"} {
		if err := b.Put(t.Context(), "a/k", store.Bytes([]byte(data), "", "")); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Delete(t.Context(), "a/k"); err != nil {
		t.Fatal(err)
	}
	var states []store.Kept
	sizes, markers := map[int64]int{}, 0
	for k, err := range b.Versions(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		states = append(states, k)
		if k.Marker {
			markers++
			continue
		}
		sizes[k.Size]++
	}
	if len(states) != 4 || !states[0].Marker || !states[0].Latest || markers != 1 ||
		sizes[1] != 1 || sizes[2] != 1 || sizes[3] != 1 {
		t.Fatalf("got %+v", states)
	}
	if err := b.Forget(t.Context(), states[0]); err != nil {
		t.Fatal(err)
	}
	if data, _, err := b.Read(t.Context(), "a/k", 10); err != nil || string(data) != "333" {
		t.Errorf("the deletion is forgotten and the object reads %q, %v", data, err)
	}
	for _, k := range states[1:] {
		if err := b.Forget(t.Context(), k); err != nil {
			t.Fatal(err)
		}
	}
	for k, err := range b.Versions(t.Context(), "") {
		t.Errorf("left: %+v, %v", k, err)
	}
}

func TestNoFolderForVersions(t *testing.T) {
	g := start(t, folder(t))
	bucket(t, g, "bucket")
	if g.KeepVersions(t.Context(), "bucket") == nil {
		t.Error("versions are kept nowhere")
	}
}

// TestUnfinishedUploads leaves an upload in parts to be found.
func TestUnfinishedUploads(t *testing.T) {
	g := start(t, t.TempDir())
	b := bucket(t, g, "bucket")
	begin(t, g, "bucket", "a/large")
	begin(t, g, "bucket", "b/large")
	if found := uploads(t, b.Sub("a"), time.Unix(0, 0)); len(found) != 0 {
		t.Errorf("began before 1970: %+v", found)
	}
	found := uploads(t, b.Sub("a"), time.Unix(1<<40, 0))
	if len(found) != 1 || found[0].Key != "large" || found[0].ID == "" || found[0].Begun.IsZero() {
		t.Fatalf("got %+v", found)
	}
	for range 2 { // the second time it is gone
		if err := b.Sub("a").Discard(t.Context(), found[0]); err != nil {
			t.Fatal(err)
		}
	}
	if left := uploads(t, b, time.Unix(1<<40, 0)); len(left) != 1 || left[0].Key != "b/large" {
		t.Errorf("left: %+v", left)
	}
}

func uploads(t *testing.T, b *store.Bucket, before time.Time) (found []store.Unfinished) {
	t.Helper()
	for u, err := range b.Unfinished(t.Context(), "", before) {
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, u)
	}
	return found
}

// begin begins an upload in parts as another program might, and leaves it.
func begin(t *testing.T, g *gateway.Gateway, bucket, key string) {
	t.Helper()
	o := g.Options(bucket)
	client := s3.New(s3.Options{
		BaseEndpoint: &o.Endpoint, Region: o.Region, UsePathStyle: true,
		Credentials: credentials.NewStaticCredentialsProvider(o.Credentials.AccessKey, o.Credentials.Secret, ""),
	})
	if _, err := client.CreateMultipartUpload(t.Context(), &s3.CreateMultipartUploadInput{Bucket: &bucket, Key: &key}); err != nil {
		t.Fatal(err)
	}
}
