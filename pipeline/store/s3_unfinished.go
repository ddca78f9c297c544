package store

import (
	"context"
	"errors"
	"iter"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

func (r remote) unfinished(ctx context.Context, prefix string) iter.Seq2[Unfinished, error] {
	return func(yield func(Unfinished, error) bool) {
		var key, id string
		for {
			page, err := r.uploadPage(ctx, prefix, key, id)
			if errors.Is(err, ErrNotExist) {
				return // how rclone says that there never was an upload
			}
			if err != nil {
				yield(Unfinished{}, err)
				return
			}
			for _, u := range page.Uploads {
				begun := Unfinished{Key: aws.ToString(u.Key), ID: aws.ToString(u.UploadId), Begun: aws.ToTime(u.Initiated)}
				if !yield(begun, nil) {
					return
				}
			}
			if !aws.ToBool(page.IsTruncated) {
				return
			}
			nextKey, nextID := aws.ToString(page.NextKeyMarker), aws.ToString(page.NextUploadIdMarker)
			if nextKey == key && nextID == id {
				yield(Unfinished{}, errors.New("the listing does not go on"))
				return
			}
			key, id = nextKey, nextID
		}
	}
}

func (r remote) uploadPage(ctx context.Context, prefix, key, id string) (*s3.ListMultipartUploadsOutput, error) {
	bound, cancel := bounded(ctx, 0)
	defer cancel()
	out, err := r.client.ListMultipartUploads(bound, &s3.ListMultipartUploadsInput{
		Bucket: &r.name, Prefix: &prefix, KeyMarker: optional(key), UploadIdMarker: optional(id),
	})
	if err != nil {
		return nil, s3Error(ctx, err)
	}
	return out, nil
}

func (r remote) discard(ctx context.Context, u Unfinished) error {
	bound, cancel := bounded(ctx, 0)
	defer cancel()
	_, err := r.client.AbortMultipartUpload(bound, &s3.AbortMultipartUploadInput{
		Bucket: &r.name, Key: &u.Key, UploadId: &u.ID,
	})
	if err == nil {
		return nil
	}
	if err := s3Error(ctx, err); !errors.Is(err, ErrNotExist) {
		return err
	}
	return nil
}
