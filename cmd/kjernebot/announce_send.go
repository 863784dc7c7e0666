package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"kjernebot/internal/announce"
	"kjernebot/internal/kommune"
	"kjernebot/internal/store"
	"kjernebot/internal/week"
)

type sendFlags struct {
	content      announce.Content
	to, at, text string
	dryRun       bool
}

// sendJSON is what announce send prints (design §3.3).
type sendJSON struct {
	ID          announce.ID            `json:"id"`
	Recipients  int                    `json:"recipients"`
	Unreachable []announce.Unreachable `json:"unreachable"`
}

func (c *cli) announceSendCommand() *cobra.Command {
	var f sendFlags
	send := func(a *announcer, ctx context.Context, _ []string) error { return a.send(ctx, f) }
	cmd := c.withJSON("print a JSON object", &cobra.Command{
		Use:   "send --title T --text M --to AUDIENCE",
		Short: "Send an announcement, now or at a time; a running server does the sending",
		Long: `AUDIENCE is all, channels, members, kommuner:5001,4601 or fylker:50. Times are those of Oslo; of one that comes
twice in October the first is meant. With --dry-run nothing is stored or sent.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.dryRun {
				return c.onAnnouncements(send, store.Look)(cmd, args)
			}
			return c.onAnnouncements(send)(cmd, args)
		},
	})
	flags := cmd.Flags()
	flags.StringVar(&f.content.Title, "title", "", "the title")
	flags.StringVar(&f.text, "text", "",
		"the text: paragraphs, **bold**, lists, [links](https://…); - reads it from standard input")
	flags.StringVar(&f.to, "to", "", "whom it is for")
	flags.StringVar(&f.at, "at", "", "when to send it, such as 2026-11-24T08:00 (default now)")
	flags.BoolVar(&f.content.ReadReceipt, "read-receipt", false, "ask for «Lest og forstått»")
	flags.BoolVar(&f.content.Important, "important", false, "mark it as important")
	flags.StringVar(&f.content.Link, "link", "", "the address of a button")
	flags.StringVar(&f.content.LinkTitle, "link-title", "", "what the button says")
	flags.StringVar(&f.content.Picture, "picture", "", "the address of a picture")
	flags.StringVar(&f.content.PictureText, "picture-text", "", "what the picture shows, for those who do not see it")
	flags.BoolVar(&f.dryRun, "dry-run", false, "only tell who would get it")
	return cmd
}

func (a *announcer) send(ctx context.Context, f sendFlags) error {
	to, at, err := f.read(a.reg, time.Now())
	if err != nil {
		return usageError{err}
	}
	if f.content.Text, err = a.textOf(f.text); err != nil {
		return err
	}
	if err := f.content.Check(); err != nil {
		return usageError{err}
	}
	if f.dryRun {
		p, err := a.DryRun(ctx, a.by, f.content, to)
		if err != nil {
			return err
		}
		return a.showSent("", p.Recipients, "would get it", p.Unreachable)
	}
	one, err := a.Write(ctx, a.by, f.content, to, at)
	if err != nil {
		return err
	}
	if one, err = a.Confirm(ctx, a.by, one.ID, one.Version); err != nil {
		return err
	}
	if a.Missing(one) > 0 {
		fmt.Fprintf(a.stderr, "kjernebot: %s waits until another coordinator has confirmed it in Teams (ANNOUNCE_APPROVAL)\n",
			one.ID)
	}
	if one.State != announce.Scheduled || !at.IsZero() {
		p, err := a.Preview(ctx, a.by, one.ID)
		if err != nil {
			return err
		}
		return a.showSent(one.ID, p.Recipients, "get it as it looks today", p.Unreachable)
	}
	if err := a.SendNow(ctx, a.by, one.ID); err != nil {
		return fmt.Errorf("%w; it is stored, and a running server sends it", err)
	}
	p, err := a.Progress(ctx, a.by, one.ID)
	if err != nil {
		return err
	}
	return a.showSent(one.ID, p.Total, "get it", p.Announcement.Unreachable)
}

func (f sendFlags) read(reg *kommune.Registry, now time.Time) (to announce.Audience, at time.Time, err error) {
	if f.to == "" {
		return to, at, errors.New("--to is missing: all, channels, members, kommuner:5001,4601 or fylker:50")
	}
	if to, err = announce.ParseAudience(f.to, reg); err != nil {
		return to, at, fmt.Errorf("--to: %w", err)
	}
	if f.at == "" {
		return to, at, nil
	}
	if at, err = announce.ParseTime(f.at, week.Location()); err != nil {
		return to, at, fmt.Errorf("--at: %w", err)
	}
	if at.Before(now) {
		return to, at, fmt.Errorf("--at: %s has been; leave --at out to send it now", clock(at))
	}
	return to, at, nil
}

// textOf is a flag's text, or standard input when it is -.
func (c *cli) textOf(flag string) (string, error) {
	if flag != "-" {
		return flag, nil
	}
	text, err := io.ReadAll(io.LimitReader(c.stdin, maxLine))
	if err != nil {
		return "", fmt.Errorf("read the text: %w", err)
	}
	return string(text), nil
}

// showSent tells how many get an announcement, in the words of verb, and who does not.
func (a *announcer) showSent(id announce.ID, recipients int, verb string, unreachable []announce.Unreachable) error {
	return a.print(sendJSON{id, recipients, append([]announce.Unreachable{}, unreachable...)}, func() {
		if id != "" {
			a.printf("%s\n", id)
		}
		a.printf("%d %s, %d cannot be reached\n", recipients, verb, len(unreachable))
		for _, u := range unreachable {
			a.printf("  %s: %s\n", u.Kommune, u.Reason)
		}
	})
}
