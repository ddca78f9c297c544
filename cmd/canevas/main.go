// Command canevas turns submitted canevas files into open datasets and
// publishes them.
//
// The rules of its voice are:
//
//   - Results go to standard output, everything else to standard error.
//   - Messages for people have a "canevas:" prefix, no capitals and no full
//     stops. An error may bring one hint.
//   - Findings and summaries are in French unless --lang says otherwise; help
//     and errors are in English.
//   - Every way to end has its exit code, and [explain] is the only place that
//     knows them.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		received := <-signals
		signal.Stop(signals) // a second one ends the program at once
		stop(&interruption{received})
	}()
	os.Exit(run(ctx, os.Args[1:], streams{out: os.Stdout, err: os.Stderr}))
}

// An interruption is a signal that stopped the program.
type interruption struct{ signal os.Signal }

// Error names the signal.
func (e *interruption) Error() string { return e.signal.String() }

// number is the signal's, as shells add it to 128.
func (e *interruption) number() int {
	if n, ok := e.signal.(syscall.Signal); ok {
		return int(n)
	}
	return 0
}

// run is the program as a function from its arguments to its exit code.
func run(ctx context.Context, args []string, s streams) int {
	command := newRoot(&s)
	command.SetArgs(args)
	err := command.ExecuteContext(ctx)
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	code, hint := explain(err)
	if err != nil && !errors.Is(err, errReported) {
		s.fail(err, code, hint)
	}
	return code
}

// fail prints an error once, for a person or as one JSON object.
func (s *streams) fail(err error, code int, hint string) {
	if s.json {
		printLine(s.err, exitError{Version: envelopeVersion, Kind: "exit_error", Code: code, Message: err.Error(), Hint: hint})
		return
	}
	fmt.Fprintf(s.err, "canevas: error: %v\n", err)
	if hint != "" {
		fmt.Fprintf(s.err, "canevas: hint: %s\n", hint)
	}
}
