package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go/logging"
)

// NewS3 returns an S3 bucket, or the part of it below a prefix. It finds
// credentials, ErrDenied if there are none, and does not yet speak to the
// bucket.
func NewS3(ctx context.Context, options S3Options) (*Bucket, error) {
	name, prefix, err := options.bucket()
	if err != nil {
		return nil, fmt.Errorf("open storage: %w", err)
	}
	r, err := connect(ctx, name, options)
	if err != nil {
		return nil, fmt.Errorf("open storage s3://%s: %w", name, err)
	}
	return newBucket(r, "", "s3://"+name).Sub(prefix), nil
}

// MakeBucket creates the S3 bucket that the options name, on a server that is
// its own region, as the embedded one is. A bucket that is the account's own
// already is fine.
func MakeBucket(ctx context.Context, options S3Options) error {
	name, _, err := options.bucket()
	if err != nil {
		return fmt.Errorf("make bucket: %w", err)
	}
	r, err := connect(ctx, name, options)
	if err == nil {
		err = r.make(ctx)
	}
	if err != nil {
		return fmt.Errorf("make bucket %s: %w", name, err)
	}
	return nil
}

func connect(ctx context.Context, name string, options S3Options) (remote, error) {
	cfg, err := configuration(ctx, options)
	if err != nil {
		return remote{}, err
	}
	client := s3.NewFromConfig(cfg, func(o *s3.Options) {
		o.UsePathStyle = options.PathStyle
		if options.Endpoint != "" {
			o.BaseEndpoint = &options.Endpoint
		}
		o.DisableLogOutputChecksumValidationSkipped = true
	})
	part := options.PartSize
	if part == 0 {
		part = DefaultPartSize
	}
	return remote{client, name, part}, nil
}

// bucket returns the parts of the URL, and refuses what could carry a secret
// into a message.
func (o S3Options) bucket() (name, prefix string, err error) {
	location, err := url.Parse(o.URL)
	if err != nil || location.Scheme != "s3" || location.Host == "" {
		return "", "", errors.New("want s3://bucket or s3://bucket/prefix")
	}
	if location.User != nil || location.RawQuery != "" || location.Fragment != "" {
		return "", "", errors.New("the URL of a bucket is s3://bucket/prefix and nothing more")
	}
	if o.Endpoint == "" {
		return location.Host, strings.TrimPrefix(location.Path, "/"), nil
	}
	endpoint, err := url.Parse(o.Endpoint)
	if err != nil || endpoint.Host == "" || endpoint.User != nil ||
		endpoint.Scheme != "http" && endpoint.Scheme != "https" {
		return "", "", errors.New("want an endpoint http://host or https://host, without credentials")
	}
	return location.Host, strings.TrimPrefix(location.Path, "/"), nil
}

// configuration is the AWS configuration with our credentials, checksums,
// timeouts and retries. With credentials given nothing is read from the
// environment.
func configuration(ctx context.Context, options S3Options) (aws.Config, error) {
	var cfg aws.Config
	var err error
	if given := options.Credentials; given != (Credentials{}) {
		cfg.Credentials = credentials.NewStaticCredentialsProvider(given.AccessKey, given.Secret, given.SessionToken)
	} else if cfg, err = config.LoadDefaultConfig(ctx, config.WithLogger(logging.Nop{})); err != nil {
		return aws.Config{}, fmt.Errorf("load the AWS configuration: %w", err)
	}
	if options.Region != "" {
		cfg.Region = options.Region
	}
	if cfg.Region == "" {
		cfg.Region = "us-east-1"
	}
	cfg.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired
	cfg.ResponseChecksumValidation = aws.ResponseChecksumValidationWhenRequired
	cfg.HTTPClient = httpClient()
	if options.Client != nil {
		cfg.HTTPClient = options.Client
	}
	cfg.Retryer = retryer
	cfg.Logger = logging.Nop{}
	if cfg.Credentials == nil {
		return aws.Config{}, fmt.Errorf("%w: no credentials found", ErrDenied)
	}
	if _, err := cfg.Credentials.Retrieve(ctx); err != nil {
		return aws.Config{}, fmt.Errorf("%w: no credentials found", ErrDenied)
	}
	return cfg, nil
}

// httpClient gives up early on servers that do not answer. How long a body may
// take is for the request's context to say.
func httpClient() aws.HTTPClient {
	return awshttp.NewBuildableClient().
		WithReadTimeout(0).
		WithDialerOptions(func(d *net.Dialer) { d.Timeout = 10 * time.Second }).
		WithTransportOptions(func(t *http.Transport) { t.ResponseHeaderTimeout = patience })
}

// attempts is how often a request is sent that may be sent again.
const attempts = 6

func retryer() aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.MaxAttempts = attempts
		o.RateLimiter = ratelimit.None
		o.Backoff = retry.BackoffDelayerFunc(func(attempt int, _ error) (time.Duration, error) {
			return backoff(attempt), nil
		})
		o.Retryables = append(o.Retryables, retry.IsErrorRetryableFunc(func(err error) aws.Ternary {
			if isCut(err) {
				return aws.TrueTernary
			}
			return aws.UnknownTernary
		}))
	})
}

// backoff is how long to wait after an attempt, the first being 1: on average
// 75, 150, 300 ms and so on, never the same so that two runs do not keep step.
func backoff(attempt int) time.Duration {
	longest := 100 * time.Millisecond << max(attempt-1, 0)
	return longest/2 + rand.N(longest/2)
}

// wait waits after an attempt, or reports that ctx is done.
func wait(ctx context.Context, attempt int) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(backoff(attempt)):
		return nil
	}
}
