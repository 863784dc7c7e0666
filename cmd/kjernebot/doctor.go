package main

import (
	"cmp"
	"context"
	"crypto/tls"
	_ "embed" // what is said of what is not well
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"

	"kjernebot/bot"
	"kjernebot/bot/credential"
	"kjernebot/internal/config"
	"kjernebot/internal/outbox"
	"kjernebot/internal/store"
	"kjernebot/internal/week"
)

// finding is what doctor says of one check. docs/driftshandbok.md has a part for each.
type finding struct {
	Check string `json:"check"`
	State string `json:"state"` // ok, warn (the bot works all the same) or fail
	Found string `json:"found"` // or what is wrong
	Who   string `json:"who,omitempty"`
	How   string `json:"how,omitempty"`
}

func good(format string, args ...any) finding {
	return finding{State: "ok", Found: fmt.Sprintf(format, args...)}
}

//go:embed doctor.yaml
var remediesFile []byte

// remedies are what is said of what is not well, by name. A file that cannot be read is a mistake in the program.
var remedies = sync.OnceValue(func() (all map[string]finding) {
	if err := yaml.Unmarshal(remediesFile, &all); err != nil {
		panic("doctor.yaml: " + err.Error())
	}
	return all
})

// ill is what is said under that name, with what was found put in.
func ill(name string, found ...any) finding {
	f := remedies()[name]
	f.Found = fmt.Sprintf(f.Found, found...)
	return f
}

// checkup is what the checks have in common. The database is opened once, by who needs it first.
type checkup struct {
	config.Config
	db func() (*store.DB, error)
}

// checks are everything that doctor looks at; those that need a registration are left out without one.
var checks = []struct {
	name       string
	registered bool
	run        func(context.Context, *checkup) finding
}{
	{"ports", false, checkPorts}, {"proxy", true, checkProxy}, {"credential", true, checkCredential},
	{"signing keys", true, checkKeys}, {"token", true, checkToken}, {"connector", true, checkConnector},
	{"clock", true, checkClock}, {"database", false, checkDatabase}, {"coordinators", false, healthy(checkCoordinators)},
	{"outbox", false, healthy(checkOutbox)}, {"figures", false, healthy(checkFigures)},
	{"backup", false, healthy(checkBackup)}, {"retention", false, healthy(checkRetention)},
	{"knowledge", false, checkKnowledge}, {"model", false, checkModel}, {"teams", false, checkTeams},
}

const (
	checkTime = 15 * time.Second // bounds the checks, which are made at the same time
	overdue   = 15 * time.Minute // how long a message may be due before something is wrong
)

var quiet = slog.New(slog.DiscardHandler)

func (c *cli) doctorCommand() *cobra.Command {
	return c.withJSON("print one JSON object a check", &cobra.Command{
		Use: "doctor", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			all := c.examine(cmd.Context())
			failed := 0
			for _, f := range all {
				state := f.State
				if state == "fail" {
					failed, state = failed+1, "FAIL"
				}
				err = errors.Join(err, c.print(f, func() {
					c.printf("%-5s %-14s %s\n", state, f.Check, f.Found)
					if f.How != "" {
						c.printf("%20s → %s: %s\n", "", f.Who, f.How)
					}
				}))
			}
			if failed > 0 {
				err = fmt.Errorf("%d of %d checks failed", failed, len(all))
			}
			return err
		},
	})
}

func (c *cli) examine(ctx context.Context) (all []finding) {
	cfg, err := config.Load(c.getenv, c.names...)
	note := func(f finding) {
		f.Check = "configuration"
		all = append(all, f)
	}
	for _, line := range cfg.Warnings {
		note(ill("setting odd", line))
	}
	if err != nil {
		for line := range strings.Lines(err.Error()) {
			note(ill("setting wrong", strings.TrimSpace(line)))
		}
		return all
	}
	if cfg.Credentials() {
		note(good("bot %s, listens on %s", cfg.AppID, cfg.Listen))
	} else {
		note(good("no bot registration: serves clients on this machine only, at %s", cfg.Listen))
	}
	ctx, cancel := context.WithTimeout(ctx, checkTime)
	defer cancel()
	up := &checkup{cfg, sync.OnceValues(func() (*store.DB, error) {
		return openDatabase(ctx, quiet, cfg, commandConns, store.Look)
	})}
	defer func() {
		if db, opened := up.db(); opened == nil {
			_ = db.Close() // nothing was written
		}
	}()
	of := make([]finding, len(checks))
	var wait sync.WaitGroup
	for i, one := range checks {
		if one.registered && !cfg.Credentials() {
			continue
		}
		wait.Go(func() {
			of[i] = one.run(ctx, up)
			of[i].Check = one.name
		})
	}
	wait.Wait()
	return append(all, slices.DeleteFunc(of, func(f finding) bool { return f.State == "" })...)
}

