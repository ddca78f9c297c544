package source

import (
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/concertations-ia/canevas/pipeline/submission"
)

// TestWebTimeout lets servers be slower than allowed: before the header, in the
// middle of the body, and once only.
func TestWebTimeout(t *testing.T) {
	for name, v := range map[string]visit{"hang": hang, "drip": drip} {
		server, count := serve(t, v)
		options := quick
		options.Timeout = 50 * time.Millisecond
		_, fault := pullURL(t, server, options, newMemory())
		if fault == nil || fault.Error() != server+": no whole answer within 50ms" || !fault.Transient || count.Load() != 3 {
			t.Errorf("%s: got %v after %d requests", name, fault, count.Load())
		}
	}
	server, _ := serve(t, first(1, hang))
	options := quick
	options.Timeout = time.Second
	if body, fault := pullURL(t, server, options, newMemory()); body != canevas {
		t.Errorf("hang once: got %q, %v", body, fault)
	}
}

func TestWebUnreachable(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	_, fault := pullURL(t, "http://"+l.Addr().String()+"/a?token=s3cret", quick, newMemory())
	if fault == nil || !fault.Transient || strings.Contains(fault.Error(), "s3cret") {
		t.Errorf("got %v", fault)
	}
}

func TestWebUnchanged(t *testing.T) {
	const modified = "Mon, 02 Nov 2026 09:00:00 GMT"
	tests := map[string]struct {
		header, value string // of the first answer
		back          string // header that brings it back
		date          string // of the first answer; empty: as the server has it
		requests      int32  // in two runs
	}{
		"ETag":                   {header: "ETag", value: `W/"1"`, back: "If-None-Match", requests: 2},
		"Last-Modified":          {header: "Last-Modified", value: modified, back: "If-Modified-Since", date: "Mon, 02 Nov 2026 09:00:01 GMT", requests: 2},
		"changed that second":    {header: "Last-Modified", value: modified, date: modified, requests: 2},
		"changed in the future":  {header: "Last-Modified", value: modified, date: "Sun, 01 Nov 2026 09:00:00 GMT", requests: 2},
		"ETag of control signs":  {header: "ETag", value: "\"\u0080\"", requests: 2},
		"ETag of 300 characters": {header: "ETag", value: strings.Repeat("x", 300), requests: 2},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			server, count := serve(t, func(n int, w http.ResponseWriter, r *http.Request) {
				for _, h := range []string{"If-None-Match", "If-Modified-Since"} {
					if got := r.Header.Get(h); n == 1 && got != "" || n == 2 && (h == test.back) != (got == test.value) {
						t.Errorf("request %d: %s: %q", n, h, got)
					}
				}
				if n == 2 && test.back != "" {
					w.WriteHeader(http.StatusNotModified)
					return
				}
				w.Header().Set(test.header, test.value)
				if test.date != "" {
					w.Header().Set("Date", test.date)
				}
				io.WriteString(w, canevas)
			})
			m := newMemory()
			body, _ := pullURL(t, server, quick, m)
			m.keep([]submission.Submission{submission.New("s", server, []byte(body))})
			body, fault := pullURL(t, server, quick, m)
			if body != canevas || count.Load() != test.requests {
				t.Errorf("got %q, %v after %d requests", body, fault, count.Load())
			}
		})
	}
}

// TestWebForgotten has validators of bytes that were never kept, as when a run
// dies: the whole file is asked for.
func TestWebForgotten(t *testing.T) {
	server, count := serve(t, func(_ int, w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"1"`)
		if r.Header.Get("If-None-Match") != "" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		io.WriteString(w, canevas)
	})
	m := newMemory()
	pullURL(t, server, quick, m)
	if body, fault := pullURL(t, server, quick, m); body != canevas || count.Load() != 3 {
		t.Errorf("got %q, %v after %d requests", body, fault, count.Load())
	}
}

// TestWebUnasked has a server say that nothing changed, although it was given
// nothing to compare with.
func TestWebUnasked(t *testing.T) {
	server, _ := serve(t, func(n int, w http.ResponseWriter, r *http.Request) {
		if n == 1 {
			io.WriteString(w, canevas)
			return
		}
		w.WriteHeader(http.StatusNotModified)
	})
	m := newMemory()
	body, _ := pullURL(t, server, quick, m)
	m.keep([]submission.Submission{submission.New("s", server, []byte(body))})
	if body, fault := pullURL(t, server, quick, m); fault == nil {
		t.Errorf("got %q", body)
	}
}

func TestRetryAfter(t *testing.T) {
	const now = "Mon, 02 Nov 2026 09:00:00 GMT"
	tests := map[string]struct {
		after, date string
		want        time.Duration
		none        bool
	}{
		"seconds":         {after: "7", want: 7 * time.Second},
		"nought":          {after: "0"},
		"ten years":       {after: "315360000", want: 2 * time.Minute},
		"negative":        {after: "-1", none: true},
		"beyond a number": {after: "99999999999999999999999", none: true},
		"date":            {after: "Mon, 02 Nov 2026 09:00:30 GMT", date: now, want: 30 * time.Second},
		"past":            {after: "Mon, 02 Nov 2020 09:00:30 GMT", date: now},
		"date, ten years": {after: "Mon, 02 Nov 2036 09:00:30 GMT", date: now, want: 2 * time.Minute},
		"no clock":        {after: "Mon, 02 Nov 2026 09:00:30 GMT", none: true},
		"neither":         {after: "soon", date: now, none: true},
		"missing":         {none: true},
	}
	for name, test := range tests {
		h := http.Header{}
		h.Set("Retry-After", test.after)
		h.Set("Date", test.date)
		got, ok := retryAfter(&http.Response{Header: h})
		if got != test.want || ok == test.none {
			t.Errorf("%s: got %v, %v", name, got, ok)
		}
	}
}

// TestWebPatience has servers ask for more than a run may wait, and for what it
// may.
func TestWebPatience(t *testing.T) {
	later := func(after string) visit {
		return func(_ int, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", after)
			w.WriteHeader(429)
		}
	}
	server, count := serve(t, first(1, later("315360000")))
	_, fault := pullURL(t, server, quick, newMemory())
	want := server + ": status 429 (too many requests); asking again in 2m0s is more than this run may wait"
	if fault == nil || fault.Error() != want || !fault.Transient || count.Load() != 1 {
		t.Errorf("got %v after %d requests", fault, count.Load())
	}
	for _, after := range []string{"0", "Mon, 02 Nov 2020 09:00:30 GMT", "soon"} {
		server, _ := serve(t, first(1, later(after)))
		if body, fault := pullURL(t, server, quick, newMemory()); body != canevas {
			t.Errorf("Retry-After: %s: got %q, %v", after, body, fault)
		}
	}
}

// TestWebBudget has every address fail: their waits together stay within the
// budget, and the addresses after it is spent are still asked, once.
func TestWebBudget(t *testing.T) {
	server, count := serve(t, answerStatus(503))
	s, err := NewWeb("s", []string{server + "/1", server + "/2", server + "/3"}, WebOptions{
		Private: true, Pause: 10 * time.Millisecond, Budget: 40 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	_, faults, _ := pull(t, s, newMemory())
	// 10 + 20 ms for the first address, 10 for the second, nothing for the third.
	if len(faults) != 3 || count.Load() != 3+2+1 {
		t.Errorf("got %v after %d requests", faults, count.Load())
	}
}
