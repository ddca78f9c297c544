package source

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// An address is one entry of the list of a [Web].
type address struct {
	url    string // what is asked for
	origin string // what is said and remembered: without tokens
}

// newAddress checks one configured URL. Its errors do not quote the URL, which
// may hold a password.
func newAddress(raw string, options WebOptions) (address, error) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil {
		return address{}, errors.New("not a URL")
	}
	u.Fragment, u.RawFragment = "", ""
	shown := redact(u)
	if err := allowed(u, options); err != nil {
		return address{}, fmt.Errorf("%s: %w", clip(shown), err)
	}
	return address{url: u.String(), origin: shown}, nil
}

// allowed says whether a URL may be asked for, by its form alone. Redirects
// are held to it too.
func allowed(u *url.URL, options WebOptions) error {
	switch {
	case u.Host == "" || u.Hostname() == "":
		return refuse("names no server; expected https://server/path")
	case u.Scheme == "http" && !options.Private:
		return refuse("plain http; expected https, or private networks allowed by the configuration")
	case u.Scheme != "http" && u.Scheme != "https":
		return refuse("scheme %q; expected https", clip(u.Scheme))
	case u.User != nil:
		return refuse("holds a user name or a password; a submission is asked for without")
	}
	return nil
}

// redact returns a URL without user, password and the values of parameters
// that look like a key to something.
func redact(u *url.URL) string {
	shown := *u
	shown.User = nil
	if shown.Opaque != "" {
		shown.Opaque = "***"
	}
	pairs := strings.Split(shown.RawQuery, "&")
	for i, pair := range pairs {
		if name, value, _ := strings.Cut(pair, "="); value != "" && secret(name) {
			pairs[i] = name + "=***"
		}
	}
	shown.RawQuery = strings.Join(pairs, "&")
	return shown.String()
}

// secret reports whether the value of a parameter of this name is likely to be
// a credential: signed URLs of object stores, share links, keys of an API.
func secret(parameter string) bool {
	parameter = strings.ToLower(parameter)
	for _, word := range []string{"key", "token", "sig", "secret", "pass", "pwd", "auth", "cred", "session"} {
		if strings.Contains(parameter, word) {
			return true
		}
	}
	return false
}
