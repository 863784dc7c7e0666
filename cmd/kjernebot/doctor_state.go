package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"kjernebot/internal/config"
	"kjernebot/internal/outbox"
	"kjernebot/internal/store"
	"kjernebot/internal/week"
)

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
		return odd(operator, "put the object ids of the first in COORDINATORS (Entra: Users, the person, Object ID)",
			"there are none, so nobody can answer questions, send announcements or import figures")
	case !h.Desk:
		return odd(coordinators, "one of them writes «send spørsmål hit» in the channel where they want them",
			"no desk: questions that people pass on go nowhere")
	}
	return good("%d, with a desk; %d questions wait for an answer", n, h.Inquiries)
}

// overdue is how long a message may be due before something is wrong.
const overdue = 15 * time.Minute

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
