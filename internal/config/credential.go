package config

import (
	"cmp"
	"net/url"
	"strings"
	"time"
)

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

// set names the ways that are chosen.
func (c Credential) set() (names []string) {
	for _, way := range []struct {
		name   string
		chosen bool
	}{
		{"MICROSOFT_APP_PASSWORD", len(c.Secrets) > 0}, {"CLIENT_CERTIFICATE_FILE", c.Certificate != ""},
		{"AZURE_FEDERATED_TOKEN_FILE", c.TokenFile != ""}, {"MANAGED_IDENTITY_CLIENT_ID", c.Identity != ""},
	} {
		if way.chosen {
			names = append(names, way.name)
		}
	}
	return names
}

// credential reads all ways; which one counts, and whether one is missing, is for registration to say.
func (r *reader) credential() Credential {
	c := Credential{
		Certificate:      r.text("CLIENT_CERTIFICATE_FILE", ""),
		Key:              r.text("CLIENT_CERTIFICATE_KEY_FILE", ""),
		TokenFile:        r.text("AZURE_FEDERATED_TOKEN_FILE", ""),
		Identity:         strings.ToLower(r.text("MANAGED_IDENTITY_CLIENT_ID", "")),
		IdentityEndpoint: r.text("IDENTITY_ENDPOINT", ""),
		IdentityHeader:   Secret(r.text("IDENTITY_HEADER", "")),
	}
	c.Key = cmp.Or(c.Key, c.Certificate)
	own, other := r.secret("MICROSOFT_APP_PASSWORD"), r.secret("CLIENT_SECRET")
	if own.Value != "" && other.Value != "" && own.Value != other.Value {
		r.problem("MICROSOFT_APP_PASSWORD",
			"says something else than CLIENT_SECRET; leave one of them out, such as MICROSOFT_APP_PASSWORD=, or put the new "+
				"one in CLIENT_SECRET_NEXT")
	}
	for _, h := range []Held{cmp.Or(own, other), r.secret("CLIENT_SECRET_NEXT")} {
		if h.Value != "" {
			c.Secrets = append(c.Secrets, h)
		}
		if guid.MatchString(strings.ToLower(string(h.Value))) {
			r.warn("MICROSOFT_APP_PASSWORD",
				"looks like the id of a client secret; its value is needed, such as MICROSOFT_APP_PASSWORD=abc8Q~…")
		}
	}
	c.Ends = r.day("CLIENT_SECRET_EXPIRES")
	if u, err := url.Parse(c.IdentityEndpoint); c.IdentityEndpoint != "" &&
		(err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Scheme != "http" && u.Scheme != "https") {
		r.problem("IDENTITY_ENDPOINT", "is no address without user, password and question mark, as the platform sets it; "+
			"such as IDENTITY_ENDPOINT=http://127.0.0.1:41741/msi/token/")
	}
	return c
}

// day is a date, zero when it is not set.
func (r *reader) day(name string) time.Time {
	text := r.text(name, "")
	if text == "" {
		return time.Time{}
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		r.problem(name, "is no day; such as %s=2027-03-01", name)
	}
	return day
}

// registration demands id, tenant and one credential, or none of them.
func (r *reader) registration(c Config) {
	ways := c.Credential.set()
	if c.AppID == "" && c.AppTenant == "" && len(ways) == 0 {
		return
	}
	const rest = "is empty, but the rest of the bot registration is set; set all three, or none to serve this machine " +
		"only, such as "
	if c.AppID == "" {
		r.problem("MICROSOFT_APP_ID", rest+"MICROSOFT_APP_ID=%s (or CLIENT_ID)", exampleID)
	} else if !guid.MatchString(c.AppID) {
		r.problem("MICROSOFT_APP_ID", "is no id of an app registration; such as MICROSOFT_APP_ID=%s", exampleID)
	}
	if c.AppTenant == "" {
		r.problem("MICROSOFT_APP_TENANT_ID", rest+"MICROSOFT_APP_TENANT_ID=%s (or TENANT_ID)", exampleID)
	} else if !guid.MatchString(c.AppTenant) {
		r.problem("MICROSOFT_APP_TENANT_ID",
			"is no id of a tenant, which is neither its domain nor common or organizations; "+
				"such as MICROSOFT_APP_TENANT_ID=%s", exampleID)
	}
	switch {
	case len(ways) == 0:
		r.problem("MICROSOFT_APP_PASSWORD", rest+"MICROSOFT_APP_PASSWORD=abc8Q~… (or CLIENT_SECRET), or a certificate, a "+
			"federated token or a managed identity in its place")
	case len(ways) > 1:
		r.problem(ways[1], "is set beside %s, and the bot proves in one way who it is; leave one of them out, such as %s=",
			ways[0], ways[1])
	}
	if id := c.Credential.Identity; id != "" && !guid.MatchString(id) {
		r.problem("MANAGED_IDENTITY_CLIENT_ID",
			"is no client id of an identity; such as MANAGED_IDENTITY_CLIENT_ID=%s", exampleID)
	}
}
