package bot

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"net/url"
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

// Verify accepts any header, because there is nothing to check it against. The Token matches loopback service URLs
// only.
func (*Loopback) Verify(context.Context, string) (*Token, error) { return &Token{local: true}, nil }

// AuthenticateRequest accepts an activity whose service URL is on this machine, and gives ErrUnauthorized otherwise.
func (*Loopback) AuthenticateRequest(_ context.Context, activity schema.Activity, _ string, _ auth.CredentialProvider,
	_ string) (auth.ClaimsIdentity, error) {
	t := &Token{local: true}
	if err := t.Matches(activity.ServiceURL, activity.ChannelID); err != nil {
		return nil, err
	}
	return t, nil
}

func matchesLoopback(serviceURL string) error {
	u, err := url.Parse(serviceURL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || !loopbackHost(u.Hostname()) {
		return unauthorized("service URL is not on this machine")
	}
	return nil
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
	return loopbackHost(hostOnly(r.Host)) && loopbackOrigin(r.Header)
}

func loopbackOrigin(h http.Header) bool {
	for _, origin := range h.Values("Origin") {
		u, err := url.Parse(origin)
		if err != nil || !loopbackHost(u.Hostname()) {
			return false
		}
	}
	return true
}

// hostOnly takes the port and the brackets of an IPv6 address off a Host header.
func hostOnly(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	if n := len(host); n > 2 && host[0] == '[' && host[n-1] == ']' {
		return host[1 : n-1]
	}
	return host
}
