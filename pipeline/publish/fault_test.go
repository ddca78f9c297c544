package publish_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
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
	failAfter           // the request is carried out, and answered with 500
	conflict            // 409, and nothing done
	denyForEver         // 403, and nothing done, from this request on
	cutBody             // the body breaks off half way, on its way in or out
	flipBit             // one bit of the body arrives wrong, on its way in or out
	unconditional       // the conditions of the request are ignored
	pretend             // 200, and nothing done
	delay               // the answer is lost, and the request carried out once the run is over
	deny                // 403, and nothing done
	unsupported         // 501, and nothing done
)

// swept are the faults that befall every request in turn.
var swept = []fault{dieBefore, dieAfter, loseAnswer, refuse, failAfter, conflict, denyForEver, cutBody, flipBit, unconditional, pretend, delay}

func (f fault) String() string {
	return []string{
		"none", "die before", "die after", "lose the answer of", "refuse", "fail after", "report a conflict of", "deny for ever from",
		"cut the body of", "flip a bit of", "ignore the conditions of", "only pretend", "delay", "deny", "do not offer",
	}[f]
}

// befalls reports whether a fault makes a difference to a request.
func (f fault) befalls(r *http.Request) bool {
	writes := r.Method == http.MethodPut
	switch f {
	case unconditional:
		return r.Header.Get("If-Match") != "" || r.Header.Get("If-None-Match") != ""
	case conflict, pretend, delay:
		return writes
	case cutBody, flipBit:
		return r.Method == http.MethodGet || writes && r.ContentLength > 0
	}
	return true
}

// A faultProxy stands between one run and the embedded storage, numbers the
// writes from 1, and lets befall each request what plan says; write is 0 for a
// request that only reads. A run that has died reaches the storage no more.
type faultProxy struct {
	plan    func(write int, r *http.Request) fault
	answer  func(r *http.Request) // called whenever the storage has carried a write out; may be nil
	to      http.RoundTripper
	keys    store.Credentials
	ctx     context.Context // of the run: it ends when the run dies
	die     context.CancelFunc
	writes  atomic.Int64
	denied  atomic.Bool
	mu      sync.Mutex
	delayed []*http.Request
}

// errLost is how a connection that breaks looks to the one who waits for an
// answer.
var errLost = &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}

func newFaultProxy(t *testing.T, plan func(write int, r *http.Request) fault) *faultProxy {
	t.Helper()
	options := server(t).Options("")
	p := &faultProxy{plan: plan, keys: options.Credentials, to: options.Client.Transport}
	p.ctx, p.die = context.WithCancel(t.Context())
	t.Cleanup(p.die)
	return p
}

// RoundTrip carries one request to the storage and back, with what befalls it.
func (p *faultProxy) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := p.ctx.Err(); err != nil {
		return nil, err
	}
	write := 0
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		write = int(p.writes.Add(1))
	}
	if p.denied.Load() {
		return synthetic(r, http.StatusForbidden), nil
	}
	switch f := p.plan(write, r); f {
	case dieBefore:
		p.die()
		return nil, p.ctx.Err()
	case dieAfter:
		defer p.die()
		return nil, p.lose(r)
	case loseAnswer:
		return nil, p.lose(r)
	case failAfter:
		if err := p.lose(r); !errors.Is(err, errLost) {
			return nil, err
		}
		return synthetic(r, http.StatusInternalServerError), nil
	case delay:
		return nil, p.keep(r)
	case cutBody, flipBit:
		return p.spoil(r, f)
	case unconditional:
		return p.forward(p.withoutConditions(r))
	case none:
		return p.forward(r)
	default:
		p.denied.Store(f == denyForEver)
		return synthetic(r, f.status()), nil
	}
}

// status is what a storage answers that does not do what it is asked.
func (f fault) status() int {
	return map[fault]int{
		refuse: http.StatusServiceUnavailable, conflict: http.StatusConflict, unsupported: http.StatusNotImplemented,
		pretend: http.StatusOK, deny: http.StatusForbidden, denyForEver: http.StatusForbidden,
	}[f]
}

func synthetic(r *http.Request, status int) *http.Response {
	return &http.Response{
		StatusCode: status, Status: fmt.Sprintf("%d %s", status, http.StatusText(status)), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{}, Body: http.NoBody, Request: r,
	}
}

// forward carries a request to the storage and back.
func (p *faultProxy) forward(r *http.Request) (*http.Response, error) {
	answer, err := p.to.RoundTrip(r)
	if err == nil && p.answer != nil && r.Method != http.MethodGet && r.Method != http.MethodHead {
		p.answer(r)
	}
	return answer, err
}

// lose carries a request out whoever waits for it, and loses the answer.
func (p *faultProxy) lose(r *http.Request) error {
	answer, err := p.forward(r.WithContext(context.WithoutCancel(r.Context())))
	if err != nil {
		return err
	}
	_, _ = io.Copy(io.Discard, answer.Body) // the storage finishes
	answer.Body.Close()
	return errLost
}

// keep takes a request to be carried out by deliver.
func (p *faultProxy) keep(r *http.Request) error {
	body, err := bodyOf(r)
	if err != nil {
		return err
	}
	later := r.Clone(context.WithoutCancel(r.Context()))
	later.Body = io.NopCloser(bytes.NewReader(body))
	p.mu.Lock()
	defer p.mu.Unlock()
	p.delayed = append(p.delayed, later)
	return errLost
}

// deliver carries out what was delayed, whatever the storage answers.
func (p *faultProxy) deliver() error {
	for _, r := range p.delayed {
		if err := p.lose(r); !errors.Is(err, errLost) {
			return err
		}
	}
	p.delayed = nil
	return nil
}

func bodyOf(r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	defer r.Body.Close()
	return io.ReadAll(r.Body)
}

// spoil cuts the body of a request that has one, otherwise of its answer, or
// flips a bit in the middle of it.
func (p *faultProxy) spoil(r *http.Request, f fault) (*http.Response, error) {
	if r.ContentLength > 0 {
		body, err := bodyOf(r)
		if err != nil {
			return nil, err
		}
		spoilt := r.Clone(r.Context())
		spoilt.Body = io.NopCloser(f.spoilt(body))
		return p.forward(spoilt)
	}
	answer, err := p.forward(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(answer.Body)
	answer.Body.Close()
	answer.Body = io.NopCloser(f.spoilt(body))
	return answer, err
}

func (f fault) spoilt(body []byte) io.Reader {
	half := len(body) / 2
	if f == cutBody {
		return io.MultiReader(bytes.NewReader(body[:half]), broken{})
	}
	if len(body) > 0 {
		body[half] ^= 1
	}
	return bytes.NewReader(body)
}

// broken is where a body breaks off.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// withoutConditions is the request as a storage sees it that does not know
// conditions. They are signed, so it is signed anew.
func (p *faultProxy) withoutConditions(r *http.Request) *http.Request {
	r = r.Clone(r.Context())
	r.Header.Del("If-Match")
	r.Header.Del("If-None-Match")
	r.Header.Del("Authorization")
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
	options.Client = &http.Client{Transport: p}
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

// callOf names a request among those of a run, the same in every run: nonces
// are left out.
func callOf(r *http.Request) string {
	_, path, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/") // without the bucket
	switch {
	case strings.HasPrefix(path, ".probe/"):
		path = ".probe"
	case strings.HasPrefix(path, "commits/"):
		path, _, _ = strings.Cut(path, "-")
	}
	return r.Method + " " + path + " " + r.URL.Query().Get("prefix")
}
