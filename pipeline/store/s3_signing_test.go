package store

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// TestBodiesAreSignedOverTLS stands inside the package to have the client
// trust the server. Over TLS the SDK would leave bodies unsigned.
func TestBodiesAreSignedOverTLS(t *testing.T) {
	var hashes []string
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Has("uploads") {
			_, _ = w.Write([]byte("<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>"))
		}
		if r.Method == http.MethodPut {
			hashes = append(hashes, r.Header.Get("X-Amz-Content-Sha256"))
		}
	}))
	defer server.Close()
	client := s3.New(s3.Options{
		BaseEndpoint:               &server.URL,
		Region:                     "us-east-1",
		UsePathStyle:               true,
		HTTPClient:                 server.Client(),
		Credentials:                credentials.NewStaticCredentialsProvider("key", "secret", ""),
		RequestChecksumCalculation: aws.RequestChecksumCalculationWhenRequired,
	})
	b := newBucket(remote{client, "bucket", 5}, "", "s3://bucket")
	for _, text := range []string{"12345", "12345123451"} {
		// That the server keeps nothing is no matter.
		_ = b.Put(t.Context(), "k", Bytes([]byte(text), "", ""))
	}
	five, one := Bytes([]byte("12345"), "", "").SHA256, Bytes([]byte("1"), "", "").SHA256
	if got, want := strings.Join(hashes, " "), strings.Join([]string{five, five, five, one}, " "); got != want {
		t.Errorf("signed %s, want %s", got, want)
	}
}
