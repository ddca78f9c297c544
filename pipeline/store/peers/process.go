package peers

import (
	"bytes"
	"fmt"
	"net"
	"os/exec"
	"testing"
	"time"

	"github.com/concertations-ia/canevas/pipeline/store"
)

// A launch is how a server is started.
type launch struct {
	program     string
	arguments   []string
	environment []string
}

// starts is how often a server is started that ends before it answers: another
// program may take the free port first.
const starts = 3

// start runs a server until the test ends, and returns once it answers.
func start(t testing.TB, how func(address string, keys store.Credentials) launch) *Peer {
	t.Helper()
	var said string
	for range starts {
		address, err := freePort()
		if err != nil {
			t.Fatal(err)
		}
		p := &Peer{endpoint: "http://" + address, credentials: draw()}
		server := run(t, how(address, p.credentials))
		if server.answers(t, p) {
			t.Cleanup(func() {
				if said := server.stop(); t.Failed() {
					t.Logf("%s said:\n%s", server.command.Path, said)
				}
			})
			return p
		}
		said = server.stop()
	}
	t.Fatalf("the server does not answer; it said:\n%s", said)
	return nil
}

// freePort returns an address of the loopback interface that nobody uses.
func freePort() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

// A process is a server that was started.
type process struct {
	command *exec.Cmd
	said    bytes.Buffer // to be read once it has ended
	ended   chan struct{}
}

// run starts a server. It fails the test where there is none.
func run(t testing.TB, l launch) *process {
	t.Helper()
	path, err := exec.LookPath(l.program)
	if err != nil {
		t.Fatalf("%v; make peers builds it and runs this test", err)
	}
	p := &process{command: exec.Command(path, l.arguments...), ended: make(chan struct{})}
	p.command.Env = l.environment
	p.command.Stdout, p.command.Stderr = &p.said, &p.said
	if err := p.command.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.ended)
		if err := p.command.Wait(); err != nil {
			fmt.Fprintln(&p.said, err)
		}
	}()
	return p
}

// How often, and how long apart, a server is asked whether it answers.
const (
	asks  = 120
	pause = 250 * time.Millisecond
)

// answers reports whether the server makes a bucket before it ends or takes too
// long.
func (p *process) answers(t testing.TB, peer *Peer) bool {
	for range asks {
		select {
		case <-p.ended:
			return false
		case <-time.After(pause):
		}
		if store.MakeBucket(t.Context(), peer.Options("ready")) == nil {
			return true
		}
	}
	return false
}

// stop ends the server and returns what it said.
func (p *process) stop() string {
	// It may have ended by itself, which is what was wanted.
	_ = p.command.Process.Kill()
	<-p.ended
	return p.said.String()
}
