package source

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"net"
	"net/http"
	"time"

	"github.com/concertations-ia/canevas/pipeline/submission"
)

// A Web is a source of the files at a list of HTTPS addresses, asked for one
// after the other.
type Web struct {
	name    string
	list    []address
	options WebOptions
	client  *http.Client
}

// WebOptions are the limits of a [Web]. The zero value is right for the public
// Internet.
type WebOptions struct {
	// Private allows addresses of private networks, and plain http: for an
	// intranet, and for tests.
	Private bool
	// Timeout bounds one exchange, from dialling to the last byte; 20 s. An
	// address is asked at most three times.
	Timeout time.Duration
	// Pause is the wait before the second exchange; it doubles before the
	// third; 1 s. A server that asks for more gets it, up to two minutes.
	Pause time.Duration
	// Budget bounds the waits of one Pull, all addresses together; 5 min.
	Budget time.Duration
}

func (o WebOptions) withDefaults() WebOptions {
	o.Timeout = cmp.Or(o.Timeout, 20*time.Second)
	o.Pause = cmp.Or(o.Pause, time.Second)
	o.Budget = cmp.Or(o.Budget, 5*time.Minute)
	return o
}

// NewWeb returns the source called name of the files at urls. A URL that may
// not be asked for, or that stands twice in the list, is an error. Parameters
// of a URL that look like a credential are sent, and shown nowhere.
func NewWeb(name string, urls []string, options WebOptions) (*Web, error) {
	w := &Web{name: name, options: options.withDefaults()}
	first := map[string]int{}
	for i, raw := range urls {
		a, err := newAddress(raw, w.options)
		if err != nil {
			return nil, fmt.Errorf("configure source %s: address %d: %w", name, i+1, err)
		}
		if before := first[a.origin]; before > 0 {
			return nil, fmt.Errorf("configure source %s: address %d: %s is address %d already", name, i+1, a.origin, before)
		}
		first[a.origin] = i + 1
		w.list = append(w.list, a)
	}
	w.client = newClient(w.options)
	return w, nil
}

// Name is the name of the source.
func (w *Web) Name() string { return w.name }

// Pull yields the files in the order of the list; the address without its
// tokens is the origin. What the server says has not changed comes from memory.
func (w *Web) Pull(ctx context.Context, m Memory) iter.Seq2[submission.Submission, error] {
	return func(yield func(submission.Submission, error) bool) {
		defer w.client.CloseIdleConnections()
		if len(w.list) == 0 {
			yield(submission.Submission{}, fmt.Errorf("read source %s: empty list: %w", w.name, ErrEmpty))
		}
		budget := w.options.Budget
		for _, a := range w.list {
			s, err := w.page(ctx, m, a, &budget)
			if err != nil && ctx.Err() != nil {
				err = sourceError(ctx, w.name, err)
			} else if err != nil {
				err = itemError(a.origin, err)
			}
			if !yield(s, err) || ends(err) {
				return
			}
		}
	}
}

// page returns the file at one address.
func (w *Web) page(ctx context.Context, m Memory, a address, budget *time.Duration) (submission.Submission, error) {
	key := Key(w.name, a.origin)
	seen, _ := m.Seen(key)
	got, err := w.fetch(ctx, a.url, seen, budget)
	if err == nil && got.unchanged {
		if raw, err := m.Raw(ctx, seen.SHA256); err == nil {
			return submission.New(w.name, a.origin, raw), nil
		}
		// The run that saw it died before its bytes were kept.
		got, err = w.fetch(ctx, a.url, Seen{}, budget)
	}
	if err != nil {
		return submission.Submission{}, err
	}
	s := submission.New(w.name, a.origin, got.body)
	m.Remember(key, Seen{SHA256: s.SHA256, ETag: got.etag, LastModified: got.modified})
	return s, nil
}

// newClient returns a client that goes where it was sent and nowhere else: no
// proxy of the environment, no cookies, no private address.
func newClient(options WebOptions) *http.Client {
	dialer := &net.Dialer{}
	if !options.Private {
		dialer.Control = onlyPublic
	}
	return &http.Client{
		Timeout: options.Timeout,
		Transport: &http.Transport{
			DialContext:            dialer.DialContext,
			DisableCompression:     true, // bounded by us, in body.go
			MaxResponseHeaderBytes: 64 << 10,
		},
		CheckRedirect: func(next *http.Request, before []*http.Request) error {
			next.Header.Del("Referer") // it would carry our tokens to another server
			if len(before) > maxRedirects {
				return refuse("more than %d redirects", maxRedirects)
			}
			if err := allowed(next.URL, options); err != nil {
				return refuse("redirects to %s: %v", redact(next.URL), err)
			}
			return nil
		},
	}
}
