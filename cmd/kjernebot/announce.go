package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/spf13/cobra"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/internal/announce"
	"kjernebot/internal/kommune"
	"kjernebot/internal/outbox"
	"kjernebot/internal/sheet"
	"kjernebot/internal/store"
	"kjernebot/internal/week"
)

// announceDirectory tells announcements who there is to write to: the database knows members and addresses, Teams knows
// who is in a team.
type announceDirectory struct {
	*store.DB
	connector *bot.Connector
}

// Roster asks Teams for the members of a channel's team.
func (d announceDirectory) Roster(ctx context.Context, channel message.Conversation) ([]message.Member, error) {
	if channel.Team != "" {
		channel.ID = message.ConversationID(channel.Team) // the team is called as its General channel
	}
	var all []message.Member
	for m, err := range d.connector.Members(ctx, channel) {
		if err != nil {
			return all, err
		}
		all = append(all, m)
	}
	return all, nil
}

// newScheduler makes what accepts and sends announcements. wake tells the outbox that there is something to send.
func (a *app) newScheduler(rights announce.Rights, registry *kommune.Registry, wake func()) *announce.Scheduler {
	return announce.New(a.lg, announce.Options{
		Store: a.db, Directory: announceDirectory{a.db, a.connector}, Rights: rights, Registry: registry,
		Approvals: a.cfg.AnnounceApprovals, Wake: wake, Now: a.db.Now,
	})
}

// shell is whoever runs the program: who reads the database and the settings needs nobody's leave.
type shell struct{}

func (shell) Coordinator(context.Context, message.Person) (bool, error) { return true, nil }

// announcer is what the commands about announcements work with: the database of a running server, which does the
// sending, and the rules of its coordinators.
type announcer struct {
	*opened
	*announce.Scheduler
	by announce.Signature // the shell: nobody's name
}

func (c *cli) announceCommand() *cobra.Command {
	return group("announce", "Send announcements to the kommuner, follow them, correct them and take them back",
		"say what to do with announcements",
		c.announceSendCommand(), c.announceListCommand(), c.announceShowCommand(), c.announceCorrectCommand(),
		c.announceResendCommand(),
		c.announceDoCommand("cancel", "Stop what is not sent yet",
			func(a *announcer, ctx context.Context, id announce.ID) error {
				_, err := a.Cancel(ctx, a.by, id)
				return err
			}),
		c.announceDoCommand("withdraw", "Delete every copy that was sent, and stop the rest",
			doing(&announce.Deed{Act: announce.Withdrawal})),
		c.announceDoCommand("remind", "Send the one reminder to the kommuner where nobody has read",
			doing(&announce.Deed{Act: announce.Reminder})))
}

// doing does a deed, which may be filled in later than the command is made.
func doing(deed *announce.Deed) func(*announcer, context.Context, announce.ID) error {
	return func(a *announcer, ctx context.Context, id announce.ID) error {
		n, err := a.Do(ctx, a.by, id, *deed)
		if err == nil && deed.Act == announce.Reminder {
			fmt.Fprintf(a.stderr, "kjernebot: %d are reminded\n", n)
		}
		return err
	}
}

// announcementIDs are what the shell completes an id to: the newest 20 announcements, with their titles beside them.
func (c *cli) announcementIDs(cmd *cobra.Command, args []string, _ string) (ids []string, _ cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	err := c.onAnnouncements(func(a *announcer, ctx context.Context, _ []string) error {
		all, err := a.List(ctx, a.by, 20)
		for _, one := range all {
			ids = append(ids, string(one.ID)+"\t"+one.Title)
		}
		return err
	}, store.Look)(cmd, args)
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	return ids, cobra.ShellCompDirectiveNoFileComp
}

// onAnnouncements is a command that works on the announcements in the database of the settings.
func (c *cli) onAnnouncements(work func(*announcer, context.Context, []string) error, opts ...store.Option) action {
	return c.onDatabase(func(o *opened, ctx context.Context, args []string) (err error) {
		quiet := o.cfg
		quiet.LogLevel = max(quiet.LogLevel, slog.LevelWarn)
		a := &app{cfg: o.cfg, lg: c.logger(quiet), db: o.db}
		a.metrics = newMetrics(a)
		if _, err := a.authentication(nil); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, a.Close()) }()
		return explain(work(&announcer{opened: o, Scheduler: a.newScheduler(shell{}, o.reg, nil)}, ctx, args))
	}, opts...)
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
	do func(*announcer, context.Context, announce.ID) error) *cobra.Command {
	return c.withJSON("print a JSON object", &cobra.Command{
		Use: name + " ID", Short: short,
		Args: takes(1, 1, "the announcement's id (ID)"), ValidArgsFunction: c.announcementIDs,
		RunE: c.onAnnouncements(func(a *announcer, ctx context.Context, args []string) error {
			id := announce.ID(args[0])
			if err := do(a, ctx, id); errors.Is(err, announce.ErrAsked) {
				fmt.Fprintf(c.stderr, "kjernebot: nothing is done yet: %s waits until another coordinator has approved it in "+
					"Teams (ANNOUNCE_APPROVAL)\n", id)
			} else if err != nil {
				return err
			}
			return a.show(ctx, id)
		}),
	})
}

