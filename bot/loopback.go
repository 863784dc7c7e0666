package bot

import (
	"context"
	"fmt"
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
