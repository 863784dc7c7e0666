// Package config turns the environment into a Config, once, and reports everything that is wrong with it together.
//
// .env.example lists every variable with its default and why it is there; a test holds the two equal.
package config

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
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
	TeamsWithout []string // names of Features that are off, on trial or by choice

	SendRate          int // messages a second a tenant that are not immediate replies
	AnnounceApprovals int // how many coordinators must confirm an announcement: 1 or 2
	AnnounceDelay     int // seconds in which what is to be sent at once can be stopped
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
		{"streaming", "a line in a personal chat while the language model is asked; else a sign of typing"},
		{"refresh", "the card that follows an announcement is new when it is opened; else as it was changed last"},
		{trial, "lists in texts without a card are lists on phones too; on trial, off until TEAMS_WITH names it"},
	}
}

// trial is the one that is off until TEAMS_WITH names it.
const trial = "extendedmarkdown"

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
		TeamsWithout:      r.features(),
		SendRate:          r.number("SEND_RATE", "20", 1, 50),
		AnnounceApprovals: r.number("ANNOUNCE_APPROVAL", "1", 1, 2),
		AnnounceDelay:     r.number("ANNOUNCE_DELAY", "60", 0, 3600),
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
	r.refuse(port != "0" && c.MetricsAddr == c.Listen, "METRICS_ADDR", metricsAddr,
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

// IsID reports whether a text is an id as Entra writes them, in lower case.
func IsID(text string) bool { return guid.MatchString(text) }

// guid is how Entra writes ids.
var guid = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// exampleID stands in examples.
const exampleID = "01234567-89ab-4cde-8f01-23456789abcd"

// registration reads the ways in which the bot may prove who it is, and demands id, tenant and one of the ways, or
// nothing of all that.
func (r *reader) registration(c Config) Credential {
	secrets := r.appSecrets()
	var ways []string
	if len(secrets) > 0 {
		ways = append(ways, "MICROSOFT_APP_PASSWORD")
	}
	way := func(name string) string {
		v := r.text(name, "")
		if v != "" {
			ways = append(ways, name)
		}
		return v
	}
	by := Credential{
		Secrets:          secrets,
		Certificate:      way("CLIENT_CERTIFICATE_FILE"),
		Key:              r.text("CLIENT_CERTIFICATE_KEY_FILE", ""),
		TokenFile:        way("AZURE_FEDERATED_TOKEN_FILE"),
		Identity:         strings.ToLower(way("MANAGED_IDENTITY_CLIENT_ID")),
		IdentityEndpoint: r.text("IDENTITY_ENDPOINT", ""),
		IdentityHeader:   Secret(r.text("IDENTITY_HEADER", "")),
	}
	by.Key = cmp.Or(by.Key, by.Certificate)
	if day := r.text("CLIENT_SECRET_EXPIRES", ""); day != "" {
		var err error
		by.Ends, err = time.Parse(time.DateOnly, day)
		r.refuse(err != nil, "CLIENT_SECRET_EXPIRES", "2027-03-01", "is no day")
	}
	_, plain := plainURL(by.IdentityEndpoint)
	r.refuse(!plain && by.IdentityEndpoint != "", "IDENTITY_ENDPOINT", "http://127.0.0.1:41741/msi/token/",
		"is no address without user, password and question mark, as the platform sets it")
	if c.AppID == "" && c.AppTenant == "" && len(ways) == 0 {
		return by
	}
	const rest = "is empty, but the rest of the bot registration is set; set all three, or none to serve this machine only"
	r.refuse(c.AppID == "", "MICROSOFT_APP_ID", exampleID+" (or CLIENT_ID)", rest)
	r.refuse(!IsID(c.AppID), "MICROSOFT_APP_ID", exampleID, "is no id of an app registration")
	r.refuse(c.AppTenant == "", "MICROSOFT_APP_TENANT_ID", exampleID+" (or TENANT_ID)", rest)
	r.refuse(!IsID(c.AppTenant), "MICROSOFT_APP_TENANT_ID", exampleID,
		"is no id of a tenant, which is neither its domain nor common or organizations")
	r.refuse(len(ways) == 0, "MICROSOFT_APP_PASSWORD",
		"abc8Q~… (or CLIENT_SECRET), or a certificate, a federated token or a managed identity in its place", rest)
	for _, other := range ways[min(1, len(ways)):] {
		r.refuse(true, other, "", "is set beside %s, and the bot proves in one way who it is; leave one of them out", ways[0])
	}
	r.refuse(by.Identity != "" && !IsID(by.Identity), "MANAGED_IDENTITY_CLIENT_ID", exampleID,
		"is no client id of an identity")
	return by
}

// appSecrets are the bot's secret, under either of its names, and the one that takes its place.
func (r *reader) appSecrets() (all []Held) {
	own, other := r.secret("MICROSOFT_APP_PASSWORD"), r.secret("CLIENT_SECRET")
	r.refuse(own.Value != "" && other.Value != "" && own.Value != other.Value, "MICROSOFT_APP_PASSWORD", "",
		"says something else than CLIENT_SECRET; leave one of them out, or put the new one in CLIENT_SECRET_NEXT")
	for _, h := range []Held{cmp.Or(own, other), r.secret("CLIENT_SECRET_NEXT")} {
		if h.Value != "" {
			all = append(all, h)
		}
		r.warn(IsID(strings.ToLower(string(h.Value))), "MICROSOFT_APP_PASSWORD",
			"looks like the id of a client secret; its value is needed, such as MICROSOFT_APP_PASSWORD=abc8Q~…")
	}
	return all
}

// people demands ids of tenants and persons. Without a registration ids are what local clients make up.
func (r *reader) people(c Config) {
	named := func(id, marks string) bool { return !IsID(id) && (c.Credentials() || strings.ContainsAny(id, marks)) }
	for _, t := range c.Tenants {
		r.refuse(t != "*" && named(string(t), "@. "), "ALLOWED_TENANTS", exampleID,
			"has something that is no id of a tenant, which is not its domain")
	}
	for _, p := range c.Coordinators {
		r.refuse(named(p, "@ "), "COORDINATORS", exampleID,
			"has something that is no object id of a person, which is neither a name nor a mail address")
	}
	all, own := slices.Contains(c.Tenants, "*"), slices.Contains(c.Tenants, message.TenantID(c.AppTenant))
	r.warn(all && len(c.Tenants) > 1, "ALLOWED_TENANTS",
		"* serves all, so the others say nothing; such as ALLOWED_TENANTS=*")
	r.warn(c.Credentials() && len(c.Tenants) > 0 && !all && !own, "ALLOWED_TENANTS",
		"lacks the bot's own tenant, whose people are not served; such as ALLOWED_TENANTS=MICROSOFT_APP_TENANT_ID's value "+
			"and the others")
}

// fileHosts demands host names; this machine only without a registration, when nobody else is served.
func (r *reader) fileHosts(c Config) {
	for _, h := range c.FileHosts {
		name := strings.TrimPrefix(h, "*.")
		u, err := url.Parse("https://" + name + "/")
		r.refuse(err != nil || u.Host != name || !domain(u.Hostname()) && !loopback(u.Hostname()), "FILE_HOSTS",
			"files.example.no,*.example.no", "has something that is no host with its domain")
		r.refuse(c.Credentials() && err == nil && loopback(u.Hostname()), "FILE_HOSTS", "files.example.no",
			"has this machine, but with a bot registration files are not fetched from it")
	}
}

var apiVersion = regexp.MustCompile(`^20\d\d-\d\d-\d\d(-preview)?$`)

// openAI reads what belongs to the language model, and demands the rest once a part is set.
func (r *reader) openAI() OpenAI {
	const local = "http://127.0.0.1:11434/v1"
	o := OpenAI{
		Key: r.secret("OPENAI_API_KEY").Value, BaseURL: r.text("OPENAI_BASE_URL", ""),
		Type:    r.oneOf("OPENAI_API_TYPE", "openai", "openai", "azure"),
		Version: r.text("OPENAI_API_VERSION", ""), Model: r.text("OPENAI_MODEL", ""),
		DailyTokens: r.number("OPENAI_DAILY_TOKENS", "300000", 1, 1_000_000_000),
	}
	r.refuse((o.Key != "" || o.BaseURL != "") && o.Model == "", "OPENAI_MODEL", "gpt-5-mini",
		"is empty, but OPENAI_API_KEY or OPENAI_BASE_URL is set; name the model (on Azure the deployment)")
	r.refuse(o.Type == "azure" && (o.BaseURL == "" || o.Key == ""), "OPENAI_BASE_URL", "https://NAME.openai.azure.com/",
		"is needed by Azure, and so is OPENAI_API_KEY")
	r.refuse(o.BaseURL == "" && o.Model != "" && o.Key == "", "OPENAI_BASE_URL", local,
		"is empty, and so is OPENAI_API_KEY, but OPENAI_MODEL is set; set one of them")
	u, plain := plainURL(o.BaseURL)
	r.refuse(o.BaseURL != "" && !plain, "OPENAI_BASE_URL", local,
		"is no http or https address without user, password or question mark")
	r.refuse(plain && u.Scheme == "http" && o.Key != "" && !loopback(u.Hostname()), "OPENAI_BASE_URL",
		"https://llm.example.no/v1", "would send the key without encryption; use https, or leave OPENAI_API_KEY empty")
	known := apiVersion.MatchString(o.Version)
	r.refuse(o.Version != "" && !known, "OPENAI_API_VERSION", "2025-04-01-preview", "is no version of Azure's API")
	r.warn(known && o.Type != "azure", "OPENAI_API_VERSION",
		"is used on Azure only; set OPENAI_API_TYPE=azure, or leave it empty")
	return o
}

// listen puts the listening address together and keeps it on loopback when there are no credentials.
func (r *reader) listen(credentials bool) string {
	port := strconv.Itoa(r.number("PORT", "3978", 0, 65535))
	host := r.text("LISTEN_ADDR", "")
	if h, p, err := net.SplitHostPort(host); err == nil {
		r.refuse(!isPort(p), "LISTEN_ADDR", "127.0.0.1:3978, or LISTEN_ADDR=127.0.0.1 and PORT=3978",
			"has no port from 0 to 65535 behind the colon")
		host, port = h, p
	}
	if host == "" && !credentials {
		host = "127.0.0.1"
	}
	r.refuse(host != "" && host != "localhost" && net.ParseIP(host) == nil, "LISTEN_ADDR",
		"127.0.0.1:3978, or LISTEN_ADDR=[::1]:3978", "is neither an address nor address:port")
	r.refuse(!credentials && !loopback(host), "LISTEN_ADDR", "",
		"is not this machine, but without MICROSOFT_APP_ID only this machine is served; leave it empty")
	return net.JoinHostPort(host, port)
}

// misspelt warns of variables that are set, are none of ours and are spelt like one. Short ones are like too many.
func (r *reader) misspelt(names []string) {
	unlined := strings.NewReplacer("_", "", "-", "", ".", "") // people leave these out or write others
	known := slices.Sorted(maps.Keys(r.read))
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		if r.read[name] || len(name) < 6 {
			continue
		}
		slips := func(a string) int { return distance(unlined.Replace(a), unlined.Replace(strings.ToUpper(name))) }
		near := slices.MinFunc(known, func(a, b string) int { return slips(a) - slips(b) })
		r.warn(slips(near) <= min(2, len(near)/4), name, "is no setting and is not read; did you mean "+near+"?")
	}
}

