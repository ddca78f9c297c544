package source

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/submission"
)

// An answer is what a server gave for an address.
type answer struct {
	unchanged bool // and there is no body
	body      []byte
	etag      string // may be empty
	modified  string // may be empty
}

// read turns a response into an answer and closes it. Only a whole file that
// may be a canevas is one.
func read(resp *http.Response) (answer, error) {
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusNotModified {
		return answer{unchanged: true}, nil
	}
	if err := status(resp.StatusCode); err != nil {
		return answer{}, err
	}
	if resp.ContentLength > submission.MaxSize {
		return answer{}, errTooLong
	}
	body, err := decode(resp)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return answer{}, interrupt("the answer was cut short")
	case err != nil:
		return answer{}, err
	case len(body) == 0:
		return answer{}, refuse("an empty answer; expected a canevas")
	case isPage(resp.Header.Get("Content-Type"), body):
		return answer{}, refuse("a web page (HTML), not a canevas; perhaps an error or a login page")
	}
	return answer{body: body, etag: validator(resp.Header.Get("ETag")), modified: lastModified(resp.Header)}, nil
}

// status says what is wrong with an answer by its status.
func status(code int) error {
	text := fmt.Sprintf("status %d (%s)", code, strings.ToLower(http.StatusText(code)))
	switch {
	case code == http.StatusOK:
		return nil
	case code == http.StatusRequestTimeout, code == http.StatusTooEarly, code == http.StatusTooManyRequests:
		return interrupt("%s", text)
	case code >= 500 && code != http.StatusNotImplemented:
		return interrupt("%s", text)
	case code == http.StatusNotFound, code == http.StatusGone:
		return refuse("%s: there is no file at this address", text)
	case code == http.StatusUnauthorized, code == http.StatusForbidden:
		return refuse("%s: the file is not public", text)
	}
	return refuse("%s; expected 200", text)
}

// decode returns the bytes of the body, unpacked. It stops when the unpacked
// bytes are too many, however few the packed ones are.
func decode(resp *http.Response) ([]byte, error) {
	encoding := strings.ToLower(strings.Join(resp.Header.Values("Content-Encoding"), ", "))
	switch encoding {
	case "", "identity":
		return readAll(resp.Body, 0)
	case "gzip", "x-gzip":
		unpacked, err := gzip.NewReader(resp.Body)
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		if errors.Is(err, gzip.ErrHeader) {
			return nil, refuse("said to be packed with gzip, and is not")
		}
		if err != nil {
			return nil, err
		}
		return readAll(unpacked, 0)
	}
	return nil, refuse("packed with %q; expected gzip or nothing", clip(encoding))
}

// isPage reports whether an answer is a web page, which is what most servers
// give for a file that is no longer there.
func isPage(contentType string, body []byte) bool {
	if t, _, err := mime.ParseMediaType(contentType); err == nil && (t == "text/html" || t == "application/xhtml+xml") {
		return true
	}
	start := bytes.TrimPrefix(body[:min(len(body), 512)], []byte("\ufeff"))
	start = bytes.ToLower(bytes.TrimSpace(start))
	return bytes.HasPrefix(start, []byte("<!doctype html")) || bytes.HasPrefix(start, []byte("<html"))
}

// validator returns a validator that can be sent back as it is, or nothing.
func validator(value string) string {
	if len(value) > 256 || strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r > '~' }) {
		return ""
	}
	return value
}

// lastModified returns the time of the last change when it can be relied on:
// not when it is in the future or the very second of the answer, after which
// the file may have changed again (RFC 9110, section 8.8.2.2).
func lastModified(h http.Header) string {
	value := h.Get("Last-Modified")
	at, err := http.ParseTime(value)
	now, errNow := http.ParseTime(h.Get("Date"))
	if err != nil || errNow != nil || !at.Before(now) {
		return ""
	}
	return value
}
