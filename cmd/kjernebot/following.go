package main

import (
	"context"
	"log/slog"
	"time"

	"kjernebot/internal/outbox"
)

const (
	// progressEvery is how often the cards that follow announcements are looked at, and so the least time between two
	// changes of one.
	progressEvery = 3 * time.Second
	// forgetLimit bounds the removal of an address.
	forgetLimit = 5 * time.Second
)

// showProgress brings the cards up to date that show how announcements go on.
func (a *app) showProgress(ctx context.Context) {
	a.failed(ctx, "progress of announcements", a.router.Announcing.ShowProgress(ctx))
}

// forgetGone removes the address of a conversation that is no more, or that the app was removed from. One whose person
// has blocked the bot stays: announcements say why they do not reach it, and the person may change their mind.
func (a *app) forgetGone(m outbox.Message, o outbox.Outcome) {
	if o.State != outbox.Failed || o.Reason != "ConversationNotFound" && o.Reason != "BotNotInConversationRoster" {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), forgetLimit)
	defer cancel()
	if err := a.bot.Forget(ctx, m.To.Tenant, m.To.ID); err != nil {
		a.lg.LogAttrs(ctx, slog.LevelError, "forget address", slog.String("conversation", string(m.To.ID)),
			slog.Any("error", err))
	}
}
