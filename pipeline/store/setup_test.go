package store_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/store"
)

// publicNeeds is what a publication asks of a bucket.
var publicNeeds = []store.Need{store.NeedBucket, store.NeedPublic, store.NeedOrigin}

// settings is a server that has one bucket with its settings, and refuses some
// requests, each named by its method and its query.
type settings struct {
	bucket, forgets  bool
	policy, cors     string
	refuses          map[string]int
	put              []string // what was written
	versioningStatus string
}

func (s *settings) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	what := "list"
	for _, part := range []string{"policy", "cors", "versioning"} {
		if query.Has(part) {
			what = part
		}
	}
	if r.Method == http.MethodPut && what == "list" {
		what = "bucket"
	}
	body, _ := io.ReadAll(r.Body)
	switch status := s.refuses[r.Method+" "+what]; {
	case status != 0:
		fault(w, status, "")
	case !s.bucket && what != "bucket":
		fault(w, 404, "NoSuchBucket")
	case r.Method == http.MethodPut:
		s.put = append(s.put, what)
		s.keep(what, string(body))
	default:
		s.show(w, what)
	}
}

func (s *settings) keep(what, body string) {
	switch {
	case what == "bucket":
		s.bucket = true
	case s.forgets:
	case what == "policy":
		s.policy = body
	case what == "cors":
		s.cors = body
	}
}

func (s *settings) show(w http.ResponseWriter, what string) {
	switch text := map[string]string{
		"policy": s.policy, "cors": s.cors, "list": "<ListBucketResult><Name>bucket</Name></ListBucketResult>",
		"versioning": "<VersioningConfiguration>" + s.versioningStatus + "</VersioningConfiguration>",
	}[what]; text {
	case "":
		fault(w, 404, "NoSuchConfiguration")
	default:
		_, _ = io.WriteString(w, text)
	}
}

func (s *settings) options(t *testing.T) store.S3Options {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return store.S3Options{
		URL: "s3://bucket/publié", Endpoint: server.URL, PathStyle: true,
		Credentials: store.Credentials{AccessKey: "key", Secret: secret},
	}
}

func outcomes(steps []store.Step) (all []store.Outcome) {
	for _, step := range steps {
		all = append(all, step.Outcome)
	}
	return all
}

func setUp(t *testing.T, options store.S3Options) []store.Step {
	t.Helper()
	steps, err := store.SetUp(t.Context(), options, publicNeeds...)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range steps {
		if text := fmt.Sprintf("%+v", step); strings.Contains(text, secret) {
			t.Errorf("a step tells a secret: %s", text)
		}
	}
	return steps
}

func TestSetUp(t *testing.T) {
	server := &settings{}
	options := server.options(t)
	steps, err := store.Inspect(t.Context(), options, publicNeeds...)
	if err != nil || len(server.put) != 0 || !slices.Equal(outcomes(steps), []store.Outcome{"missing", "missing", "missing"}) {
		t.Errorf("inspected: %+v, %v, written: %q", steps, err, server.put)
	}
	if got := outcomes(setUp(t, options)); !slices.Equal(got, []store.Outcome{"done", "done", "done"}) {
		t.Errorf("set up: %v", got)
	}
	if got := outcomes(setUp(t, options)); !slices.Equal(got, []store.Outcome{"present", "present", "present"}) {
		t.Errorf("set up again: %v", got)
	}
	if !slices.Equal(server.put, []string{"bucket", "policy", "cors"}) {
		t.Errorf("written: %q", server.put)
	}
	want := `{"Version":"2012-10-17","Statement":[{"Sid":"CanevasPublicReade5752f6a","Effect":"Allow","Principal":"*",` +
		`"Action":["s3:GetObject"],"Resource":["arn:aws:s3:::bucket/publié/*"]}]}`
	if server.policy != want {
		t.Errorf("policy:\n%s\nwant:\n%s", server.policy, want)
	}
}

