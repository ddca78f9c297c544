package source

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

const (
	maxExchanges = 3
	maxRedirects = 5
	maxPause     = 2 * time.Minute
)

// fetch asks for a URL, again when the fault may pass and budget leaves time to
// wait. With what was seen the server may answer that nothing changed.
func (w *Web) fetch(ctx context.Context, url string, seen Seen, budget *time.Duration) (answer, error) {
	req, err := retryablehttp.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return answer{}, refuse("not a URL that can be asked for")
	}
	req.Header.Set("User-Agent", "canevas")
	req.Header.Set("Accept-Encoding", "gzip")
	if seen.ETag != "" {
		req.Header.Set("If-None-Match", seen.ETag)
	} else if seen.LastModified != "" {
		req.Header.Set("If-Modified-Since", seen.LastModified)
	}
	var got answer
	req.SetResponseHandler(func(resp *http.Response) (err error) {
		got, err = read(resp)
		return err
	})
	p := patience{first: w.options.Pause, budget: budget}
	client := retryablehttp.Client{
		HTTPClient:   w.client,
		RetryMax:     maxExchanges - 1,
		CheckRetry:   p.again,
		Backoff:      p.pause,
		ErrorHandler: func(_ *http.Response, err error, _ int) (*http.Response, error) { return nil, err },
	}
	_, err = client.Do(req)
	switch {
	case err != nil && timedOut(err):
		return answer{}, interrupt("no whole answer within %v", w.options.Timeout)
	case err == nil && got.unchanged && seen.ETag == "" && seen.LastModified == "":
		return answer{}, refuse("status 304 (not modified) although the whole file was asked for")
	}
	return got, err
}

// patience decides whether an address is asked again, and when.
type patience struct {
	first  time.Duration
	budget *time.Duration // what is left for the waits of this run
	failed int            // exchanges so far
	wait   time.Duration  // before the next one
}

// again is a [retryablehttp.CheckRetry]. It is called before the body of an
// answer is read, which decides nothing yet, and after any failure.
func (p *patience) again(ctx context.Context, resp *http.Response, err error) (bool, error) {
	if err == nil || ctx.Err() != nil {
		return false, ctx.Err()
	}
	p.failed++
	if !transient(err) || p.failed == maxExchanges {
		return false, nil
	}
	p.wait = min(p.first<<(p.failed-1), maxPause)
	if asked, ok := retryAfter(resp); ok {
		p.wait = max(p.wait, asked)
	}
	if p.wait > *p.budget {
		return false, interrupt("%v; asking again in %v is more than this run may wait", reason(err), p.wait)
	}
	return true, nil
}

// pause is a [retryablehttp.Backoff].
func (p *patience) pause(_, _ time.Duration, _ int, _ *http.Response) time.Duration {
	*p.budget -= p.wait
	return p.wait
}

// retryAfter returns how long a server asks us to stay away (RFC 9110, section
// 10.2.3), two minutes at most. A date is compared with the clock of the server
// that wrote it, the Date of the same answer.
func retryAfter(resp *http.Response) (time.Duration, bool) {
	if resp == nil {
		return 0, false
	}
	value := resp.Header.Get("Retry-After")
	if seconds, err := strconv.ParseUint(value, 10, 64); err == nil {
		return time.Duration(min(seconds, uint64(maxPause/time.Second))) * time.Second, true
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return 0, false
	}
	now, err := http.ParseTime(resp.Header.Get("Date"))
	if err != nil {
		return 0, false
	}
	return min(max(at.Sub(now), 0), maxPause), true
}
