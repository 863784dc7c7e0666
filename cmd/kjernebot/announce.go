package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
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
		Approvals: a.cfg.AnnounceApprovals, Delay: time.Duration(a.cfg.AnnounceDelay) * time.Second, Wake: wake,
		Now: a.db.Now,
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
	return group("announce", "say what to do with announcements",
		c.announceSendCommand(), c.announceListCommand(), c.announceShowCommand(), c.announceCorrectCommand(),
		c.announceResendCommand(),
		c.announceDoCommand("cancel", func(a *announcer, ctx context.Context, id announce.ID) error {
			_, err := a.Cancel(ctx, a.by, id)
			return err
		}),
		c.announceDoCommand("withdraw", doing(&announce.Deed{Act: announce.Withdrawal})),
		c.announceDoCommand("remind", doing(&announce.Deed{Act: announce.Reminder})))
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
		quiet.AnnounceDelay = 0 // who writes a command has had time
		a := &app{cfg: quiet, lg: c.logger(quiet), db: o.db}
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
func (c *cli) announceDoCommand(name string, do func(*announcer, context.Context, announce.ID) error) *cobra.Command {
	return c.withJSON("print a JSON object", &cobra.Command{
		Use:  name + " ID",
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
	var given announce.Content
	cmd := c.announceDoCommand("correct", func(a *announcer, ctx context.Context, id announce.ID) error {
		old, err := a.Get(ctx, a.by, id)
		if err != nil {
			return err
		}
		var nn, en error
		changed := old.Content
		changed.Title = cmp.Or(given.Title, changed.Title)
		changed.Text, err = c.textOf(given.Text)
		changed.Nynorsk, nn = reworded(announce.Nynorsk, old.Nynorsk, given.Nynorsk, given.Title != "")
		changed.English, en = reworded(announce.English, old.English, given.English, given.Title != "")
		if err := cmp.Or(err, nn, en); err != nil {
			return err
		}
		_, err = a.Do(ctx, a.by, id, announce.Deed{Act: announce.Correction, Version: old.Version, Content: changed})
		return err
	})
	textFlags(cmd, &given, "the new text", "the new title (default: as it was)")
	cmd.PreRunE = func(*cobra.Command, []string) error {
		if given.Text == "" {
			return usageError{errors.New("--text is missing: the new text")}
		}
		return nil
	}
	return cmd
}

// reworded is a text in another language, corrected. That it stays as it was is an error: who reads it would not know.
func reworded(l announce.Lang, old, given announce.Wording, title bool) (announce.Wording, error) {
	if old.Text != "" && given.Text == "" || title && old.Title != "" && given.Title == "" {
		return old, usageError{fmt.Errorf("some have it in another language and would keep what it said: give --text-%s "+
			"too, and --title-%[1]s where the title changes", l)}
	}
	return announce.Wording{Title: cmp.Or(given.Title, old.Title), Text: given.Text}, nil
}

// textFlags are the title and the text, in up to three languages.
func textFlags(cmd *cobra.Command, content *announce.Content, text, title string) {
	flags := cmd.Flags()
	flags.StringVar(&content.Text, "text", "", text+"; - reads it from standard input")
	flags.StringVar(&content.Title, "title", "", title)
	flags.StringVar(&content.Nynorsk.Text, "text-nn", "", "the text for those who read nynorsk")
	flags.StringVar(&content.Nynorsk.Title, "title-nn", "", "their title (default: that of the others)")
	flags.StringVar(&content.English.Text, "text-en", "", "the text for those who read English")
	flags.StringVar(&content.English.Title, "title-en", "", "their title (default: that of the others)")
}

func (c *cli) announceResendCommand() *cobra.Command {
	deed := announce.Deed{Act: announce.Resending}
	cmd := c.announceDoCommand("resend", doing(&deed))
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
	Answers map[string]int `json:"answers,omitempty"`
	// Occurrences are the next of a series, and Skipped those that were not sent, as times in Oslo.
	Occurrences []string     `json:"occurrences,omitzero"`
	Skipped     []string     `json:"skipped,omitempty"`
	Asked       announce.Act `json:"asked,omitempty"` // what waits for another coordinator
}

func newAnnouncementJSON(p announce.Progress) announcementJSON {
	a := announcementJSON{ID: p.ID, State: p.State, Counts: p.Counts, Answers: map[string]int{}}
	for _, one := range p.Answers {
		a.Answers[one.Text] = one.Persons
	}
	const most, form = 12, "2006-01-02T15:04"
	for _, t := range p.Series.Skipped {
		a.Skipped = append(a.Skipped, t.In(week.Location()).Format(form))
	}
	if p.Series.Every != "" {
		a.Occurrences = []string{}
	}
	for t := range p.Series.Times(p.At) {
		if len(a.Occurrences) == most || p.State != announce.Scheduled && p.State != announce.Draft {
			break
		}
		a.Occurrences = append(a.Occurrences, t.In(week.Location()).Format(form))
	}
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
		Use:  "show ID",
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
	shown := newAnnouncementJSON(p)
	return a.print(shown, func() {
		a.printf("%s  %s  %s\n", p.ID, p.State, p.Title)
		a.printf("%d copies: %d pending, %d sending, %d sent, %d failed, %d uncertain, %d cancelled; read by %d\n",
			p.Total, p.Pending, p.Sending, p.Sent, p.Failed, p.Uncertain, p.Cancelled, p.Read)
		for _, one := range p.Answers {
			a.printf("answered %q: %d\n", one.Text, one.Persons)
		}
		if p.Series.Every != "" {
			a.printf("%s: %s\n", p.Series, strings.Join(shown.Occurrences, " "))
		}
		if shown.Skipped != nil {
			a.printf("skipped, because nothing ran then: %s\n", strings.Join(shown.Skipped, " "))
		}
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
		Use: "list", Args: noArgs,
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
	content announce.Content
	answers []string
	dryRun  bool

	to, at, expires, every, until string
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
		Use: "send --title T --text M --to AUDIENCE", Args: noArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.dryRun {
				return c.onAnnouncements(send, store.Look)(cmd, args)
			}
			return c.onAnnouncements(send)(cmd, args)
		},
	})
	flags := cmd.Flags()
	textFlags(cmd, &f.content, "the text: paragraphs, **bold**, lists, [links](https://…)", "the title")
	flags.StringVar(&f.to, "to", "", "whom it is for")
	flags.StringVar(&f.at, "at", "", "when to send it, such as 2026-11-24T08:00 (default now)")
	flags.BoolVar(&f.content.ReadReceipt, "read-receipt", false, "ask for «Lest og forstått»")
	flags.StringArrayVar(&f.answers, "answer", nil, "an answer to choose instead, up to four times")
	flags.BoolVar(&f.content.Important, "important", false, "mark it as important")
	flags.StringVar(&f.content.Link, "link", "", "the address of a button")
	flags.StringVar(&f.content.LinkTitle, "link-title", "", "what the button says")
	flags.StringVar(&f.content.Picture, "picture", "", "the address of a picture")
	flags.StringVar(&f.content.PictureText, "picture-text", "", "what the picture shows, for those who do not see it")
	flags.StringVar(&f.expires, "expires", "", "when it is out of date: copies are marked so, and no more are sent")
	flags.StringVar(&f.every, "every", "", "send it again and again: weekly, monthly or monthly:31")
	flags.StringVar(&f.until, "until", "", "the last day of that, such as 2027-06-30")
	flags.BoolVar(&f.dryRun, "dry-run", false, "only tell who would get it")
	return cmd
}

func (a *announcer) send(ctx context.Context, f sendFlags) error {
	said, err := f.read(a.reg, time.Now())
	if err != nil {
		return usageError{err}
	}
	if f.content.Text, err = a.textOf(f.content.Text); err != nil {
		return err
	}
	f.content.Answers = strings.Join(f.answers, "\n")
	if err := f.content.Check(); err != nil {
		return usageError{err}
	}
	said.Content, said.Author = f.content, a.by
	if f.dryRun {
		p, err := a.Preview(ctx, a.by, said)
		if err != nil {
			return err
		}
		return a.showSent("", p.Recipients, "would get it", p.Unreachable)
	}
	one, err := a.Write(ctx, a.by, f.content, said.Audience, said.At)
	if err == nil && f.expires+f.every != "" {
		one.Expires, one.Series = said.Expires, said.Series
		one, err = a.Edit(ctx, a.by, one)
	}
	if err != nil {
		return err
	}
	if one, err = a.Confirm(ctx, a.by, one.ID, one.Version); err != nil {
		return err
	}
	if one.Series.Day > 28 {
		fmt.Fprintf(a.stderr, "kjernebot: months that have no day %d take their last\n", one.Series.Day)
	}
	if a.Missing(one) > 0 {
		fmt.Fprintf(a.stderr, "kjernebot: %s waits until another coordinator has confirmed it in Teams (ANNOUNCE_APPROVAL)\n",
			one.ID)
	}
	if one.State != announce.Scheduled || !said.At.IsZero() {
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

// read is what the flags say of whom it is for and when.
func (f sendFlags) read(reg *kommune.Registry, now time.Time) (said announce.Announcement, err error) {
	if f.to == "" {
		return said, errors.New("--to is missing: all, channels, members, kommuner:5001,4601 or fylker:50")
	}
	if said.Audience, err = announce.ParseAudience(f.to, reg); err != nil {
		return said, fmt.Errorf("--to: %w", err)
	}
	if f.at != "" {
		if said.At, err = announce.ParseTime(f.at); err != nil {
			return said, fmt.Errorf("--at: %w", err)
		}
		if said.At.Before(now) {
			return said, fmt.Errorf("--at: %s has been; leave --at out to send it now", clock(said.At))
		}
	}
	if f.expires != "" {
		if said.Expires, err = announce.ParseTime(f.expires); err != nil {
			return said, fmt.Errorf("--expires: %w", err)
		}
		if said.Outdated(now) || said.Outdated(said.At) {
			return said, fmt.Errorf("--expires: %s is not after it is sent; give a later time", clock(said.Expires))
		}
	}
	switch {
	case f.every+f.until == "":
		return said, nil
	case said.At.IsZero():
		said.At = now.Truncate(time.Minute).Add(time.Minute)
	}
	said.Series, err = announce.ParseSeries(f.every, f.until, said.At)
	if err != nil {
		err = fmt.Errorf("--every, --until: %w", err)
	}
	return said, err
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