// TestPoliciesOfOthersStay adds our statement to policies of every form.
func TestPoliciesOfOthersStay(t *testing.T) {
	const theirs = `{"Sid": "Theirs",  "Effect":"Deny","Principal":{"AWS":["*"]},"Action":"s3:*","Resource":"arn:aws:s3:::bucket/<privé>/*"}`
	const ours = `{"Sid":"CanevasPublicReade5752f6a","Effect":"Allow","Principal":"*",` +
		`"Action":["s3:GetObject"],"Resource":["arn:aws:s3:::bucket/publié/*"]}`
	const narrow = `{"Sid":"CanevasPublicReade5752f6a","Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::bucket/x"}`
	for name, tt := range map[string]struct{ before, after string }{
		"a list of statements": {
			`{"Version":"2012-10-17","Id":"<i>","Statement":[` + theirs + `]}`,
			`{"Version":"2012-10-17","Id":"<i>","Statement":[` + theirs + `,` + ours + `]}`,
		},
		"one statement, no version": {
			`{"Statement":` + theirs + `}`,
			`{"Version":"2008-10-17","Statement":[` + theirs + `,` + ours + `]}`,
		},
		"ours, which somebody made narrower": {
			`{"Version":"2012-10-17","Statement":[` + narrow + `,` + theirs + `]}`,
			`{"Version":"2012-10-17","Statement":[` + theirs + `,` + ours + `]}`,
		},
		"a condition on the same": {
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject",` +
				`"Resource":"arn:aws:s3:::bucket/publié/*","Condition":{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}}}]}`,
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject",` +
				`"Resource":"arn:aws:s3:::bucket/publié/*","Condition":{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}}},` + ours + `]}`,
		},
		"the same as others write it": {
			`{"Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":["s3:GetObject"],"Resource":"arn:aws:s3:::bucket/publié/*"}}`, "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			server := &settings{bucket: true, policy: tt.before}
			want := store.OutcomeDone
			if tt.after == "" {
				tt.after, want = tt.before, store.OutcomePresent
			}
			if got := setUp(t, server.options(t))[1]; got.Outcome != want {
				t.Errorf("got %+v", got)
			}
			if server.policy != tt.after {
				t.Errorf("policy:\n%s\nwant:\n%s", server.policy, tt.after)
			}
		})
	}
}

func TestPolicyThatIsNotUnderstoodStays(t *testing.T) {
	for _, policy := range []string{`{"Version":"2012-10-17","Statement":[],"Later":1}`, `[]`, `{}`, `{"Statement":"x"}`} {
		server := &settings{bucket: true, policy: policy}
		step := setUp(t, server.options(t))[1]
		if step.Outcome != store.OutcomeRefused || server.policy != policy || slices.Contains(server.put, "policy") ||
			!strings.HasPrefix(step.Command, "aws s3api get-bucket-policy ") {
			t.Errorf("%s: %+v, now %s", policy, step, server.policy)
		}
	}
}

type corsRule struct {
	AllowedOrigin []string
	ExposeHeader  []string
	MaxAgeSeconds int
}

