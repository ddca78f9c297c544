package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

var (
	errStalled = errors.New("no byte came for too long")
	errClock   = fmt.Errorf("%w: this machine's clock is not the storage's: set it right", ErrDenied)
)

// s3Error returns an error of the SDK as one of ours. Of the server's answer
// only the status and the code are told: its message may repeat the request,
// keys and signatures included.
func s3Error(ctx context.Context, err error) error {
	if done := ctx.Err(); done != nil {
		return done
	}
	if content := new(contentError); errors.As(err, &content) {
		return content
	}
	if errors.Is(err, errMismatch) || errors.Is(err, ErrUnavailable) {
		return err // found by us in an answer that the SDK was content with
	}
	status, code := answer(err)
	if known := codeError(code); known != nil {
		return known
	}
	if status == 0 {
		return broken(ctx, err)
	}
	return statusError(status, code)
}

// answer returns the HTTP status of the server's answer, zero if there was
// none, and the error code in it.
func answer(err error) (status int, code string) {
	if response := new(smithyhttp.ResponseError); errors.As(err, &response) && response.Response != nil {
		status = response.HTTPStatusCode()
	}
	var api smithy.APIError
	if errors.As(err, &api) {
		code = api.ErrorCode()
	}
	return status, code
}

// codeError returns the error that a code stands for whatever the status.
func codeError(code string) error {
	switch code {
	case "NoSuchBucket":
		return ErrNoBucket
	case "NoSuchKey":
		return ErrNotExist
	case "PreconditionFailed":
		return ErrChanged
	case "RequestTimeTooSkewed":
		return errClock
	case "BadDigest", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch", "InvalidDigest":
		return errMismatch
	case "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken", "TokenRefreshRequired",
		"XAdminUserNotFound": // how a versitygw with one account says 404 to a stranger
		return fmt.Errorf("%w (%s)", ErrDenied, code)
	case "NotImplemented", "MethodNotAllowed":
		return fmt.Errorf("the storage does not offer this (%s): %w", code, errors.ErrUnsupported)
	}
	return nil
}

func statusError(status int, code string) error {
	reason := fmt.Sprintf("%d %s", status, code)
	if code == "" {
		reason = fmt.Sprintf("%d %s", status, http.StatusText(status))
	}
	switch {
	case status == http.StatusNotFound:
		return ErrNotExist
	case status == http.StatusPreconditionFailed:
		return ErrChanged
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return fmt.Errorf("%w (%s)", ErrDenied, reason)
	case status == http.StatusNotImplemented:
		return fmt.Errorf("the storage does not offer this (%s): %w", reason, errors.ErrUnsupported)
	case status >= 500 || status == http.StatusTooManyRequests || status == http.StatusRequestTimeout:
		return fmt.Errorf("%w (%s)", ErrUnavailable, reason)
	case status < 300:
		return fmt.Errorf("%w (%d, then an answer that breaks off)", ErrUnavailable, status)
	}
	return fmt.Errorf("the storage refuses the request (%s)", reason)
}

// writeError is s3Error for a write. A version that should be there and is not
// even an object has changed, too.
func writeError(ctx context.Context, err error, when condition) error {
	err = s3Error(ctx, err)
	if errors.Is(err, ErrNotExist) && when.version != nil {
		return ErrChanged
	}
	return err
}

// broken is a request or an answer that did not come through.
func broken(ctx context.Context, err error) error {
	if done := ctx.Err(); done != nil {
		return done
	}
	switch at := new(url.Error); {
	case errors.Is(err, context.Canceled):
		err = errStalled // the caller has not given up: our timer has
	case errors.Is(err, context.DeadlineExceeded):
		err = errors.New("no answer in time")
	case errors.As(err, &at):
		err = at.Err // without the URL
	default:
		err = innermost(err)
	}
	return fmt.Errorf("%w (%v)", ErrUnavailable, err)
}

func innermost(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}

// isConflict reports whether another write of the same key was under way.
func isConflict(err error) bool {
	status, _ := answer(err)
	return status == http.StatusConflict
}

// isCut reports whether an answer broke off in the middle.
func isCut(err error) bool {
	malformed := new(smithy.DeserializationError)
	return errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &malformed)
}
