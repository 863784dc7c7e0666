package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"kjernebot/internal/config"
	"kjernebot/internal/store"
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

// checkTime bounds each check; all are made at the same time.
const checkTime = 15 * time.Second

var quiet = slog.New(slog.DiscardHandler)

func (c *cli) doctorCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Test the configuration and everything that the bot depends on",
		Long: "Says of each check what is wrong, who can mend it and how. Nothing is changed, and it takes half a minute " +
			"at most.\nExit status 1 means that the bot does not work as it is; a warning alone gives 0.",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			all := c.examine(cmd.Context())
			failed := 0
			for _, f := range all {
				if f.State == "fail" {
					failed++
				}
				if asJSON {
					err = errors.Join(err, c.encoder().Encode(f))
					continue
				}
				if f.State == "fail" {
					f.State = "FAIL"
				}
				fmt.Fprintf(c.stdout, "%-5s %-14s %s\n", f.State, f.Check, f.Found)
				if f.How != "" {
					fmt.Fprintf(c.stdout, "%20s → %s: %s\n", "", f.Who, f.How)
				}
			}
			if failed > 0 {
				err = fmt.Errorf("%d of %d checks failed", failed, len(all))
			}
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a check")
	return cmd
}

// examine makes all checks.
func (c *cli) examine(ctx context.Context) (all []finding) {
	cfg, err := config.Load(c.getenv, c.names...)
	note := func(name string, f finding) {
		f.Check = name
		all = append(all, f)
	}
	for _, line := range cfg.Warnings {
		note("configuration", odd(operator, "mend it in the environment or .env", "%s", line))
	}
	if err != nil {
		for line := range strings.Lines(err.Error()) {
			note("configuration", bad(operator, "mend it in the environment or .env and run doctor again", "%s",
				strings.TrimSpace(line)))
		}
		return all
	}
	if cfg.Credentials() {
		note("configuration", good("bot %s, listens on %s", cfg.AppID, cfg.Listen))
	} else {
		note("configuration", good("no bot registration: serves clients on this machine only, at %s", cfg.Listen))
	}
	opening, cancel := context.WithTimeout(ctx, checkTime)
	defer cancel()
	up := &checkup{cfg, sync.OnceValues(func() (*store.DB, error) {
		return openDatabase(opening, quiet, cfg, commandConns, store.Look)
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
			ctx, cancel := context.WithTimeout(ctx, checkTime)
			defer cancel()
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

// checkTeams tells what of newer Teams is used.
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
