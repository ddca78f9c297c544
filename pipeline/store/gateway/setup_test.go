package gateway_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/store"
)

// TestWhatStrangersSee sets buckets up and then does all a stranger could
// think of, with the public and the archive in two buckets and in one.
func TestWhatStrangersSee(t *testing.T) {
	g := start(t, folder(t, ".versions"))
	for name, places := range map[string]struct{ public, private string }{
		"two buckets":              {"s3://one-public", "s3://one-private"},
		"two prefixes of a bucket": {"s3://two/public", "s3://two/private"},
		"names that begin alike":   {"s3://three/public", "s3://three/public-not"},
	} {
		t.Run(name, func(t *testing.T) {
			public, private := g.Options(""), g.Options("")
			public.URL, private.URL = places.public, places.private
			for range 2 { // the second time it is set up already
				steps, err := store.SetUp(t.Context(), public, store.NeedBucket, store.NeedPublic, store.NeedOrigin)
				if err != nil {
					t.Fatal(err)
				}
				also, err := store.SetUp(t.Context(), private, store.NeedBucket)
				if err != nil {
					t.Fatal(err)
				}
				if text := fmt.Sprint(steps, also); strings.Contains(text, string(store.OutcomeRefused)) {
					t.Errorf("set up: %s", text)
				}
			}
			put(t, public, "a/k")
			put(t, private, "a/k")
			if got := ask(t, public); got != (store.Stranger{Read: true, Origin: true}) {
				t.Errorf("of the public a stranger sees %+v", got)
			}
			if got := ask(t, private); got != (store.Stranger{}) {
				t.Errorf("of the archive a stranger sees %+v", got)
			}
			knock(t, g.Endpoint(), strings.TrimPrefix(places.private, "s3://"))
		})
	}
}

// TestArchiveThatIsOpen finds what an operator did by mistake.
func TestArchiveThatIsOpen(t *testing.T) {
	g := start(t, t.TempDir())
	options := g.Options("archive")
	if err := g.CreateBucket(t.Context(), "archive"); err != nil {
		t.Fatal(err)
	}
	if err := g.Publish(t.Context(), "archive"); err != nil {
		t.Fatal(err)
	}
	put(t, options, "a/k")
	if got := ask(t, options); !got.Read {
		t.Errorf("of an open archive a stranger sees %+v", got)
	}
}

func put(t *testing.T, options store.S3Options, key string) {
	t.Helper()
	b, err := store.NewS3(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Put(t.Context(), key, store.Bytes([]byte("x"), "text/plain", "")); err != nil {
		t.Fatal(err)
	}
}

func ask(t *testing.T, options store.S3Options) store.Stranger {
	t.Helper()
	found, err := store.AskStranger(t.Context(), options, "a/k")
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// knock asks the server for all there is to ask for of a place.
func knock(t *testing.T, endpoint, place string) {
	t.Helper()
	bucket, prefix, _ := strings.Cut(place, "/")
	key := strings.TrimPrefix(prefix+"/a/k", "/")
	for _, address := range []string{
		"/" + bucket + "/" + key,
		"/" + bucket + "/" + key + "?versionId=null",
		"/" + bucket + "/" + key + "?tagging",
		"/" + bucket + "/" + key + "?attributes",
		"/" + bucket,
		"/" + bucket + "?list-type=2&prefix=" + prefix,
		"/" + bucket + "?versions&prefix=" + prefix,
		"/" + bucket + "?uploads",
		"/" + bucket + "?policy",
		"/" + bucket + "/public/../" + key,
		"/" + bucket + "/public/%2e%2e/" + key,
	} {
		for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodDelete} {
			request, err := http.NewRequestWithContext(t.Context(), method, endpoint+address, nil)
			if err != nil {
				t.Fatal(err)
			}
			answer, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
			if answer.StatusCode < 400 {
				t.Errorf("%s %s: %s", method, address, answer.Status)
			}
		}
	}
}
