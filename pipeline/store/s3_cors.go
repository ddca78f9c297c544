package store

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// origins is the setting that web pages of any origin may read.
type origins struct {
	setup
	found []types.CORSRule // by there, the bucket's
	seen  bool             // they are all there are
}

// exposed are the headers that a reader of parts of a file needs to see.
var exposed = [...]string{"Content-Range", "Accept-Ranges", "Content-Length", "ETag"}

func (o *origins) there(ctx context.Context) (bool, error) {
	bound, cancel := bounded(ctx, 0)
	defer cancel()
	out, err := o.remote.client.GetBucketCors(bound, &s3.GetBucketCorsInput{Bucket: &o.remote.name})
	if err != nil {
		err = s3Error(ctx, err)
		if o.seen = isSeen(err); errors.Is(err, ErrNotExist) {
			return false, nil
		}
		return false, err
	}
	o.found, o.seen = out.CORSRules, true
	return slices.ContainsFunc(o.found, covers), nil
}

// covers reports whether a rule lets web pages of any origin read as ours does.
func covers(rule types.CORSRule) bool {
	for _, header := range exposed {
		if !names(rule.ExposeHeaders, header) {
			return false
		}
	}
	return slices.Contains(rule.AllowedOrigins, "*") && slices.Contains(rule.AllowedMethods, "GET") &&
		slices.Contains(rule.AllowedMethods, "HEAD") && names(rule.AllowedHeaders, "Range")
}

// names reports whether a list of headers holds one, or all.
func names(headers []string, header string) bool {
	return slices.ContainsFunc(headers, func(h string) bool { return h == "*" || strings.EqualFold(h, header) })
}

// rules are those found, and ours after them.
func (o *origins) rules() []types.CORSRule {
	return append(slices.Clone(o.found), types.CORSRule{
		AllowedOrigins: []string{"*"},
		AllowedMethods: []string{"GET", "HEAD"},
		AllowedHeaders: []string{"*"},
		ExposeHeaders:  exposed[:],
	})
}

func (o *origins) set(ctx context.Context) error {
	bound, cancel := bounded(ctx, 0)
	defer cancel()
	_, err := o.remote.client.PutBucketCors(bound, &s3.PutBucketCorsInput{
		Bucket: &o.remote.name, CORSConfiguration: &types.CORSConfiguration{CORSRules: o.rules()},
	})
	if err != nil {
		return s3Error(ctx, err)
	}
	return nil
}

// command writes the rules with the names that the AWS command line gives them.
func (o *origins) command() string {
	type rule struct {
		ID             *string  `json:",omitempty"`
		AllowedOrigins []string `json:",omitempty"`
		AllowedMethods []string `json:",omitempty"`
		AllowedHeaders []string `json:",omitempty"`
		ExposeHeaders  []string `json:",omitempty"`
		MaxAgeSeconds  *int32   `json:",omitempty"`
	}
	var rules []rule
	for _, r := range o.rules() {
		rules = append(rules, rule{r.ID, r.AllowedOrigins, r.AllowedMethods, r.AllowedHeaders, r.ExposeHeaders, r.MaxAgeSeconds})
	}
	// Strings and numbers: nothing here can fail.
	text, _ := json.Marshal(map[string]any{"CORSRules": rules})
	put := o.shell("put-bucket-cors", "--bucket", o.remote.name, "--cors-configuration", string(text))
	return o.replacing(o.seen, "get-bucket-cors", put)
}
