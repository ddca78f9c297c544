package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// configName is the configuration that is read when none is named.
const configName = "canevas.yaml"

// A configuration is canevas.yaml. Secrets have no place in it: they come from
// the environment. Paths in it are relative to its folder.
type configuration struct {
	Definition string         `json:"definition"`
	Sources    []sourceConfig `json:"sources"`
	Archive    string         `json:"archive"` // folder or s3://bucket/prefix
	Publish    publishConfig  `json:"publish"`
	S3         s3Config       `json:"s3"`
}

// A sourceConfig is one place submissions come from: exactly one of Folder,
// URLs and Inbox is set.
type sourceConfig struct {
	Name           string   `json:"name"`
	Folder         string   `json:"folder"`
	URLs           []string `json:"urls"`
	Inbox          string   `json:"inbox"`           // s3://bucket/prefix
	PrivateNetwork bool     `json:"private_network"` // lets URLs be plain http and lead to private addresses
}

type publishConfig struct {
	To   string         `json:"to"`  // folder or s3://bucket/prefix
	URL  string         `json:"url"` // where the public reads it
	Loss release.Limits `json:"loss"`
}

type s3Config struct {
	Endpoint  string `json:"endpoint"` // empty: AWS
	Region    string `json:"region"`
	PathStyle bool   `json:"path_style"`
}

// readConfig reads the configuration at path. With an empty path it reads
// canevas.yaml where that exists, and found is false where it does not.
func readConfig(path string) (c configuration, found bool, err error) {
	c.Publish.Loss = release.UsualLimits()
	named := path != ""
	if !named {
		path = configName
	}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && !named {
		return c, false, nil
	}
	if err != nil {
		return c, false, usage("read the configuration: %w", err)
	}
	t, err := tree.ParseYAML(data, tree.Limits{})
	if err == nil {
		err = t.Unmarshal(&c)
	}
	if err == nil {
		err = c.check()
	}
	if err != nil {
		return c, false, usage("%s:%w", path, err)
	}
	c.below(filepath.Dir(path))
	return c, true, nil
}

// check reports what decoding cannot see.
func (c *configuration) check() error {
	if c.Publish.To == "" {
		return errors.New(" publish.to is expected: a folder, or s3://bucket/prefix")
	}
	if c.Archive == "" {
		return errors.New(" archive is expected: a private folder, or s3://bucket/prefix, that remembers what was received")
	}
	for _, limit := range []struct {
		key     string
		percent int
	}{{"table_rows_percent", c.Publish.Loss.TableRows}, {"submitter_rows_percent", c.Publish.Loss.SubmitterRows}} {
		if limit.percent < 0 || limit.percent > 100 {
			return fmt.Errorf(" publish.loss.%s: 0 to 100 is expected; got: %d", limit.key, limit.percent)
		}
	}
	if len(c.Sources) == 0 {
		return errors.New(" sources is expected: at least one folder, urls or inbox")
	}
	names := map[string]bool{}
	for i, s := range c.Sources {
		kinds := 0
		for _, set := range []bool{s.Folder != "", len(s.URLs) > 0, s.Inbox != ""} {
			if set {
				kinds++
			}
		}
		if kinds != 1 {
			return fmt.Errorf(" sources[%d]: exactly one of folder, urls and inbox is expected", i)
		}
		if s.Name == "" || names[s.Name] {
			return fmt.Errorf(" sources[%d]: a name of its own is expected; got: %q", i, s.Name)
		}
		names[s.Name] = true
	}
	return nil
}

// below makes the paths of a configuration relative to a folder.
func (c *configuration) below(dir string) {
	for _, p := range c.paths() {
		if !filepath.IsAbs(*p) {
			*p = filepath.Join(dir, *p)
		}
	}
}

// absolute makes the paths of a configuration independent of the folder the
// program runs in, which the embedded storage changes.
func (c *configuration) absolute() error {
	for _, p := range c.paths() {
		whole, err := filepath.Abs(*p)
		if err != nil {
			return err
		}
		*p = whole
	}
	return nil
}

// paths are the places of a configuration that are folders.
func (c *configuration) paths() []*string {
	all := []*string{&c.Definition, &c.Archive, &c.Publish.To}
	for i := range c.Sources {
		all = append(all, &c.Sources[i].Folder)
	}
	return slices.DeleteFunc(all, func(p *string) bool { return *p == "" || strings.Contains(*p, "://") })
}