// checkCredential says which way is chosen, and for how long it is good.
func checkCredential(_ context.Context, up *checkup) finding {
	c := credentialOf(up.Credential)
	ends, err := c.Ends()
	left := daysUntil(ends, time.Now())
	switch said := fmt.Sprintf("%s, good until %s: %d days", c.Kind, ends.Format(time.DateOnly), left); {
	case !up.Credentials():
		return good("none: this machine only")
	case err != nil:
		return ill("certificate unreadable", err)
	case ends.IsZero() && len(up.Credential.Secrets) > 0:
		return ill("credential's end unknown", c.Kind)
	case ends.IsZero():
		return good("%s", c.Kind)
	case left < 0:
		return ill("credential ended", said)
	case left <= 30:
		return ill("credential ends soon", said)
	default:
		return good("%s", said)
	}
}

func (c *cli) healthcheckCommand() *cobra.Command {
	return &cobra.Command{
		Use: "healthcheck", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := c.config()
			if err == nil {
				_, err = page(cmd.Context(), cfg.Listen, "/healthz")
			}
			return err
		},
	}
}

func checkTeams(_ context.Context, up *checkup) finding {
	var lines []string
	for _, f := range config.Features() {
		state := "on "
		if !up.Teams(f.Name) {
			state = "off"
		}
		lines = append(lines, fmt.Sprintf("%s %s: %s", state, f.Name, f.Does))
	}
	return good("%s", strings.Join(lines, "\n"+strings.Repeat(" ", 21)))
}

func checkKnowledge(_ context.Context, up *checkup) finding {
	library, err := openLibrary(up.KnowledgeDir)
	if err != nil {
		return ill("topics unreadable", err)
	}
	return good("%d topics of %s, version %s", len(library.Base().Topics("nb")), cmp.Or(up.KnowledgeDir, "the program"),
		library.Base().Hash())
}

func checkModel(ctx context.Context, up *checkup) finding {
	client := newModel(quiet, up.Config)
	if client == nil {
		return good("none is set up; nothing leaves the house but what the bot writes in Teams")
	}
	if err := client.Ready(ctx); err != nil {
		return ill("model ill", err)
	}
	return good("answers; questions (without names, ids, kommune or history) and topic texts are sent to %s",
		client.Host())
}

func checkDatabase(ctx context.Context, up *checkup) finding {
	db, err := up.db()
	switch {
	case errors.Is(err, store.ErrNoDatabase):
		if err := store.CouldMake(string(up.DatabaseURL)); err != nil {
			return ill("database cannot be made", err)
		}
		return good("none yet: 'kjernebot serve' makes one")
	case errors.Is(err, store.ErrOlderSchema):
		return ill("database older", err)
	case errors.Is(err, store.ErrNewerSchema):
		return ill("database newer", err)
	case err != nil && strings.HasPrefix(string(up.DatabaseURL), "sqlite:"):
		return ill("database file", err)
	case err != nil:
		return ill("database server", err)
	}
	found, err := db.Examine(ctx)
	if err != nil {
		return ill("database ill", err)
	}
	return good("%s", found)
}

// healthy is a check of what the database tells. Without one that can be read it is left out: database tells why.
func healthy(judge func(store.Health, time.Time, config.Config) finding) func(context.Context, *checkup) finding {
	return func(ctx context.Context, up *checkup) finding {
		db, err := up.db()
		if err != nil {
			return finding{}
		}
		h, err := db.Health(ctx)
		if err != nil {
			return finding{}
		}
		return judge(h, db.Now(), up.Config)
	}
}

func checkCoordinators(h store.Health, _ time.Time, cfg config.Config) finding {
	n := h.Coordinators + int64(len(cfg.Coordinators))
	switch {
	case n == 0:
		return ill("no coordinators")
	case !h.Desk:
		return ill("no desk")
	}
	return good("%d, with a desk; %d questions wait for an answer", n, h.Inquiries)
}

func checkOutbox(h store.Health, now time.Time, _ config.Config) finding {
	late := time.Duration(since(h.Due, now)) * time.Second
	switch {
	case !h.GateClosed.IsZero():
		return ill("outbox held", clock(h.GateClosed), h.GateReason)
	case late > overdue || h.Late > 0:
		return ill("outbox at a standstill", late, h.Late)
	case h.Outbox[outbox.Uncertain] > 0:
		return ill("outbox uncertain", h.Outbox[outbox.Uncertain])
	}
	return good("%d wait, %d sent, %d failed", h.Outbox[outbox.Pending], h.Outbox[outbox.Sent], h.Outbox[outbox.Failed])
}

