package store_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/store"
)

// secret is a secret key no message may hold.
const secret = "c4nary/secret+key"

// serve answers S3 requests with a function, and opens a bucket on it.
func serve(t *testing.T, answer http.HandlerFunc) *store.Bucket {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	return open(t, server.URL)
}

func open(t *testing.T, endpoint string) *store.Bucket {
	t.Helper()
	b, err := store.NewS3(t.Context(), store.S3Options{
		URL:         "s3://bucket/prefix",
		Endpoint:    endpoint,
		PathStyle:   true,
		Credentials: store.Credentials{AccessKey: "key", Secret: secret, SessionToken: secret},
		PartSize:    16,
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// fault answers with an error as S3 does, and a message that must not get out.
func fault(w http.ResponseWriter, status int, code string) {
	w.WriteHeader(status)
	if code != "" {
		fmt.Fprintf(w, "<Error><Code>%s</Code><Message>%s</Message></Error>", code, secret)
	}
}

func TestS3ErrorsAreOurs(t *testing.T) {
	for _, tt := range []struct {
		status int
		code   string
		want   error
	}{
		{404, "NoSuchBucket", store.ErrNoBucket},
		{404, "NoSuchKey", store.ErrNotExist},
		{404, "", store.ErrNotExist},
		{401, "", store.ErrDenied},
		{403, "AccessDenied", store.ErrDenied},
		{403, "InvalidAccessKeyId", store.ErrDenied},
		{403, "SignatureDoesNotMatch", store.ErrDenied},
		{400, "ExpiredToken", store.ErrDenied},
		{403, "RequestTimeTooSkewed", store.ErrDenied},
		{403, "", store.ErrDenied},
		{500, "InternalError", store.ErrUnavailable},
		{503, "SlowDown", store.ErrUnavailable},
		{502, "", store.ErrUnavailable},
		{200, "", store.ErrUnavailable}, // and then half a listing
		{501, "NotImplemented", errors.ErrUnsupported},
	} {
		t.Run(fmt.Sprint(tt.status, tt.code), func(t *testing.T) {
			t.Parallel()
			b := serve(t, func(w http.ResponseWriter, _ *http.Request) { fault(w, tt.status, tt.code) })
			var err error
			for _, err = range b.List(t.Context(), "a") {
			}
			checkError(t, err, tt.want, "list prefix/a: ")
		})
	}
}

// checkError holds an error to its sentinel, its beginning and its silence.
func checkError(t *testing.T, err, want error, begins string) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got error %v, want %v", err, want)
	}
	if !strings.HasPrefix(err.Error(), begins) {
		t.Errorf("error %q does not begin with %q", err, begins)
	}
	if strings.Contains(fmt.Sprintf("%+v", err), secret) {
		t.Errorf("error %q tells a secret", err)
	}
}

func TestNothingListening(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	b := open(t, "http://"+listener.Addr().String())
	checkError(t, b.Reach(t.Context()), store.ErrUnavailable, "reach s3://bucket/prefix: ")
	_, err = b.Swap(t.Context(), "k", "", store.Bytes(nil, "", ""))
	checkError(t, err, store.ErrUnavailable, "swap prefix/k: ")
}

// TestPutRequest holds what goes over the wire to what every provider accepts.
func TestPutRequest(t *testing.T) {
	var got *http.Request
	b := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got = r
		w.Header().Set("ETag", `"new"`)
	})
	version, err := b.Swap(t.Context(), "k", `"old"`, store.Bytes([]byte("hello"), "text/csv", "no-cache"))
	if err != nil || version != `"new"` {
		t.Fatalf("got version %s, error %v", version, err)
	}
	for name, want := range map[string]string{
		"If-Match":                     `"old"`,
		"If-None-Match":                "",
		"Content-Type":                 "text/csv",
		"Content-Length":               "5",
		"Content-Encoding":             "",
		"Content-Md5":                  "",
		"Transfer-Encoding":            "",
		"Cache-Control":                "no-cache",
		"X-Amz-Checksum-Sha256":        "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=",
		"X-Amz-Content-Sha256":         "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
		"X-Amz-Sdk-Checksum-Algorithm": "",
		"X-Amz-Trailer":                "",
	} {
		value := got.Header.Get(name)
		if name == "Content-Length" {
			value = fmt.Sprint(got.ContentLength)
		}
		if value != want {
			t.Errorf("header %s: %q, want %q", name, value, want)
		}
	}
	if err := b.Create(t.Context(), "k", store.Bytes([]byte("x"), "", "")); err == nil {
		t.Error("create is content with a store that holds nothing afterwards")
	}
}

func TestHowOftenARequestIsSent(t *testing.T) {
	content := store.Bytes([]byte("x"), "", "")
	put := func(b *store.Bucket) error { return b.Put(t.Context(), "k", content) }
	swap := func(b *store.Bucket) error {
		_, err := b.Swap(t.Context(), "k", "", content)
		return err
	}
	for _, tt := range []struct {
		name   string
		write  func(*store.Bucket) error
		faults int // the first answers
		status int
		sent   int64
		want   error
	}{
		{"a put through two 503", put, 2, 503, 3, nil},
		{"a put through two 409", put, 2, 409, 3, nil},
		{"a put that is denied", put, 1, 403, 1, store.ErrDenied},
		{"a swap through two 409", swap, 2, 409, 3, nil},
		{"a swap and one 503", swap, 1, 503, 1, store.ErrUnavailable},
		{"a swap and one 500", swap, 1, 500, 1, store.ErrUnavailable},
		{"a swap of what has changed", swap, 1, 412, 1, store.ErrChanged},
		{"a swap of what is gone", swap, 1, 404, 1, store.ErrChanged},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var sent atomic.Int64
			b := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				if sent.Add(1) <= int64(tt.faults) {
					fault(w, tt.status, "")
				}
			})
			if err := tt.write(b); !errors.Is(err, tt.want) {
				t.Errorf("got error %v, want %v", err, tt.want)
			}
			if sent.Load() != tt.sent {
				t.Errorf("sent %d times, want %d", sent.Load(), tt.sent)
			}
		})
	}
}

