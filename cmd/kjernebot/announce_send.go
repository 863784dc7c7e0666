package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"kjernebot/internal/announce"
	"kjernebot/internal/store"
)

// sendFlags are the flags of announce send.
type sendFlags struct {
	content        announce.Content
	to, at, text   string
	dryRun, asJSON bool
}

// sendJSON is what announce send prints (design §3.3).
type sendJSON struct {
	ID          announce.ID            `json:"id"`
	Recipients  int                    `json:"recipients"`
	Unreachable []announce.Unreachable `json:"unreachable"`
}

func (c *cli) announceSendCommand() *cobra.Command {
	var f sendFlags
	cmd := &cobra.Command{
		Use:   "send --title T --text M --to AUDIENCE",
		Short: "Send an announcement, now or at a time; a running server does the sending",
		Long: "AUDIENCE is all, channels, members, kommuner:5001,4601 or fylker:50. Times are those of Oslo; of one that " +
			"comes\n" +
			"twice in October the first is meant. With --dry-run nothing is stored or sent.",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withAnnouncer(cmd.Context(), func(a *announcer) error { return c.sendAnnouncement(cmd.Context(), a, f) },
				lookOnly(f.dryRun)...)
		},
	}
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
	flags.BoolVar(&f.asJSON, "json", false, "print a JSON object")
	return cmd
}

// lookOnly opens the database without changing it, when that is wanted.
func lookOnly(only bool) []store.Option {
	if only {
		return []store.Option{store.Look}
	}
	return nil
}

func (c *cli) sendAnnouncement(ctx context.Context, a *announcer, f sendFlags) (err error) {
	to, at, err := f.read(a, time.Now())
	if err != nil {
		return usageError{err}
	}
	if f.content.Text, err = c.textOf(f.text); err != nil {
		return err
	}
	if err := f.content.Check(); err != nil {
		return usageError{err}
	}
	if f.dryRun {
		p, err := a.Preview(ctx, a.by, announce.Announcement{Content: f.content, Audience: to, Author: a.by})
		if err != nil {
			return err
		}
		return c.printSent(sendJSON{Recipients: p.Recipients, Unreachable: p.Unreachable}, f.asJSON, "would get it")
	}
	one, err := a.Write(ctx, a.by, f.content, to, at)
	if err != nil {
		return err
	}
	if one, err = a.Confirm(ctx, a.by, one.ID, one.Version); err != nil {
		return err
	}
	if a.Missing(one) > 0 {
		fmt.Fprintf(c.stderr, "kjernebot: %s waits until another coordinator has confirmed it in Teams (ANNOUNCE_APPROVAL)\n",
			one.ID)
	}
	if one.State == announce.Scheduled && at.IsZero() {
		return c.sendNow(ctx, a, one.ID, f.asJSON)
	}
	p, err := a.Preview(ctx, a.by, one)
	if err != nil {
		return err
	}
	return c.printSent(sendJSON{ID: one.ID, Recipients: p.Recipients, Unreachable: p.Unreachable}, f.asJSON,
		"get it as it looks today")
}

// sendNow writes the copies and tells how many there are.
func (c *cli) sendNow(ctx context.Context, a *announcer, id announce.ID, asJSON bool) error {
	if err := a.SendNow(ctx, a.by, id); err != nil {
		return fmt.Errorf("%w; it is stored, and a running server sends it", err)
	}
	p, err := a.Progress(ctx, a.by, id)
	if err != nil {
		return err
	}
	return c.printSent(sendJSON{ID: id, Recipients: p.Total, Unreachable: p.Announcement.Unreachable}, asJSON, "get it")
}

// read understands the flags that are texts.
func (f sendFlags) read(a *announcer, now time.Time) (to announce.Audience, at time.Time, err error) {
	if f.to == "" {
		return to, at, errors.New("--to is missing: all, channels, members, kommuner:5001,4601 or fylker:50")
	}
	if to, err = announce.ParseAudience(f.to, a.registry); err != nil {
		return to, at, fmt.Errorf("--to: %w", err)
	}
	if f.at == "" {
		return to, at, nil
	}
	if at, err = announce.ParseTime(f.at); err != nil {
		return to, at, fmt.Errorf("--at: %w", err)
	}
	if at.Before(now) {
		return to, at, fmt.Errorf("--at: %s has been; leave --at out to send it now", clock(at))
	}
	return to, at, nil
}

func (c *cli) printSent(sent sendJSON, asJSON bool, verb string) error {
	if sent.Unreachable == nil {
		sent.Unreachable = []announce.Unreachable{}
	}
	if asJSON {
		return c.encoder().Encode(sent)
	}
	if sent.ID != "" {
		fmt.Fprintf(c.stdout, "%s\n", sent.ID)
	}
	fmt.Fprintf(c.stdout, "%d %s, %d cannot be reached\n", sent.Recipients, verb, len(sent.Unreachable))
	for _, u := range sent.Unreachable {
		fmt.Fprintf(c.stdout, "  %s: %s\n", u.Kommune, u.Reason)
	}
	return nil
}
