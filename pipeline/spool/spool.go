// Package spool keeps on disk, for the length of a run, what a run need not hold
// in memory: the rows of each document, until their tables are written.
//
// A File is written once, from its beginning to its end, and read at any place.
// It has no name: a run that dies leaves nothing behind.
package spool

import (
	"fmt"
	"io"
	"os"
	"sync/atomic"
)

// A File is a sequence of byte strings on disk. It is safe for concurrent use.
type File struct {
	file *os.File
	end  atomic.Int64
	gone bool // from the folder already
}

// A Span is where a byte string stands in a [File].
type Span struct {
	At  int64
	Len int
}

// Part returns a part of the span: from bytes after its beginning, n bytes long.
func (s Span) Part(from, n int) Span { return Span{At: s.At + int64(from), Len: n} }

// New returns an empty File on the disk that holds the folder dir.
func New(dir string) (*File, error) {
	file, err := os.CreateTemp(dir, ".spool-*")
	if err != nil {
		return nil, fmt.Errorf("create a spool: %w", err)
	}
	// Where a file that is open cannot lose its name, it does when it is closed.
	return &File{file: file, gone: os.Remove(file.Name()) == nil}, nil
}

// Append adds a byte string and returns where it stands.
func (f *File) Append(data []byte) (Span, error) {
	s := Span{At: f.end.Add(int64(len(data))) - int64(len(data)), Len: len(data)}
	if _, err := f.file.WriteAt(data, s.At); err != nil {
		return Span{}, fmt.Errorf("write to the spool: %w", err)
	}
	return s, nil
}

// Write adds bytes: a File is an [io.Writer].
func (f *File) Write(p []byte) (int, error) {
	if _, err := f.Append(p); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Read returns the byte string at s, in the room of dst if it is enough.
func (f *File) Read(dst []byte, s Span) ([]byte, error) {
	if cap(dst) < s.Len {
		dst = make([]byte, s.Len)
	}
	dst = dst[:s.Len]
	if _, err := f.file.ReadAt(dst, s.At); err != nil {
		return nil, fmt.Errorf("read from the spool: %w", err)
	}
	return dst, nil
}

// Size is how many bytes the file holds.
func (f *File) Size() int64 { return f.end.Load() }

// Reader returns a reader of all that was appended so far.
func (f *File) Reader() *io.SectionReader { return io.NewSectionReader(f.file, 0, f.Size()) }

// Close gives the disk its room back.
func (f *File) Close() error {
	err := f.file.Close()
	if !f.gone {
		if removal := os.Remove(f.file.Name()); err == nil {
			err = removal
		}
	}
	return err
}
