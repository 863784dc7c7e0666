package main

import (
	"cmp"
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"kjernebot/bot/message"
	"kjernebot/internal/announce"
	"kjernebot/internal/kommune"
	"kjernebot/internal/outbox"
	"kjernebot/internal/sheet"
	"kjernebot/internal/store"
)

// announcementJSON is how an announcement stands (design §3.3).
type announcementJSON struct {
	ID        announce.ID    `json:"id"`
	State     announce.State `json:"state"`
	Total     int            `json:"total"`
	Pending   int            `json:"pending"`
	Sending   int            `json:"sending"`
	Sent      int            `json:"sent"`
	Failed    int            `json:"failed"`
	Uncertain int            `json:"uncertain"`
	Cancelled int            `json:"cancelled"`
	Read      int            `json:"read"`
	// Asked is what waits for another coordinator.
	Asked announce.Act `json:"asked,omitempty"`
}

// listedJSON is a line of the list.
type listedJSON struct {
	announcementJSON
	Title   string `json:"title"`
	To      string `json:"to"`
	At      string `json:"at"`
	Created string `json:"created"`
}

// copyJSON is one copy.
type copyJSON struct {
	Conversation message.ConversationID `json:"conversation"`
	Kommune      kommune.Number         `json:"kommune"`
	State        outbox.State           `json:"state"`
	Reason       string                 `json:"reason"`
	Activity     message.ActivityID     `json:"activity"`
	At           string                 `json:"at"`
}

func asJSON(p announce.Progress) announcementJSON {
	var asked announce.Act
	if p.Asked != nil {
		asked = p.Asked.Act
	}
	return announcementJSON{Asked: asked, ID: p.ID, State: p.State, Total: p.Total, Pending: p.Pending, Sending: p.Sending,
		Sent: p.Sent, Failed: p.Failed, Uncertain: p.Uncertain, Cancelled: p.Cancelled, Read: p.Read}
}

func (c *cli) announceShowCommand() *cobra.Command {
	var json, copies, asCSV bool
	var file string
	cmd := &cobra.Command{
		Use: "show ID", Short: "Print how an announcement stands, and why it waits if it does",
		Args: exactlyOne("the announcement's id (ID)"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withAnnouncer(cmd.Context(), func(a *announcer) error {
				id := announce.ID(args[0])
				if asCSV || file != "" {
					return c.writeSheet(file, func(w io.Writer, format sheet.Format) error {
						return a.WriteReport(cmd.Context(), w, format, a.by, id)
					})
				}
				if err := c.showAnnouncement(cmd.Context(), a, id, json); err != nil || !copies {
					return err
				}
				return c.showCopies(cmd.Context(), a, id, json)
			}, store.Look)
		},
	}
	cmd.Flags().BoolVar(&json, "json", false, "print JSON objects, one a line")
	cmd.Flags().BoolVar(&copies, "copies", false, "then a line for each copy")
	cmd.Flags().BoolVar(&asCSV, "csv", false, "only the copies, as a sheet")
	cmd.Flags().StringVarP(&file, "output", "o", "", "write that sheet to a file, ending in .csv or .xlsx")
	return cmd
}

// showAnnouncement prints how one stands.
func (c *cli) showAnnouncement(ctx context.Context, a *announcer, id announce.ID, json bool) error {
	p, err := a.Progress(ctx, a.by, id)
	if err != nil {
		return err
	}
	if json {
		return c.encoder().Encode(asJSON(p))
	}
	fmt.Fprintf(c.stdout, "%s  %s  %s\n", p.ID, p.State, p.Title)
	fmt.Fprintf(c.stdout,
		"%d copies: %d pending, %d sending, %d sent, %d failed, %d uncertain, %d cancelled; read by %d\n",
		p.Total, p.Pending, p.Sending, p.Sent, p.Failed, p.Uncertain, p.Cancelled, p.Read)
	if p.Wait != "" {
		fmt.Fprintln(c.stdout, p.Wait)
	}
	if p.Asked != nil {
		fmt.Fprintf(c.stdout, "asked for, waits for another coordinator: %s\n", p.Asked.Act)
	}
	return nil
}

func (c *cli) showCopies(ctx context.Context, a *announcer, id announce.ID, json bool) error {
	copies, err := a.Copies(ctx, a.by, id)
	if err != nil {
		return err
	}
	out := c.encoder()
	for _, one := range copies {
		line := copyJSON{Conversation: one.Conversation, Kommune: one.Kommune, State: one.State,
			Reason: one.Reason(), Activity: one.Activity, At: clock(one.At)}
		if !json {
			fmt.Fprintf(c.stdout, "%-4s  %-9s  %s  %s  %s\n", line.Kommune, line.State, cmp.Or(line.At, "-"), line.Conversation,
				line.Reason)
			continue
		}
		if err := out.Encode(line); err != nil {
			return err
		}
	}
	return nil
}

func (c *cli) announceListCommand() *cobra.Command {
	var json bool
	var limit int
	cmd := &cobra.Command{
		Use: "list", Short: "Print the newest announcements", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withAnnouncer(cmd.Context(), func(a *announcer) error {
				all, err := a.List(cmd.Context(), a.by, max(limit, 1))
				if err != nil {
					return err
				}
				for _, one := range all {
					if err := c.listAnnouncement(cmd.Context(), a, one, json); err != nil {
						return err
					}
				}
				return nil
			}, store.Look)
		},
	}
	cmd.Flags().BoolVar(&json, "json", false, "print JSON objects, one a line")
	cmd.Flags().IntVar(&limit, "limit", 50, "how many")
	return cmd
}

func (c *cli) listAnnouncement(ctx context.Context, a *announcer, one announce.Announcement, json bool) error {
	p, err := a.Progress(ctx, a.by, one.ID)
	if err != nil {
		return err
	}
	if json {
		return c.encoder().Encode(listedJSON{announcementJSON: asJSON(p), Title: p.Title, To: p.Audience.String(),
			At: clock(p.At), Created: clock(p.Created)})
	}
	_, err = fmt.Fprintf(c.stdout, "%s  %-9s  %s  %d of %d  %s\n", p.ID, p.State, clock(p.Created), p.Sent, p.Total,
		p.Title)
	return err
}
