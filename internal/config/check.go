package config

import (
	"net"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// IsID reports whether a text is an id as Entra writes them, in lower case.
func IsID(text string) bool { return guid.MatchString(text) }

// guid is how Entra writes ids.
var guid = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// exampleID stands in examples.
const exampleID = "01234567-89ab-4cde-8f01-23456789abcd"

// people demands ids of tenants and persons. Without a registration ids are what local clients make up.
func (r *reader) people(c Config) {
	for _, t := range c.Tenants {
		if t != "*" && !(guid.MatchString(t) || !c.Credentials() && !strings.ContainsAny(t, "@. ")) {
			r.problem("ALLOWED_TENANTS",
				"has something that is no id of a tenant, which is not its domain; such as ALLOWED_TENANTS=%s", exampleID)
			break
		}
	}
	if len(c.Tenants) > 1 && slices.Contains(c.Tenants, "*") {
		r.warn("ALLOWED_TENANTS", "* serves all, so the others say nothing; such as ALLOWED_TENANTS=*")
	}
	if c.Credentials() && len(c.Tenants) > 0 && !slices.Contains(c.Tenants, "*") &&
		!slices.Contains(c.Tenants, c.AppTenant) {
		r.warn("ALLOWED_TENANTS",
			"lacks the bot's own tenant, whose people are not served; such as ALLOWED_TENANTS=MICROSOFT_APP_TENANT_ID's "+
				"value and the others")
	}
	for _, p := range c.Coordinators {
		if !(guid.MatchString(p) || !c.Credentials() && !strings.ContainsAny(p, "@ ")) {
			r.problem("COORDINATORS",
				"has something that is no object id of a person, which is neither a name nor a mail address; such as "+
					"COORDINATORS=%s", exampleID)
			break
		}
	}
}

// fileHosts demands host names; this machine only without a registration, when nobody else is served.
func (r *reader) fileHosts(c Config) {
	for _, h := range c.FileHosts {
		name := strings.TrimPrefix(h, "*.")
		u, err := url.Parse("https://" + name + "/")
		switch {
		case err != nil || u.Host != name || !domain(u.Hostname()) && !loopback(u.Hostname()):
			r.problem("FILE_HOSTS",
				"has something that is no host with its domain; such as FILE_HOSTS=files.example.no,*.example.no")
		case c.Credentials() && loopback(u.Hostname()):
			r.problem("FILE_HOSTS",
				"has this machine, but with a bot registration files are not fetched from it; such as FILE_HOSTS=files.example.no")
		}
	}
}

var apiVersion = regexp.MustCompile(`^20\d\d-\d\d-\d\d(-preview)?$`)

// openAI reads what belongs to the language model, and demands the rest once a part is set.
func (r *reader) openAI() OpenAI {
	o := OpenAI{
		Key: r.secret("OPENAI_API_KEY").Value, BaseURL: r.text("OPENAI_BASE_URL", ""),
		Type:    r.oneOf("OPENAI_API_TYPE", "openai", "openai", "azure"),
		Version: r.text("OPENAI_API_VERSION", ""), Model: r.text("OPENAI_MODEL", ""),
		DailyTokens: r.number("OPENAI_DAILY_TOKENS", defaultDailyTokens, 1, 1_000_000_000),
	}
	if (o.Key != "" || o.BaseURL != "") && o.Model == "" {
		r.problem("OPENAI_MODEL",
			"is empty, but OPENAI_API_KEY or OPENAI_BASE_URL is set; name the model (on Azure the deployment), such as "+
				"OPENAI_MODEL=gpt-5-mini")
	}
	if o.Model != "" && o.Key == "" && o.BaseURL == "" {
		r.problem("OPENAI_MODEL",
			"is set, but neither OPENAI_API_KEY nor OPENAI_BASE_URL; set one of them, such as "+
				"OPENAI_BASE_URL=http://127.0.0.1:11434/v1")
	}
	if o.Type == "azure" && (o.BaseURL == "" || o.Key == "") {
		r.problem("OPENAI_BASE_URL",
			"Azure needs OPENAI_BASE_URL and OPENAI_API_KEY; such as OPENAI_BASE_URL=https://NAME.openai.azure.com/")
	}
	if o.Version != "" && !apiVersion.MatchString(o.Version) {
		r.problem("OPENAI_API_VERSION", "is no version of Azure's API; such as OPENAI_API_VERSION=2025-04-01-preview")
	} else if o.Version != "" && o.Type != "azure" {
		r.warn("OPENAI_API_VERSION", "is used on Azure only; set OPENAI_API_TYPE=azure, or leave it empty")
	}
	r.modelAddress(o)
	return o
}

func (r *reader) modelAddress(o OpenAI) {
	if o.BaseURL == "" {
		return
	}
	u, err := url.Parse(o.BaseURL)
	switch {
	case err != nil || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Scheme != "https" &&
		u.Scheme != "http":
		r.problem("OPENAI_BASE_URL",
			"is no http or https address without user, password or question mark; such as "+
				"OPENAI_BASE_URL=http://127.0.0.1:11434/v1")
	case u.Scheme == "http" && o.Key != "" && !loopback(u.Hostname()):
		r.problem("OPENAI_BASE_URL", "would send the key without encryption; use https, or leave OPENAI_API_KEY empty")
	}
}

// listen puts the listening address together and keeps it on loopback when there are no credentials.
func (r *reader) listen(credentials bool) string {
	port := strconv.Itoa(r.number("PORT", defaultPort, 0, 65535))
	host := r.text("LISTEN_ADDR", "")
	if h, p, err := net.SplitHostPort(host); err == nil {
		if !portNumber(p) {
			r.problem("LISTEN_ADDR",
				"has no port from 0 to 65535 behind the colon; such as LISTEN_ADDR=127.0.0.1:3978, or LISTEN_ADDR=127.0.0.1 and "+
					"PORT=3978")
		}
		host, port = h, p
	}
	if host != "" && host != "localhost" && net.ParseIP(host) == nil {
		r.problem("LISTEN_ADDR",
			"is neither an address nor address:port; such as LISTEN_ADDR=127.0.0.1:3978, or LISTEN_ADDR=[::1]:3978")
		return "127.0.0.1:" + port
	}
	if host == "" && !credentials {
		host = "127.0.0.1"
	}
	if !credentials && !loopback(host) {
		r.problem("LISTEN_ADDR",
			"is not this machine, but without MICROSOFT_APP_ID only this machine is served; leave it empty, such as "+
				"LISTEN_ADDR=")
	}
	return net.JoinHostPort(host, port)
}
