package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kjernebot/bot"
	"kjernebot/internal/config"
	"kjernebot/internal/store"
	"kjernebot/internal/week"
	"kjernebot/knowledge"
)

// check is one thing that doctor looks at.
type check struct {
	name string
	// run returns what was found, or what is wrong and who can mend it.
	run func(ctx context.Context, cfg config.Config) (found string, err error)
}

// checkTime bounds each check.
const checkTime = 15 * time.Second

func (c *cli) doctorCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Test the configuration and everything that the bot depends on",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := config.Load(c.getenv, c.names...)
			for _, odd := range cfg.Warnings {
				fmt.Fprintf(c.stdout, "warn  %-14s %s\n", "configuration", odd)
			}
			if err != nil {
				c.report("configuration", "", err)
				return errors.New("the configuration is wrong; mend it in the environment or .env and run doctor again")
			}
			c.report("configuration", describe(cfg), nil)
			bad := 0
			for _, check := range checks() {
				ctx, cancel := context.WithTimeout(cmd.Context(), checkTime)
				found, err := check.run(ctx, cfg)
				cancel()
				c.report(check.name, found, err)
				if err != nil {
					bad++
				}
			}
			if bad > 0 {
				return fmt.Errorf("%d of %d checks failed", bad, len(checks())+1)
			}
			return nil
		},
	}
}

func (c *cli) report(name, found string, err error) {
	if err != nil {
		fmt.Fprintf(c.stdout, "FAIL  %-14s %v\n", name, err)
		return
	}
	fmt.Fprintf(c.stdout, "ok    %-14s %s\n", name, found)
}

func describe(cfg config.Config) string {
	if !cfg.Credentials() {
		return "no bot registration: serves clients on this machine only, at " + cfg.Listen
	}
	return fmt.Sprintf("bot %s, listens on %s", cfg.AppID, cfg.Listen)
}

func checks() []check {
	return []check{
		{"signing keys", checkKeys}, {"token", checkToken}, {"database", checkDatabase}, {"knowledge", checkKnowledge},
		{"clock", checkClock}, {"model", checkModel}, {"teams", checkTeams},
	}
}

// checkTeams tells what of newer Teams is used.
func checkTeams(_ context.Context, cfg config.Config) (string, error) {
	var lines []string
	for _, f := range config.Features() {
		state := "on "
		if !cfg.Teams(f.Name) {
			state = "off"
		}
		lines = append(lines, fmt.Sprintf("%s %s: %s", state, f.Name, f.Does))
	}
	return strings.Join(lines, "\n"+strings.Repeat(" ", 21)), nil
}

var quiet = slog.New(slog.DiscardHandler)

func checkKeys(ctx context.Context, cfg config.Config) (string, error) {
	if !cfg.Credentials() {
		return "not needed without a registration", nil
	}
	keys := bot.NewKeySet(quiet, bot.KeySetOptions{MetadataURL: cfg.OpenIDMetadataURL})
	if err := keys.Refresh(ctx); err != nil {
		return "", fmt.Errorf("%w; requests of Teams cannot be verified: ask whoever runs the network to open for this "+
			"address", err)
	}
	return "fetched", nil
}

func checkToken(ctx context.Context, cfg config.Config) (string, error) {
	if !cfg.Credentials() {
		return "not needed without a registration", nil
	}
	source, err := newToken(quiet, cfg)
	if err != nil {
		return "", err
	}
	defer source.Close()
	if err := source.Ready(ctx); err != nil {
		return "", fmt.Errorf("%w; the bot cannot answer: whoever keeps the registration in Entra checks "+
			"MICROSOFT_APP_ID, MICROSOFT_APP_PASSWORD and MICROSOFT_APP_TENANT_ID (has the password expired?)", err)
	}
	return "fetched, by " + credentialOf(cfg.Credential).Kind, nil
}

func checkDatabase(ctx context.Context, cfg config.Config) (string, error) {
	db, err := openDatabase(ctx, quiet, cfg, commandConns, store.Look)
	switch {
	case errors.Is(err, store.ErrNoDatabase):
		if err := store.CouldMake(string(cfg.DatabaseURL)); err != nil {
			return "", fmt.Errorf("there is none, and 'kjernebot serve' could not make one; see DATABASE_URL: %w", err)
		}
		return "none yet: 'kjernebot serve' makes one", nil
	case err != nil:
		return "", err
	}
	defer db.Close()
	return db.Examine(ctx)
}

func checkKnowledge(_ context.Context, cfg config.Config) (string, error) {
	library, err := openLibrary(cfg.KnowledgeDir)
	if err != nil {
		return "", fmt.Errorf("%w; whoever curates the topics mends them, 'kjernebot knowledge check' helps", err)
	}
	from := "in the program"
	if cfg.KnowledgeDir != "" {
		from = "in " + cfg.KnowledgeDir
	}
	return fmt.Sprintf("%d topics %s, version %s", len(library.Base().Topics(knowledge.Bokmal)), from,
		library.Base().Hash()), nil
}

// checkClock compares this machine's clock with that of the host of the signing keys: a token is refused when they are
// five minutes apart.
func checkClock(ctx context.Context, cfg config.Config) (string, error) {
	if !cfg.Credentials() {
		return time.Now().In(week.Location()).Format("2006-01-02 15:04:05 MST") + " (compared with nothing)", nil
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, cfg.OpenIDMetadataURL, nil)
	if err != nil {
		return "", err
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12}}}
	defer client.CloseIdleConnections()
	resp, err := client.Do(req)
	if err != nil {
		return "", fmt.Errorf("cannot be compared: %w", err)
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<20)) // only the header counts
	there, err := http.ParseTime(resp.Header.Get("Date"))
	if err != nil {
		return time.Now().In(week.Location()).Format("2006-01-02 15:04:05 MST") + " (the other side tells no time)", nil
	}
	apart := time.Since(there).Round(time.Second)
	if apart.Abs() > time.Minute {
		return "", fmt.Errorf("this machine's clock is %s off; whoever runs it sets up time synchronisation", apart)
	}
	return fmt.Sprintf("%s off", apart.Abs()), nil
}
