package main

import (
	"net/url"
	"path"
	"path/filepath"
	"strings"
)

// apart reports, as a mistake of usage, an archive that is where the public
// reads, below it or above it: it holds what was received.
func (c *configuration) apart() error {
	if c.Archive == "" || c.Publish.To == "" {
		return nil
	}
	private, public := extent(c.Archive), extent(c.Publish.To)
	if within(private, public) || within(public, private) {
		return usage("archive must not be where the public reads, nor below or above it: it holds what was received")
	}
	return nil
}

// within reports whether one extent is another, or a part of it.
func within(part, whole string) bool {
	return part == whole || strings.HasPrefix(part, strings.TrimSuffix(whole, "/")+"/")
}

// extent writes a place such that the places below it begin with it and a
// slash. A folder is meant wherever symbolic links lead.
func extent(place string) string {
	if dir, ok := folderOf(place); ok {
		return filepath.ToSlash(linked(dir))
	}
	scheme, rest, _ := strings.Cut(place, "://")
	return scheme + ":" + path.Clean("/"+rest)
}

// folderOf returns the folder that a place is, if it is one.
func folderOf(place string) (dir string, ok bool) {
	scheme, _, found := strings.Cut(place, "://")
	if !found {
		return filepath.Clean(place), true
	}
	location, err := url.Parse(place)
	if scheme != "file" || err != nil {
		return "", false
	}
	return filepath.Clean(filepath.FromSlash(location.Path)), true
}

// linked resolves the symbolic links of a path, whose end need not exist.
func linked(dir string) string {
	if whole, err := filepath.EvalSymlinks(dir); err == nil {
		return whole
	}
	parent := filepath.Dir(dir)
	if parent == dir {
		return dir
	}
	return filepath.Join(linked(parent), filepath.Base(dir))
}
