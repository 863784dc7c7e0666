package bot_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/infracloudio/msbotbuilder-go/schema"

	"kjernebot/bot"
)

func TestLoopback(t *testing.T) {
	tests := []struct {
		serviceURL string
		want       error
	}{
		{"http://localhost:56150/_connector", nil}, // the Agents Playground
		{"https://localhost/", nil},
		{"http://LOCALHOST:1", nil},
		{"http://127.0.0.1:8080", nil},
		{"http://127.8.9.10/", nil},
		{"http://[::1]:80/x", nil},
		{"http://[::ffff:127.0.0.1]/", nil},
		{"", bot.ErrUnauthorized},
		{"localhost:56150", bot.ErrUnauthorized},
		{"//localhost/", bot.ErrUnauthorized},
		{"ftp://localhost/", bot.ErrUnauthorized},
		{"file://localhost/etc", bot.ErrUnauthorized},
		{"https://smba.trafficmanager.net/emea/", bot.ErrUnauthorized},
		{"http://localhost.example.org/", bot.ErrUnauthorized},
		{"http://example.org/localhost", bot.ErrUnauthorized},
		{"http://localhost@example.org/", bot.ErrUnauthorized},
		{"http://user@localhost/", bot.ErrUnauthorized},
		{"http://127.0.0.1.example.org/", bot.ErrUnauthorized},
		{"http://2130706433/", bot.ErrUnauthorized},
		{"http://0177.0.0.1/", bot.ErrUnauthorized},
		{"http://0.0.0.0/", bot.ErrUnauthorized},
		{"http://192.168.0.1/", bot.ErrUnauthorized},
		{"http://[fe80::1]/", bot.ErrUnauthorized},
		{"http://%31%32%37.0.0.1:x/", bot.ErrUnauthorized},
	}
	v := &bot.Loopback{}
	for _, tt := range tests {
		t.Run(tt.serviceURL, func(t *testing.T) {
			identity, err := v.AuthenticateRequest(t.Context(), schema.Activity{ServiceURL: tt.serviceURL}, "", nil, "")
			if !errors.Is(err, tt.want) {
				t.Errorf("AuthenticateRequest: got error %v, want %v", err, tt.want)
			}
			if err == nil && identity.IsAuthenticated() {
				t.Error("IsAuthenticated: got true for a client without a token")
			}
		})
	}
}

func TestLoopbackRequest(t *testing.T) {
	tests := []struct {
		name, remote, host string
		header             http.Header
		want               bool
	}{
		{name: "localhost", remote: "127.0.0.1:5000", host: "localhost:3978", want: true},
		{name: "address", remote: "127.0.0.1:5000", host: "127.0.0.1:3978", want: true},
		{name: "IPv6", remote: "[::1]:5000", host: "[::1]:3978", want: true},
		{name: "IPv6 without port", remote: "[::1]:5000", host: "[::1]", want: true},
		{name: "IPv4 in IPv6", remote: "[::ffff:127.0.0.1]:5000", host: "localhost", want: true},
		{name: "page of this machine", remote: "127.0.0.1:5000", host: "localhost:3978",
			header: http.Header{"Origin": {"http://localhost:56150"}}, want: true},

		{name: "from elsewhere", remote: "192.0.2.1:5000", host: "localhost:3978"},
		{name: "no address", remote: "", host: "localhost:3978"},
		{name: "unix socket", remote: "@", host: "localhost:3978"},
		{name: "rebound name", remote: "127.0.0.1:5000", host: "bot.example.org:3978"},
		{name: "name that begins like it", remote: "127.0.0.1:5000", host: "localhost.example.org"},
		{name: "no host", remote: "127.0.0.1:5000", host: ""},
		{name: "page of elsewhere", remote: "127.0.0.1:5000", host: "localhost:3978",
			header: http.Header{"Origin": {"https://example.org"}}},
		{name: "page of nowhere", remote: "127.0.0.1:5000", host: "localhost:3978", header: http.Header{"Origin": {"null"}}},
		{name: "through a tunnel", remote: "127.0.0.1:5000", host: "localhost:3978",
			header: http.Header{"X-Forwarded-For": {"192.0.2.1"}}},
		{name: "through TLS that ends here", remote: "127.0.0.1:5000", host: "localhost:3978",
			header: http.Header{"X-Forwarded-Proto": {"https"}}},
		{name: "a port that was forwarded", remote: "127.0.0.1:5000", host: "localhost:3978",
			header: http.Header{"X-Forwarded-Port": {"443"}}},
		{name: "through Cloudflare", remote: "127.0.0.1:5000", host: "localhost:3978",
			header: http.Header{"Cf-Connecting-Ip": {"192.0.2.1"}}},
		{name: "true client", remote: "127.0.0.1:5000", host: "localhost:3978",
			header: http.Header{"True-Client-Ip": {"192.0.2.1"}}},
		{name: "through a proxy", remote: "127.0.0.1:5000", host: "localhost:3978",
			header: http.Header{"Forwarded": {"for=192.0.2.1"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/messages", nil)
			r.RemoteAddr, r.Host = tt.remote, tt.host
			for name, values := range tt.header {
				r.Header[name] = values
			}
			if got := bot.LoopbackRequest(r); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}
