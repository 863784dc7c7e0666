package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/infracloudio/msbotbuilder-go/connector/auth"
	"github.com/infracloudio/msbotbuilder-go/schema"
)

// Loopback takes the place of a Validator when the bot has no credentials: local tools such as the Agents Playground
// send no token. It lets in only activities that are answered to this machine. It says nothing about where a request
// comes from; whoever uses it listens on loopback only and asks LoopbackRequest too.
type Loopback struct{}

var _ auth.TokenValidator = (*Loopback)(nil)

// AuthenticateRequest accepts an activity whose service URL is on this machine, and gives ErrUnauthorized otherwise.
func (*Loopback) AuthenticateRequest(_ context.Context, activity schema.Activity, _ string, _ auth.CredentialProvider,
	_ string) (auth.ClaimsIdentity, error) {
	if _, err := (serviceURLs{loopback: true}).parse(activity.ServiceURL); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnauthorized, err)
	}
	return &Token{}, nil
}

// proxyTraces are headers that proxies and tunnels add, in Go's spelling, beside all of X-Forwarded-.
var proxyTraces = []string{
	"Cdn-Loop", "Cf-Connecting-Ip", "Cf-Ray", "Client-Ip", "Fastly-Client-Ip", "Fly-Client-Ip", "Forwarded",
	"True-Client-Ip",
	"Via", "X-Client-Ip", "X-Cluster-Client-Ip", "X-Envoy-External-Address", "X-Original-Host", "X-Real-Ip",
}

// LoopbackRequest reports whether a request was made by a program on this machine, for this machine. The connection
// alone does not tell: a web page can have its name resolve to 127.0.0.1 (so Host is checked) or simply post to it
// (so Origin is), and a tunnel or proxy here brings strangers' requests (so the traces of one are).
func LoopbackRequest(r *http.Request) bool {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !peer.Addr().Unmap().IsLoopback() {
		return false
	}
	for name := range r.Header {
		if strings.HasPrefix(name, "X-Forwarded-") || slices.Contains(proxyTraces, name) {
			return false
		}
	}
	for _, origin := range r.Header.Values("Origin") {
		if u, err := url.Parse(origin); err != nil || !loopbackHost(u.Hostname()) {
			return false
		}
	}
	return loopbackHost((&url.URL{Host: r.Host}).Hostname())
}

// errAddress: the bot's token would go where it must not.
var errAddress = errors.New("service URL is not allowed")

// serviceURLs decides where the bot may send. Service URLs come with activities, so they are compared as parsed URLs:
// a prefix of the text would let "https://smba.trafficmanager.net.evil.example/" through.
type serviceURLs struct {
	prefixes []*url.URL
	loopback bool // this machine only; then prefixes are not looked at
}

// newServiceURLs reads the prefixes. With loopback only this machine is allowed, whatever they say.
func newServiceURLs(prefixes []string, loopback bool) (serviceURLs, error) {
	s := serviceURLs{loopback: loopback}
	for _, p := range prefixes {
		u, err := parseServiceURL(p)
		if err != nil {
			return serviceURLs{}, fmt.Errorf("allowed service URL %q: %w", p, err)
		}
		s.prefixes = append(s.prefixes, u)
	}
	return s, nil
}

// parse returns the service URL without its last slash if the bot may send there.
func (s serviceURLs) parse(raw string) (*url.URL, error) {
	u, err := parseServiceURL(raw)
	if err != nil {
		return nil, err
	}
	below := func(p *url.URL) bool {
		return u.Scheme == p.Scheme && strings.EqualFold(u.Hostname(), p.Hostname()) && port(u) == port(p) &&
			(u.Path == p.Path || strings.HasPrefix(u.Path, p.Path+"/"))
	}
	switch {
	case s.loopback && !loopbackHost(u.Hostname()):
		return nil, fmt.Errorf("%w: not on this machine, and there are no credentials", errAddress)
	case !s.loopback && !slices.ContainsFunc(s.prefixes, below):
		return nil, fmt.Errorf("%w: host %q", errAddress, u.Host)
	}
	return u, nil
}

func port(u *url.URL) string {
	return cmp.Or(u.Port(), map[string]string{"http": "80", "https": "443"}[u.Scheme])
}

// parseServiceURL takes https URLs, and http ones of this machine, that are nothing but host and plain path; one
// slash at the end is cut off.
func parseServiceURL(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil, fmt.Errorf("%w: not a URL", errAddress)
	}
	switch {
	case u.Scheme != "https" && (u.Scheme != "http" || !loopbackHost(u.Hostname())):
		return nil, fmt.Errorf("%w: not https", errAddress)
	case u.Hostname() == "" || u.Opaque != "" || strings.HasSuffix(u.Host, ":"):
		return nil, fmt.Errorf("%w: no host", errAddress)
	case u.User != nil:
		return nil, fmt.Errorf("%w: user name in it", errAddress)
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || strings.HasSuffix(raw, "#"):
		return nil, fmt.Errorf("%w: more than a path", errAddress)
	}
	u.Path = strings.TrimSuffix(u.Path, "/")
	// An escaped slash or dots would let the path leave its prefix once a server on the way has tidied it.
	if u.RawPath != "" || strings.ContainsAny(u.Path, `\%`) || (u.Path != "" && path.Clean(u.Path) != u.Path) {
		return nil, fmt.Errorf("%w: path is not plain", errAddress)
	}
	return u, nil
}

// joinPath returns base with the segments added, each of which stays one segment whatever characters it holds.
func joinPath(base *url.URL, segments ...string) (*url.URL, error) {
	u := *base
	u.RawPath = base.EscapedPath()
	for _, s := range segments {
		// Escaping does not help these: servers take "%2e%2e" for "..".
		if s == "" || s == "." || s == ".." {
			return nil, fmt.Errorf("id %q cannot stand in a path", s)
		}
		u.Path += "/" + s
		u.RawPath += "/" + escapeID(s)
	}
	return &u, nil
}

// escapeID escapes everything that could have a meaning in a path, as Microsoft's generated client does: ids hold
// ":", "@", ";" and "=".
func escapeID(id string) string { return strings.ReplaceAll(url.QueryEscape(id), "+", "%20") }
