package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// unversioned is the ID that S3 gives the state of an object that was written
// while its bucket kept no versions.
const unversioned = "null"

var errListing = fmt.Errorf("the listing of versions does not go on: %w", errors.ErrUnsupported)

// versions falls back on the objects where a server keeps no versions. Some
// say so; others do not know the question and answer with a listing of another
// kind, in which no version is found.
func (r remote) versions(ctx context.Context, prefix string) iter.Seq2[Kept, error] {
	return func(yield func(Kept, error) bool) {
		found := false
		for k, err := range r.everyState(ctx, prefix) {
			if !found && errors.Is(err, errors.ErrUnsupported) {
				break
			}
			found = true
			if !yield(k, err) || err != nil {
				return
			}
		}
		if found {
			return
		}
		for k, err := range onlyStates(r.list(ctx, prefix)) {
			if !yield(k, err) {
				return
			}
		}
	}
}

func (r remote) everyState(ctx context.Context, prefix string) iter.Seq2[Kept, error] {
	return func(yield func(Kept, error) bool) {
		var key, id string
		for {
			page, err := r.versionPage(ctx, prefix, key, id)
			if err != nil {
				yield(Kept{}, err)
				return
			}
			for _, k := range statesOf(page) {
				// Some servers begin with what the marker names, and was there.
				if again := id != "" && k.Key == key && k.ID == id; !again && !yield(k, nil) {
					return
				}
			}
			if !aws.ToBool(page.IsTruncated) {
				return
			}
			nextKey, nextID := aws.ToString(page.NextKeyMarker), aws.ToString(page.NextVersionIdMarker)
			if nextKey == key && nextID == id {
				yield(Kept{}, errListing)
				return
			}
			key, id = nextKey, nextID
		}
	}
}

func (r remote) versionPage(ctx context.Context, prefix, key, id string) (*s3.ListObjectVersionsOutput, error) {
	bound, cancel := bounded(ctx, 0)
	defer cancel()
	out, err := r.client.ListObjectVersions(bound, &s3.ListObjectVersionsInput{
		Bucket: &r.name, Prefix: &prefix, KeyMarker: optional(key), VersionIdMarker: optional(id),
	})
	if err != nil {
		return nil, s3Error(ctx, err)
	}
	if out.Name == nil {
		// As for a listing of objects: no body at all is not an empty one.
		return nil, fmt.Errorf("%w (the listing is not one)", ErrUnavailable)
	}
	return out, nil
}

// statesOf puts the versions and the marks of a page, which come apart, into
// one order.
func statesOf(page *s3.ListObjectVersionsOutput) []Kept {
	var all []Kept
	for _, v := range page.Versions {
		all = append(all, Kept{
			Key: aws.ToString(v.Key), ID: aws.ToString(v.VersionId), Size: aws.ToInt64(v.Size),
			Latest: aws.ToBool(v.IsLatest), Modified: aws.ToTime(v.LastModified),
		})
	}
	for _, m := range page.DeleteMarkers {
		all = append(all, marker(m))
	}
	slices.SortStableFunc(all, func(a, b Kept) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(rank(a), rank(b)), b.Modified.Compare(a.Modified))
	})
	return all
}

func marker(m types.DeleteMarkerEntry) Kept {
	return Kept{
		Key: aws.ToString(m.Key), ID: aws.ToString(m.VersionId), Marker: true,
		Latest: aws.ToBool(m.IsLatest), Modified: aws.ToTime(m.LastModified),
	}
}

// rank puts the latest state first.
func rank(k Kept) int {
	if k.Latest {
		return 0
	}
	return 1
}

// forget deletes a version by its ID. S3 is content with one that is gone; some
// servers call that a bad request or fail, so that the listing has to tell.
func (r remote) forget(ctx context.Context, key, id string) error {
	bound, cancel := bounded(ctx, 0)
	defer cancel()
	_, err := r.client.DeleteObject(bound, &s3.DeleteObjectInput{Bucket: &r.name, Key: &key, VersionId: &id})
	if err == nil {
		return nil
	}
	status, _ := answer(err)
	err = s3Error(ctx, err)
	switch {
	case errors.Is(err, ErrNotExist):
		return nil
	case id == unversioned && errors.Is(err, errors.ErrUnsupported):
		return r.delete(ctx, key)
	case status == http.StatusBadRequest || status == http.StatusInternalServerError:
		return r.gone(ctx, key, id, err)
	}
	return err
}

// gone returns nil if the state is not kept any more, and otherwise the reason
// why it could not be removed.
func (r remote) gone(ctx context.Context, key, id string, reason error) error {
	for k, err := range r.everyState(ctx, key) {
		if err != nil || k.Key == key && k.ID == id {
			return reason
		}
	}
	return nil
}
