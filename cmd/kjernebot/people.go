package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/hashicorp/golang-lru/v2/expirable"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/internal/config"
	"kjernebot/internal/members"
	"kjernebot/internal/store"
)

// people tells who somebody is, by their identity alone.
type people struct {
	*bot.Connector // nil where nobody is written to
	cfg            config.Config
	members        members.Store // the database, or what chat puts before it
	db             *store.DB
	seen           *expirable.LRU[message.Person, seen]
}

// seen is what a roster told of a person: whether they are of the tenant itself and no guest, and what they are called.
type seen struct {
	own  bool
	name string
}

// rosterOf finds a conversation whose roster has a person, with the person as its User.
type rosterOf func() (message.Conversation, error)

// A look-up in the roster counts for a day, for so many people.
const (
	seenTime = 24 * time.Hour
	maxSeen  = 20_000
)

func newPeople(cfg config.Config, db *store.DB, connector *bot.Connector) *people {
	return &people{Connector: connector, cfg: cfg, members: db, db: db,
		seen: expirable.NewLRU[message.Person, seen](maxSeen, nil, seenTime)}
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

// Home reports whether a tenant is the bot's own; without a registration every tenant is this machine's.
func (p *people) Home(tenant message.TenantID) bool {
	return !p.cfg.Credentials() || strings.EqualFold(string(tenant), p.cfg.AppTenant)
}

// Access is what a person may do. Without a connector, as on the command line, nobody is looked up: the operator knows.
func (p *people) Access(ctx context.Context, who message.Person) (members.Access, error) {
	return p.access(ctx, who, func() (message.Conversation, error) { return p.db.Chat(ctx, who) })
}

// AccessOf is what the person behind a turn may do. What a whole tenant has does not hold in another tenant's channel.
func (p *people) AccessOf(ctx context.Context, t *bot.Turn) (members.Access, error) {
	access, err := p.access(ctx, t.Person, here(t))
	if t.Stranger && access.OfTenant() {
		access = members.Access{}
	}
	return access, err
}

// First makes the person behind a turn, unless a guest, the first coordinator by the code that they write in their own
// chat.
func (p *people) First(ctx context.Context, t *bot.Turn) (bool, error) {
	if t.Person.Object == "" || t.Conversation.Kind != message.Personal || !members.Code.MatchString(t.Text) {
		return false, nil
	}
	s, err := p.look(ctx, t.Person, here(t))
	if !s.own {
		return false, err
	}
	return p.Directory(t.Person.Tenant).TakeFirst(ctx, t.Person, t.Text)
}

// here is the conversation of a turn.
func here(t *bot.Turn) rosterOf {
	in := t.Conversation
	in.User = t.User
	return func() (message.Conversation, error) { return in, nil }
}

// access is what a person may do, who may have to be looked up in a conversation for what the whole tenant has.
func (p *people) access(ctx context.Context, who message.Person, find rosterOf) (members.Access, error) {
	access, err := p.Directory(who.Tenant).Resolve(ctx, who)
	if err != nil || !access.OfTenant() || p.Connector == nil {
		return access, err
	}
	s, err := p.look(ctx, who, find)
	if errors.Is(err, message.ErrUnknown) {
		err = nil
	}
	if !s.own {
		access = members.Access{}
	}
	return access, err
}

// look finds a person in the roster of a conversation. Who cannot be looked up is nobody, for now.
func (p *people) look(ctx context.Context, who message.Person, find rosterOf) (seen, error) {
	if s, ok := p.seen.Get(who); ok {
		return s, nil
	}
	in, err := find()
	if err != nil {
		return seen{}, err
	}
	m, err := p.Member(ctx, in, in.User)
	if err != nil {
		return seen{}, nil //nolint:nilerr // see above
	}
	guest := strings.EqualFold(m.Role, "guest") || strings.Contains(strings.ToLower(m.UPN), "#ext#")
	s := seen{!guest && (m.Tenant == "" || strings.EqualFold(string(m.Tenant), string(who.Tenant))), m.Name}
	p.seen.Add(who, s)
	return s, nil
}

func (p *people) Coordinator(ctx context.Context, who message.Person) (bool, error) {
	access, err := p.Access(ctx, who)
	return access.Coordinates(), err
}

// Name is what the roster of a person's own chat calls them; "" when that cannot be looked up.
func (p *people) Name(ctx context.Context, who message.Person) string {
	s, _ := p.look(ctx, who, func() (message.Conversation, error) {
		in, err := p.db.Chat(ctx, who)
		if err != nil {
			in, err = p.team(ctx, who)
		}
		return in, err
	})
	return s.name
}

// team is a team of a person's tenant, with the person as its roster may know them: by object id.
func (p *people) team(ctx context.Context, who message.Person) (message.Conversation, error) {
	all, err := p.db.AnnouncementAddresses(ctx)
	for _, c := range all {
		if c.Kind == message.Channel && c.Tenant == who.Tenant && c.Team != "" {
			c.ID, c.User = message.ConversationID(c.Team), message.UserID(who.Object)
			return c.Conversation, nil
		}
	}
	return message.Conversation{}, errors.Join(err, message.ErrUnknown)
}

// Chat is the personal chat of the person behind a turn: this one, or else as ChatOf.
func (p *people) Chat(ctx context.Context, t *bot.Turn) (message.Conversation, error) {
	where := t.Conversation
	if where.Kind == message.Personal {
		return where, nil
	}
	where.User, where.Object = t.User, t.Person.Object
	return p.ChatOf(ctx, where)
}

// ChatOf is the personal chat of a conversation's User: the one that is known, or a new one.
func (p *people) ChatOf(ctx context.Context, where message.Conversation) (message.Conversation, error) {
	if where.Object != "" {
		known, err := p.db.Chat(ctx, message.NewPerson(string(where.Tenant), string(where.Object)))
		if err == nil || !errors.Is(err, message.ErrUnknown) {
			return known, err
		}
	}
	made, err := p.CreatePersonal(ctx, where.Tenant, where.User, where.ServiceURL)
	if err != nil || where.Object == "" {
		return made, err
	}
	// What is sent later, such as figures every week, goes there too.
	made.Object = where.Object
	_ = p.db.Remember(ctx, made) // when it is not stored, the answer goes there all the same
	return made, nil
}
