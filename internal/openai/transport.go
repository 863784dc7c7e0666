package openai

import (
	"net"
	"net/http"
	"strconv"
	"time"
)

// maxResponse bounds a response, in bytes; an answer of the longest kind with all its dressing is under 20 kB.
const maxResponse = 256 << 10

// A trace carries one request and tells what happened on the wire. go-openai keeps neither header of a failed one.
type trace struct {
	next       http.RoundTripper
	status     int // 0 when no answer came
	retryAfter time.Duration
}

// Do is how go-openai makes a request. No redirect is followed: it would take the key and the question to an address
// that nobody chose.
func (t *trace) Do(req *http.Request) (*http.Response, error) {
	res, err := t.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	t.status, t.retryAfter = res.StatusCode, retryAfter(res.Header.Get("Retry-After"))
	res.Body = http.MaxBytesReader(nil, res.Body, maxResponse)
	return res, nil
}

func newTransport() *http.Transport {
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: 3 * time.Second}).DialContext,
		TLSHandshakeTimeout:    3 * time.Second,
		MaxIdleConnsPerHost:    Concurrent,
		IdleConnTimeout:        time.Minute,
		MaxResponseHeaderBytes: 64 << 10,
		ForceAttemptHTTP2:      true,
	}
}

// retryAfter reads seconds; a date, nonsense or nothing is 0. An absurd number is a day.
func retryAfter(text string) time.Duration {
	n, err := strconv.Atoi(text)
	if err != nil || n <= 0 {
		return 0
	}
	return time.Duration(min(n, 86400)) * time.Second
}
