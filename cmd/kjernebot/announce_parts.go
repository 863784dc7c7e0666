package main

import (
	"context"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/internal/announce"
	"kjernebot/internal/kommune"
	"kjernebot/internal/store"
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

// shell is whoever runs the program on the machine of the database, who may do everything.
type shell struct{}

// Coordinator is true: whoever reads the database and the settings needs nobody's leave.
func (shell) Coordinator(context.Context, message.Person) (bool, error) { return true, nil }
