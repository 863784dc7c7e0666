// Package config turns the environment into a Config, once, and reports everything that is wrong with it together.
//
// .env.example lists every variable with its default and why it is there; a test holds the two equal.
package config

import (
	"errors"
	"log/slog"
	"strings"
)

// Secret is a value that prints as [redacted], in logs and errors too.
type Secret string

// String hides the value; convert with string(s) where it is needed.
func (Secret) String() string { return "[redacted]" }

// GoString hides the value in %#v.
func (Secret) GoString() string { return "[redacted]" }

// LogValue hides the value in structured logs.
func (Secret) LogValue() slog.Value { return slog.StringValue("[redacted]") }

// MarshalText hides the value in JSON.
func (Secret) MarshalText() ([]byte, error) { return []byte("[redacted]"), nil }

// Config is everything that the environment says, checked. The zero value is not usable; see Load.
type Config struct {
	Listen      string // host:port of the endpoint; loopback when there are no credentials
	MetricsAddr string // host:port of /metrics

	AppID      string // the bot's registration; empty without credentials
	AppTenant  string
	Credential Credential

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

	RegisterURL  string   // of Enhetsregisteret; empty: nothing is looked up there
	TeamsWithout []string // names of Features that are off

	SendRate          int // messages a second a tenant that are not immediate replies
	AnnounceApprovals int // how many coordinators must confirm an announcement: 1 or 2
	RetentionDays     int
	AuditDays         int // how long it is kept who did what

	Warnings []string // what is odd about the settings, a line each

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

// Load reads the environment through getenv. The error names every variable that is wrong and what is expected of it,
// one a line; so do Warnings for what may be meant otherwise. Neither repeats a value: any may be a secret that was
// put in the wrong place. names are the variables that are set, among which misspelt ones are looked for.
func Load(getenv func(string) string, names ...string) (Config, error) {
	r := reader{getenv: getenv, read: map[string]bool{}, faulty: map[string]bool{}}
	c := Config{
		AppID:             strings.ToLower(r.either("MICROSOFT_APP_ID", "CLIENT_ID")), // tokens have it in lower case
		AppTenant:         strings.ToLower(r.either("MICROSOFT_APP_TENANT_ID", "TENANT_ID")),
		Credential:        r.credential(),
		OpenIDMetadataURL: r.address("BOT_OPENID_METADATA_URL", defaultMetadataURL),
		TokenURL:          r.address("BOT_TOKEN_URL", defaultTokenURL),
		ServiceURLs:       r.addresses("BOT_ALLOWED_SERVICE_URLS", defaultServiceURLs),
		Tenants:           list(strings.ToLower(r.text("ALLOWED_TENANTS", ""))),
		DatabaseURL:       r.database("DATABASE_URL", defaultDatabase),
		DatabaseConns:     r.conns("DATABASE_CONNS", 2, 500),
		KnowledgeDir:      r.text("KNOWLEDGE_DIR", ""),
		Coordinators:      list(strings.ToLower(r.text("COORDINATORS", ""))),
		MetricsAddr:       r.hostPort("METRICS_ADDR", defaultMetrics),
		UsageVisibility:   r.oneOf("USAGE_VISIBILITY", "own", "own", "all"),
		FileHosts:         list(strings.ToLower(r.text("FILE_HOSTS", ""))),
		RegisterURL:       r.optional("ENHETSREGISTERET_URL", "https://data.brreg.no/enhetsregisteret/api"),
		TeamsWithout:      r.features("TEAMS_WITHOUT"),
		SendRate:          r.number("SEND_RATE", defaultSendRate, 1, 50),
		AnnounceApprovals: r.number("ANNOUNCE_APPROVAL", defaultApprovals, 1, 2),
		RetentionDays:     r.number("RETENTION_DAYS", defaultRetention, 1, 3650),
		AuditDays:         r.number("AUDIT_DAYS", defaultAudit, 30, 3650),
		LogLevel:          r.level("LOG_LEVEL", "info"),
		LogFormat:         r.oneOf("LOG_FORMAT", "", "json", "text"),
	}
	c.OpenAI = r.openAI()
	r.registration(c)
	r.people(c)
	r.fileHosts(c)
	c.Listen = r.listen(c.Credentials())
	if c.MetricsAddr == c.Listen {
		r.problem("METRICS_ADDR", "is where the bot itself listens; give it a port of its own, such as "+defaultMetrics)
	}
	r.misspelt(names)
	c.Warnings = r.warnings
	if len(c.Tenants) == 0 {
		c.Tenants = []string{c.AppTenant}
		if !c.Credentials() {
			c.Tenants = []string{"*"} // this machine only, where tenants are made up
		}
	}
	return c, errors.Join(r.problems...)
}
