package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/concertations-ia/canevas/pipeline"
	"github.com/concertations-ia/canevas/pipeline/archive"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/source"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// outcomes is every way to end, with its exit code.
var outcomes = []struct {
	err  error
	code int
}{
	{nil, 0},
	{errors.New("anything else"), 1},
	{usage("a mistake"), 2},
	{&definition.InvalidError{}, 2},
	{&pipeline.NameError{}, 2},
	{&pipeline.NameError{Leads: []string{"a", "b"}}, 2},
	{&pipeline.NotHeldError{}, 2},
	{&pipeline.DocumentError{Document: "a"}, 2},
	{fmt.Errorf("%w: %w", pipeline.ErrErase, store.ErrDenied), 5},
	{fmt.Errorf("%w: %w", pipeline.ErrErase, store.ErrUnavailable), 5},
	{fmt.Errorf("%w: %w", pipeline.ErrErase, publish.ErrConflict), 1},
	{&publish.EarlierError{}, 2},
	{&publish.WithdrawnError{}, 4},
	{publish.ErrCollected, 6},
	{publish.ErrMarked, 6},
	{errReported, 3},
	{&release.UnsafeError{}, 4},
	{fmt.Errorf("%w: %w", pipeline.ErrSources, source.ErrEmpty), 4},
	{fmt.Errorf("%w: %w", pipeline.ErrSources, errors.Join(source.ErrEmpty, source.ErrUnavailable)), 5},
	{fmt.Errorf("%w: %w", pipeline.ErrSources, source.ErrNotFound), 5},
	{errSource, 5},
	{store.ErrDenied, 5},
	{store.ErrNoBucket, 5},
	{store.ErrUnavailable, 5},
	{publish.ErrUnknown, 1},
	{publish.ErrConflict, 6},
	{archive.ErrChanged, 6},
	{&interruption{syscall.SIGINT}, 130},
	{&interruption{syscall.SIGTERM}, 143},
}

func TestExplain(t *testing.T) {
	for _, o := range outcomes {
		wrapped := o.err
		if o.err != nil {
			wrapped = fmt.Errorf("while running: %w", o.err)
		}
		if code, _ := explain(wrapped); code != o.code {
			t.Errorf("explain(%v) = %d, want %d", o.err, code, o.code)
		}
	}
}

// TestExitCodesAreDocumented holds the table of the README to the program.
func TestExitCodesAreDocumented(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	documented := map[int]bool{}
	for _, row := range regexp.MustCompile(`(?m)^\| (\d+) \| `).FindAllSubmatch(readme, -1) {
		code, _ := strconv.Atoi(string(row[1]))
		documented[code] = true
	}
	known := map[int]bool{}
	for _, o := range outcomes {
		known[o.code] = true
		if !documented[o.code] {
			t.Errorf("README.md does not document exit code %d", o.code)
		}
	}
	for code := range documented {
		if !known[code] {
			t.Errorf("README.md documents exit code %d, which the program never returns", code)
		}
	}
}

// TestReadmeShowsARun holds the output that the README shows to what a first
// run prints. With -update it writes it.
func TestReadmeShowsARun(t *testing.T) {
	const begin, end = "## What you then see\n\n```\n", "```\n"
	path, err := filepath.Abs("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(data), begin)
	shown, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatal("README.md shows no run")
	}
	t.Chdir(t.TempDir())
	t.Setenv("SOURCE_DATE_EPOCH", "1795392000")
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"run"}, streams{out: &out, err: &errs}); code != 0 {
		t.Fatalf("exit code %d: %s", code, errs.String())
	}
	if *update {
		if err := os.WriteFile(path, []byte(before+begin+out.String()+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if out.String() != shown {
		t.Errorf("README.md shows\n%s\na run prints\n%s", shown, out.String())
	}
}