func checkFigures(h store.Health, now time.Time, _ config.Config) finding {
	switch {
	case h.NewestWeek.Year == 0:
		return good("none yet")
	case h.NewestWeek.Before(week.LatestComplete(now).Add(-2)):
		return ill("figures old", h.NewestWeek)
	}
	return good("newest week %s", h.NewestWeek)
}

func checkBackup(h store.Health, now time.Time, _ config.Config) finding {
	switch age := now.Sub(h.Backup); {
	case h.Backup.IsZero():
		return ill("no backup")
	case age > 48*time.Hour:
		return ill("backup old", int(age.Hours()/24))
	}
	return good("last taken %s", clock(h.Backup))
}

func checkRetention(h store.Health, now time.Time, cfg config.Config) finding {
	days := int(since(h.OldestKept, now) / (24 * time.Hour).Seconds())
	if days > cfg.RetentionDays+1 {
		return ill("retention behind", days, cfg.RetentionDays)
	}
	return good("the oldest row is %d days old, of %d", days, cfg.RetentionDays)
}

// health is what of these checks a bot that runs can tell of itself, without asking anybody.
func (a *app) health(ctx context.Context, tell func(part string, well bool, day time.Time)) error {
	h, err := a.db.Health(ctx)
	none, well := time.Time{}, func(judge func(store.Health, time.Time, config.Config) finding) bool {
		return judge(h, a.db.Now(), a.cfg).State == "ok"
	}
	tell("storage", !h.FreeKnown || h.Free >= store.LittleSpace, none)
	tell("outbox", well(checkOutbox), none)
	tell("coordinators", well(checkCoordinators), none)
	tell("figures", well(checkFigures), h.Imported)
	tell("backup", well(checkBackup), h.Backup)
	tell("retention", well(checkRetention), none)
	if a.token != nil {
		ends, wrong := credentialOf(a.cfg.Credential).Ends()
		tell("keys", a.keys.Ready() == nil, none)
		tell("token", a.token.Err() == nil, none)
		tell("credential", ends.IsZero() && wrong == nil || checkCredential(ctx, &checkup{Config: a.cfg}).State == "ok", ends)
	}
	return err
}

// statusOf is the HTTP status that an error tells of.
var statusOf = regexp.MustCompile(`\bstatus ([1-5])(\d\d)\b`)

// remote is what is wrong, and whose matter it is, when another machine could not be asked or gave no good answer.
func remote(address, setting string, err error) finding {
	host := address
	if u, parsed := url.Parse(address); parsed == nil && u.Host != "" {
		host = u.Host
	}
	below, requested := errors.AsType[*url.Error](err) // its text repeats the address, which may hold a secret
	if requested {
		err = below.Err
	}
	op, dialled := errors.AsType[*net.OpError](err)
	_, unnamed := errors.AsType[*net.DNSError](err)
	_, untrusted := errors.AsType[*tls.CertificateVerificationError](err)
	status := statusOf.FindStringSubmatch(err.Error())
	switch {
	case dialled && op.Op == "proxyconnect", strings.Contains(err.Error(), "Proxy Authentication"):
		return ill("host behind a proxy", host)
	case untrusted:
		return ill("host not trusted", host)
	case unnamed:
		return ill("host without a name", host)
	case errors.Is(err, context.DeadlineExceeded), dialled && op.Timeout():
		return ill("host silent", host)
	case dialled, errors.Is(err, io.EOF), requested:
		return ill("host out of reach", host, err)
	case status != nil && (status[1] == "5" || status[2] == "29"):
		return ill("host in trouble", host, err)
	}
	f := ill("host of no use", host, err)
	f.How = strings.Replace(f.How, "SETTING", setting, 1)
	return f
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
		return ill("token's address", err)
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
		return ill("token's file", file)
	case refused:
		f := ill("token refused", known.Means, failed.Code)
		f.How = known.Mend
		return f
	case failed.Code != "":
		return ill("token refused, code unknown", failed.Code)
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
		return ill("clock off", apart)
	}
	return good("%s off", apart.Abs())
}

func checkProxy(_ context.Context, up *checkup) finding {
	if _, err := url.Parse(cmp.Or(os.Getenv("HTTPS_PROXY"), os.Getenv("https_proxy"))); err != nil {
		return ill("proxy unreadable")
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
	listen, ours := portState(ctx, up.Listen, "/healthz", "ok")
	if !ours {
		return ill("port taken", up.Listen)
	}
	metrics, ours := portState(ctx, up.MetricsAddr, "/metrics", "kjernebot_")
	if !ours {
		return ill("port of metrics taken", up.MetricsAddr)
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