func TestCORSRulesOfOthersStay(t *testing.T) {
	const narrow = `<CORSConfiguration><CORSRule><ID>theirs</ID><AllowedOrigin>https://exemple.fr</AllowedOrigin>` +
		`<AllowedMethod>GET</AllowedMethod><MaxAgeSeconds>60</MaxAgeSeconds></CORSRule></CORSConfiguration>`
	server := &settings{bucket: true, cors: narrow}
	options := server.options(t)
	if got := setUp(t, options)[2]; got.Outcome != store.OutcomeDone {
		t.Errorf("got %+v", got)
	}
	var now struct{ CORSRule []corsRule }
	if err := xml.Unmarshal([]byte(server.cors), &now); err != nil {
		t.Fatal(err)
	}
	if rules := now.CORSRule; len(rules) != 2 || rules[0].AllowedOrigin[0] != "https://exemple.fr" || rules[0].MaxAgeSeconds != 60 ||
		!slices.Equal(rules[1].ExposeHeader, []string{"Content-Range", "Accept-Ranges", "Content-Length", "ETag"}) {
		t.Errorf("rules: %+v", rules)
	}
	const wide = `<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod>` +
		`<AllowedMethod>HEAD</AllowedMethod><AllowedHeader>range</AllowedHeader><ExposeHeader>content-range</ExposeHeader>` +
		`<ExposeHeader>accept-ranges</ExposeHeader><ExposeHeader>content-length</ExposeHeader><ExposeHeader>etag</ExposeHeader>` +
		`</CORSRule></CORSConfiguration>`
	server = &settings{bucket: true, cors: strings.Replace(wide, "<AllowedHeader>range</AllowedHeader>", "", 1)}
	if got := setUp(t, server.options(t))[2]; got.Outcome != store.OutcomeDone {
		t.Errorf("a rule that lets nobody ask for a part: %+v", got)
	}
	server = &settings{bucket: true, cors: wide}
	if got := setUp(t, server.options(t))[2]; got.Outcome != store.OutcomePresent || server.cors != wide {
		t.Errorf("a rule that covers ours: %+v, now %s", got, server.cors)
	}
}

// TestServersThatRefuse leaves what they refuse to their operator.
func TestServersThatRefuse(t *testing.T) {
	for name, tt := range map[string]struct {
		refused string
		status  int
		step    int
		begins  string
	}{
		"CORS is not implemented":        {"PUT cors", 501, 2, "aws s3api put-bucket-cors --bucket bucket --cors-configuration '{"},
		"CORS is not allowed as a verb":  {"PUT cors", 405, 2, "aws s3api put-bucket-cors "},
		"the key may not set a policy":   {"PUT policy", 403, 1, "aws s3api put-bucket-policy --bucket bucket --policy '{"},
		"the policy is a bad request":    {"PUT policy", 400, 1, "aws s3api put-bucket-policy "},
		"the key may not read a policy":  {"GET policy", 403, 1, "aws s3api get-bucket-policy --bucket bucket "},
		"the key may not read the rules": {"GET cors", 403, 2, "aws s3api get-bucket-cors --bucket bucket "},
		"the key may not create buckets": {"PUT bucket", 403, 0, "aws s3api create-bucket --bucket bucket --endpoint-url http://"},
	} {
		t.Run(name, func(t *testing.T) {
			server := &settings{bucket: tt.refused != "PUT bucket", refuses: map[string]int{tt.refused: tt.status}}
			step := setUp(t, server.options(t))[tt.step]
			if step.Outcome != store.OutcomeRefused || step.Reason == "" || !strings.HasPrefix(step.Command, tt.begins) {
				t.Errorf("got %+v", step)
			}
			if tt.step > 0 && slices.Contains(server.put, strings.Fields(tt.refused)[1]) {
				t.Errorf("written: %q", server.put)
			}
		})
	}
}

// TestCommandsHoldDocuments reads what an operator would paste into a shell.
func TestCommandsHoldDocuments(t *testing.T) {
	server := &settings{bucket: true, refuses: map[string]int{"PUT policy": 403, "PUT cors": 501},
		policy: `{"Statement":[{"Sid":"l'autre"}]}`}
	for _, step := range setUp(t, server.options(t))[1:] {
		document := step.Command[strings.Index(step.Command, "'")+1 : strings.LastIndex(step.Command, "'")]
		document = strings.ReplaceAll(document, `'\''`, "'")
		if !json.Valid([]byte(document)) {
			t.Errorf("%s: %s", step.Need, document)
		}
	}
}

func TestSettingThatIsForgotten(t *testing.T) {
	server := &settings{bucket: true, forgets: true}
	for _, step := range setUp(t, server.options(t))[1:] {
		if step.Outcome != store.OutcomeRefused || !strings.Contains(step.Reason, "does not keep it") {
			t.Errorf("got %+v", step)
		}
	}
}

