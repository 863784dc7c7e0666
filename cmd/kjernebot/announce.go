package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kjernebot/internal/announce"
	"kjernebot/internal/kommune"
	"kjernebot/internal/store"
	"kjernebot/internal/week"
)

// announcer is what the commands about announcements work with: the database of a running server, which does the
// sending, and the rules of its coordinators.
type announcer struct {
	*app
	*announce.Scheduler
	registry *kommune.Registry
	by       announce.Signature // the shell: nobody's name
}

func (c *cli) announceCommand() *cobra.Command {
	parent := group("announce", "Send announcements to the kommuner, follow them, correct them and take them back",
		"say what to do with announcements",
		c.announceSendCommand(), c.announceListCommand(), c.announceShowCommand(), c.announceCorrectCommand(),
		c.announceResendCommand(),
		c.announceDoCommand("cancel", "Stop what is not sent yet",
			func(ctx context.Context, a *announcer, id announce.ID) error {
				_, err := a.Cancel(ctx, a.by, id)
				return err
			}),
		c.announceDoCommand("withdraw", "Delete every copy that was sent, and stop the rest",
			func(ctx context.Context, a *announcer, id announce.ID) error {
				_, err := a.Do(ctx, a.by, id, announce.Deed{Act: announce.Withdrawal})
				return err
			}),
		c.announceDoCommand("remind", "Send the one reminder to the kommuner where nobody has read",
			func(ctx context.Context, a *announcer, id announce.ID) error {
				n, err := a.Do(ctx, a.by, id, announce.Deed{Act: announce.Reminder})
				if err == nil {
					fmt.Fprintf(c.stderr, "kjernebot: %d are reminded\n", n)
				}
				return err
			}))
	for _, cmd := range parent.Commands() {
		if strings.Contains(cmd.Use, " ID") {
			cmd.ValidArgsFunction = c.announcementIDs
		}
	}
	return parent
}

// announcementIDs are what the shell completes an id to: the newest announcements, with their titles beside them.
func (c *cli) announcementIDs(cmd *cobra.Command, args []string, _ string) (ids []string, _ cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	err := c.withAnnouncer(cmd.Context(), func(a *announcer) error {
		all, err := a.List(cmd.Context(), a.by, completed)
		for _, one := range all {
			ids = append(ids, string(one.ID)+"\t"+one.Title)
		}
		return err
	}, store.Look)
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	return ids, cobra.ShellCompDirectiveNoFileComp
}

// completed is how many announcements the shell offers.
const completed = 20

// withAnnouncer runs work on the announcements in the database of the settings.
func (c *cli) withAnnouncer(ctx context.Context, work func(*announcer) error, opts ...store.Option) (err error) {
	cfg, err := c.config()
	if err != nil {
		return err
	}
	a := &app{cfg: cfg, lg: slog.New(slog.NewTextHandler(c.stderr,
		&slog.HandlerOptions{Level: max(cfg.LogLevel, slog.LevelWarn)}))}
	defer func() { err = errors.Join(err, a.Close()) }()
	if a.db, err = openDatabase(ctx, a.lg, cfg, commandConns, opts...); err != nil {
		return err
	}
	if _, err = a.authentication(nil); err != nil {
		return err
	}
	registry := kommune.New()
	return explain(work(&announcer{app: a, Scheduler: a.newScheduler(shell{}, registry, nil), registry: registry}))
}

// explain says what to do about what cannot be done.
func explain(err error) error {
	switch {
	case errors.Is(err, announce.ErrGone):
		return fmt.Errorf("%w; 'kjernebot announce list' shows those there are", err)
	case errors.Is(err, announce.ErrAskedOther):
		return fmt.Errorf("%w; a coordinator has to approve or deny it in Teams first", err)
	case errors.Is(err, announce.ErrState):
		return fmt.Errorf("%w; 'kjernebot announce show' tells how far it has come", err)
	}
	return err
}

// announceDoCommand is a command that does something with one announcement and prints how it stands then.
func (c *cli) announceDoCommand(name, short string,
	do func(context.Context, *announcer, announce.ID) error) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: name + " ID", Short: short, Args: exactlyOne("the announcement's id (ID)"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withAnnouncer(cmd.Context(), func(a *announcer) error {
				id := announce.ID(args[0])
				if err := do(cmd.Context(), a, id); errors.Is(err, announce.ErrAsked) {
					fmt.Fprintf(c.stderr,
						"kjernebot: nothing is done yet: %s waits until another coordinator has approved it in Teams "+
							"(ANNOUNCE_APPROVAL)\n", id)
				} else if err != nil {
					return err
				}
				return c.showAnnouncement(cmd.Context(), a, id, asJSON)
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a JSON object")
	return cmd
}

func (c *cli) announceCorrectCommand() *cobra.Command {
	var title, text string
	cmd := c.announceDoCommand("correct", "Change what every copy says; sent ones are replaced",
		func(ctx context.Context, a *announcer, id announce.ID) error {
			old, err := a.Get(ctx, a.by, id)
			if err != nil {
				return err
			}
			changed := old.Content
			if title != "" {
				changed.Title = title
			}
			if changed.Text, err = c.textOf(text); err != nil {
				return err
			}
			_, err = a.Do(ctx, a.by, id, announce.Deed{Act: announce.Correction, Version: old.Version, Content: changed})
			return err
		})
	cmd.Flags().StringVar(&text, "text", "", "the new text; - reads it from standard input")
	cmd.Flags().StringVar(&title, "title", "", "the new title (default: as it was)")
	cmd.PreRunE = func(*cobra.Command, []string) error {
		if text == "" {
			return usageError{errors.New("--text is missing: the new text")}
		}
		return nil
	}
	return cmd
}

func (c *cli) announceResendCommand() *cobra.Command {
	deed := announce.Deed{Act: announce.Resending}
	cmd := c.announceDoCommand("resend", "Send copies again that failed, or that may not have arrived",
		func(ctx context.Context, a *announcer, id announce.ID) error {
			_, err := a.Do(ctx, a.by, id, deed)
			return err
		})
	cmd.Flags().BoolVar(&deed.Failed, "failed", false, "those that did not arrive")
	cmd.Flags().BoolVar(&deed.Uncertain, "uncertain", false, "those that may have arrived: somebody may get it twice")
	cmd.PreRunE = func(*cobra.Command, []string) error {
		if !deed.Failed && !deed.Uncertain {
			return usageError{errors.New("say which copies: --failed, --uncertain or both")}
		}
		return nil
	}
	return cmd
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

// clock writes a time as scripts read it, in Europe/Oslo; "" for none.
func clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(week.Location()).Format(time.RFC3339)
}
