package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/figures"
	"kjernebot/internal/files"
	"kjernebot/internal/kommune"
	"kjernebot/internal/outbox"
	"kjernebot/internal/store"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
)

// Chat gives handlers.ErrNoChat when the bot has no chat with the person.
func (k keeper) Chat(ctx context.Context, id message.Person) (message.Conversation, error) {
	c, err := k.PersonalChat(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return c, dialogue.ErrNoChat
	}
	return c, err
}

// SendWeekly stores the message exactly if it is the first of the week for the person.
func (k keeper) SendWeekly(ctx context.Context, id message.Person, week week.Week, m outbox.Message) (first bool,
	err error) {
	err = k.InTx(ctx, func(tx *store.Tx) error {
		if first = tx.MarkSent(id, week); first {
			tx.Enqueue(m)
		}
		return nil
	})
	return first && err == nil, err
}

// figures puts together what the handlers need for figures.
func (a *app) figures(reg *kommune.Registry) figures.Parts {
	a.imported = make(chan struct{}, 1)
	return figures.Parts{
		Ledger: usage.NewLedger(a.db, reg), Visibility: usage.Visibility(a.cfg.UsageVisibility), Store: keeper{a.db},
		Files: files.New(a.cfg.FileHosts, !a.cfg.Credentials()),
		Imported: func() {
			select {
			case a.imported <- struct{}{}:
			default: // somebody has said so already
			}
		},
	}
}

// weeklyEvery is how often it is looked whether a week has come that was imported from the command line, or by another
// replica that died.
const weeklyEvery = time.Minute

// weekly sends new figures to those who want them every week.
func (a *app) weekly(ctx context.Context) {
	sent, err := a.router.SendWeekly(ctx)
	a.failed(ctx, "weekly figures", err)
	if sent > 0 {
		a.lg.LogAttrs(ctx, slog.LevelInfo, "weekly figures", slog.Int("sent", sent))
	}
}
