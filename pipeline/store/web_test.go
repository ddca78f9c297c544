package store_test

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/store"
)

// site serves a few addresses, right and wrong ones.
func site(t *testing.T) *httptest.Server {
	t.Helper()
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "from elsewhere")
	}))
	t.Cleanup(elsewhere.Close)
	mux := http.NewServeMux()
	mux.HandleFunc("/public/a.csv", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("ETag", `"v1"`)
		fmt.Fprint(w, "id\r\n1\r\n")
	})
	mux.HandleFunc("/public/{name}", func(w http.ResponseWriter, r *http.Request) {
		if r.PathValue("name") != "été 100%.csv" {
			http.NotFound(w, r)
			return
		}
		fmt.Fprint(w, "accents")
	})
	mux.HandleFunc("/public/moved", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/public/a.csv", http.StatusFound) })
	mux.HandleFunc("/public/away", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere.URL+"/public/a.csv", http.StatusFound)
	})
	mux.HandleFunc("/public/loop", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/public/loop", http.StatusFound) })
	mux.HandleFunc("/public/half", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		fmt.Fprint(w, "half")
	})
	for path, status := range map[string]int{"/public/401": 401, "/public/403": 403, "/public/503": 503, "/public/429": 429, "/public/400": 400, "/public/204": 204} {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server
}

func openWeb(t *testing.T, url string) *store.Bucket {
	t.Helper()
	b, err := store.NewWeb(url)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestWebReads(t *testing.T) {
	server := site(t)
	for _, base := range []string{"/public", "/public/"} {
		b := openWeb(t, server.URL+base)
		for key, want := range map[string]string{"a.csv": "id\r\n1\r\n", "été 100%.csv": "accents", "moved": "id\r\n1\r\n"} {
			data, _, err := b.Read(t.Context(), key, 100)
			if err != nil || string(data) != want {
				t.Errorf("%s below %s: %q, %v", key, base, data, err)
			}
		}
	}
	b := openWeb(t, server.URL).Sub("public")
	if err := b.Reach(t.Context()); err != nil {
		t.Error(err)
	}
	info, err := b.Stat(t.Context(), "a.csv")
	if err != nil || info.Key != "a.csv" || info.Size != 7 || info.Version != `"v1"` {
		t.Errorf("stat: %+v, %v", info, err)
	}
	if _, _, err := b.Read(t.Context(), "a.csv", 6); err == nil || !strings.Contains(err.Error(), "larger than 6 bytes") {
		t.Errorf("an object larger than the limit: %v", err)
	}
}

func TestWebErrors(t *testing.T) {
	b := openWeb(t, site(t).URL+"/public")
	tests := []struct {
		key  string
		want error
	}{
		{"missing", store.ErrNotExist},
		{"401", store.ErrDenied},
		{"403", store.ErrDenied},
		{"503", store.ErrUnavailable},
		{"429", store.ErrUnavailable},
		{"half", store.ErrUnavailable},
		{"away", store.ErrUnavailable},
		{"loop", store.ErrUnavailable},
	}
	for _, test := range tests {
		_, _, err := b.Read(t.Context(), test.key, 2000)
		if !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.key) {
			t.Errorf("%s: got error %v, want %v and the key", test.key, err, test.want)
		}
		if test.key == "half" {
			continue // its headers are right
		}
		if _, err := b.Stat(t.Context(), test.key); !errors.Is(err, test.want) {
			t.Errorf("stat %s: got error %v, want %v", test.key, err, test.want)
		}
	}
	for _, key := range []string{"400", "204", "../secret"} {
		if data, _, err := b.Read(t.Context(), key, 100); err == nil {
			t.Errorf("%s: %q and no error", key, data)
		}
	}
}

func TestWebCannotBeReached(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	_, err = openWeb(t, "http://"+address).Stat(t.Context(), "a.csv")
	if !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("got error %v, want %v", err, store.ErrUnavailable)
	}
}

func TestWebWritesNothing(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			t.Errorf("%s %s was sent", r.Method, r.URL)
		}
		http.NotFound(w, r)
	}))
	defer server.Close()
	b := openWeb(t, server.URL)
	c := store.Bytes([]byte("x"), "text/plain", "")
	_, swapErr := b.Swap(t.Context(), "x", "", c)
	attempts := map[string]error{
		"create": b.Create(t.Context(), "x", c), "put": b.Put(t.Context(), "x", c), "swap": swapErr,
		"copy": b.Copy(t.Context(), "x", "y", c), "delete": b.Delete(t.Context(), "x"),
	}
	for _, err := range b.List(t.Context(), "") {
		attempts["list"] = err
	}
	for _, name := range []string{"create", "put", "swap", "copy", "delete", "list"} {
		if !errors.Is(attempts[name], errors.ErrUnsupported) {
			t.Errorf("%s: got error %v, want %v", name, attempts[name], errors.ErrUnsupported)
		}
	}
}

func TestWebAddresses(t *testing.T) {
	for _, wrong := range []string{
		"", "donnees.example.org", "ftp://donnees.example.org", "https://", "https:///path", "://",
		"https://user:secret@donnees.example.org/", "https://donnees.example.org/?key=secret", "https://donnees.example.org/#top",
	} {
		if b, err := store.NewWeb(wrong); err == nil {
			t.Errorf("%q is taken for %s", wrong, b)
		} else if strings.Contains(err.Error(), "secret") {
			t.Errorf("the secret is in the error: %v", err)
		}
	}
}
