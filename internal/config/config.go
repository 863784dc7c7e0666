// Package config turns the environment into a Config, once, and reports everything that is wrong with it together.
//
// .env.example lists every variable with its default and why it is there; a test holds the two equal.
package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Secret is a value that prints as [redacted], in logs and errors too.
type Secret string

// String hides the value; convert with string(s) where it is needed.
func (Secret) String() string { return "[redacted]" }

// LogValue hides the value in structured logs.
func (Secret) LogValue() slog.Value { return slog.StringValue("[redacted]") }

// MarshalText hides the value in JSON.
func (Secret) MarshalText() ([]byte, error) { return []byte("[redacted]"), nil }

// Config is everything that the environment says, checked. The zero value is not usable; see Load.
type Config struct {
	Listen      string // host:port of the endpoint; loopback when there are no credentials
	MetricsAddr string // host:port of /metrics

	AppID       string // the bot's registration; empty without credentials
	AppPassword Secret
	AppTenant   string

	OpenIDMetadataURL string
	TokenURL          string   // {tenant} is replaced by the bot's tenant
	ServiceURLs       []string // prefixes that the bot's token may be sent to
	Tenants           []string // lower case; "*" serves all

	DatabaseURL   Secret // may hold a password
	DatabaseConns int    // connections to PostgreSQL; 0 for the usual number
	KnowledgeDir  string // empty: the topics in the binary

	Coordinators []string // Entra object ids of the first coordinators, lower case, in the bot's own tenant

	UsageVisibility string   // own or all: whose figures a member sees
	FileHosts       []string // lower case; hosts besides Teams' own that files may be fetched from

	OpenAI OpenAI // the language model; off unless set up

	SendRate          int // messages a second a tenant that are not immediate replies
	AnnounceApprovals int // how many coordinators must confirm an announcement: 1 or 2
	RetentionDays     int
	AuditDays         int // how long it is kept who did what

	LogLevel  slog.Level
	LogFormat string // json, text, or empty: text on a terminal and json elsewhere
}

// OpenAI is where the optional language model is: OpenAI, Azure OpenAI, or any server that speaks the protocol.
type OpenAI struct {
	Key         Secret
	BaseURL     string // empty: OpenAI's own
	Type        string // openai or azure
	Version     string // of Azure's API
	Model       string // or Azure's deployment
	DailyTokens int    // a day in Oslo; then the bot answers without the model
}

// Enabled reports whether a model is set up.
func (o OpenAI) Enabled() bool { return o.Model != "" && (o.Key != "" || o.BaseURL != "") }

// Credentials reports whether the bot has a registration. Without one it serves this machine only.
func (c Config) Credentials() bool { return c.AppID != "" }

// Defaults of the variables that have one. .env.example shows the same.
const (
	defaultPort        = "3978"
	defaultMetadataURL = "https://login.botframework.com/v1/.well-known/openidconfiguration"
	defaultTokenURL    = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"
	defaultServiceURLs = "https://smba.trafficmanager.net/,https://smba.infra.gcc.teams.microsoft.com/"
	defaultDatabase    = "sqlite:data/kjernebot.db"
	defaultMetrics     = "127.0.0.1:9464"
	defaultSendRate    = "20"
	defaultApprovals   = "1"
	defaultRetention   = "90"
	defaultAudit       = "730"
	defaultDailyTokens = "300000"
)

