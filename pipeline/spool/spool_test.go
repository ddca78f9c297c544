package spool_test

import (
	"fmt"
	"os"
	"sync"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/spool"
)

// TestFile has many goroutines write at once, and reads everything back.
func TestFile(t *testing.T) {
	dir := t.TempDir()
	f, err := spool.New(dir)
	if err != nil {
		t.Fatal(err)
	}
	spans := make([]spool.Span, 200)
	var all sync.WaitGroup
	for i := range spans {
		all.Go(func() {
			var err error
			if spans[i], err = f.Append(fmt.Appendf(nil, "%0*d", i, i)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	size := int64(0)
	var room []byte
	for i, s := range spans {
		if room, err = f.Read(room, s); err != nil || string(room) != fmt.Sprintf("%0*d", i, i) {
			t.Errorf("%d: got %q, %v", i, room, err)
		}
		size += int64(s.Len)
	}
	if got, err := f.Read(nil, spans[100].Part(90, 10)); err != nil || string(got) != "0000000100" {
		t.Errorf("a part: got %q, %v", got, err)
	}
	if f.Size() != size {
		t.Errorf("%d bytes, want %d", f.Size(), size)
	}
	if _, err := f.Read(nil, spool.Span{At: size - 1, Len: 2}); err == nil {
		t.Error("more is read than was written")
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestNewFails(t *testing.T) {
	if _, err := spool.New(t.TempDir() + "/missing"); err == nil {
		t.Error("a spool in a folder that is not there")
	}
}
