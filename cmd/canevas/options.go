package main

import (
	"context"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/concertations-ia/canevas/datasets"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/source"
	"github.com/concertations-ia/canevas/pipeline/store"
	"github.com/concertations-ia/canevas/schema"
)

// builtin is the folder of the definition that the program carries.
const builtin = "concertations-ia"

// options are the flags that several commands share; a flag overrides the
// configuration.
type options struct {
	*streams
	config     string
	definition string
	from       []string
	to         string
	archive    string
	url        string
	data       string
	acceptLoss string
	memory     string
}

// addFrom adds the flag that names sources.
func (o *options) addFrom(c *cobra.Command) {
	c.Flags().StringArrayVar(&o.from, "from", nil, "where submissions are: a folder, an https:// address or s3://bucket/prefix (may be repeated)")
}

// addTo adds the flags that name what is published where.
func (o *options) addTo(c *cobra.Command) {
	c.Flags().StringVar(&o.to, "to", "", "where the public reads: a folder or s3://bucket/prefix")
	o.addData(c)
}

// addData adds the flag that names the embedded storage.
func (o *options) addData(c *cobra.Command) {
	c.Flags().StringVar(&o.data, "data", "canevas-data", "folder of the embedded storage, used when nothing says where to publish")
}

// addArchive adds the flag that names the archive.
func (o *options) addArchive(c *cobra.Command) {
	c.Flags().StringVar(&o.archive, "archive", "", "private folder or s3://bucket/prefix that remembers what was received")
}

// addRelease adds the flags that go into a release.
func (o *options) addRelease(c *cobra.Command) {
	c.Flags().StringVar(&o.acceptLoss, "accept-loss", "", "let the release lose something that is public, and say why")
	c.Flags().StringVar(&o.url, "url", "", "public address of what is published, for the catalogue")
}

// resolve reads the configuration and lets the flags override it.
func (o *options) resolve() (configuration, error) {
	c, _, err := readConfig(o.config)
	if err != nil {
		return c, err
	}
	for _, override := range []struct {
		flag  string
		value *string
	}{{o.definition, &c.Definition}, {o.to, &c.Publish.To}, {o.archive, &c.Archive}, {o.url, &c.Publish.URL}} {
		if override.flag != "" {
			*override.value = override.flag
		}
	}
	if len(o.from) > 0 {
		c.Sources = nil
		for _, from := range o.from {
			c.Sources = append(c.Sources, sourceOf(from))
		}
	}
	if err := c.absolute(); err != nil {
		return c, err
	}
	return c, c.apart()
}

// sourceOf is the source that --from names.
func sourceOf(from string) sourceConfig {
	switch {
	case strings.HasPrefix(from, "s3://"):
		return sourceConfig{Name: from, Inbox: from}
	case strings.Contains(from, "://"):
		// An address may hold a password; its host never does.
		name := "web"
		if u, err := url.Parse(from); err == nil {
			name = u.Hostname()
		}
		return sourceConfig{Name: name, URLs: []string{from}}
	}
	return sourceConfig{Name: filepath.Base(from), Folder: from}
}

// load loads the definition that is asked for.
func (o *options) load() (*definition.Definition, error) {
	c, err := o.resolve()
	if err != nil {
		return nil, err
	}
	return c.load()
}

// load loads the definition of a configuration, the built-in one by default.
func (c *configuration) load() (*definition.Definition, error) {
	if c.Definition != "" {
		return definition.Open(c.Definition)
	}
	publication, err := fs.Sub(datasets.FS, builtin)
	if err != nil {
		return nil, err
	}
	return definition.Load(schema.FS, publication)
}

// sources opens the sources of a configuration: by default, the example
// submissions of its definition.
func (c *configuration) sources(ctx context.Context) ([]source.Source, error) {
	if len(c.Sources) == 0 {
		return c.examples()
	}
	var all []source.Source
	for _, s := range c.Sources {
		opened, err := c.open(ctx, s)
		if err != nil {
			return nil, err
		}
		all = append(all, opened)
	}
	return all, nil
}

func (c *configuration) open(ctx context.Context, s sourceConfig) (source.Source, error) {
	switch {
	case s.Folder != "":
		return source.OpenFolder(s.Name, s.Folder), nil
	case s.Inbox != "":
		b, err := c.bucket(ctx, s.Inbox)
		if err != nil {
			return nil, err
		}
		return source.NewInbox(s.Name, b), nil
	}
	web, err := source.NewWeb(s.Name, s.URLs, source.WebOptions{Private: s.PrivateNetwork})
	if err != nil {
		return nil, &usageError{err}
	}
	return web, nil
}

func (c *configuration) examples() ([]source.Source, error) {
	if c.Definition != "" {
		return []source.Source{source.OpenFolder("exemples", filepath.Join(c.Definition, "example", "submissions"))}, nil
	}
	files, err := fs.Sub(datasets.FS, builtin+"/example/submissions")
	if err != nil {
		return nil, err
	}
	return []source.Source{source.NewFolder("exemples", files)}, nil
}

// bucket opens a place to read: a folder, or an S3 bucket with the credentials
// of the environment.
func (c *configuration) bucket(ctx context.Context, place string) (*store.Bucket, error) {
	return store.Open(ctx, place, c.s3Options(place))
}

// s3Options says where a bucket of the configuration is.
func (c *configuration) s3Options(place string) store.S3Options {
	return store.S3Options{URL: place, Endpoint: c.S3.Endpoint, Region: c.S3.Region, PathStyle: c.S3.PathStyle}
}

// home opens a place to write, and makes it where it is a folder.
func (c *configuration) home(ctx context.Context, place string) (*store.Bucket, error) {
	if strings.Contains(place, "://") {
		return c.bucket(ctx, place)
	}
	return store.MakeFolder(place)
}

// now is the time of a run. SOURCE_DATE_EPOCH sets it
// (reproducible-builds.org), so that a release can be made again.
func now() (time.Time, error) {
	epoch, set := os.LookupEnv("SOURCE_DATE_EPOCH")
	if !set {
		return time.Now(), nil
	}
	seconds, err := strconv.ParseInt(epoch, 10, 64)
	if err != nil {
		return time.Time{}, usage("SOURCE_DATE_EPOCH: seconds since 1970 are expected; got: %q", epoch)
	}
	return time.Unix(seconds, 0), nil
}
