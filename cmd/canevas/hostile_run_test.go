package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// A shipped is the program as users run it: without the race detector, which
// takes several times the memory.
type shipped struct {
	path string
	peak string // the program that runs it and tells its memory; empty where no system does
}

// peakSource runs a program with limits of time, and writes to a file how it ended,
// how long it computed and the most memory it had. That takes a process of its own: on Linux a
// process that starts another one hands it its own maximum.
const peakSource = `package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"
)

func main() {
	computing, _ := strconv.ParseUint(os.Args[2], 10, 64)
	patience, _ := time.ParseDuration(os.Args[3])
	if err := syscall.Setrlimit(syscall.RLIMIT_CPU, &syscall.Rlimit{Cur: computing, Max: computing}); err != nil {
		panic(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	c := exec.CommandContext(ctx, os.Args[4], os.Args[5:]...)
	c.Stdout, c.Stderr = os.Stdout, os.Stderr
	if err := c.Start(); err != nil {
		panic(err)
	}
	_ = c.Wait()
	s := c.ProcessState
	peak := s.SysUsage().(*syscall.Rusage).Maxrss
	if err := os.WriteFile(os.Args[1], fmt.Appendf(nil, "%d %d %d", s.ExitCode(), s.UserTime()+s.SystemTime(), peak), 0o600); err != nil {
		panic(err)
	}
}
`

func buildProgram(t *testing.T) *shipped {
	t.Helper()
	dir := t.TempDir()
	p := &shipped{path: filepath.Join(dir, "canevas.exe")}
	goBuild(t, p.path, ".")
	if runtime.GOOS == "linux" {
		p.peak = filepath.Join(dir, "peak")
		source := filepath.Join(dir, "peak.go")
		if err := os.WriteFile(source, []byte(peakSource), 0o600); err != nil {
			t.Fatal(err)
		}
		goBuild(t, p.peak, source)
	}
	return p
}

func goBuild(t *testing.T, to, from string) {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", to, from).CombinedOutput(); err != nil {
		t.Fatalf("go build %s: %v\n%s", from, err, out)
	}
}

// An answer is how the program ended and what it said.
type answer struct {
	code     int // -1 where it had to be stopped
	out, err []byte
	took     time.Duration // computing, where the system tells it: other programs may run meanwhile
	peak     int           // KiB; 0 where no system tells
}

// run runs the program in a folder, for as long as a file may take.
func (p *shipped) run(t *testing.T, dir string, args ...string) answer {
	t.Helper()
	name, verdict := p.path, filepath.Join(t.TempDir(), "verdict")
	if p.peak != "" {
		name, args = p.peak, append([]string{verdict, fmt.Sprint(int(hostileTime.Seconds())), hostilePatience.String(), p.path}, args...)
	}
	ctx, cancel := context.WithTimeout(t.Context(), hostilePatience+hostileTime)
	defer cancel()
	c := exec.CommandContext(ctx, name, args...)
	var out, errs bytes.Buffer
	c.Dir, c.Stdout, c.Stderr = dir, &out, &errs
	c.Env = append(os.Environ(), "SOURCE_DATE_EPOCH=1795392000")
	start := time.Now()
	if err := c.Run(); c.ProcessState == nil {
		t.Fatal(err)
	}
	a := answer{code: c.ProcessState.ExitCode(), out: out.Bytes(), err: errs.Bytes(), took: time.Since(start)}
	if p.peak != "" {
		told, err := os.ReadFile(verdict)
		if err != nil {
			t.Fatalf("%v: %s", err, a.err)
		}
		if _, err := fmt.Sscan(string(told), &a.code, &a.took, &a.peak); err != nil {
			t.Fatal(err)
		}
	}
	return a
}
