// Package gateway is an S3 server inside the process, for those who have none
// yet and for tests: objects are plain files, conditional writes are real, and
// nobody outside this machine can reach it.
//
// The rules are:
//
//   - One gateway runs per process at a time: the library keeps global state.
//   - While it runs, the working directory of the process is the gateway's
//     folder: the library finds its files from there. Make every path absolute
//     before [Start].
//   - Its secret key is drawn at each start and lives in memory only.
//   - It can keep versions of objects where a folder for them stands beside its
//     own, see [Gateway.KeepVersions].
package gateway

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/versity/versitygw/auth"
	"github.com/versity/versitygw/backend/posix"
	"github.com/versity/versitygw/debuglogger"
	"github.com/versity/versitygw/embedgw"
	"github.com/versity/versitygw/s3api"

	"github.com/concertations-ia/canevas/pipeline/store"
)

// ErrRunning is what [Start] reports while another gateway runs.
var ErrRunning = errors.New("a gateway runs already in this process")

// running is the library's limit of one gateway, held from before the working
// directory changes until after it is back.
var running atomic.Bool

// region is the AWS region the server says it is in.
const region = "us-east-1"

// owner is the access key of the only account. It is the same at every start
// because buckets remember it as their owner.
const owner = "canevas"

// maxCopy is the largest object S3 copies in one request, in bytes. The
// library's own zero refuses every copy.
const maxCopy = 5 << 30

// A Gateway is an S3 server on a free port of the loopback interface.
type Gateway struct {
	address     string
	credentials store.Credentials
	client      *http.Client // of every bucket opened here
	backend     *posix.Posix
	before      string // the working directory to go back to
	stop        context.CancelFunc
	ended       chan error
	closing     func() error
}

// Start serves the folder dir, which is created where it does not exist: each
// folder in it is a bucket. It returns once requests are answered.
func Start(dir string) (*Gateway, error) {
	if !running.CompareAndSwap(false, true) {
		return nil, ErrRunning
	}
	g, err := start(dir)
	if err != nil {
		running.Store(false)
		return nil, fmt.Errorf("start gateway on %s: %w", dir, err)
	}
	return g, nil
}

func start(dir string) (*Gateway, error) {
	before, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	// Another program may take the free port first.
	for range 5 {
		var g *Gateway
		if g, err = listen(dir, before); err == nil {
			return g, nil
		}
	}
	return nil, errors.Join(err, os.Chdir(before))
}

// listen makes one attempt on one free port.
func listen(dir, before string) (*Gateway, error) {
	backend, err := open(dir)
	if err != nil {
		return nil, err
	}
	address, err := freePort()
	if err != nil {
		backend.Shutdown()
		return nil, err
	}
	ctx, stop := context.WithCancel(context.Background())
	g := &Gateway{
		address:     address,
		credentials: store.Credentials{AccessKey: owner, Secret: rand.Text() + rand.Text()},
		client:      &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}},
		backend:     backend,
		before:      before,
		stop:        stop,
		ended:       make(chan error, 1),
	}
	g.closing = sync.OnceValue(g.close)
	ready := make(chan struct{})
	go func() { g.ended <- embedgw.RunVersityGW(ctx, backend, g.config(ready)) }()
	select {
	case <-ready:
		return g, nil
	case err := <-g.ended:
		stop()
		return nil, err
	}
}

// config is the library's configuration: silent, without an administration
// interface but the one that the credentials open, and open to any web page
// for what the bucket's policy makes public.
func (g *Gateway) config(ready chan<- struct{}) *embedgw.Config {
	root := auth.Account{Access: g.credentials.AccessKey, Secret: g.credentials.Secret, Role: auth.RoleAdmin}
	return &embedgw.Config{
		RootUserAccess:    root.Access,
		RootUserSecret:    root.Secret,
		IAMService:        oneAccount{auth.NewIAMServiceSingle(root), root},
		Region:            region,
		Ports:             []string{g.address},
		MaxConnections:    1000,
		MaxRequests:       1000,
		MultipartMaxParts: 10_000,
		CORSAllowOrigin:   "*",
		LogLevel:          debuglogger.LevelSilent,
		Quiet:             true,
		KeepAlive:         true,
		DisableACLs:       true,
		S3Options:         []s3api.Option{s3api.WithOnListen(func() { close(ready) })},
	}
}

// oneAccount knows the gateway's own account only. The library's service of
// that kind lets the server answer 404 to a stranger, as if an object were
// missing; S3 answers 403.
type oneAccount struct {
	auth.IAMService
	root auth.Account
}

// GetUserAccount returns the account, or the error that makes the answer 403.
func (o oneAccount) GetUserAccount(access string) (auth.Account, error) {
	if access != o.root.Access {
		return auth.Account{}, auth.ErrNoSuchUser
	}
	return o.root, nil
}

// freePort returns an address of the loopback interface that nobody uses.
func freePort() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

// Endpoint returns the URL of the server.
func (g *Gateway) Endpoint() string { return "http://" + g.address }

// Options returns what the store needs to open a bucket of the gateway.
func (g *Gateway) Options(bucket string) store.S3Options {
	return store.S3Options{
		URL:         "s3://" + bucket,
		Endpoint:    g.Endpoint(),
		Region:      region,
		PathStyle:   true,
		Credentials: g.credentials,
		Client:      g.client,
	}
}

// CreateBucket creates a bucket; one that exists is fine.
func (g *Gateway) CreateBucket(ctx context.Context, name string) error {
	return store.MakeBucket(ctx, g.Options(name))
}

// Close stops the server and goes back to the working directory from before
// [Start]. Requests under way are given a few seconds. Closing again does
// nothing.
func (g *Gateway) Close() error { return g.closing() }

func (g *Gateway) close() error {
	defer running.Store(false)
	// The server waits ten seconds for connections that were opened and not
	// yet used, as a client that sends several requests at once leaves behind.
	g.client.CloseIdleConnections()
	g.stop()
	var err error
	select {
	case err = <-g.ended:
	case <-time.After(20 * time.Second):
		err = errors.New("the server does not end")
	}
	if err := errors.Join(err, os.Chdir(g.before)); err != nil {
		return fmt.Errorf("close gateway: %w", err)
	}
	return nil
}

// Publish lets anybody on this machine read the objects of a bucket over HTTP,
// from any web page, at [Gateway.Endpoint]/bucket/key, and not list them.
func (g *Gateway) Publish(ctx context.Context, bucket string) error {
	steps, err := store.SetUp(ctx, g.Options(bucket), store.NeedPublic, store.NeedOrigin)
	if err != nil {
		return fmt.Errorf("publish bucket %s: %w", bucket, err)
	}
	for _, step := range steps {
		if step.Outcome == store.OutcomeRefused {
			return fmt.Errorf("publish bucket %s: %s: %s", bucket, step.Need, step.Reason)
		}
	}
	return nil
}
