package main

import (
	"cmp"
	"context"
	"crypto/tls"
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

// odd is something that is not as it should be; bad keeps the bot from working.
func odd(who, how, format string, args ...any) finding {
	return finding{State: "warn", Found: fmt.Sprintf(format, args...), Who: who, How: how}
}

func bad(who, how, format string, args ...any) finding {
	return finding{State: "fail", Found: fmt.Sprintf(format, args...), Who: who, How: how}
}

// Who mends things.
const (
	operator     = "whoever runs the bot"
	machine      = "whoever runs the machine"
	network      = "whoever runs the network"
	owner        = "whoever owns the registration in Entra"
	server       = "whoever runs the database server"
	coordinators = "the coordinators"
	curators     = "whoever curates the topics"
	others       = "nobody here"
)

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
		Use:   "doctor",
		Short: "Test the configuration and everything that the bot depends on",
		Args:  noArgs,
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
		note(odd(operator, "mend it in the environment or .env", "%s", line))
	}
	if err != nil {
		for line := range strings.Lines(err.Error()) {
			note(bad(operator, "mend it in the environment or .env and run doctor again", "%s", strings.TrimSpace(line)))
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
	const how = "make a new one before that; two secrets work side by side (CLIENT_SECRET_NEXT)"
	switch said := fmt.Sprintf("%s, good until %s: %d days", c.Kind, ends.Format(time.DateOnly), left); {
	case !up.Credentials():
		return good("none: this machine only")
	case err != nil:
		return bad(operator, "put the certificate and its RSA key as PEM where CLIENT_CERTIFICATE_FILE points, readable by "+
			"the bot", "%v", err)
	case ends.IsZero() && len(up.Credential.Secrets) > 0:
		return odd(operator, "set CLIENT_SECRET_EXPIRES to the day that Entra shows under Certificates & secrets",
			"%s, whose end is not known, so nobody is told before", c.Kind)
	case ends.IsZero():
		return good("%s", c.Kind)
	case left < 0:
		return bad(owner, how, "%s", said)
	case left <= 30:
		return odd(owner, how, "%s", said)
	default:
		return good("%s", said)
	}
}

func (c *cli) healthcheckCommand() *cobra.Command {
	return &cobra.Command{
		Use: "healthcheck", Short: "Ask the bot on this machine whether it lives, for containers", Args: noArgs,
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
		return bad(curators, "mend the files; 'kjernebot knowledge check' names each line", "%v", err)
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
		return bad(operator, "check OPENAI_…, or leave it empty: the bot answers without", "%v", err)
	}
	return good("answers; questions (without names, ids, kommune or history) and topic texts are sent to %s",
		client.Host())
}

func checkDatabase(ctx context.Context, up *checkup) finding {
	db, err := up.db()
	switch {
	case errors.Is(err, store.ErrNoDatabase):
		if err := store.CouldMake(string(up.DatabaseURL)); err != nil {
			return bad(machine, "give the bot a folder that it may write to (DATABASE_URL)",
				"there is none, and none could be made: %v", err)
		}
		return good("none yet: 'kjernebot serve' makes one")
	case errors.Is(err, store.ErrOlderSchema):
		return odd(operator, "'kjernebot serve' brings it up to date when it starts, or 'kjernebot migrate'; take a backup "+
			"of PostgreSQL before", "%v", err)
	case errors.Is(err, store.ErrNewerSchema):
		return bad(operator, "use the newer version, or restore a backup of before", "%v", err)
	case err != nil && strings.HasPrefix(string(up.DatabaseURL), "sqlite:"):
		return bad(machine, "see that the bot may read and write that file and its folder; if it is damaged, stop the bot "+
			"and put the last backup in its place with 'kjernebot restore FILE'", "%v", err)
	case err != nil:
		return bad(server, "check DATABASE_URL, that the server runs, its password, that it lets this machine in, and that "+
			"it has connections free (DATABASE_CONNS)", "%v", err)
	}
	found, err := db.Examine(ctx)
	if err != nil {
		return bad(machine, "see database in docs/driftshandbok.md", "%v", err)
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
		return odd(operator, "run 'kjernebot members first-coordinator', and have the first one write the code to the bot",
			"there are none, so nobody can answer questions, send announcements or import figures")
	case !h.Desk:
		return odd(coordinators, "one of them writes «send spørsmål hit» in the channel where they want them",
			"no desk: questions that people pass on go nowhere")
	}
	return good("%d, with a desk; %d questions wait for an answer", n, h.Inquiries)
}

func checkOutbox(h store.Health, now time.Time, _ config.Config) finding {
	late := time.Duration(since(h.Due, now)) * time.Second
	switch {
	case !h.GateClosed.IsZero():
		return odd(others, "wait; if it happens often, set SEND_RATE lower", "Teams wants no messages until %s (%s)",
			clock(h.GateClosed), h.GateReason)
	case late > overdue || h.Late > 0:
		return bad(operator, "see that 'kjernebot serve' runs, and the lines token and connector; 'kjernebot announce list' "+
			"and 'show' tell which", "at a standstill: a message has been due for %s, %d announcements are late", late, h.Late)
	case h.Outbox[outbox.Uncertain] > 0:
		return odd(coordinators, "«Send på nytt» in Teams or 'kjernebot announce resend' decides",
			"%d messages may or may not have arrived", h.Outbox[outbox.Uncertain])
	}
	return good("%d wait, %d sent, %d failed", h.Outbox[outbox.Pending], h.Outbox[outbox.Sent], h.Outbox[outbox.Failed])
}

func checkFigures(h store.Health, now time.Time, _ config.Config) finding {
	switch {
	case h.NewestWeek.Year == 0:
		return good("none yet")
	case h.NewestWeek.Before(week.LatestComplete(now).Add(-2)):
		return odd(coordinators, "drop the newest sheet into the chat with the bot, or 'kjernebot usage import'",
			"the newest week is %s", h.NewestWeek)
	}
	return good("newest week %s", h.NewestWeek)
}

func checkBackup(h store.Health, now time.Time, _ config.Config) finding {
	const how = "run 'kjernebot backup --keep 14 FOLDER' once a day, from a timer or cron, to another disk"
	switch age := now.Sub(h.Backup); {
	case h.Backup.IsZero():
		return odd(operator, how, "none was ever taken with 'kjernebot backup'")
	case age > 48*time.Hour:
		return odd(operator, how, "the last one is %d days old", int(age.Hours()/24))
	}
	return good("last taken %s", clock(h.Backup))
}

func checkRetention(h store.Health, now time.Time, cfg config.Config) finding {
	days := int(since(h.OldestKept, now) / (24 * time.Hour).Seconds())
	if days > cfg.RetentionDays+1 {
		return odd(operator, "see that 'kjernebot serve' runs, which removes them every hour, and «purge» in its log",
			"rows of %d days are kept, and RETENTION_DAYS is %d", days, cfg.RetentionDays)
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
	const open = "open for it on port 443 (TCP, outwards)"
	switch {
	case dialled && op.Op == "proxyconnect", strings.Contains(err.Error(), "Proxy Authentication"):
		return bad(network, "check HTTPS_PROXY and NO_PROXY, and let the proxy pass this host on port 443",
			"the proxy of HTTPS_PROXY does not let this machine through to %s", host)
	case untrusted:
		return bad(network, "let this host pass without opening its TLS, or put the authority's certificate where "+
			"SSL_CERT_FILE points; and see that the clock is right",
			"%s shows a certificate that this machine does not trust", host)
	case unnamed:
		return bad(network, "check this machine's name servers, or set HTTPS_PROXY where a proxy looks names up",
			"the name %s is not found", host)
	case errors.Is(err, context.DeadlineExceeded), dialled && op.Timeout():
		return bad(network, open, "%s does not answer", host)
	case dialled, errors.Is(err, io.EOF), requested:
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