func TestSetUpThatFails(t *testing.T) {
	for name, tt := range map[string]struct {
		refused string
		status  int
		want    error
	}{
		"the key may not list":       {"GET list", 403, store.ErrDenied},
		"the server is out of order": {"PUT policy", 503, store.ErrUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := &settings{bucket: true, refuses: map[string]int{tt.refused: tt.status}}
			_, err := store.SetUp(t.Context(), server.options(t), publicNeeds...)
			checkError(t, err, tt.want, "set up s3://bucket: ")
		})
	}
}

func TestPrefixThatAPolicyReadsOtherwise(t *testing.T) {
	options := (&settings{bucket: true}).options(t)
	options.URL = "s3://bucket/a*"
	if _, err := store.SetUp(t.Context(), options, store.NeedPublic); err == nil {
		t.Error("anybody may read whatever begins with a")
	}
}

func TestFindVersioning(t *testing.T) {
	for status, want := range map[string]store.Versioning{
		"": store.VersioningOff, "<Status>Enabled</Status>": store.VersioningOn,
		"<Status>Suspended</Status>": store.VersioningSuspended,
	} {
		server := &settings{bucket: true, versioningStatus: status}
		if got, err := store.FindVersioning(t.Context(), server.options(t)); err != nil || got != want {
			t.Errorf("%s: %s, %v", status, got, err)
		}
	}
	for code, want := range map[int]store.Versioning{403: store.VersioningUnknown, 501: store.VersioningUnknown} {
		server := &settings{bucket: true, refuses: map[string]int{"GET versioning": code}}
		if got, err := store.FindVersioning(t.Context(), server.options(t)); err != nil || got != want {
			t.Errorf("%d: %s, %v", code, got, err)
		}
	}
}

// TestAskStranger asks servers that let strangers do one thing or another, and
// holds the questions to being asked without credentials.
func TestAskStranger(t *testing.T) {
	for name, tt := range map[string]struct {
		read, list, versions int
		origin               string
		want                 store.Stranger
	}{
		"nothing":              {403, 403, 403, "", store.Stranger{}},
		"nothing, in disguise": {404, 404, 404, "*", store.Stranger{}},
		"read":                 {200, 403, 403, "", store.Stranger{Read: true}},
		"read from anywhere":   {200, 403, 501, "*", store.Stranger{Read: true, Origin: true}},
		"list":                 {403, 200, 403, "*", store.Stranger{List: true}},
		"list versions":        {403, 403, 200, "*", store.Stranger{List: true}},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Authorization") != "" || r.Header.Get("X-Amz-Security-Token") != "" || r.URL.Query().Has("X-Amz-Signature") {
					t.Errorf("%s %s is not asked as a stranger", r.Method, r.URL)
				}
				status, body := tt.read, "x"
				if r.URL.Query().Has("list-type") {
					status, body = tt.list, "<ListBucketResult><Name>bucket</Name></ListBucketResult>"
				} else if r.URL.Query().Has("versions") {
					status, body = tt.versions, "<ListVersionsResult><Name>bucket</Name></ListVersionsResult>"
				} else if r.Header.Get("Origin") != "" && tt.origin != "" {
					w.Header().Set("Access-Control-Allow-Origin", tt.origin)
				}
				if status != 200 {
					fault(w, status, "")
					return
				}
				_, _ = io.WriteString(w, body)
			}))
			t.Cleanup(server.Close)
			got, err := store.AskStranger(t.Context(), store.S3Options{
				URL: "s3://bucket/prefix", Endpoint: server.URL, PathStyle: true,
				Credentials: store.Credentials{AccessKey: "key", Secret: secret, SessionToken: secret},
			}, "k")
			if err != nil || got != tt.want {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

func TestStrangerWithoutAnAnswer(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fault(w, 503, "SlowDown") }))
	t.Cleanup(server.Close)
	_, err := store.AskStranger(t.Context(), store.S3Options{
		URL: "s3://bucket", Endpoint: server.URL, PathStyle: true,
		Credentials: store.Credentials{AccessKey: "key", Secret: secret},
	}, "k")
	if !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("got error %v", err)
	}
}