// TestDamagedAnswers breaks the first answers of a read and then mends them.
func TestDamagedAnswers(t *testing.T) {
	const sum = "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="
	for name, damaged := range map[string]string{"cut off": "hel", "flipped": "hellO"} {
		for answers, want := range map[int64]string{2: "hello", 100: ""} {
			var sent atomic.Int64
			b := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Length", "5")
				w.Header().Set("X-Amz-Checksum-Sha256", sum)
				body := "hello"
				if sent.Add(1) <= answers {
					body = damaged
				}
				_, _ = io.WriteString(w, body)
			})
			data, _, err := b.Read(t.Context(), "k", 10)
			if string(data) != want || (err == nil) != (want != "") {
				t.Errorf("%s %d times: read %q, %v", name, answers, data, err)
			}
		}
	}
}

func TestPartsAreTakenBack(t *testing.T) {
	for _, step := range []string{"part", "complete"} {
		var taken atomic.Int64
		b := serve(t, func(w http.ResponseWriter, r *http.Request) {
			query := r.URL.Query()
			switch {
			case query.Has("uploads"):
				fmt.Fprint(w, "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>")
			case r.Method == http.MethodDelete:
				taken.Add(1)
			case step == "part" || !query.Has("partNumber"):
				fault(w, 403, "AccessDenied")
			}
		})
		err := b.Put(t.Context(), "k", store.Bytes([]byte("more than sixteen bytes"), "", ""))
		checkError(t, err, store.ErrDenied, "put prefix/k: ")
		if taken.Load() != 1 {
			t.Errorf("fault at %s: parts were taken back %d times", step, taken.Load())
		}
	}
}

func TestStoreThatRefusesConditions(t *testing.T) {
	var held atomic.Bool
	b := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Header.Get("If-None-Match") != "":
			fault(w, 501, "NotImplemented")
		case r.Method == http.MethodPut:
			held.Store(true)
		case !held.Load():
			fault(w, 404, "")
		default:
			w.Header().Set("X-Amz-Checksum-Sha256", "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=")
			w.Header().Set("Content-Length", "5")
		}
	})
	for range 2 {
		if err := b.Create(t.Context(), "k", store.Bytes([]byte("hello"), "", "")); err != nil {
			t.Error(err)
		}
	}
	err := b.Create(t.Context(), "k", store.Bytes([]byte("other"), "", ""))
	checkError(t, err, store.ErrExist, "create prefix/k: ")
}

func TestOptionsThatAreRefused(t *testing.T) {
	for _, options := range []store.S3Options{
		{},
		{URL: "bucket"},
		{URL: "s3://"},
		{URL: "https://bucket"},
		{URL: "s3://key:" + secret + "@bucket"},
		{URL: "s3://bucket?secret=" + secret},
		{URL: "s3://bucket", Endpoint: "host"},
		{URL: "s3://bucket", Endpoint: "ftp://host"},
		{URL: "s3://bucket", Endpoint: "http://key:" + secret + "@host"},
		{URL: "s3://bucket", Endpoint: "http://" + secret + "\x7f"},
	} {
		_, err := store.NewS3(t.Context(), options)
		if err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("%q, %q: got error %v", options.URL, options.Endpoint, err)
		}
	}
}

func TestOpenByURL(t *testing.T) {
	dir := t.TempDir()
	for url, want := range map[string]string{
		dir:                   dir,
		"file://" + dir:       dir,
		"s3://bucket":         "s3://bucket",
		"s3://bucket/a/b/":    "s3://bucket/a/b",
		"http://bucket":       "",
		"file://host/a":       "",
		"":                    "",
		"s3://key:x@bucket/a": "",
	} {
		options := store.S3Options{Credentials: store.Credentials{AccessKey: "key", Secret: secret}}
		b, err := store.Open(t.Context(), url, options)
		if (err == nil) != (want != "") || err == nil && b.String() != want {
			t.Errorf("open %q: %v, %v", url, b, err)
		}
	}
}

func TestCredentialsAreNotPrinted(t *testing.T) {
	options := store.S3Options{Credentials: store.Credentials{AccessKey: "key", Secret: secret}}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		if text := fmt.Sprintf(verb, options); strings.Contains(text, secret) {
			t.Errorf("%s prints %s", verb, text)
		}
	}
}

func TestCancelledRead(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	b := serve(t, func(http.ResponseWriter, *http.Request) { cancel() })
	_, _, err := b.Read(ctx, "k", 10)
	checkError(t, err, context.Canceled, "read prefix/k: ")
}

func TestCredentialsOfTheEnvironment(t *testing.T) {
	for name, value := range map[string]string{
		"HOME": t.TempDir(), "AWS_PROFILE": "", "AWS_EC2_METADATA_DISABLED": "true",
		"AWS_CONFIG_FILE": "missing", "AWS_SHARED_CREDENTIALS_FILE": "missing",
		"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "",
	} {
		t.Setenv(name, value)
	}
	_, err := store.NewS3(t.Context(), store.S3Options{URL: "s3://bucket"})
	checkError(t, err, store.ErrDenied, "open storage s3://bucket: ")
	t.Setenv("AWS_ACCESS_KEY_ID", "key")
	t.Setenv("AWS_SECRET_ACCESS_KEY", secret)
	if _, err := store.NewS3(t.Context(), store.S3Options{URL: "s3://bucket"}); err != nil {
		t.Error(err)
	}
}
