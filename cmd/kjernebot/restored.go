package main

import (
	"context"
	"errors"
	"slices"
	"time"

	"kjernebot/bot/message"
	"kjernebot/handlers"
	"kjernebot/internal/members"
	"kjernebot/internal/outbox"
	"kjernebot/internal/store"
)

// restorationEvery is how often it is looked whether the database was found to be a copy.
const restorationEvery = 10 * time.Second

// tellRestoration tells the coordinators when the database was restored or copied.
func (a *app) tellRestoration(ctx context.Context) {
	last, err := a.db.LastRestoration(ctx)
	if err == nil && !last.Told {
		err = a.tell(ctx, last)
	}
	a.failed(ctx, "coordinators not told of the restoration", err)
}

func (a *app) tell(ctx context.Context, last store.Restoration) error {
	to, err := a.coordinators(ctx)
	if err != nil || len(to) == 0 { // nobody is known yet: the next look may find somebody
		return err
	}
	say := handlers.RestorationNotice(last.Messages, last.Announcements)
	var all []outbox.Message
	for _, c := range to {
		all = append(all, outbox.Message{Kind: outbox.Send, To: c, Priority: outbox.Conversational, Reply: say})
	}
	if err := a.db.TellRestoration(ctx, all); err != nil {
		return err
	}
	a.outbox.Wake()
	return nil
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
		switch {
		case err == nil && !slices.Contains(chats, chat): // who is in both is told once
			chats = append(chats, chat)
		case err != nil && !errors.Is(err, store.ErrNotFound):
			return nil, err
		}
	}
	return chats, nil
}
