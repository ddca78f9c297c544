package source

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
)

func TestWebRedirects(t *testing.T) {
	server, _ := serve(t, func(_ int, w http.ResponseWriter, r *http.Request) {
		if referer := r.Header.Get("Referer"); referer != "" {
			t.Errorf("Referer: %s", referer)
		}
		switch left := strings.TrimPrefix(r.URL.Path, "/"); left {
		case "0":
			io.WriteString(w, canevas)
		case "file":
			w.Header().Set("Location", "file:///etc/passwd")
			w.WriteHeader(http.StatusFound)
		case "user":
			http.Redirect(w, r, "http://u5er:s3cret@"+r.Host+"/0?key=s3cret", http.StatusFound)
		default:
			http.Redirect(w, r, fmt.Sprintf("/%c", left[0]-1), http.StatusFound)
		}
	})
	lines := map[string]string{
		"/1":    "",
		"/5":    "",
		"/6":    ": more than 5 redirects",
		"/file": `: redirects to file:///etc/passwd: names no server; expected https://server/path`,
		"/user": ": redirects to " + server + "/0?key=***: holds a user name or a password; a submission is asked for without",
	}
	for path, want := range lines {
		body, fault := pullURL(t, server+path, quick, newMemory())
		if want == "" && body != canevas || want != "" && (fault == nil || fault.Transient || fault.Error() != server+path+want) {
			t.Errorf("%s: got %q, %v", path, body, fault)
		}
	}
}

// TestWebPrivate redirects from a server that counts as public for the test to
// another on the same machine, which must not get a single request.
func TestWebPrivate(t *testing.T) {
	private := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("a private address was asked")
	}))
	t.Cleanup(private.Close)
	public := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/address":
			http.Redirect(w, r, private.URL, http.StatusFound)
		case "/name":
			http.Redirect(w, r, strings.Replace(private.URL, "127.0.0.1", "localhost", 1), http.StatusFound)
		case "/http":
			http.Redirect(w, r, "http://169.254.169.254/latest/meta-data", http.StatusFound)
		default:
			io.WriteString(w, canevas)
		}
	}))
	t.Cleanup(public.Close)

	here := public.Listener.Addr().String()
	s, err := NewWeb("s", []string{public.URL, public.URL + "/address", public.URL + "/name", public.URL + "/http"}, WebOptions{})
	if err != nil {
		t.Fatal(err)
	}
	dialer := &net.Dialer{Control: func(network, address string, c syscall.RawConn) error {
		if address == here {
			return nil
		}
		return onlyPublic(network, address, c)
	}}
	transport := s.client.Transport.(*http.Transport)
	transport.DialContext = dialer.DialContext
	transport.TLSClientConfig = public.Client().Transport.(*http.Transport).TLSClientConfig

	all, faults, end := pull(t, s, newMemory())
	if len(all) != 1 || len(faults) != 3 || end != nil {
		t.Fatalf("got %d submissions, %v, %v", len(all), faults, end)
	}
	for i, want := range []string{
		"/address: 127.0.0.1 is not an address of the public Internet; a private network has to be allowed by the configuration",
		"/name: ",
		"/http: redirects to http://169.254.169.254/latest/meta-data: plain http; expected https, or private networks allowed by the configuration",
	} {
		if !strings.HasPrefix(faults[i].Error(), public.URL+want) || faults[i].Transient {
			t.Errorf("got %v, want %s", faults[i], want)
		}
	}
}

// TestWebGuarded asks a server on this machine with the options of every day.
func TestWebGuarded(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("a private address was asked")
	}))
	t.Cleanup(server.Close)
	_, fault := pullURL(t, server.URL, WebOptions{}, newMemory())
	if fault == nil || fault.Transient {
		t.Errorf("got %v", fault)
	}
}

// TestWebToken sends the parameters of an address, and shows none of them.
func TestWebToken(t *testing.T) {
	server, _ := serve(t, func(n int, w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("token") != "s3cret" {
			t.Errorf("asked for %s", r.URL)
		}
		first(1, reset)(n, w, r)
	})
	s, err := NewWeb("s", []string{server + "/a?token=s3cret"}, quick)
	if err != nil {
		t.Fatal(err)
	}
	m := newMemory()
	all, _, _ := pull(t, s, m)
	equal(t, "origins", origins(all), []string{server + "/a?token=***"})
	if text := fmt.Sprint(m.seen); strings.Contains(text, "s3cret") {
		t.Errorf("remembered: %s", text)
	}
}
