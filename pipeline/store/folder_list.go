package store

import (
	"context"
	"errors"
	"io/fs"
	"iter"
	"path"
	"slices"
	"strings"
)

// list walks the directories that can hold the prefix. A link to a file of the
// folder counts as a file; other links, pipes and devices are not objects.
func (f folder) list(ctx context.Context, prefix string) iter.Seq2[Info, error] {
	return func(yield func(Info, error) bool) {
		root, err := f.root()
		if err != nil {
			yield(Info{}, err)
			return
		}
		defer root.Close()
		w := walk{ctx, root, prefix, yield}
		w.below("")
	}
}

// A walk yields the files below a directory in key order.
type walk struct {
	ctx    context.Context
	root   disk
	prefix string
	yield  func(Info, error) bool
}

// below walks the directory whose keys begin with parent, which is empty or
// ends in a slash. It reports whether to go on.
func (w walk) below(parent string) bool {
	if err := w.ctx.Err(); err != nil {
		return w.yield(Info{}, err)
	}
	names, err := entries(w.root, parent)
	if err != nil {
		return w.yield(Info{}, fileError(err))
	}
	for _, name := range names {
		if !w.entry(parent + name) {
			return false
		}
	}
	return true
}

// entry visits a file, or a directory if its key ends in a slash.
func (w walk) entry(key string) bool {
	if strings.HasSuffix(key, "/") {
		if strings.HasPrefix(key, w.prefix) || strings.HasPrefix(w.prefix, key) {
			return w.below(key)
		}
		return true
	}
	if !strings.HasPrefix(key, w.prefix) {
		return true
	}
	status, err := w.root.Stat(key)
	if err != nil || !status.Mode().IsRegular() {
		return true // a link to elsewhere, or deleted while the walk went on
	}
	return w.yield(Info{Key: key, Size: status.Size(), Modified: status.ModTime()}, nil)
}

// entries returns the names of the files of a directory, and those of its
// directories with a slash, in the order of the keys they begin: "a.b" stands
// before "a/c".
func entries(root disk, parent string) ([]string, error) {
	dir, err := root.Open(path.Join(".", parent))
	if errors.Is(err, fs.ErrNotExist) && parent != "" {
		return nil, nil // deleted while the walk went on
	}
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	found, err := dir.ReadDir(-1)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, entry := range found {
		switch name := entry.Name(); {
		case strings.HasPrefix(name, hidden):
		case entry.IsDir():
			names = append(names, name+"/")
		case entry.Type().IsRegular(), entry.Type()&fs.ModeSymlink != 0:
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names, nil
}
