package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"kjernebot/bot"
	"kjernebot/bot/credential"
	"kjernebot/bot/message"
	"kjernebot/handlers"
	"kjernebot/internal/config"
	"kjernebot/internal/outbox"
	"kjernebot/internal/week"
)

// credentialOf is the way in which the bot proves who it is.
func credentialOf(c config.Credential) *credential.Credential {
	switch {
	case c.Certificate != "":
		return credential.Certificate(c.Certificate, c.Key)
	case c.TokenFile != "":
		return credential.Federated(c.TokenFile)
	case c.Identity != "":
		return credential.Identity(c.Identity,
			credential.Machine{Endpoint: c.IdentityEndpoint, Header: string(c.IdentityHeader)})
	}
	var secrets []credential.Read
	for _, held := range c.Secrets {
		secrets = append(secrets, held.Read)
	}
	return credential.Secret(c.Ends, secrets...)
}

// credential tells with what the bot signs in, and until when as far as that is known.
func (a *app) credential() string {
	if a.token == nil {
		return "none: this machine only"
	}
	c := credentialOf(a.cfg.Credential)
	if ends, err := c.Ends(); err == nil && !ends.IsZero() {
		return c.Kind + " until " + ends.Format(time.DateOnly)
	}
	return c.Kind
}

// newToken is where the bot's own token comes from.
func newToken(lg *slog.Logger, cfg config.Config) (*bot.TokenSource, error) {
	return bot.NewTokenSource(lg, bot.TokenOptions{
		URL: cfg.TokenURL, Tenant: message.TenantID(cfg.AppTenant), AppID: cfg.AppID,
		Credential: credentialOf(cfg.Credential),
	})
}

// tellDays are how many days before the credential ends the coordinators are told.
var tellDays = []int{1, 7, 14, 30, 60}

// tellEnding tells the coordinators, once at each of the days, that what the bot signs in with will soon end.
func (a *app) tellEnding(ctx context.Context, now time.Time) error {
	if a.token == nil {
		return nil
	}
	ends, err := credentialOf(a.cfg.Credential).Ends()
	if err != nil || ends.IsZero() {
		return err
	}
	left := daysUntil(ends, now)
	for _, days := range tellDays {
		if left > days {
			continue
		}
		to, err := a.coordinators(ctx)
		if err != nil {
			return err
		}
		for _, c := range to {
			_, told := a.db.Enqueue(ctx, outbox.Message{
				Key:  fmt.Sprintf("credential %s %d %s", ends.Format(time.DateOnly), days, c.ID),
				Kind: outbox.Send, To: c, Priority: outbox.Conversational, Reply: handlers.EndingNotice(ends.In(week.Location())),
			})
			err = errors.Join(err, told)
		}
		a.outbox.Wake()
		return err
	}
	return nil
}

// daysUntil counts the days in Oslo from now to then; none or fewer when it is past.
func daysUntil(then, now time.Time) int {
	midnight := func(t time.Time) time.Time {
		y, m, d := t.In(week.Location()).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return int(midnight(then).Sub(midnight(now)) / (24 * time.Hour))
}
