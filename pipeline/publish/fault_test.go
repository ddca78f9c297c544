package publish_test

import (
	"context"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/concertations-ia/canevas/pipeline/store"
)

// A fault is what befalls a request on its way to the storage or back.
type fault int

const (
	none          fault = iota
	dieBefore           // the run dies before the request arrives
	dieAfter            // the run dies once the request has been carried out
	loseAnswer          // the request is carried out, and its answer lost
	refuse              // 503, and nothing done
	deny                // 403, and nothing done
	unsupported         // 501, and nothing done
	unconditional       // the conditions of the request are ignored
)

func (f fault) String() string {
	return []string{"none", "die before", "die after", "lose the answer of", "refuse", "deny", "do not offer", "ignore the conditions of"}[f]
}

// A faultProxy stands between one run and the embedded storage, numbers the
// writes from 1, and lets befall each request what plan says; write is 0 for a
// request that only reads. A run that has died reaches the storage no more.
type faultProxy struct {
	plan    func(write int, r *http.Request) fault
	forward *httputil.ReverseProxy
	keys    store.Credentials
	server  *httptest.Server
	ctx     context.Context // of the run: it ends when the run dies
	die     context.CancelFunc
	writes  atomic.Int64
}

var errLost = errors.New("the answer is lost")

func newFaultProxy(t *testing.T, plan func(write int, r *http.Request) fault) *faultProxy {
	t.Helper()
	target, err := url.Parse(server(t).Endpoint())
	if err != nil {
		t.Fatal(err)
	}
	p := &faultProxy{plan: plan, keys: server(t).Options("").Credentials}
	p.ctx, p.die = context.WithCancel(t.Context())
	transport := &http.Transport{MaxIdleConnsPerHost: 8}
	t.Cleanup(transport.CloseIdleConnections)
	p.forward = &httputil.ReverseProxy{
		Transport: transport,
		// The signature of a request covers the host it was sent to.
		Rewrite:  func(r *httputil.ProxyRequest) { r.SetURL(target); r.Out.Host = r.In.Host },
		ErrorLog: log.New(io.Discard, "", 0),
		ModifyResponse: func(answer *http.Response) error {
			if answer.Request.Context().Value(lost{}) != nil {
				return errLost
			}
			return nil
		},
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
	}
	p.server = httptest.NewServer(p)
	t.Cleanup(p.server.Close)
	t.Cleanup(p.die)
	return p
}

// lost marks a request whose answer is not to arrive.
type lost struct{}

func (p *faultProxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if p.ctx.Err() != nil {
		panic(http.ErrAbortHandler)
	}
	write := 0
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		write = int(p.writes.Add(1))
	}
	switch p.plan(write, r) {
	case none:
		p.forward.ServeHTTP(w, r)
	case dieBefore:
		p.die()
		panic(http.ErrAbortHandler)
	case dieAfter:
		// The storage finishes what it was sent, whoever waits for it.
		r = r.WithContext(context.WithValue(context.WithoutCancel(r.Context()), lost{}, true))
		defer p.die()
		p.forward.ServeHTTP(w, r)
	case loseAnswer:
		p.forward.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), lost{}, true)))
	case refuse:
		w.WriteHeader(http.StatusServiceUnavailable)
	case deny:
		w.WriteHeader(http.StatusForbidden)
	case unsupported:
		w.WriteHeader(http.StatusNotImplemented)
	case unconditional:
		p.forward.ServeHTTP(w, p.withoutConditions(r))
	}
}

// withoutConditions is the request as a storage sees it that does not know
// conditions. They are signed, so it is signed anew.
func (p *faultProxy) withoutConditions(r *http.Request) *http.Request {
	r.Header.Del("If-Match")
	r.Header.Del("If-None-Match")
	keys := aws.Credentials{AccessKeyID: p.keys.AccessKey, SecretAccessKey: p.keys.Secret}
	signer := v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true })
	at, err := time.Parse("20060102T150405Z", r.Header.Get("X-Amz-Date"))
	if err == nil {
		err = signer.SignHTTP(r.Context(), keys, r, r.Header.Get("X-Amz-Content-Sha256"), "s3", "us-east-1", at)
	}
	if err != nil {
		panic(err)
	}
	return r
}

// bucket is the bucket called name, seen through the proxy.
func (p *faultProxy) bucket(t *testing.T, name string) *store.Bucket {
	t.Helper()
	options := server(t).Options(name)
	options.Endpoint = p.server.URL
	b, err := store.NewS3(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// atWrite is the plan in which one fault befalls the n-th write, or nothing
// where n is 0.
func atWrite(n int, f fault) func(int, *http.Request) fault {
	return func(write int, _ *http.Request) fault {
		if write > 0 && write == n {
			return f
		}
		return none
	}
}
