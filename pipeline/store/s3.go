package store

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// remote is an S3 bucket.
type remote struct {
	client *s3.Client
	name   string
	part   int64 // S3Options.PartSize
}

// How long to wait. A request has patience, and longer by a second for each
// pace bytes it carries; a body that is being read may fall silent for stall.
const (
	patience = 2 * time.Minute
	pace     = 64 << 10
	stall    = 30 * time.Second
)

// bounded gives a request that carries size bytes the time that is its due,
// new attempts included.
func bounded(ctx context.Context, size int64) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, patience+time.Duration(size/pace)*time.Second)
}

func (r remote) reach(ctx context.Context, prefix string) (time.Duration, error) {
	// Not HeadBucket: answers to HEAD have no body, hence no reason.
	out, err := r.page(ctx, &s3.ListObjectsV2Input{Bucket: &r.name, Prefix: &prefix, MaxKeys: aws.Int32(1)})
	if err != nil {
		return 0, err
	}
	skew, _ := awsmiddleware.GetAttemptSkew(out.ResultMetadata)
	return skew, nil
}

// make creates the bucket, or finds it to be the account's own.
func (r remote) make(ctx context.Context) error {
	bound, cancel := bounded(ctx, 0)
	defer cancel()
	input := &s3.CreateBucketInput{Bucket: &r.name}
	if region := r.elsewhere(); region != "" {
		input.CreateBucketConfiguration = &types.CreateBucketConfiguration{LocationConstraint: types.BucketLocationConstraint(region)}
	}
	_, err := r.client.CreateBucket(bound, input)
	var own *types.BucketAlreadyOwnedByYou
	if err != nil && !errors.As(err, &own) {
		return s3Error(ctx, err)
	}
	return nil
}

func (r remote) get(ctx context.Context, key string) (io.ReadCloser, Info, error) {
	watched, cancel := context.WithCancel(ctx)
	timer := time.AfterFunc(patience, cancel)
	out, err := r.client.GetObject(watched, &s3.GetObjectInput{
		Bucket: &r.name, Key: &key, ChecksumMode: types.ChecksumModeEnabled,
	})
	timer.Stop()
	if err != nil {
		cancel()
		return nil, Info{}, s3Error(ctx, err)
	}
	body := &download{ctx: ctx, body: out.Body, timer: timer, cancel: cancel}
	return body, Info{
		Key:      key,
		Size:     aws.ToInt64(out.ContentLength),
		Version:  Version(aws.ToString(out.ETag)),
		Modified: aws.ToTime(out.LastModified),
		SHA256:   wholeSum(out.ChecksumSHA256),
	}, nil
}

func (r remote) stat(ctx context.Context, key string) (Info, error) {
	bound, cancel := bounded(ctx, 0)
	defer cancel()
	out, err := r.client.HeadObject(bound, &s3.HeadObjectInput{
		Bucket: &r.name, Key: &key, ChecksumMode: types.ChecksumModeEnabled,
	})
	if err != nil {
		return Info{}, s3Error(ctx, err)
	}
	return Info{
		Key:      key,
		Size:     aws.ToInt64(out.ContentLength),
		Version:  Version(aws.ToString(out.ETag)),
		Modified: aws.ToTime(out.LastModified),
		SHA256:   wholeSum(out.ChecksumSHA256),
	}, nil
}

// wholeSum returns in hex what S3 gives in base64. The checksum of an object
// that came in parts is one of checksums ("...-3"), and none to us.
func wholeSum(sum *string) string {
	digest, err := base64.StdEncoding.DecodeString(aws.ToString(sum))
	if err != nil {
		return ""
	}
	return hex.EncodeToString(digest)
}

func (r remote) list(ctx context.Context, prefix string) iter.Seq2[Info, error] {
	return func(yield func(Info, error) bool) {
		var next *string
		for {
			page, err := r.page(ctx, &s3.ListObjectsV2Input{
				Bucket: &r.name, Prefix: &prefix, ContinuationToken: next,
			})
			if err != nil {
				yield(Info{}, err)
				return
			}
			for _, object := range page.Contents {
				if !yield(listed(object), nil) {
					return
				}
			}
			if !aws.ToBool(page.IsTruncated) {
				return
			}
			if aws.ToString(page.NextContinuationToken) == aws.ToString(next) {
				yield(Info{}, errors.New("the listing does not go on"))
				return
			}
			next = page.NextContinuationToken
		}
	}
}

func (r remote) page(ctx context.Context, input *s3.ListObjectsV2Input) (*s3.ListObjectsV2Output, error) {
	bound, cancel := bounded(ctx, 0)
	defer cancel()
	out, err := r.client.ListObjectsV2(bound, input)
	if err != nil {
		return nil, s3Error(ctx, err)
	}
	if out.Name == nil {
		// To the SDK no body at all is a listing without objects.
		return nil, fmt.Errorf("%w (the listing is not one)", ErrUnavailable)
	}
	return out, nil
}

func listed(object types.Object) Info {
	return Info{
		Key:      aws.ToString(object.Key),
		Size:     aws.ToInt64(object.Size),
		Version:  Version(aws.ToString(object.ETag)),
		Modified: aws.ToTime(object.LastModified),
	}
}

func (r remote) delete(ctx context.Context, key string) error {
	bound, cancel := bounded(ctx, 0)
	defer cancel()
	_, err := r.client.DeleteObject(bound, &s3.DeleteObjectInput{Bucket: &r.name, Key: &key})
	if err == nil {
		return nil
	}
	if err := s3Error(ctx, err); !errors.Is(err, ErrNotExist) {
		return err
	}
	return nil
}

// maxCopy is the largest object CopyObject takes, in bytes.
const maxCopy = 5 << 30

func (r remote) copy(ctx context.Context, from, to string, c Content) error {
	if c.Size > maxCopy {
		return fmt.Errorf("copy of %d bytes: %w", c.Size, errors.ErrUnsupported)
	}
	bound, cancel := bounded(ctx, c.Size)
	defer cancel()
	_, err := r.client.CopyObject(bound, &s3.CopyObjectInput{
		Bucket:            &r.name,
		Key:               &to,
		CopySource:        aws.String(r.name + "/" + escape(from)),
		MetadataDirective: types.MetadataDirectiveReplace,
		ContentType:       optional(c.MediaType),
		CacheControl:      optional(c.CacheControl),
		ChecksumAlgorithm: types.ChecksumAlgorithmSha256,
	})
	if err != nil {
		return s3Error(ctx, err)
	}
	return nil
}

// escape writes a key as CopySource wants it: with %20 for a space, and with
// %2B for a plus, which some servers would take for a space.
func escape(key string) string {
	escaped := strings.ReplaceAll(url.QueryEscape(key), "+", "%20")
	return strings.ReplaceAll(escaped, "%2F", "/")
}

// optional is nil, and so not sent, for the empty string.
func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// A download is the body of an object. One that falls silent while it is read
// ends in an error.
type download struct {
	ctx    context.Context // the caller's
	body   io.ReadCloser
	timer  *time.Timer
	cancel context.CancelFunc
}

func (d *download) Read(p []byte) (int, error) {
	d.timer.Reset(stall)
	n, err := d.body.Read(p)
	d.timer.Stop()
	if err != nil && err != io.EOF {
		err = broken(d.ctx, err)
	}
	return n, err
}

func (d *download) Close() error {
	defer d.cancel()
	// Nothing is lost if an object that was read does not close well.
	_ = d.body.Close()
	return nil
}
