package main

import (
	"context"
	"errors"
	"slices"

	"kjernebot/bot"
	"kjernebot/handlers"
	"kjernebot/internal/config"
	"kjernebot/internal/kommune"
	"kjernebot/internal/store"
)

// keeper is the database in the words of the handlers.
type keeper struct{ *store.DB }

// Desk gives handlers.ErrNoDesk when no coordinator has set one.
func (k keeper) Desk(ctx context.Context) (bot.Conversation, error) {
	c, err := k.DB.Desk(ctx)
	if errors.Is(err, store.ErrNotFound) {
		return c, handlers.ErrNoDesk
	}
	return c, err
}

// people tells who somebody is, by their identity alone.
type people struct {
	cfg       config.Config
	db        *store.DB
	connector *bot.Connector
}

// Coordinator: the people of COORDINATORS, in the bot's own tenant.
func (p *people) Coordinator(_ context.Context, who bot.Person) (bool, error) {
	if who.Object == "" || p.cfg.Credentials() && string(who.Tenant) != p.cfg.AppTenant {
		return false, nil
	}
	return slices.Contains(p.cfg.Coordinators, string(who.Object)), nil
}

// Kommune is not known for anybody in this version.
func (p *people) Kommune(context.Context, bot.Person) (kommune.Number, error) { return "", nil }

// Chat is the personal chat of the person behind a turn: this one, the one that is known, or a new one.
func (p *people) Chat(ctx context.Context, t *bot.Turn) (bot.Conversation, error) {
	if t.Conversation.Kind == bot.Personal {
		return t.Conversation, nil
	}
	if t.Person.Object != "" {
		known, err := p.db.PersonalChat(ctx, t.Person)
		if err == nil || !errors.Is(err, store.ErrNotFound) {
			return known, err
		}
	}
	return p.connector.CreatePersonal(ctx, t.Person.Tenant, t.Person.User, t.Conversation.ServiceURL)
}
