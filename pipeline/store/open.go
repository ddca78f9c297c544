package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
)

// DefaultPartSize is the size in bytes up to which an object is sent in one
// request.
const DefaultPartSize = 100 << 20

// S3Options says where an S3 bucket is and how to speak to it. URL is the only
// field that has no default.
type S3Options struct {
	URL         string // s3://bucket or s3://bucket/prefix
	Endpoint    string // http(s)://host; empty: as the AWS configuration says
	Region      string // empty: as the AWS configuration says, or else us-east-1
	PathStyle   bool   // https://host/bucket rather than https://bucket.host
	Credentials Credentials
	PartSize    int64 // larger objects are sent in parts of this many bytes, at least 5 MiB; zero: DefaultPartSize

	// Client sends the requests, so that whoever started a server can let go
	// of its connections before ending it. Nil: a client of the bucket's own.
	Client *http.Client
}

// Credentials are the keys of an account. The zero value stands for those that
// the AWS chain finds: environment, files, or the role of the machine.
// Printing them prints no secret.
type Credentials struct {
	AccessKey    string
	Secret       string
	SessionToken string // only temporary credentials have one
}

// Format prints that there are credentials, whatever the verb.
func (c Credentials) Format(f fmt.State, _ rune) { fmt.Fprint(f, c.LogValue()) }

// LogValue logs that there are credentials.
func (c Credentials) LogValue() slog.Value {
	if c == (Credentials{}) {
		return slog.StringValue("none given")
	}
	return slog.StringValue("given")
}

// Open returns the bucket that a URL names: s3://bucket/prefix, or a folder as
// a file:// URL or a path. The options are for S3; their URL is rawURL.
func Open(ctx context.Context, rawURL string, options S3Options) (*Bucket, error) {
	scheme, rest, found := strings.Cut(rawURL, "://")
	switch {
	case !found && rawURL != "":
		return NewFolder(rawURL), nil
	case scheme == "file" && strings.HasPrefix(rest, "/"):
		location, err := url.Parse(rawURL)
		if err != nil {
			return nil, fmt.Errorf("open storage: not a file URL")
		}
		return NewFolder(filepath.FromSlash(location.Path)), nil
	case scheme == "s3":
		options.URL = rawURL
		return NewS3(ctx, options)
	}
	return nil, errors.New("open storage: want s3://bucket/prefix, file:///folder or the path of a folder")
}
