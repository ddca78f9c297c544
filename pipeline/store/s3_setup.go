package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// existence is the setting that the bucket is there.
type existence struct{ setup }

func (e existence) there(ctx context.Context) (bool, error) {
	_, err := e.remote.reach(ctx, e.prefix)
	if errors.Is(err, ErrNoBucket) {
		return false, nil
	}
	return err == nil, err
}

func (e existence) set(ctx context.Context) error { return e.remote.make(ctx) }

func (e existence) command() string {
	arguments := []string{"create-bucket", "--bucket", e.remote.name}
	if region := e.remote.elsewhere(); region != "" {
		arguments = append(arguments, "--create-bucket-configuration", "LocationConstraint="+region)
	}
	return e.shell(arguments...)
}

// elsewhere returns the region that a new bucket must be told, which is any but
// the first that there was.
func (r remote) elsewhere() string {
	if region := r.client.Options().Region; region != "us-east-1" {
		return region
	}
	return ""
}

// shell writes a command of the AWS command line, which speaks to other
// providers too, for a POSIX shell.
func (s setup) shell(arguments ...string) string {
	arguments = append([]string{"aws", "s3api"}, arguments...)
	if s.endpoint != "" {
		arguments = append(arguments, "--endpoint-url", s.endpoint)
	}
	arguments = append(arguments, "--region", s.remote.client.Options().Region)
	for i, argument := range arguments {
		arguments[i] = quote(argument)
	}
	return strings.Join(arguments, " ")
}

// replacing is a command that puts a document in place of another. Where we
// could not see that one, the operator looks at it first.
func (s setup) replacing(seen bool, look, put string) string {
	if seen {
		return put
	}
	return s.shell(look, "--bucket", s.remote.name) + " # see what the next command replaces\n" + put
}

// isSeen reports whether err, from a look at a document, leaves no doubt of
// what is there.
func isSeen(err error) bool {
	return err == nil || errors.Is(err, ErrNotExist) || errors.Is(err, ErrNoBucket)
}

// quote makes one word of an argument.
func quote(argument string) string {
	if argument != "" && strings.Trim(argument, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=.:/,") == "" {
		return argument
	}
	return "'" + strings.ReplaceAll(argument, "'", `'\''`) + "'"
}

// A Versioning is whether a bucket keeps what its objects were before.
type Versioning string

// The states of versioning. A suspended one keeps the versions it has.
const (
	VersioningOn        Versioning = "enabled"
	VersioningSuspended Versioning = "suspended"
	VersioningOff       Versioning = "off"
	VersioningUnknown   Versioning = "unknown" // the server does not tell us
)

// FindVersioning reports whether the bucket that the options name keeps
// versions.
func FindVersioning(ctx context.Context, options S3Options) (Versioning, error) {
	name, _, err := options.bucket()
	if err != nil {
		return "", fmt.Errorf("find versioning: %w", err)
	}
	r, err := connect(ctx, name, options)
	if err != nil {
		return "", fmt.Errorf("find versioning of s3://%s: %w", name, err)
	}
	found, err := r.versioning(ctx)
	if err != nil {
		return "", fmt.Errorf("find versioning of s3://%s: %w", name, err)
	}
	return found, nil
}

func (r remote) versioning(ctx context.Context) (Versioning, error) {
	bound, cancel := bounded(ctx, 0)
	defer cancel()
	out, err := r.client.GetBucketVersioning(bound, &s3.GetBucketVersioningInput{Bucket: &r.name})
	if err != nil {
		if err := s3Error(ctx, err); errors.Is(err, ErrUnavailable) || ctx.Err() != nil {
			return "", err
		}
		return VersioningUnknown, nil
	}
	switch out.Status {
	case types.BucketVersioningStatusEnabled:
		return VersioningOn, nil
	case types.BucketVersioningStatusSuspended:
		return VersioningSuspended, nil
	}
	return VersioningOff, nil
}
