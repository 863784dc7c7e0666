// Package files fetches the files that people drop into a chat, and puts files where they ask for them. Teams gives an
// address for each, which is a right in itself: no token goes there. The addresses come from messages, so only https at
// known hosts is spoken to, no redirect leads elsewhere, and no more is read than is allowed.
package files

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Why a file was not fetched or put, for errors.Is.
var (
	// ErrNotAllowed: the address is not one that files may be fetched from.
	ErrNotAllowed = errors.New("address not allowed")
	// ErrTooLarge: the file is larger than Limit.
	ErrTooLarge = errors.New("file too large")
)

const (
	// Limit is the largest file that is fetched, in bytes.
	Limit = 16 << 20
	// timeout bounds a fetch, so that a turn has time left for what is in the file.
	timeout = 5 * time.Second
	// teamsHosts is where Teams keeps people's files: SharePoint, with OneDrive in it.
	teamsHosts = "*.sharepoint.com"
)

// Client fetches and puts files. Its methods may be called from several goroutines.
type Client struct {
	hosts    []string
	loopback bool
	http     *http.Client
}

// New makes a client that speaks to SharePoint and the hosts named: a name (with a port, if not 443) or *. and the end
// of one. loopback lets those of this machine be spoken to without https, for tests and trials.
func New(hosts []string, loopback bool) *Client {
	// SharePoint may move a file within the same host; anywhere else somebody else would be reading.
	redirect := func(req *http.Request, via []*http.Request) error {
		if len(via) > 3 || req.URL.Host != via[0].URL.Host || req.URL.Scheme != via[0].URL.Scheme {
			return fmt.Errorf("redirect: %w", ErrNotAllowed)
		}
		return nil
	}
	return &Client{hosts: append([]string{teamsHosts}, hosts...), loopback: loopback,
		http: &http.Client{Timeout: timeout, CheckRedirect: redirect}}
}

// Fetch reads a file whole.
func (c *Client) Fetch(ctx context.Context, address string) ([]byte, error) {
	resp, err := c.do(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.ContentLength > Limit {
		return nil, ErrTooLarge
	}
	raw, err := io.ReadAll(io.LimitReader(resp.Body, Limit+1))
	if err != nil {
		return nil, fmt.Errorf("read file: %w", withoutAddress(err))
	}
	if len(raw) > Limit {
		return nil, ErrTooLarge
	}
	return raw, nil
}

// Put writes a file whole, as OneDrive takes it.
func (c *Client) Put(ctx context.Context, address string, content []byte) error {
	resp, err := c.do(ctx, http.MethodPut, address, content)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, Limit)) // so that the connection can be used again
	return nil
}

// do makes the request; an answer that is not 2xx is an error.
func (c *Client) do(ctx context.Context, method, address string, content []byte) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(content))
	if err != nil || !c.Allowed(address) {
		return nil, ErrNotAllowed // without the error, which has the address in it
	}
	if method == http.MethodPut {
		req.Header.Set("Content-Type", "application/octet-stream")
		req.Header.Set("Content-Range", fmt.Sprintf("bytes 0-%d/%d", len(content)-1, len(content)))
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("%s file: %w", strings.ToLower(method), withoutAddress(err))
	}
	if resp.StatusCode/100 != 2 {
		_ = resp.Body.Close() // nothing of it is wanted
		return nil, fmt.Errorf("%s file: status %d", strings.ToLower(method), resp.StatusCode)
	}
	return resp, nil
}

// withoutAddress takes the address out of an error: whoever has it has the file.
func withoutAddress(err error) error {
	if failed, ok := errors.AsType[*url.Error](err); ok {
		return failed.Err
	}
	return err
}

// Allowed reports whether an address is one that files may be at. That a host is who it says is what its certificate
// proves.
func (c *Client) Allowed(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.User != nil || u.Hostname() == "" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	here := c.loopback && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback())
	fits := func(entry string) bool { return hostFits(strings.ToLower(u.Host), entry) }
	return (u.Scheme == "https" || u.Scheme == "http" && here) && slices.ContainsFunc(c.hosts, fits)
}

// hostFits compares a host with an entry of the list.
func hostFits(host, entry string) bool {
	host = strings.TrimSuffix(host, ":443")
	if end, ok := strings.CutPrefix(entry, "*"); ok {
		return strings.HasSuffix(host, end) && len(host) > len(end)
	}
	return host == strings.TrimSuffix(entry, ":443")
}