// distance is how many letters must be put in, left out or changed to make one word of the other.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		last := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := last
			if a[i] != b[j] {
				cost = 1 + min(last, row[j], row[j+1])
			}
			last, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}

// reader collects values and what is wrong with them.
type reader struct {
	getenv   func(string) string
	read     map[string]bool // every name that was asked for
	faulty   map[string]bool // those that have a problem
	problems []error
	warnings []string
}

// refuse refuses a value that is wrong. It says what is expected, with an example, and never what the value is. Of
// several reasons for one variable the first is told.
func (r *reader) refuse(wrong bool, name, example, format string, args ...any) {
	if wrong && !r.faulty[name] {
		r.faulty[name] = true
		r.problems = append(r.problems, fmt.Errorf("%s: %s; such as %s=%s", name, fmt.Sprintf(format, args...), name, example))
	}
}

// warn tells of a value that may be meant otherwise.
func (r *reader) warn(odd bool, name, text string) {
	if odd {
		r.warnings = append(r.warnings, name+": "+text)
	}
}

func (r *reader) text(name, fallback string) string {
	r.read[name] = true
	v := strings.TrimSpace(r.getenv(name))
	r.plain(name, v)
	return cmp.Or(v, fallback)
}

// placeholder is what stands in examples and was not replaced.
var placeholder = regexp.MustCompile(`^(<.*>|\$\{?[A-Za-z_][A-Za-z0-9_]*\}?)$`)

