package source

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/concertations-ia/canevas/pipeline/submission"
)

const canevas = `{"id":"ville-2026"}`

// quick makes the waits of a test short; its Timeout is for servers that
// answer.
var quick = WebOptions{Private: true, Pause: time.Millisecond, Budget: time.Second}

// A visit is the n-th request of a test, from 1.
type visit func(n int, w http.ResponseWriter, r *http.Request)

// serve runs a local server and counts its requests.
func serve(t *testing.T, v visit) (url string, count *atomic.Int32) {
	count = new(atomic.Int32)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v(int(count.Add(1)), w, r)
	}))
	t.Cleanup(s.Close)
	return s.URL, count
}

// pullURL asks for one address of a local server.
func pullURL(t *testing.T, url string, options WebOptions, m Memory) (body string, fault *ItemError) {
	t.Helper()
	s, err := NewWeb("s", []string{url}, options)
	if err != nil {
		t.Fatal(err)
	}
	all, faults, end := pull(t, s, m)
	switch {
	case end != nil:
		t.Fatal(end)
	case len(all)+len(faults) != 1:
		t.Fatalf("got %d submissions and %d faults for one address", len(all), len(faults))
	case len(faults) == 1:
		return "", faults[0]
	}
	return string(all[0].Raw), nil
}

func answer200(body string) visit {
	return func(_ int, w http.ResponseWriter, _ *http.Request) { io.WriteString(w, body) }
}

func answerHeader(body string, headers ...string) visit {
	return func(_ int, w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(headers); i += 2 {
			w.Header().Add(headers[i], headers[i+1])
		}
		io.WriteString(w, body)
	}
}

