package openai

import (
	"context"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

// maxResponse bounds a response, in bytes; an answer of the longest kind with all its dressing is under 20 kB.
const maxResponse = 256 << 10

// A trace tells what happened on the wire in one request. go-openai keeps neither header of a failed one.
type trace struct {
	status     int
	retryAfter time.Duration
}

type traceKey struct{}

func withTrace(ctx context.Context) (context.Context, *trace) {
	t := &trace{}
	return context.WithValue(ctx, traceKey{}, t), t
}

// A transport bounds responses and fills in the trace of the request.
type transport struct{ next http.RoundTripper }

func newTransport() *transport {
	return &transport{next: &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: 3 * time.Second}).DialContext,
		TLSHandshakeTimeout:    3 * time.Second,
		MaxIdleConnsPerHost:    DefaultConcurrent,
		IdleConnTimeout:        time.Minute,
		MaxResponseHeaderBytes: 64 << 10,
		ForceAttemptHTTP2:      true,
	}}
}

// RoundTrip is http.RoundTripper.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	tr, _ := req.Context().Value(traceKey{}).(*trace)
	res, err := t.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	if tr != nil {
		tr.status, tr.retryAfter = res.StatusCode, retryAfter(res.Header.Get("Retry-After"))
	}
	res.Body = bounded{io.LimitReader(res.Body, maxResponse), res.Body}
	return res, nil
}

type bounded struct {
	io.Reader
	io.Closer
}

// retryAfter reads seconds; a date, nonsense or nothing is 0. An absurd number is a day.
func retryAfter(text string) time.Duration {
	n, err := strconv.Atoi(text)
	if err != nil || n <= 0 {
		return 0
	}
	return time.Duration(min(n, 86400)) * time.Second
}
