package store

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// sendParts writes an object in parts, each with its SHA-256, and takes the
// parts back if it does not come to an end. The condition is that of the last
// request, which makes the object.
func (r remote) sendParts(
	ctx context.Context, key string, c Content, body *input, when condition,
) (Version, error) {
	upload, err := r.client.CreateMultipartUpload(ctx, &s3.CreateMultipartUploadInput{
		Bucket:            &r.name,
		Key:               &key,
		ContentType:       optional(c.MediaType),
		CacheControl:      optional(c.CacheControl),
		ChecksumAlgorithm: types.ChecksumAlgorithmSha256,
	})
	if err != nil {
		return "", err
	}
	if upload.UploadId == nil {
		return "", fmt.Errorf("%w (an upload in parts does not begin)", ErrUnavailable)
	}
	parts, err := r.sendEach(ctx, key, upload.UploadId, c, body)
	if err != nil {
		r.abort(ctx, key, upload.UploadId)
		return "", err
	}
	input := &s3.CompleteMultipartUploadInput{
		Bucket:          &r.name,
		Key:             &key,
		UploadId:        upload.UploadId,
		MultipartUpload: &types.CompletedMultipartUpload{Parts: parts},
	}
	input.IfMatch, input.IfNoneMatch = when.headers()
	out, err := r.client.CompleteMultipartUpload(ctx, input, when.sending())
	if err != nil {
		// If the answer was lost there is no upload any more, and no harm done.
		r.abort(ctx, key, upload.UploadId)
		return "", err
	}
	return Version(aws.ToString(out.ETag)), nil
}

// sendEach sends the parts one after the other, and holds the whole to the
// SHA-256 of c, which the store does not see.
func (r remote) sendEach(
	ctx context.Context, key string, upload *string, c Content, body *input,
) ([]types.CompletedPart, error) {
	whole := sha256.New()
	var parts []types.CompletedPart
	for start := int64(0); start < c.Size; start += r.part {
		span := &span{body: body, start: start, size: min(r.part, c.Size-start)}
		sum, err := span.sum(whole)
		if err != nil {
			return nil, err
		}
		if start+span.size == c.Size && hex.EncodeToString(whole.Sum(nil)) != c.SHA256 {
			return nil, &contentError{errMismatch}
		}
		part := types.CompletedPart{
			PartNumber:     aws.Int32(int32(len(parts) + 1)),
			ChecksumSHA256: aws.String(base64.StdEncoding.EncodeToString(sum)),
		}
		out, err := r.client.UploadPart(ctx, &s3.UploadPartInput{
			Bucket:         &r.name,
			Key:            &key,
			UploadId:       upload,
			PartNumber:     part.PartNumber,
			Body:           span,
			ContentLength:  &span.size,
			ChecksumSHA256: part.ChecksumSHA256,
		}, signing(hex.EncodeToString(sum)))
		if err != nil {
			return nil, err
		}
		part.ETag = out.ETag
		parts = append(parts, part)
	}
	return parts, nil
}

// abort takes back the parts of an upload. It does so even when the caller has
// given up; that it fails changes nothing for the caller, and the bucket's
// lifecycle rule is there for the rest.
func (r remote) abort(ctx context.Context, key string, upload *string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	_, _ = r.client.AbortMultipartUpload(ctx, &s3.AbortMultipartUploadInput{
		Bucket: &r.name, Key: &key, UploadId: upload,
	})
}

// A span is a part of a body, as a body of its own.
type span struct {
	body        io.ReadSeeker
	start, size int64
	at          int64
}

// sum returns the SHA-256 of the span, adds the span to whole, and goes back to
// its start.
func (s *span) sum(whole io.Writer) ([]byte, error) {
	if _, err := s.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	own := sha256.New()
	n, err := io.Copy(io.MultiWriter(own, whole), s)
	if err != nil {
		return nil, err
	}
	if n != s.size {
		return nil, &contentError{errMismatch}
	}
	_, err = s.Seek(0, io.SeekStart)
	return own.Sum(nil), err
}

func (s *span) Read(p []byte) (int, error) {
	if s.at == s.size {
		return 0, io.EOF
	}
	n, err := s.body.Read(p[:min(int64(len(p)), s.size-s.at)])
	s.at += int64(n)
	return n, err
}

// Seek moves within the span. Like every Seek of a body sent by the SDK it is
// asked for the size, the present place and the start.
func (s *span) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += s.at
	case io.SeekEnd:
		offset += s.size
	}
	if offset < 0 || offset > s.size {
		return s.at, fmt.Errorf("seek to %d in %d bytes", offset, s.size)
	}
	if _, err := s.body.Seek(s.start+offset, io.SeekStart); err != nil {
		return s.at, err
	}
	s.at = offset
	return offset, nil
}