// Load reads the environment through getenv. The error names every variable that is wrong and what is expected
// of it, one a line.
func Load(getenv func(string) string) (Config, error) {
	r := reader{getenv: getenv}
	c := Config{
		AppID:             strings.ToLower(r.text("MICROSOFT_APP_ID", "")), // tokens have it in lower case
		AppPassword:       Secret(r.text("MICROSOFT_APP_PASSWORD", "")),
		AppTenant:         strings.ToLower(r.text("MICROSOFT_APP_TENANT_ID", "")),
		OpenIDMetadataURL: r.address("BOT_OPENID_METADATA_URL", defaultMetadataURL),
		TokenURL:          r.address("BOT_TOKEN_URL", defaultTokenURL),
		ServiceURLs:       r.addresses("BOT_ALLOWED_SERVICE_URLS", defaultServiceURLs),
		Tenants:           list(strings.ToLower(r.text("ALLOWED_TENANTS", ""))),
		DatabaseURL:       Secret(r.database("DATABASE_URL", defaultDatabase)),
		DatabaseConns:     r.number("DATABASE_CONNS", "0", 0, 500),
		KnowledgeDir:      r.text("KNOWLEDGE_DIR", ""),
		Coordinators:      list(strings.ToLower(r.text("COORDINATORS", ""))),
		MetricsAddr:       r.hostPort("METRICS_ADDR", defaultMetrics),
		UsageVisibility:   r.oneOf("USAGE_VISIBILITY", "own", "own", "all"),
		FileHosts:         list(strings.ToLower(r.text("FILE_HOSTS", ""))),
		SendRate:          r.number("SEND_RATE", defaultSendRate, 1, 50),
		AnnounceApprovals: r.number("ANNOUNCE_APPROVAL", defaultApprovals, 1, 2),
		RetentionDays:     r.number("RETENTION_DAYS", defaultRetention, 1, 3650),
		AuditDays:         r.number("AUDIT_DAYS", defaultAudit, 30, 3650),
		LogLevel:          r.level("LOG_LEVEL", "info"),
		LogFormat:         r.oneOf("LOG_FORMAT", "", "json", "text"),
	}
	c.OpenAI = r.openAI()
	r.credentials(c)
	r.fileHosts(c)
	c.Listen = r.listen(c.Credentials())
	if len(c.Tenants) == 0 {
		c.Tenants = []string{c.AppTenant}
		if !c.Credentials() {
			c.Tenants = []string{"*"} // this machine only, where tenants are made up
		}
	}
	return c, errors.Join(r.problems...)
}

// reader collects values and what is wrong with them.
type reader struct {
	getenv   func(string) string
	problems []error
}

func (r *reader) problem(name, format string, args ...any) {
	r.problems = append(r.problems, fmt.Errorf("%s: %s", name, fmt.Sprintf(format, args...)))
}

func (r *reader) text(name, fallback string) string {
	if v := strings.TrimSpace(r.getenv(name)); v != "" {
		return v
	}
	return fallback
}

// credentials demands all three or none of the registration's parts.
func (r *reader) credentials(c Config) {
	parts := []struct{ name, value string }{
		{"MICROSOFT_APP_ID", c.AppID}, {"MICROSOFT_APP_PASSWORD", string(c.AppPassword)}, {"MICROSOFT_APP_TENANT_ID", c.AppTenant},
	}
	missing := slices.DeleteFunc(slices.Clone(parts), func(p struct{ name, value string }) bool { return p.value != "" })
	if len(missing) == len(parts) {
		return
	}
	for _, p := range missing {
		r.problem(p.name, "is empty, but the rest of the bot registration is set; set all three, or none to serve this machine only")
	}
}

// fileHosts demands host names; this machine only without a registration, when nobody else is served.
func (r *reader) fileHosts(c Config) {
	for _, h := range c.FileHosts {
		u, err := url.Parse("https://" + strings.TrimPrefix(h, "*.") + "/")
		switch {
		case err != nil || u.Host != strings.TrimPrefix(h, "*.") || u.Hostname() == "":
			r.problem("FILE_HOSTS", "has %q; expected a host such as files.example.no or *.example.no", h)
		case c.Credentials() && loopback(u.Hostname()):
			r.problem("FILE_HOSTS", "has %q, but with a bot registration files are not fetched from this machine", h)
		}
	}
}

