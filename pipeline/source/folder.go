package source

import (
	"context"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path"

	"github.com/concertations-ia/canevas/pipeline/submission"
)

// A Folder is a source of the files below a folder, whatever their type: the
// decoder says which it cannot read. Names that begin with "." or "~$" are
// passed over; a link or a device is an [ItemError].
type Folder struct {
	name  string
	place string // for errors: the folder as the operator wrote it
	files fs.FS
}

// NewFolder returns the source called name of the files of a file system.
func NewFolder(name string, files fs.FS) *Folder {
	return &Folder{name: name, place: "folder", files: files}
}

// OpenFolder returns the source called name of the files below the folder dir.
// Whether there is such a folder is found out by [Folder.Pull].
func OpenFolder(name, dir string) *Folder {
	return &Folder{name: name, place: dir, files: os.DirFS(dir)}
}

// Name is the name of the source.
func (f *Folder) Name() string { return f.name }

// Pull yields the files, each folder in the order of its names. Some are read
// ahead while the one before is looked at. The origin of a
// submission is its path below the folder, with slashes. A folder needs no
// memory: reading it moves no bytes.
func (f *Folder) Pull(ctx context.Context, _ Memory) iter.Seq2[submission.Submission, error] {
	return func(yield func(submission.Submission, error) bool) {
		ctx, stop := context.WithCancel(ctx)
		w := walk{ctx: ctx, folder: f, ahead: make(chan chan reading, readAhead)}
		go w.run()
		defer w.end(stop)
		given := 0
		for next := range w.ahead {
			read := <-next
			if !yield(read.submission, read.err) {
				return
			}
			given++
		}
		switch {
		case w.err != nil:
			yield(submission.Submission{}, sourceError(ctx, f.name, f.located(w.err)))
		case given == 0:
			yield(submission.Submission{}, fmt.Errorf("read source %s: %s: %w", f.name, f.place, ErrEmpty))
		}
	}
}

// readAhead is how many files wait to be looked at, at most: enough to keep
// several cores busy hashing them, and few, as each may be of [submission.MaxSize].
const readAhead = 4

// A walk is one pass over the files of a folder.
type walk struct {
	ctx    context.Context
	folder *Folder
	ahead  chan chan reading // of the files, in order; closed at the end
	err    error             // that ended the walk
}

// A reading is what became of one file.
type reading struct {
	submission submission.Submission
	err        error
}

// run walks through the folder.
func (w *walk) run() {
	w.err = fs.WalkDir(w.folder.files, ".", w.visit)
	close(w.ahead)
}

// end stops the walk, and returns when it has stopped.
func (w *walk) end(stop context.CancelFunc) {
	stop()
	for range w.ahead {
	}
}

// visit is a [fs.WalkDirFunc]. What it returns ends the walk.
func (w *walk) visit(at string, entry fs.DirEntry, err error) error {
	switch {
	case w.ctx.Err() != nil:
		return w.ctx.Err()
	case at == ".":
		return err
	case ignored(path.Base(at)) && entry.IsDir():
		return fs.SkipDir
	case ignored(path.Base(at)), err == nil && entry.IsDir():
		return nil
	}
	next := make(chan reading, 1)
	w.ahead <- next
	go func() {
		var read reading
		if read.err = err; err == nil {
			read.submission, read.err = w.folder.read(at, entry)
		}
		if read.err != nil {
			read.err = itemError(at, read.err)
		}
		next <- read
	}()
	return nil
}

func (f *Folder) read(at string, entry fs.DirEntry) (submission.Submission, error) {
	switch {
	case entry.Type()&fs.ModeSymlink != 0:
		return submission.Submission{}, refuse("a symbolic link; expected the file itself")
	case !entry.Type().IsRegular():
		// Opening a named pipe would wait for somebody to write into it.
		return submission.Submission{}, refuse("not a regular file")
	}
	file, err := f.files.Open(at)
	if err != nil {
		return submission.Submission{}, err
	}
	defer file.Close()
	size := int64(0)
	if info, err := file.Stat(); err == nil {
		size = info.Size()
	}
	raw, err := readAll(file, size)
	if err != nil {
		return submission.Submission{}, err
	}
	s := submission.New(f.name, at, raw)
	s.Reread = func() ([]byte, error) { return fs.ReadFile(f.files, at) }
	return s, nil
}

// located puts the folder as the operator wrote it in front of an error of its
// root, whose own path is only ".".
func (f *Folder) located(err error) error {
	if e, is := err.(*fs.PathError); is {
		err = e.Err
	}
	return fmt.Errorf("%s: %w", f.place, err)
}
