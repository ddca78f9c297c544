package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
)

// Content is an object to write. All but MediaType and CacheControl is
// required; folders do not keep these two.
type Content struct {
	Open         func() (io.ReadSeekCloser, error)
	Size         int64
	SHA256       string // in hex; sent along and checked by the store
	MediaType    string
	CacheControl string
}

// Bytes returns the content of a small object.
func Bytes(data []byte, mediaType, cacheControl string) Content {
	sum := sha256.Sum256(data)
	return Content{
		Open: func() (io.ReadSeekCloser, error) {
			return inMemory{bytes.NewReader(data)}, nil
		},
		Size:         int64(len(data)),
		SHA256:       hex.EncodeToString(sum[:]),
		MediaType:    mediaType,
		CacheControl: cacheControl,
	}
}

// inMemory adds the Close that [Content] asks for.
type inMemory struct{ *bytes.Reader }

func (inMemory) Close() error { return nil }

// check refuses content that a store could not verify.
func (c Content) check() error {
	if c.Size < 0 {
		return errors.New("content of negative size")
	}
	if sum, err := hex.DecodeString(c.SHA256); err != nil || len(sum) != sha256.Size {
		return errors.New("content without a SHA-256 in hex")
	}
	return nil
}

// writeTo copies the content to w and holds it to its size and SHA-256.
func (c Content) writeTo(w io.Writer) error {
	body, err := c.open()
	if err != nil {
		return err
	}
	defer body.Close()
	sum := sha256.New()
	if _, err := io.Copy(io.MultiWriter(w, sum), body); err != nil {
		return err
	}
	if hex.EncodeToString(sum.Sum(nil)) != c.SHA256 {
		return errMismatch
	}
	return nil
}

// open opens the content for a store to read.
func (c Content) open() (*input, error) {
	body, err := c.Open()
	if err != nil {
		return nil, &contentError{err}
	}
	return &input{body: body, size: c.Size}, nil
}

// An input is the opened bytes of a [Content], held to their size.
type input struct {
	body io.ReadSeekCloser
	size int64
	at   int64
}

func (i *input) Read(p []byte) (int, error) {
	n, err := i.body.Read(p)
	i.at += int64(n)
	if i.at > i.size || err == io.EOF && i.at < i.size {
		return 0, &contentError{errMismatch}
	}
	if err != nil && err != io.EOF {
		return n, &contentError{err}
	}
	return n, err
}

func (i *input) Seek(offset int64, whence int) (int64, error) {
	at, err := i.body.Seek(offset, whence)
	if err != nil {
		return at, &contentError{err}
	}
	i.at = at
	return at, nil
}

func (i *input) Close() error { return i.body.Close() }

// A contentError is a failure to read what is to be written. It does not
// unwrap: a file that is missing on our side is not an object that is missing
// in the store.
type contentError struct{ cause error }

func (e *contentError) Error() string { return "read content: " + e.cause.Error() }

// RetryableError tells the AWS SDK not to send the request again.
func (e *contentError) RetryableError() bool { return false }
