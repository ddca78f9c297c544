package store

import (
	"context"
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// publicRead is the setting that anybody may read what is below the prefix.
type publicRead struct {
	setup
	resource string
	found    policy // by there, the bucket's
	seen     bool   // it is all there is
}

func newPolicy(s setup) (*publicRead, error) {
	if strings.ContainsAny(s.prefix, "*?$") {
		return nil, errPrefix
	}
	resource := "arn:aws:s3:::" + s.remote.name + "/*"
	if below := strings.TrimSuffix(s.prefix, "/"); below != "" {
		resource = "arn:aws:s3:::" + s.remote.name + "/" + below + "/*"
	}
	none, err := readPolicy("")
	return &publicRead{setup: s, resource: resource, found: none}, err
}

func (p *publicRead) there(ctx context.Context) (bool, error) {
	bound, cancel := bounded(ctx, 0)
	defer cancel()
	out, err := p.remote.client.GetBucketPolicy(bound, &s3.GetBucketPolicyInput{Bucket: &p.remote.name})
	if err != nil {
		err = s3Error(ctx, err)
		if p.seen = isSeen(err); errors.Is(err, ErrNotExist) {
			return false, nil
		}
		return false, err
	}
	p.found, err = readPolicy(aws.ToString(out.Policy))
	p.seen = err == nil
	return p.found.lets(p.resource), err
}

func (p *publicRead) set(ctx context.Context) error {
	bound, cancel := bounded(ctx, 0)
	defer cancel()
	_, err := p.remote.client.PutBucketPolicy(bound, &s3.PutBucketPolicyInput{
		Bucket: &p.remote.name, Policy: aws.String(p.found.letting(p.resource)),
	})
	if err != nil {
		return s3Error(ctx, err)
	}
	return nil
}

// command includes, for AWS, the block that it puts on the policies of new
// buckets: no policy makes anything public before that is lifted.
func (p *publicRead) command() string {
	put := p.shell("put-bucket-policy", "--bucket", p.remote.name, "--policy", p.found.letting(p.resource))
	command := p.replacing(p.seen, "get-bucket-policy", put)
	if p.endpoint != "" {
		return command
	}
	return p.shell("put-public-access-block", "--bucket", p.remote.name, "--public-access-block-configuration",
		"BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=false,RestrictPublicBuckets=false") + " &&\n" + command
}