func answerStatus(code int) visit {
	return func(_ int, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

// first answers the first n requests in one way, and the others with a canevas.
func first(n int, bad visit) visit {
	return func(i int, w http.ResponseWriter, r *http.Request) {
		if i > n {
			bad = answer200(canevas)
		}
		bad(i, w, r)
	}
}

func hang(_ int, _ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

func drip(_ int, w http.ResponseWriter, r *http.Request) {
	for r.Context().Err() == nil {
		io.WriteString(w, "x")
		w.(http.Flusher).Flush()
		time.Sleep(time.Millisecond)
	}
}

func endless(_ int, w http.ResponseWriter, _ *http.Request) {
	for chunk := make([]byte, 1<<16); ; {
		if _, err := w.Write(chunk); err != nil {
			return
		}
	}
}

func cutShort(_ int, w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "1000")
	io.WriteString(w, canevas)
}

// cutChunk sends one chunk and closes the connection before the last one.
func cutChunk(_ int, w http.ResponseWriter, _ *http.Request) {
	io.WriteString(w, canevas)
	w.(http.Flusher).Flush()
	panic(http.ErrAbortHandler)
}

func reset(_ int, _ http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) }

func packed(body []byte) string {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	z.Write(body)
	z.Close()
	return out.String()
}

func TestWebAnswers(t *testing.T) {
	bomb := packed(make([]byte, submission.MaxSize+1))
	tests := map[string]struct {
		visit    visit
		body     string // empty: a fault
		fault    string // its text; the URL of the server stands as SERVER
		last     bool   // the fault is not transient
		requests int32
	}{
		"canevas":               {visit: answer200(canevas), body: canevas, requests: 1},
		"503, then canevas":     {visit: first(1, answerStatus(503)), body: canevas, requests: 2},
		"two 500, then canevas": {visit: first(2, answerStatus(500)), body: canevas, requests: 3},
		"500 for ever":          {visit: answerStatus(500), fault: "SERVER/c.json: status 500 (internal server error)", requests: 3},
		"501":                   {visit: answerStatus(501), fault: "SERVER/c.json: status 501 (not implemented); expected 200", last: true, requests: 1},
		"404":                   {visit: answerStatus(404), fault: "SERVER/c.json: status 404 (not found): there is no file at this address", last: true, requests: 1},
		"410":                   {visit: answerStatus(410), fault: "SERVER/c.json: status 410 (gone): there is no file at this address", last: true, requests: 1},
		"401":                   {visit: answerStatus(401), fault: "SERVER/c.json: status 401 (unauthorized): the file is not public", last: true, requests: 1},
		"204":                   {visit: answerStatus(204), fault: "SERVER/c.json: status 204 (no content); expected 200", last: true, requests: 1},
		"206":                   {visit: answerStatus(206), fault: "SERVER/c.json: status 206 (partial content); expected 200", last: true, requests: 1},
		"304 without a reason":  {visit: answerStatus(304), fault: "SERVER/c.json: status 304 (not modified) although the whole file was asked for", last: true, requests: 1},
		"429, then canevas":     {visit: first(1, answerStatus(429)), body: canevas, requests: 2},
		"reset, then canevas":   {visit: first(1, reset), body: canevas, requests: 2},
		"cut, then canevas":     {visit: first(1, cutShort), body: canevas, requests: 2},
		"cut for ever":          {visit: cutShort, fault: "SERVER/c.json: the answer was cut short", requests: 3},
		"chunk cut for ever":    {visit: cutChunk, fault: "SERVER/c.json: the answer was cut short", requests: 3},
		"empty":                 {visit: answer200(""), fault: "SERVER/c.json: an empty answer; expected a canevas", last: true, requests: 1},
		"endless":               {visit: endless, fault: "SERVER/c.json: longer than the 20 MiB a submission may have", last: true, requests: 1},
		"announced too long": {
			visit: answerHeader("", "Content-Length", "99999999999"),
			fault: "SERVER/c.json: longer than the 20 MiB a submission may have", last: true, requests: 1,
		},
		"page by its type": {
			visit: answerHeader("Connexion", "Content-Type", "text/HTML; charset=utf-8"),
			fault: "SERVER/c.json: a web page (HTML), not a canevas; perhaps an error or a login page", last: true, requests: 1,
		},
		"page by its content": {
			visit: answerHeader("\ufeff \n<!DOCTYPE HTML><title>Oups</title>", "Content-Type", "application/json"),
			fault: "SERVER/c.json: a web page (HTML), not a canevas; perhaps an error or a login page", last: true, requests: 1,
		},
		"packed":       {visit: answerHeader(packed([]byte(canevas)), "Content-Encoding", "gzip"), body: canevas, requests: 1},
		"not packed":   {visit: answerHeader(canevas, "Content-Encoding", "identity"), body: canevas, requests: 1},
		"packed bomb":  {visit: answerHeader(bomb, "Content-Encoding", "gzip"), fault: "SERVER/c.json: longer than the 20 MiB a submission may have", last: true, requests: 1},
		"packed, cut":  {visit: answerHeader(bomb[:len(bomb)/2], "Content-Encoding", "gzip"), fault: "SERVER/c.json: the answer was cut short", requests: 3},
		"packed empty": {visit: answerHeader(packed(nil), "Content-Encoding", "gzip"), fault: "SERVER/c.json: an empty answer; expected a canevas", last: true, requests: 1},
		"said packed":  {visit: answerHeader(canevas, "Content-Encoding", "gzip"), fault: "SERVER/c.json: said to be packed with gzip, and is not", last: true, requests: 1},
		"packed twice": {
			visit: answerHeader(canevas, "Content-Encoding", "gzip", "Content-Encoding", "gzip"),
			fault: `SERVER/c.json: packed with "gzip, gzip"; expected gzip or nothing`, last: true, requests: 1,
		},
		"packed with br": {
			visit: answerHeader(canevas, "Content-Encoding", "br"),
			fault: `SERVER/c.json: packed with "br"; expected gzip or nothing`, last: true, requests: 1,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			server, count := serve(t, test.visit)
			m := newMemory()
			body, fault := pullURL(t, server+"/c.json", quick, m)
			if body != test.body || (fault == nil) != (test.fault == "") {
				t.Fatalf("got %q, %v", body, fault)
			}
			if fault != nil && (fault.Error() != strings.ReplaceAll(test.fault, "SERVER", server) || fault.Transient == test.last) {
				t.Errorf("got %v, transient %v", fault, fault.Transient)
			}
			if fault != nil && len(m.seen) > 0 {
				t.Error("a fault is remembered")
			}
			if count.Load() != test.requests {
				t.Errorf("got %d requests, want %d", count.Load(), test.requests)
			}
		})
	}
}

// TestWebOneOfMany lets one address fail between two others.
func TestWebOneOfMany(t *testing.T) {
	server, _ := serve(t, func(_ int, w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/2" {
			w.WriteHeader(404)
			return
		}
		fmt.Fprintf(w, "{%q:1}", r.URL.Path)
	})
	s, err := NewWeb("s", []string{server + "/3", server + "/2", server + "/1"}, quick)
	if err != nil {
		t.Fatal(err)
	}
	all, faults, end := pull(t, s, newMemory())
	equal(t, "submissions", origins(all), []string{server + "/3", server + "/1"})
	if len(faults) != 1 || end != nil {
		t.Errorf("got %v, %v", faults, end)
	}
}