// plain looks at a value for what is often copied wrongly.
func (r *reader) plain(name, v string) {
	r.refuse(len(v) >= 2 && (v[0] == '"' || v[0] == '\'') && v[len(v)-1] == v[0], name, "value",
		"has quotation marks around it that are part of the value; write it without")
	r.refuse(placeholder.MatchString(v), name, "value", "is a placeholder that nobody replaced; write the value itself")
	r.refuse(strings.ContainsFunc(v, func(r rune) bool { return r < ' ' || r == 0x7f }), name, "value",
		"has a line break or another control character in it; write it in one line")
}

// either is a setting that has a second name, which other tools write.
func (r *reader) either(own, other string) string {
	v, second := r.text(own, ""), r.text(other, "")
	r.refuse(v != "" && second != "" && !strings.EqualFold(v, second), own, "",
		"says something else than %s; leave one of them out", other)
	return cmp.Or(v, second)
}

// Secret is a value that prints as [redacted], in logs and errors too.
type Secret string

const redacted = "[redacted]"

// String hides the value; convert with string(s) where it is needed.
func (Secret) String() string { return redacted }

// GoString hides the value in %#v.
func (Secret) GoString() string { return redacted }

// LogValue hides the value in structured logs.
func (Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText hides the value in JSON.
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// Held is a secret that stands in the environment, or in a file.
type Held struct {
	Value Secret
	File  string
}

// Read gets it, from the file anew each time.
func (h Held) Read() (string, error) {
	if h.File == "" {
		return string(h.Value), nil
	}
	text, err := os.ReadFile(h.File)
	return strings.TrimSpace(string(text)), err
}

// secret is a value that may stand in a file instead, which NAME_FILE names.
func (r *reader) secret(name string) Held {
	inFile := name + "_FILE"
	h := Held{Value: Secret(r.text(name, "")), File: r.text(inFile, "")}
	if h.File == "" {
		return h
	}
	r.refuse(h.Value != "", inFile, "", "is set beside %s; leave one of them out", name)
	text, err := h.Read()
	r.refuse(err != nil || text == "", inFile, "/run/secrets/kjernebot",
		"names no file that this program can read and that holds something")
	r.plain(inFile, text)
	h.Value = Secret(text)
	return h
}

func (r *reader) number(name, fallback string, low, high int) int {
	n, err := strconv.Atoi(r.text(name, fallback))
	r.refuse(err != nil || n < low || n > high, name, fallback, "is no whole number from %d to %d", low, high)
	return n
}

func (r *reader) oneOf(name, fallback string, allowed ...string) string {
	v := strings.ToLower(r.text(name, fallback))
	r.refuse(v != fallback && !slices.Contains(allowed, v), name, allowed[0], "expected one of %s",
		strings.Join(allowed, ", "))
	return v
}

// features are the names of those that are off.
func (r *reader) features() []string {
	var known []string
	for _, f := range Features() {
		known = append(known, f.Name)
	}
	off := r.some("TEAMS_WITHOUT", known)
	if !slices.Contains(r.some("TEAMS_WITH", []string{trial}), trial) {
		off = append(off, trial)
	}
	return off
}

// some is a list of which each must be one of those that are known.
func (r *reader) some(name string, known []string) []string {
	some := list[string](strings.ToLower(r.text(name, "")))
	unknown := slices.ContainsFunc(some, func(f string) bool { return !slices.Contains(known, f) })
	r.refuse(unknown, name, known[0], "expected some of %s with commas between", strings.Join(known, ", "))
	return some
}

// address is a URL that secrets are sent to or keys are read from.
func (r *reader) address(name, fallback string) string {
	text := r.text(name, fallback)
	r.checkAddress(name, text, fallback)
	return text
}

func (r *reader) addresses(name, fallback string) []string {
	all := list[string](r.text(name, fallback))
	r.refuse(len(all) == 0, name, fallback, "names no address")
	for _, one := range all {
		r.checkAddress(name, one, fallback)
	}
	return all
}

// checkAddress demands https, or http on this machine, and a host that has a domain.
func (r *reader) checkAddress(name, text, example string) {
	u, ok := plainURL(text)
	r.refuse(!ok || !loopback(u.Hostname()) && (u.Scheme != "https" || !domain(u.Hostname())), name, example,
		"is no https:// address of a host with its domain, without user, password or question mark (http:// on this "+
			"machine only)")
}

// plainURL is a web address with a host, and without user, password and question mark.
func plainURL(text string) (u *url.URL, ok bool) {
	u, err := url.Parse(text)
	return u, err == nil && u.Hostname() != "" && u.User == nil && u.RawQuery == "" && u.Fragment == "" &&
		(u.Scheme == "https" || u.Scheme == "http")
}

// domain reports whether a host is a name with a domain, or an address.
func domain(host string) bool {
	return net.ParseIP(host) != nil || strings.Contains(strings.Trim(host, "."), ".") &&
		!strings.ContainsAny(host, "*_ ,;")
}

func isPort(text string) bool {
	_, err := strconv.ParseUint(text, 10, 16)
	return err == nil
}

func (r *reader) database(name, fallback string) Secret {
	text := cmp.Or(string(r.secret(name).Value), fallback)
	scheme, rest, ok := strings.Cut(text, ":")
	r.refuse(!ok || !slices.Contains([]string{"sqlite", "postgres", "postgresql"}, scheme), name, fallback,
		"expected sqlite:PATH or postgres://…")
	server := strings.Contains(rest, "://") || strings.HasPrefix(rest, "//") && strings.Contains(rest, "@")
	r.refuse(scheme == "sqlite" && server, name, fallback,
		"has the address of a server behind sqlite:, where a file is expected")
	return Secret(text)
}

// list splits at commas and drops what is empty.
func list[T ~string](text string) (all []T) {
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, T(part))
		}
	}
	return all
}

// loopback reports whether a host name or address is this machine.
func loopback(host string) bool { return host == "localhost" || net.ParseIP(host).IsLoopback() }
