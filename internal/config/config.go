// Package config turns the environment into a Config, once, and reports everything that is wrong with it together.
//
// .env.example lists every variable with its default and why it is there; a test holds the two equal.
package config

import (
	"errors"
	"log/slog"
	"net"
	"slices"
	"strings"
	"time"

	"kjernebot/bot/message"
)

// Config is everything that the environment says, checked. The zero value is not usable; see Load.
type Config struct {
	Listen      string // host:port of the endpoint; loopback when there are no credentials
	MetricsAddr string // host:port of /metrics

	AppID      string // the bot's registration; empty without credentials
	AppTenant  string
	Credential Credential

	OpenIDMetadataURL string
	TokenURL          string             // {tenant} is replaced by the bot's tenant
	ServiceURLs       []string           // prefixes that the bot's token may be sent to
	Tenants           []message.TenantID // lower case; "*" serves all

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

// Credential is how the bot proves to Entra who it is. One of Secrets, Certificate, TokenFile and Identity is set.
type Credential struct {
	Secrets []Held // two while one takes the other's place
	Ends    time.Time

	Certificate, Key string // PEM files
	TokenFile        string // that the platform keeps fresh
	Identity         string // of the machine: a client id
	IdentityEndpoint string // of App Service and Container Apps
	IdentityHeader   Secret
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

// Feature is something that newer Teams can do. Each can be switched off by its name in TEAMS_WITHOUT; where Teams
// refuses it the bot does the same the older way.
type Feature struct{ Name, Does string }

// Features are all of them.
func Features() []Feature {
	return []Feature{
		{"targeted", "in channels and groups figures, help and refusals only the person sees; else by the own chat"},
		{"slash", "commands after / whose answers only the asker sees, in the app package"},
		{"prompts", "questions to begin with, in the app package"},
		{"reactions", "signs on a question that was passed on, taken and answered, beside the words"},
		{"suggestions", "what to ask next below a text in a personal chat"},
		{"typeahead", "kommuner offered while somebody types; else a field to write in"},
		{"quotes", "the question above an answer that comes later; else the answer says it"},
	}
}

// Teams reports whether a feature is on.
func (c Config) Teams(feature string) bool { return !slices.Contains(c.TeamsWithout, feature) }

// Load reads the environment through getenv. The error names every variable that is wrong and what is expected of it,
// one a line; so do Warnings for what may be meant otherwise. Neither repeats a value: any may be a secret that was
// put in the wrong place. names are the variables that are set, among which misspelt ones are looked for.
func Load(getenv func(string) string, names ...string) (Config, error) {
	r := reader{getenv: getenv, read: map[string]bool{}, faulty: map[string]bool{}}
	c := Config{
		AppID:             strings.ToLower(r.either("MICROSOFT_APP_ID", "CLIENT_ID")), // tokens have it in lower case
		AppTenant:         strings.ToLower(r.either("MICROSOFT_APP_TENANT_ID", "TENANT_ID")),
		OpenIDMetadataURL: r.address("BOT_OPENID_METADATA_URL", metadataURL),
		TokenURL:          r.address("BOT_TOKEN_URL", tokenURL),
		ServiceURLs:       r.addresses("BOT_ALLOWED_SERVICE_URLS", serviceURLs),
		Tenants:           list[message.TenantID](strings.ToLower(r.text("ALLOWED_TENANTS", ""))),
		DatabaseURL:       r.database("DATABASE_URL", "sqlite:data/kjernebot.db"),
		DatabaseConns:     r.number("DATABASE_CONNS", "0", 0, 500),
		KnowledgeDir:      r.text("KNOWLEDGE_DIR", ""),
		Coordinators:      list[string](strings.ToLower(r.text("COORDINATORS", ""))),
		MetricsAddr:       r.text("METRICS_ADDR", metricsAddr),
		UsageVisibility:   r.oneOf("USAGE_VISIBILITY", "own", "own", "all"),
		FileHosts:         list[string](strings.ToLower(r.text("FILE_HOSTS", ""))),
		RegisterURL:       r.text("ENHETSREGISTERET_URL", ""),
		TeamsWithout:      r.features("TEAMS_WITHOUT"),
		SendRate:          r.number("SEND_RATE", "20", 1, 50),
		AnnounceApprovals: r.number("ANNOUNCE_APPROVAL", "1", 1, 2),
		RetentionDays:     r.number("RETENTION_DAYS", "90", 1, 3650),
		AuditDays:         r.number("AUDIT_DAYS", "730", 30, 3650),
		LogFormat:         r.oneOf("LOG_FORMAT", "", "json", "text"),
	}
	// A level that is not understood is info, and a problem already.
	_ = c.LogLevel.UnmarshalText([]byte(r.oneOf("LOG_LEVEL", "info", "debug", "info", "warn", "error")))
	c.OpenAI = r.openAI()
	c.Credential = r.registration(c)
	r.people(c)
	r.fileHosts(c)
	c.Listen = r.listen(c.Credentials())
	_, port, err := net.SplitHostPort(c.MetricsAddr)
	r.refuse(err != nil || !isPort(port), "METRICS_ADDR", metricsAddr, "is not host:port with a port from 0 to 65535")
	r.refuse(c.MetricsAddr == c.Listen, "METRICS_ADDR", metricsAddr,
		"is where the bot itself listens; give it a port of its own")
	if c.RegisterURL != "" {
		r.checkAddress("ENHETSREGISTERET_URL", c.RegisterURL, "https://data.brreg.no/enhetsregisteret/api")
	}
	r.refuse(c.DatabaseConns == 1, "DATABASE_CONNS", "8",
		"is too few: one waits for the other; 2 and more will do, or 0 for the usual")
	r.misspelt(names)
	c.Warnings = r.warnings
	switch {
	case len(c.Tenants) > 0:
	case c.Credentials():
		c.Tenants = []message.TenantID{message.TenantID(c.AppTenant)}
	default:
		c.Tenants = []message.TenantID{"*"} // this machine only, where tenants are made up
	}
	return c, errors.Join(r.problems...)
}

// Defaults, which problems show as examples too.
const (
	metadataURL = "https://login.botframework.com/v1/.well-known/openidconfiguration"
	tokenURL    = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"
	serviceURLs = "https://smba.trafficmanager.net/,https://smba.infra.gcc.teams.microsoft.com/"
	metricsAddr = "127.0.0.1:9464"
)
