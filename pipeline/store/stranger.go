package store

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// A Stranger is somebody without credentials, and what a server lets him do.
type Stranger struct {
	Read   bool `json:"read"`   // get an object
	List   bool `json:"list"`   // or its versions: find out what objects there are
	Origin bool `json:"origin"` // read from a web page of another origin
}

// foreign is the origin of a web page that is nobody's (RFC 6761).
const foreign = "https://canevas.invalid"

// AskStranger asks, without credentials, for an object that is there, in the
// bucket or below the prefix that the options name, and for what others are
// there. An error says that the server gave no answer from which to tell.
func AskStranger(ctx context.Context, options S3Options, key string) (Stranger, error) {
	name, prefix, err := options.bucket()
	if err != nil {
		return Stranger{}, fmt.Errorf("ask as a stranger: %w", err)
	}
	r, err := connect(ctx, name, options)
	if err != nil {
		return Stranger{}, fmt.Errorf("ask s3://%s as a stranger: %w", name, err)
	}
	b := newBucket(r.anonymous(), "", "s3://"+name).Sub(prefix)
	found, err := b.driver.(remote).stranger(ctx, b.prefix, b.prefix+key)
	if err != nil {
		return Stranger{}, fmt.Errorf("ask s3://%s as a stranger: %w", name, err)
	}
	return found, nil
}

// anonymous is the bucket as it is for those who have no key to it.
func (r remote) anonymous() remote {
	options := r.client.Options()
	options.Credentials = aws.AnonymousCredentials{}
	r.client = s3.New(options)
	return r
}

func (r remote) stranger(ctx context.Context, prefix, key string) (found Stranger, err error) {
	if found.Read, found.Origin, err = r.readable(ctx, key); err != nil {
		return found, err
	}
	_, err = r.page(ctx, &s3.ListObjectsV2Input{Bucket: &r.name, Prefix: &prefix, MaxKeys: aws.Int32(1)})
	if found.List, err = allowed(err); err != nil || found.List {
		return found, err
	}
	_, err = r.versionPage(ctx, prefix, "", "")
	found.List, err = allowed(err)
	return found, err
}

// readable reports whether an object can be read, and from other origins.
func (r remote) readable(ctx context.Context, key string) (read, origin bool, err error) {
	bound, cancel := bounded(ctx, 0)
	defer cancel()
	out, err := r.client.GetObject(bound, &s3.GetObjectInput{Bucket: &r.name, Key: &key},
		s3.WithAPIOptions(smithyhttp.AddHeaderValue("Origin", foreign)))
	if err != nil {
		read, err = allowed(s3Error(ctx, err))
		return read, false, err
	}
	defer out.Body.Close()
	if _, err := io.Copy(io.Discard, io.LimitReader(out.Body, 1)); err != nil {
		return false, false, broken(ctx, err)
	}
	answer, _ := awsmiddleware.GetRawResponse(out.ResultMetadata).(*smithyhttp.Response)
	if answer != nil {
		lets := answer.Header.Get("Access-Control-Allow-Origin")
		origin = lets == "*" || lets == foreign
	}
	return true, origin, nil
}

// allowed reports whether what came to err was allowed. A server may deny that
// there is what it does not show.
func allowed(err error) (bool, error) {
	switch {
	case err == nil:
		return true, nil
	case errors.Is(err, ErrDenied), errors.Is(err, ErrNotExist), errors.Is(err, ErrNoBucket), errors.Is(err, errors.ErrUnsupported):
		return false, nil
	}
	return false, err
}