// openAI reads what belongs to the language model, and demands the rest once a part is set.
func (r *reader) openAI() OpenAI {
	o := OpenAI{
		Key: Secret(r.text("OPENAI_API_KEY", "")), BaseURL: r.text("OPENAI_BASE_URL", ""), Type: r.oneOf("OPENAI_API_TYPE", "openai", "openai", "azure"),
		Version: r.text("OPENAI_API_VERSION", ""), Model: r.text("OPENAI_MODEL", ""),
		DailyTokens: r.number("OPENAI_DAILY_TOKENS", defaultDailyTokens, 1, 1_000_000_000),
	}
	if (o.Key != "" || o.BaseURL != "") && o.Model == "" {
		r.problem("OPENAI_MODEL", "is empty, but OPENAI_API_KEY or OPENAI_BASE_URL is set; name the model (on Azure the deployment)")
	}
	if o.Type == "azure" && (o.BaseURL == "" || o.Key == "") {
		r.problem("OPENAI_BASE_URL", "Azure needs OPENAI_BASE_URL (https://NAME.openai.azure.com/) and OPENAI_API_KEY")
	}
	if u, err := url.Parse(o.BaseURL); o.BaseURL != "" && (err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http") {
		r.problem("OPENAI_BASE_URL", "is no http or https address")
	} else if o.BaseURL != "" && u.Scheme == "http" && o.Key != "" && !loopback(u.Hostname()) {
		r.problem("OPENAI_BASE_URL", "would send the key without encryption; use https, or leave OPENAI_API_KEY empty")
	}
	return o
}

// listen puts the listening address together and keeps it on loopback when there are no credentials.
func (r *reader) listen(credentials bool) string {
	port := strconv.Itoa(r.number("PORT", defaultPort, 0, 65535))
	host := r.text("LISTEN_ADDR", "")
	if h, p, err := net.SplitHostPort(host); err == nil {
		host, port = h, p
	}
	if host == "" && !credentials {
		host = "127.0.0.1"
	}
	if !credentials && !loopback(host) {
		r.problem("LISTEN_ADDR", "is %q, but without MICROSOFT_APP_ID only this machine is served; leave it empty or use 127.0.0.1", host)
	}
	return net.JoinHostPort(host, port)
}

func (r *reader) number(name, fallback string, low, high int) int {
	text := r.text(name, fallback)
	n, err := strconv.Atoi(text)
	if err != nil || n < low || n > high {
		r.problem(name, "is %q; expected a whole number from %d to %d", text, low, high)
	}
	return n
}

func (r *reader) oneOf(name, fallback string, allowed ...string) string {
	v := strings.ToLower(r.text(name, fallback))
	if v != fallback && !slices.Contains(allowed, v) {
		r.problem(name, "is %q; expected one of %s", v, strings.Join(allowed, ", "))
	}
	return v
}

func (r *reader) level(name, fallback string) slog.Level {
	var l slog.Level
	if text := r.text(name, fallback); l.UnmarshalText([]byte(text)) != nil {
		r.problem(name, "is %q; expected debug, info, warn or error", text)
	}
	return l
}

// address is one URL that secrets are sent to or keys are read from.
func (r *reader) address(name, fallback string) string {
	text := r.text(name, fallback)
	r.checkAddress(name, text)
	return text
}

func (r *reader) addresses(name, fallback string) []string {
	all := list(r.text(name, fallback))
	for _, one := range all {
		r.checkAddress(name, one)
	}
	return all
}

// checkAddress demands https, or http on this machine.
func (r *reader) checkAddress(name, text string) {
	u, err := url.Parse(text)
	if err == nil && u.Host != "" && u.User == nil && (u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname())) {
		return
	}
	r.problem(name, "is %q; expected a https:// address (http:// on this machine only)", text)
}

func (r *reader) hostPort(name, fallback string) string {
	text := r.text(name, fallback)
	if _, port, err := net.SplitHostPort(text); err != nil || port == "" {
		r.problem(name, "is %q; expected host:port, such as %s", text, fallback)
	}
	return text
}

func (r *reader) database(name, fallback string) string {
	text := r.text(name, fallback)
	scheme, _, ok := strings.Cut(text, ":")
	if !ok || !slices.Contains([]string{"sqlite", "postgres", "postgresql"}, scheme) {
		// The value may hold a password, so it is not repeated.
		r.problem(name, "expected sqlite:PATH or postgres://…")
	}
	return text
}

// list splits at commas and drops what is empty.
func list(text string) []string {
	parts := strings.Split(text, ",")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return slices.DeleteFunc(parts, func(s string) bool { return s == "" })
}

// loopback reports whether a host name or address is this machine.
func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
