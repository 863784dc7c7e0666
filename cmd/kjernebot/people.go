package main

import (
	"context"
	"errors"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/internal/config"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
	"kjernebot/internal/store"
)

// keeper is the database in the words of the handlers.
type keeper struct{ *store.DB }

// Desk gives handlers.ErrNoDesk when no coordinator has set one.
func (k keeper) Desk(ctx context.Context) (message.Conversation, error) {
	c, err := k.DB.Desk(ctx)
	if errors.Is(err, store.ErrNotFound) {
		return c, dialogue.ErrNoDesk
	}
	return c, err
}

// people tells who somebody is, by their identity alone.
type people struct {
	cfg       config.Config
	members   members.Store // the database, or what chat puts before it
	db        *store.DB
	connector *bot.Connector
}

// newPeople makes people of the database. The connector may be nil where nobody is written to.
func newPeople(cfg config.Config, db *store.DB, connector *bot.Connector) *people {
	return &people{cfg: cfg, members: db, db: db, connector: connector}
}

// Directory answers for the people of a tenant, and lets a coordinator of it change who belongs where. The people of
// COORDINATORS are those of the bot's own tenant; without a registration every tenant is this machine's.
func (p *people) Directory(tenant message.TenantID) *members.Directory {
	home := p.cfg.AppTenant
	if !p.cfg.Credentials() {
		home = string(tenant)
	}
	return members.NewDirectory(p.members, home, p.cfg.Coordinators)
}

// Access is what a person may do.
func (p *people) Access(ctx context.Context, who message.Person) (members.Access, error) {
	return p.Directory(who.Tenant).Resolve(ctx, message.NewPerson(string(who.Tenant), string(who.Object)))
}

// Coordinator reports whether a person may do what is for coordinators.
func (p *people) Coordinator(ctx context.Context, who message.Person) (bool, error) {
	access, err := p.Access(ctx, who)
	return access.Coordinates(), err
}

// Kommune is the one that a person belongs to.
func (p *people) Kommune(ctx context.Context, who message.Person) (kommune.Number, error) {
	access, err := p.Access(ctx, who)
	return access.Kommune(), err
}

// Member is a person as the conversation's roster has them.
func (p *people) Member(ctx context.Context, in message.Conversation, user message.UserID) (message.Member, error) {
	return p.connector.Member(ctx, in, user)
}

// Chat is the personal chat of the person behind a turn: this one, the one that is known, or a new one.
func (p *people) Chat(ctx context.Context, t *bot.Turn) (message.Conversation, error) {
	if t.Conversation.Kind == message.Personal {
		return t.Conversation, nil
	}
	if t.Person.Object != "" {
		known, err := p.db.PersonalChat(ctx, t.Person)
		if err == nil || !errors.Is(err, store.ErrNotFound) {
			return known, err
		}
	}
	made, err := p.connector.CreatePersonal(ctx, t.Person.Tenant, t.User, t.Conversation.ServiceURL)
	if err != nil || t.Person.Object == "" {
		return made, err
	}
	// What is sent later, such as figures every week, goes there too.
	made.Object = t.Person.Object
	return made, p.db.Remember(ctx, made)
}
