package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"kjernebot/bot/message"
	"kjernebot/handlers"
	"kjernebot/internal/members"
	"kjernebot/internal/outbox"
	"kjernebot/internal/store"
	"kjernebot/internal/week"
)

// How often is looked after what nobody tells of.
const (
	// weeklyEvery is for a week that was imported from the command line, or by another replica that died.
	weeklyEvery = time.Minute
	// progressEvery is also the least time between two changes of a card that follows an announcement.
	progressEvery = 3 * time.Second
	// restorationEvery is for a database that was found to be a copy.
	restorationEvery = 10 * time.Second
)

// background starts what goes on beside the requests, until ctx ends.
func (a *app) background(ctx context.Context, group *sync.WaitGroup) {
	if a.keys != nil {
		group.Go(func() { a.keys.Run(ctx) })
	}
	group.Go(func() { a.outbox.Run(ctx) })
	group.Go(func() { a.scheduler.Run(ctx) })
	group.Go(func() { every(ctx, lookEvery, nil, func() { a.library.reload(ctx, a.lg) }) })
	group.Go(func() { every(ctx, time.Hour, nil, func() { a.hourly(ctx) }) })
	group.Go(func() { every(ctx, weeklyEvery, a.imported, func() { a.weekly(ctx) }) })
	group.Go(func() { every(ctx, restorationEvery, nil, func() { a.tellRestoration(ctx) }) })
	group.Go(func() {
		every(ctx, progressEvery, nil, func() { a.failed(ctx, "progress of announcements", a.router.ShowProgress(ctx)) })
	})
}

// every does something at once and then each time that the period is over, or somebody says so, until ctx ends.
func every(ctx context.Context, period time.Duration, now <-chan struct{}, do func()) {
	ticker := time.NewTicker(period)
	defer ticker.Stop()
	for {
		do()
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		case <-now:
		}
	}
}

// failed logs what went wrong in the background, unless that ends.
func (a *app) failed(ctx context.Context, what string, err error) {
	if err != nil && ctx.Err() == nil {
		a.lg.LogAttrs(ctx, slog.LevelError, what, slog.Any("error", err))
	}
}

// hourly removes what has been kept long enough, and tells the coordinators what is due.
func (a *app) hourly(ctx context.Context) {
	a.purge(ctx)
	a.failed(ctx, "coordinators not told", errors.Join(a.digest(ctx, time.Now()), a.tellEnding(ctx, time.Now())))
}

func (a *app) purge(ctx context.Context) {
	now := a.db.Now()
	removed, err := a.db.Purge(ctx, store.Retention{
		Now: now, Before: now.AddDate(0, 0, -a.cfg.RetentionDays), Audit: now.AddDate(0, 0, -a.cfg.AuditDays),
	})
	a.failed(ctx, "purge", err)
	if err == nil {
		a.metrics.purged.Store(now.Unix())
	}
	for table, n := range removed {
		if n > 0 {
			a.lg.LogAttrs(ctx, slog.LevelInfo, "purged", slog.String("table", table), slog.Int64("rows", n))
		}
	}
}

// digest sends the coordinators what had no good answer in the week before, from eight o'clock on Mondays in Oslo, once
// whichever replica comes first.
func (a *app) digest(ctx context.Context, now time.Time) error {
	now = now.In(week.Location())
	if now.Weekday() != time.Monday || now.Hour() < 8 {
		return nil
	}
	// A database that was restored today does not know whether it was sent.
	if last, err := a.db.LastRestoration(ctx); err != nil || now.Sub(last.At) < 24*time.Hour {
		return err
	}
	desk, err := a.db.Desk(ctx)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	reply, some, err := a.router.Digest(ctx, now.AddDate(0, 0, -7))
	if err != nil || !some {
		return err
	}
	year, week := now.ISOWeek()
	_, err = a.db.Enqueue(ctx, outbox.Message{
		Key: fmt.Sprintf("digest %d-W%02d", year, week), Kind: outbox.Send, To: desk, Reply: reply, Priority: outbox.Bulk,
		Deadline: now.AddDate(0, 0, 2),
	})
	a.outbox.Wake()
	return err
}

func (a *app) weekly(ctx context.Context) {
	sent, err := a.router.SendWeekly(ctx)
	a.failed(ctx, "weekly figures", err)
	if sent > 0 {
		a.lg.LogAttrs(ctx, slog.LevelInfo, "weekly figures", slog.Int("sent", sent))
	}
}

// forgetGone removes the address of a conversation that is no more, or that the app was removed from. One whose person
// has blocked the bot stays: announcements say why they do not reach it, and the person may change their mind.
func (a *app) forgetGone(m outbox.Message, o outbox.Outcome) {
	if o.State != outbox.Failed || o.Reason != "ConversationNotFound" && o.Reason != "BotNotInConversationRoster" {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := a.bot.Forget(ctx, m.To.Tenant, m.To.ID); err != nil {
		a.lg.LogAttrs(ctx, slog.LevelError, "forget address", slog.String("conversation", string(m.To.ID)),
			slog.Any("error", err))
	}
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
	due := slices.IndexFunc(tellDays, func(days int) bool { return left <= days })
	if due < 0 {
		return nil
	}
	to, err := a.coordinators(ctx)
	for _, c := range to {
		_, told := a.db.Enqueue(ctx, outbox.Message{
			Key:  fmt.Sprintf("credential %s %d %s", ends.Format(time.DateOnly), tellDays[due], c.ID),
			Kind: outbox.Send, To: c, Priority: outbox.Conversational, Reply: handlers.EndingNotice(ends.In(week.Location())),
		})
		err = errors.Join(err, told)
	}
	a.outbox.Wake()
	return err
}

// daysUntil counts the days in Oslo from now to then; none or fewer when it is past.
func daysUntil(then, now time.Time) int {
	midnight := func(t time.Time) time.Time {
		y, m, d := t.In(week.Location()).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return int(midnight(then).Sub(midnight(now)) / (24 * time.Hour))
}

// tellRestoration tells the coordinators when the database was restored or copied. While nobody is known the next look
// may find somebody.
func (a *app) tellRestoration(ctx context.Context) {
	last, err := a.db.LastRestoration(ctx)
	var to []message.Conversation
	if err == nil && !last.Told {
		to, err = a.coordinators(ctx)
	}
	var all []outbox.Message
	for _, c := range to {
		all = append(all, outbox.Message{Kind: outbox.Send, To: c, Priority: outbox.Conversational,
			Reply: handlers.RestorationNotice(last.Messages, last.Announcements)})
	}
	if len(all) > 0 {
		err = a.db.TellRestoration(ctx, all)
		a.outbox.Wake()
	}
	a.failed(ctx, "coordinators not told of the restoration", err)
}

// coordinators is where they are reached: at their desk, or each in the own chat while there is none.
func (a *app) coordinators(ctx context.Context) ([]message.Conversation, error) {
	desk, err := a.db.Desk(ctx)
	if err == nil {
		return []message.Conversation{desk}, nil
	}
	if !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	rows, err := a.db.Members(ctx)
	if err != nil {
		return nil, err
	}
	for _, person := range a.cfg.Coordinators {
		rows = append(rows, members.Row{Person: message.NewPerson(a.cfg.AppTenant, person), Role: members.Coordinator})
	}
	var chats []message.Conversation
	for _, r := range rows {
		if r.Role != members.Coordinator {
			continue
		}
		chat, err := a.db.PersonalChat(ctx, r.Person)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return nil, err
		}
		if err == nil && !slices.Contains(chats, chat) { // who is in both is told once
			chats = append(chats, chat)
		}
	}
	return chats, nil
}
