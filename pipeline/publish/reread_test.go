package publish_test

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/publish/publishtest"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// A tearing storage shows the first half of current.json a few times, as if all
// of it were there, and keeps no checksum.
type tearing struct {
	to   http.RoundTripper
	left atomic.Int64
}

func (s *tearing) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := s.to.RoundTrip(r)
	if err != nil || r.Method != http.MethodGet || !strings.HasSuffix(r.URL.Path, "/current.json") || s.left.Add(-1) < 0 {
		return answer, err
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	data = data[:len(data)/2]
	answer.Body, answer.ContentLength = io.NopCloser(bytes.NewReader(data)), int64(len(data))
	answer.Header.Set("Content-Length", strconv.Itoa(len(data)))
	answer.Header.Del("X-Amz-Checksum-Sha256")
	return answer, nil
}

func TestPointerThatIsBeingWrittenOver(t *testing.T) {
	direct, name := newBucket(t)
	r := publishtest.NewDraft(3, 23).Build(t)
	publishOn(t, direct, r)
	options := server(t).Options(name)
	torn := &tearing{to: options.Client.Transport}
	options.Client = &http.Client{Transport: torn}
	b, err := store.NewS3(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	torn.left.Store(2)
	if public := readPublic(t, b); public == nil || public.Pointer.Release != r.Manifest.Release {
		t.Errorf("read %+v", public)
	}
	torn.left.Store(1 << 20)
	if public, err := publish.Read(t.Context(), b); err == nil || !strings.Contains(err.Error(), "not a pointer") {
		t.Errorf("half a pointer: read %+v, %v", public, err)
	}
}
