package bot

import (
	"errors"
	"net/url"
	"strings"
	"testing"
)

var teamsPrefixes = []string{"https://smba.trafficmanager.net/", "https://smba.infra.gcc.teams.microsoft.com/teams/",
	"http://127.0.0.1:8443/"}

func TestServiceURLAllowed(t *testing.T) {
	s, err := newServiceURLs(teamsPrefixes, false)
	if err != nil {
		t.Fatal(err)
	}
	for raw, want := range map[string]string{
		"https://smba.trafficmanager.net":                       "https://smba.trafficmanager.net",
		"https://smba.trafficmanager.net/":                      "https://smba.trafficmanager.net",
		"https://smba.trafficmanager.net/emea/":                 "https://smba.trafficmanager.net/emea",
		"https://smba.trafficmanager.net/emea/0000-aaaa/":       "https://smba.trafficmanager.net/emea/0000-aaaa",
		"https://SMBA.TrafficManager.net/emea":                  "https://SMBA.TrafficManager.net/emea",
		"HTTPS://smba.trafficmanager.net/emea":                  "https://smba.trafficmanager.net/emea",
		"https://smba.trafficmanager.net:443/emea/":             "https://smba.trafficmanager.net:443/emea",
		"https://smba.infra.gcc.teams.microsoft.com/teams":      "https://smba.infra.gcc.teams.microsoft.com/teams",
		"https://smba.infra.gcc.teams.microsoft.com/teams/sub/": "https://smba.infra.gcc.teams.microsoft.com/teams/sub",
		"http://127.0.0.1:8443/_connector":                      "http://127.0.0.1:8443/_connector",
	} {
		u, err := s.parse(raw)
		if err != nil {
			t.Errorf("%s: %v", raw, err)
		} else if u.String() != want {
			t.Errorf("%s: got %s, want %s", raw, u, want)
		}
	}
}

func TestServiceURLRefused(t *testing.T) {
	s, err := newServiceURLs(teamsPrefixes, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, raw := range []string{
		"",
		"/emea/",
		"smba.trafficmanager.net/emea/",
		"//smba.trafficmanager.net/emea/",
		"https://",
		"https:///emea/",
		"https:smba.trafficmanager.net/",
		"https://smba.trafficmanager.net.evil.example/",
		"https://smba.trafficmanager.net@evil.example/",
		"https://smba.trafficmanager.net:pass@evil.example/",
		"https://user@smba.trafficmanager.net/",
		"https://evil.example/https://smba.trafficmanager.net/",
		"https://evil.example/?https://smba.trafficmanager.net/",
		"https://evil.example#https://smba.trafficmanager.net/",
		"https://evil.example\\@smba.trafficmanager.net/",
		"https://evil-smba.trafficmanager.net/",
		"https://x.smba.trafficmanager.net/",
		"https://smba.trafficmanager.net./",
		"https://smba.trafficmanager.net:8443/",
		"https://smba.trafficmanager.net:80/",
		"https://smba.trafficmanager.net:/",
		"https://smba.trafficmanager.net:443443/",
		"http://smba.trafficmanager.net/",
		"http://smba.trafficmanager.net:443/",
		"ftp://smba.trafficmanager.net/",
		"javascript://smba.trafficmanager.net/",
		"https://smba.trafficmanager.net/?a=b",
		"https://smba.trafficmanager.net/?",
		"https://smba.trafficmanager.net/#a",
		"https://smba.trafficmanager.net/#",
		"https://smba.trafficmanager.net/emea/../amer",
		"https://smba.trafficmanager.net/emea//",
		"https://smba.trafficmanager.net/a%2fb",
		"https://smba.trafficmanager.net/a%2e%2e/b",
		"https://smba.trafficmanager.net/a%252f",
		"https://smba.trafficmanager.net/a\\b",
		"https://smba.trafficmanager.net/\n",
		"https://smba.infra.gcc.teams.microsoft.com/",
		"https://smba.infra.gcc.teams.microsoft.com/teamsx",
		"https://smba.infra.gcc.teams.microsoft.com/teams/../other",
		"https://127.0.0.1:8443/",
		"http://127.0.0.1:8444/",
		"http://127.0.0.2:8443/",
		"http://localhost:8443/",
		"http://[::1]:8443/",
		"http://169.254.169.254/",
	} {
		if u, err := s.parse(raw); err == nil {
			t.Errorf("%q is allowed as %s", raw, u)
		} else if !errors.Is(err, errAddress) {
			t.Errorf("%q: %v, want errAddress", raw, err)
		}
	}
}

func TestServiceURLOnThisMachine(t *testing.T) {
	// The prefixes do not count: without a token nothing leaves the machine.
	s, err := newServiceURLs(teamsPrefixes, true)
	if err != nil {
		t.Fatal(err)
	}
	for raw, want := range map[string]bool{
		"http://localhost:56150/_connector": true, "http://LOCALHOST:56150": true, "http://127.0.0.1:1/": true,
		"http://127.9.9.9:1/": true, "http://[::1]:1/": true, "https://localhost/": true,
		"http://[::ffff:127.0.0.1]:1/":     true,
		"https://smba.trafficmanager.net/": false, "http://localhost.evil.example/": false, "http://0.0.0.0:1/": false,
		"http://10.0.0.1/": false, "http://2130706433/": false, "http://127.1/": false, "http://[::]:1/": false,
		"http://localhost@evil.example/": false, "https://evil.example/localhost": false,
	} {
		if _, err := s.parse(raw); (err == nil) != want {
			t.Errorf("%s: allowed %t, want %t (%v)", raw, err == nil, want, err)
		}
	}
}

func TestNewServiceURLsRefuses(t *testing.T) {
	for _, raw := range []string{"", "smba.trafficmanager.net", "http://smba.trafficmanager.net/", "https://a@b/",
		"https://*.net/?x"} {
		if _, err := newServiceURLs([]string{raw}, false); err == nil {
			t.Errorf("%q is taken as an allowed prefix", raw)
		}
	}
}

func TestJoinPathKeepsSegments(t *testing.T) {
	base, _ := url.Parse("https://smba.trafficmanager.net/emea/0000-aaaa")
	for _, id := range []string{
		"19:abc@thread.tacv2;messageid=1", "a:1_x-y~z", "29:1bSn", "../../evil", "a/b", "a\\b", "%2e%2e", "%2f", "a b+c",
		"æøå", "?q=1#f", "..;", "...", ".a",
	} {
		u, err := joinPath(base, "v3", "conversations", id, "activities")
		if err != nil {
			t.Errorf("%q: %v", id, err)
			continue
		}
		if want := "/emea/0000-aaaa/v3/conversations/" + id + "/activities"; u.Path != want {
			t.Errorf("path %q, want %q", u.Path, want)
		}
		escaped := strings.Split(u.EscapedPath(), "/")
		if len(escaped) != 7 {
			t.Errorf("%q became more than one segment: %s", id, u.EscapedPath())
		} else if back, _ := url.PathUnescape(escaped[5]); back != id {
			t.Errorf("%q became %q", id, back)
		}
		if u.RawPath != u.EscapedPath() {
			t.Errorf("%q: RawPath %q is not what is sent: %q", id, u.RawPath, u.EscapedPath())
		}
	}
	for _, id := range []string{"", ".", ".."} {
		if u, err := joinPath(base, "v3", "conversations", id); err == nil {
			t.Errorf("%q is taken: %s", id, u.String())
		}
	}
}
