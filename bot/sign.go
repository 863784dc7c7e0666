package bot

import (
	"context"
	"log/slog"
	"time"

	"kjernebot/bot/message"
)

// Sign is a reaction that the bot puts on a message, by Teams' own name for it.
type Sign string

// The signs. Each stands beside words that say the same: a screen reader or an older client may never tell of it.
const (
	Passed   Sign = "1f4cc_pushpin"            // on to people
	Taken    Sign = "1f440_eyes"               // somebody is on it
	Answered Sign = "2705_whiteheavycheckmark" // by somebody
)

// signPace is how often a process puts a sign somewhere: Teams takes two a second of the whole bot, and there may be a
// second process.
const signPace = time.Second

// Sign puts a sign on a message once the request is answered. What cannot be put there soon is left, and so is what
// Teams refuses.
func (t *Turn) Sign(ctx context.Context, where message.Conversation, id message.ActivityID, sign Sign) {
	if id == "" {
		return
	}
	t.bot.after(ctx, "sign", func(ctx context.Context) error {
		err := t.bot.signs.Wait(ctx)
		if err == nil {
			err = t.bot.opts.Connector.React(ctx, where, id, string(sign))
		}
		if err != nil {
			t.Log.LogAttrs(ctx, slog.LevelDebug, "no sign", slog.Any("error", err))
		}
		return nil
	})
}