func (c *cli) announceCorrectCommand() *cobra.Command {
	var title, text string
	cmd := c.announceDoCommand("correct", "Change what every copy says; sent ones are replaced",
		func(a *announcer, ctx context.Context, id announce.ID) error {
			old, err := a.Get(ctx, a.by, id)
			if err != nil {
				return err
			}
			changed := old.Content
			changed.Title = cmp.Or(title, changed.Title)
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
		doing(&deed))
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

// announcementJSON is how an announcement stands (design §3.3).
type announcementJSON struct {
	ID    announce.ID    `json:"id"`
	State announce.State `json:"state"`
	announce.Counts
	Asked announce.Act `json:"asked,omitempty"` // what waits for another coordinator
}

func newAnnouncementJSON(p announce.Progress) announcementJSON {
	a := announcementJSON{ID: p.ID, State: p.State, Counts: p.Counts}
	if p.Asked != nil {
		a.Asked = p.Asked.Act
	}
	return a
}

type listedJSON struct {
	announcementJSON
	Title   string `json:"title"`
	To      string `json:"to"`
	At      string `json:"at"`
	Created string `json:"created"`
}

type copyJSON struct {
	Conversation message.ConversationID `json:"conversation"`
	Kommune      kommune.Numbers        `json:"kommune"`
	State        outbox.State           `json:"state"`
	Reason       string                 `json:"reason"`
	Activity     message.ActivityID     `json:"activity"`
	At           string                 `json:"at"`
}

func (c *cli) announceShowCommand() *cobra.Command {
	var copies, asCSV bool
	var file string
	cmd := c.withJSON("print JSON objects, one a line", &cobra.Command{
		Use: "show ID", Short: "Print how an announcement stands, and why it waits if it does",
		Args: takes(1, 1, "the announcement's id (ID)"), ValidArgsFunction: c.announcementIDs,
		RunE: c.onAnnouncements(func(a *announcer, ctx context.Context, args []string) error {
			id := announce.ID(args[0])
			if asCSV || file != "" {
				return c.writeSheet(file, func(w io.Writer, format sheet.Format) error {
					return a.WriteReport(ctx, w, format, a.by, id)
				})
			}
			if err := a.show(ctx, id); err != nil || !copies {
				return err
			}
			return a.showCopies(ctx, id)
		}, store.Look),
	})
	cmd.Flags().BoolVar(&copies, "copies", false, "then a line for each copy")
	cmd.Flags().BoolVar(&asCSV, "csv", false, "only the copies, as a sheet")
	cmd.Flags().StringVarP(&file, "output", "o", "", "write that sheet to a file, ending in .csv or .xlsx")
	return cmd
}

func (a *announcer) show(ctx context.Context, id announce.ID) error {
	p, err := a.Progress(ctx, a.by, id)
	if err != nil {
		return err
	}
	return a.print(newAnnouncementJSON(p), func() {
		a.printf("%s  %s  %s\n", p.ID, p.State, p.Title)
		a.printf("%d copies: %d pending, %d sending, %d sent, %d failed, %d uncertain, %d cancelled; read by %d\n",
			p.Total, p.Pending, p.Sending, p.Sent, p.Failed, p.Uncertain, p.Cancelled, p.Read)
		if p.Wait != "" {
			a.printf("%s\n", p.Wait)
		}
		if p.Asked != nil {
			a.printf("asked for, waits for another coordinator: %s\n", p.Asked.Act)
		}
	})
}

func (a *announcer) showCopies(ctx context.Context, id announce.ID) error {
	copies, err := a.Copies(ctx, a.by, id)
	for _, one := range copies {
		line := copyJSON{Conversation: one.Conversation, Kommune: one.Kommune, State: one.State,
			Reason: one.Reason(), Activity: one.Activity, At: clock(one.At)}
		err = errors.Join(err, a.print(line, func() {
			a.printf("%-4s  %-9s  %s  %s  %s\n", line.Kommune, line.State, cmp.Or(line.At, "-"), line.Conversation, line.Reason)
		}))
	}
	return err
}

func (c *cli) announceListCommand() *cobra.Command {
	var limit int
	cmd := c.withJSON("print JSON objects, one a line", &cobra.Command{
		Use: "list", Short: "Print the newest announcements", Args: noArgs,
		RunE: c.onAnnouncements(func(a *announcer, ctx context.Context, _ []string) error {
			all, err := a.List(ctx, a.by, max(limit, 1))
			for _, one := range all {
				p, failed := a.Progress(ctx, a.by, one.ID)
				if failed != nil {
					return failed
				}
				line := listedJSON{newAnnouncementJSON(p), p.Title, p.Audience.String(), clock(p.At), clock(p.Created)}
				err = errors.Join(err, a.print(line, func() {
					a.printf("%s  %-9s  %s  %d of %d  %s\n", p.ID, p.State, clock(p.Created), p.Sent, p.Total, p.Title)
				}))
			}
			return err
		}, store.Look),
	})
	cmd.Flags().IntVar(&limit, "limit", 50, "how many")
	return cmd
}

// clock writes a time as scripts read it, in Europe/Oslo; "" for none.
func clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(week.Location()).Format(time.RFC3339)
}

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
		p, err := a.Preview(ctx, a.by, announce.Announcement{Content: f.content, Audience: to, Author: a.by})
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
		p, err := a.Preview(ctx, a.by, one)
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
	if at, err = announce.ParseTime(f.at); err != nil {
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
