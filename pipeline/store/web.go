package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// web is what a publication looks like from outside: objects at addresses, to
// be read and nothing else.
type web struct {
	client *http.Client
	base   url.URL
}

// webPatience is how long a web server may take to begin its answer.
const webPatience = 60 * time.Second

// NewWeb returns the bucket whose objects are read below an http:// or
// https:// address, as anybody may read them. Whatever would write, list or
// delete reports errors.ErrUnsupported. No request is made yet.
func NewWeb(rawURL string) (*Bucket, error) {
	base, err := url.Parse(rawURL)
	if err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Host == "" {
		return nil, errors.New("open web address: want https://host/path")
	}
	if base.User != nil || base.RawQuery != "" || base.ForceQuery || base.Fragment != "" {
		return nil, errors.New("open web address: it is https://host/path and nothing more")
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.ResponseHeaderTimeout = webPatience
	// The bytes are compared with their hash as they are kept.
	transport.DisableCompression = true
	client := &http.Client{Transport: transport, CheckRedirect: stayHome}
	home := strings.TrimSuffix(rawURL, "/")
	return newBucket(web{client, url.URL{Scheme: base.Scheme, Host: base.Host, Path: strings.TrimSuffix(base.Path, "/")}}, "", home), nil
}

// hops is how many redirections a request follows.
const hops = 5

// stayHome refuses a redirection to another host, which would be somebody
// else's publication, or away from TLS.
func stayHome(next *http.Request, before []*http.Request) error {
	first := before[0].URL
	if next.URL.Host != first.Host || next.URL.Scheme != first.Scheme && next.URL.Scheme != "https" {
		return fmt.Errorf("redirected to another host, %s://%s", next.URL.Scheme, next.URL.Host)
	}
	if len(before) > hops {
		return errors.New("redirected too often")
	}
	return nil
}

// reach has nothing to ask: a web server knows addresses of objects only.
func (w web) reach(context.Context, string) (time.Duration, error) { return 0, nil }

func (w web) get(ctx context.Context, key string) (io.ReadCloser, Info, error) {
	watched, cancel := context.WithCancel(ctx)
	timer := time.AfterFunc(webPatience, cancel)
	answer, err := w.request(watched, http.MethodGet, key)
	timer.Stop()
	if err != nil {
		cancel()
		return nil, Info{}, webError(ctx, err)
	}
	body := &download{ctx: ctx, body: answer.Body, timer: timer, cancel: cancel}
	return body, webInfo(key, answer), nil
}

func (w web) stat(ctx context.Context, key string) (Info, error) {
	bound, cancel := context.WithTimeout(ctx, webPatience)
	defer cancel()
	answer, err := w.request(bound, http.MethodHead, key)
	if err != nil {
		return Info{}, webError(ctx, err)
	}
	answer.Body.Close()
	return webInfo(key, answer), nil
}

// request asks for an object. Any answer but 200 is an error, one of ours.
func (w web) request(ctx context.Context, method, key string) (*http.Response, error) {
	address := w.base
	address.Path += "/" + key
	request, err := http.NewRequestWithContext(ctx, method, address.String(), nil)
	if err != nil {
		return nil, err
	}
	answer, err := w.client.Do(request)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusOK {
		answer.Body.Close()
		return nil, &statusFault{answer.StatusCode}
	}
	return answer, nil
}

// A statusFault is an answer that is not the object.
type statusFault struct{ status int }

func (e *statusFault) Error() string { return http.StatusText(e.status) }

func webError(ctx context.Context, err error) error {
	if answered := new(statusFault); errors.As(err, &answered) {
		return statusError(answered.status, "")
	}
	return broken(ctx, err)
}

func webInfo(key string, answer *http.Response) Info {
	// A missing or wrong date says nothing; it is for people only.
	modified, _ := http.ParseTime(answer.Header.Get("Last-Modified"))
	return Info{Key: key, Size: answer.ContentLength, Version: Version(answer.Header.Get("ETag")), Modified: modified}
}

// errReadOnly is what becomes of anything but reading.
var errReadOnly = fmt.Errorf("a web address can only be read: %w", errors.ErrUnsupported)

func (w web) put(context.Context, string, Content, condition) (Version, error) {
	return "", errReadOnly
}

func (w web) delete(context.Context, string) error { return errReadOnly }

func (w web) copy(context.Context, string, string, Content) error { return errReadOnly }

func (w web) list(context.Context, string) iter.Seq2[Info, error] {
	return func(yield func(Info, error) bool) { yield(Info{}, errReadOnly) }
}
