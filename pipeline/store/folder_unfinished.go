package store

import (
	"context"
	"errors"
	"io/fs"
	"iter"
	"path"
	"strings"
)

// unfinished yields the hidden files. They are as old as their last byte, or,
// where a copy is being made by giving an object a second name, as that object.
func (f folder) unfinished(ctx context.Context, prefix string) iter.Seq2[Unfinished, error] {
	return func(yield func(Unfinished, error) bool) {
		root, err := f.root()
		if err != nil {
			yield(Unfinished{}, err)
			return
		}
		defer root.Close()
		err = fs.WalkDir(root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
			switch {
			case ctx.Err() != nil:
				return ctx.Err()
			case errors.Is(err, fs.ErrNotExist):
				return nil // deleted while the walk went on
			case err != nil:
				return err
			case entry.IsDir() || !isHidden(name) || !strings.HasPrefix(name, prefix):
				return nil
			}
			status, err := entry.Info()
			if err == nil && !yield(Unfinished{Key: name, Begun: status.ModTime()}, nil) {
				return fs.SkipAll
			}
			return nil
		})
		if err != nil {
			yield(Unfinished{}, fileError(err))
		}
	}
}

func isHidden(name string) bool { return strings.HasPrefix(path.Base(name), hidden) }

// discard removes a hidden file and nothing else.
func (f folder) discard(_ context.Context, u Unfinished) error {
	if !isHidden(u.Key) || path.Clean(u.Key) != u.Key {
		return errKey
	}
	root, err := f.root()
	if err != nil {
		return err
	}
	defer root.Close()
	if err := root.Remove(u.Key); err != nil {
		if err := fileError(err); !errors.Is(err, ErrNotExist) {
			return err
		}
		return nil
	}
	removeEmpty(root, path.Dir(u.Key))
	return nil
}
