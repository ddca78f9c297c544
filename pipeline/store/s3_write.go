package store

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go/middleware"
)

// conflicts is how often a write is sent that S3 answers with 409, which says
// that another write of the key was under way and that this one was not done.
const conflicts = 6

func (r remote) put(ctx context.Context, key string, c Content, when condition) (Version, error) {
	for attempt := 1; ; attempt++ {
		version, err := r.send(ctx, key, c, when)
		if err == nil {
			return version, nil
		}
		if attempt == conflicts || !isConflict(err) {
			return "", writeError(ctx, err, when)
		}
		if err := wait(ctx, attempt); err != nil {
			return "", err
		}
	}
}

// send writes an object in one request or in parts. Its errors are the SDK's.
func (r remote) send(ctx context.Context, key string, c Content, when condition) (Version, error) {
	body, err := c.open()
	if err != nil {
		return "", err
	}
	defer body.Close()
	bound, cancel := bounded(ctx, c.Size)
	defer cancel()
	if c.Size > r.part {
		return r.sendParts(bound, key, c, body, when)
	}
	sum, err := base64Sum(c.SHA256)
	if err != nil {
		return "", err
	}
	input := &s3.PutObjectInput{
		Bucket:         &r.name,
		Key:            &key,
		Body:           body,
		ContentLength:  &c.Size,
		ChecksumSHA256: &sum,
		ContentType:    optional(c.MediaType),
		CacheControl:   optional(c.CacheControl),
	}
	input.IfMatch, input.IfNoneMatch = when.headers()
	out, err := r.client.PutObject(bound, input, signing(c.SHA256), when.sending())
	if err != nil {
		return "", err
	}
	if out.ChecksumSHA256 != nil && *out.ChecksumSHA256 != sum {
		return "", errMismatch
	}
	return Version(aws.ToString(out.ETag)), nil
}

// headers returns the condition as If-Match and If-None-Match.
func (w condition) headers() (match, noneMatch *string) {
	switch {
	case w.version == nil:
		return nil, nil
	case *w.version == "":
		return nil, aws.String("*")
	default:
		return aws.String(string(*w.version)), nil
	}
}

// sending turns the SDK's retries off where a request must not be sent twice.
func (w condition) sending() func(*s3.Options) {
	return func(o *s3.Options) {
		if w.once {
			o.Retryer = aws.NopRetryer{}
		}
	}
}

// signing signs the SHA-256 of the body with the request. Left to itself the
// SDK signs none over TLS, and there are servers that replace an object by half
// of another when the sender dies in the middle of an unsigned body.
func signing(sum string) func(*s3.Options) {
	set := func(
		ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler,
	) (middleware.InitializeOutput, middleware.Metadata, error) {
		return next.HandleInitialize(v4.SetPayloadHash(ctx, sum), in)
	}
	return s3.WithAPIOptions(func(stack *middleware.Stack) error {
		return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("SetPayloadHash", set), middleware.Before)
	})
}

func base64Sum(sum string) (string, error) {
	digest, err := hex.DecodeString(sum)
	if err != nil {
		return "", fmt.Errorf("decode SHA-256: %w", err)
	}
	return base64.StdEncoding.EncodeToString(digest), nil
}
