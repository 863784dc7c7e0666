package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"kjernebot/bot"
	"kjernebot/bot/credential"
	"kjernebot/internal/week"
)

// statusOf is the HTTP status that an error tells of.
var statusOf = regexp.MustCompile(`\bstatus ([1-5])(\d\d)\b`)

// remote is what is wrong, and whose matter it is, when another machine could not be asked or gave no good answer.
func remote(address, setting string, err error) finding {
	host := address
	if u, parsed := url.Parse(address); parsed == nil && u.Host != "" {
		host = u.Host
	}
	var below *url.Error // its text repeats the address, which may hold a secret
	if errors.As(err, &below) {
		err = below.Err
	}
	var op *net.OpError
	var name *net.DNSError
	var certificate *tls.CertificateVerificationError
	status := statusOf.FindStringSubmatch(err.Error())
	const open = "open for it on port 443 (TCP, outwards)"
	switch {
	case errors.As(err, &op) && op.Op == "proxyconnect", strings.Contains(err.Error(), "Proxy Authentication"):
		return bad(network, "check HTTPS_PROXY and NO_PROXY, and let the proxy pass this host on port 443",
			"the proxy of HTTPS_PROXY does not let this machine through to %s", host)
	case errors.As(err, &certificate):
		return bad(network, "let this host pass without opening its TLS, or put the authority's certificate where "+
			"SSL_CERT_FILE points; and see that the clock is right",
			"%s shows a certificate that this machine does not trust", host)
	case errors.As(err, &name):
		return bad(network, "check this machine's name servers, or set HTTPS_PROXY where a proxy looks names up",
			"the name %s is not found", host)
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &op) && op.Timeout():
		return bad(network, open, "%s does not answer", host)
	case op != nil, errors.Is(err, io.EOF), below != nil:
		return bad(network, open, "%s cannot be reached: %v", host, err)
	case status != nil && (status[1] == "5" || status[2] == "29"):
		return bad(others, "wait: it is the other side's trouble; https://status.cloud.microsoft tells more", "%s: %v", host,
			err)
	}
	return bad(operator, "leave "+setting+" empty, or mend it; where a proxy answers in its place, whoever runs the "+
		"network lets it pass", "%s gives no answer that is of use: %v", host, err)
}

func checkKeys(ctx context.Context, up *checkup) finding {
	err := bot.NewKeySet(quiet, bot.KeySetOptions{MetadataURL: up.OpenIDMetadataURL}).Refresh(ctx)
	if err != nil {
		return remote(up.OpenIDMetadataURL, "BOT_OPENID_METADATA_URL", err)
	}
	return good("fetched")
}

func checkToken(ctx context.Context, up *checkup) finding {
	source, err := newToken(quiet, up.Config)
	if err != nil {
		return bad(operator, "mend BOT_TOKEN_URL", "%v", err)
	}
	defer source.Close()
	err = source.Ready(ctx)
	failed := &bot.TokenError{}
	_ = errors.As(err, &failed)
	var file *fs.PathError
	switch known, refused := credential.Refusals[failed.Code]; {
	case err == nil:
		return good("fetched")
	case errors.As(err, &file):
		return bad(operator, "put it there, readable by the bot", "%v", file)
	case refused:
		return bad(owner, known.Mend, "Entra refuses: %s (%s)", known.Means, failed.Code)
	case failed.Code != "":
		return bad(owner, "compare CLIENT_ID, TENANT_ID and the credential with the registration; "+
			"https://login.microsoftonline.com/error explains the code", "Entra refuses: %s", failed.Code)
	}
	return remote(up.TokenURL, "BOT_TOKEN_URL", err)
}

// ask makes a request and tells what the answer says the time is.
func ask(ctx context.Context, address string) (date string, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", err
	}
	res, err := (&http.Transport{Proxy: http.ProxyFromEnvironment, DisableKeepAlives: true}).RoundTrip(req)
	if err != nil {
		return "", err
	}
	return res.Header.Get("Date"), res.Body.Close()
}

// checkConnector looks whether the addresses that the bot writes to can be reached. One will do, and any answer.
func checkConnector(ctx context.Context, up *checkup) (f finding) {
	for _, address := range up.ServiceURLs {
		one, cancel := context.WithTimeout(ctx, checkTime/time.Duration(len(up.ServiceURLs)))
		_, err := ask(one, address)
		if cancel(); err != nil {
			f = remote(address, "BOT_ALLOWED_SERVICE_URLS", err)
		} else {
			return good("reached %s", address)
		}
	}
	return f
}

// checkClock compares this machine's clock with that of the host of the signing keys: a token is refused when they are
// five minutes apart.
func checkClock(ctx context.Context, up *checkup) finding {
	date, asked := ask(ctx, up.OpenIDMetadataURL)
	there, err := http.ParseTime(date)
	apart := time.Since(there).Round(time.Second)
	switch {
	case cmp.Or(asked, err) != nil:
		return good("%s (compared with nothing)", time.Now().In(week.Location()).Format("2006-01-02 15:04:05 MST"))
	case apart.Abs() > time.Minute:
		return bad(machine, "set up time synchronisation (timedatectl set-ntp true)", "this machine's clock is %s off", apart)
	}
	return good("%s off", apart.Abs())
}

func checkProxy(_ context.Context, up *checkup) finding {
	if _, err := url.Parse(cmp.Or(os.Getenv("HTTPS_PROXY"), os.Getenv("https_proxy"))); err != nil {
		return bad(operator, "write it as http://proxy.example.no:8080, or leave it out",
			"HTTPS_PROXY is no address of a proxy, so none is used")
	}
	var ways []string
	for _, address := range append(slices.Clone(up.ServiceURLs), up.OpenIDMetadataURL, up.TokenURL) {
		u, err := url.Parse(strings.ReplaceAll(address, "{tenant}", "x"))
		if err != nil {
			continue // config has refused it
		}
		if via, err := http.ProxyFromEnvironment(&http.Request{URL: u}); err == nil && via != nil {
			ways = append(ways, u.Host+" through "+via.Host)
		}
	}
	return good("%s", cmp.Or(strings.Join(ways, ", "), "none"))
}

// checkPorts looks whether the bot can listen, or does already.
func checkPorts(ctx context.Context, up *checkup) finding {
	const how = "end that program (ss -ltnp shows it), or choose a free port"
	listen, ours := portState(ctx, up.Listen, "/healthz", "ok")
	if !ours {
		return bad(machine, how, "%s (PORT) is taken by another program", up.Listen)
	}
	metrics, ours := portState(ctx, up.MetricsAddr, "/metrics", "kjernebot_")
	if !ours {
		return odd(machine, how, "%s (METRICS_ADDR) is taken by another program", up.MetricsAddr)
	}
	return good("%s %s, %s %s", up.Listen, listen, up.MetricsAddr, metrics)
}

// portState tries an address: it is free, or what answers there is ours.
func portState(ctx context.Context, address, name, has string) (state string, ours bool) {
	listener, err := net.Listen("tcp", address)
	if err == nil {
		return "free", listener.Close() == nil
	}
	body, err := page(ctx, address, name)
	return "in use by a bot that runs", err == nil && strings.Contains(body, has)
}

// page reads a page of a program on this machine, which an address without a host means too.
func page(ctx context.Context, address, name string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+name, nil)
	if err != nil {
		return "", err
	}
	res, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answers with status %d", name, res.StatusCode)
	}
	return string(body), err
}
