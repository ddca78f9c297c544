package source

import "testing"

func TestNewAddress(t *testing.T) {
	tests := map[string]struct {
		url     string
		options WebOptions
		origin  string
		err     string // the whole text
	}{
		"plain":                  {url: "https://ville.example/a.json", origin: "https://ville.example/a.json"},
		"spaces around":          {url: " https://ville.example/a.json\n", origin: "https://ville.example/a.json"},
		"fragment":               {url: "https://ville.example/a.json#top", origin: "https://ville.example/a.json"},
		"accents":                {url: "https://ville.example/été.json", origin: "https://ville.example/%C3%A9t%C3%A9.json"},
		"parameters":             {url: "https://ville.example/x?doc=12&f=json", origin: "https://ville.example/x?doc=12&f=json"},
		"token":                  {url: "https://ville.example/x?doc=12&Access_Token=s3cret&v", origin: "https://ville.example/x?doc=12&Access_Token=***&v"},
		"signed":                 {url: "https://ville.example/x?X-Amz-Signature=s3cret&X-Amz-Credential=s3cret", origin: "https://ville.example/x?X-Amz-Signature=***&X-Amz-Credential=***"},
		"plain http":             {url: "http://ville.example/a", err: "http://ville.example/a: plain http; expected https, or private networks allowed by the configuration"},
		"plain http on intranet": {url: "http://ville.example/a", options: WebOptions{Private: true}, origin: "http://ville.example/a"},
		"file":                   {url: "file:///etc/passwd", err: "file:///etc/passwd: names no server; expected https://server/path"},
		"gopher":                 {url: "gopher://ville.example/", options: WebOptions{Private: true}, err: `gopher://ville.example/: scheme "gopher"; expected https`},
		"no scheme":              {url: "ville.example/a", err: "ville.example/a: names no server; expected https://server/path"},
		"no server":              {url: "https:///a", err: "https:///a: names no server; expected https://server/path"},
		"only a port":            {url: "https://:443/a", err: "https://:443/a: names no server; expected https://server/path"},
		"opaque":                 {url: "https:u:s3cret@host", err: "https:***: names no server; expected https://server/path"},
		"password":               {url: "https://u5er:s3cret@ville.example/a", err: "https://ville.example/a: holds a user name or a password; a submission is asked for without"},
		"not a URL":              {url: "https://u5er:s3cret@ville.example:port/", err: "not a URL"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := newAddress(test.url, test.options)
			if err == nil && (test.err != "" || got.origin != test.origin) {
				t.Errorf("got %q, want %q or error %q", got.origin, test.origin, test.err)
			}
			if err != nil && err.Error() != test.err {
				t.Errorf("got error %q, want %q", err, test.err)
			}
		})
	}
}

func TestNewWebErrors(t *testing.T) {
	tests := map[string]struct {
		urls []string
		err  string
	}{
		"second is wrong": {[]string{"https://a.example/1", "a.example"}, "configure source s: address 2: a.example: names no server; expected https://server/path"},
		"twice":           {[]string{"https://a.example/1?key=x", "https://a.example/2", "https://a.example/1?key=y"}, "configure source s: address 3: https://a.example/1?key=*** is address 1 already"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := NewWeb("s", test.urls, WebOptions{}); err == nil || err.Error() != test.err {
				t.Errorf("got %v, want %s", err, test.err)
			}
		})
	}
}
