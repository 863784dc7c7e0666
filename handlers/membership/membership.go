// Package membership is the coordinators' dialogue about who belongs to which kommune.
package membership

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
	"kjernebot/internal/outbox"
	"kjernebot/knowledge"
)

// Dialogue asks coordinators about people whose kommune nobody knows, and takes their word.
type Dialogue struct {
	store    dialogue.Store
	people   dialogue.People
	registry *kommune.Registry
	wake     func()
	lg       *slog.Logger
}

// New puts the dialogue together.
func New(store dialogue.Store, people dialogue.People, registry *kommune.Registry, wake func(),
	lg *slog.Logger) *Dialogue {
	return &Dialogue{store: store, people: people, registry: registry, wake: wake, lg: lg}
}

// Suggest asks the coordinators about a person, once. It reports whether they have been asked, now or before.
func (m *Dialogue) Suggest(ctx context.Context, t *bot.Turn) (bool, error) {
	desk, err := m.store.Desk(ctx)
	if errors.Is(err, dialogue.ErrNoDesk) || t.Person.Object == "" {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	member, err := m.people.Member(ctx, t.Conversation, t.User)
	if err != nil {
		// The roster is a help only; without it somebody has to add the person by hand.
		m.lg.LogAttrs(ctx, slog.LevelWarn, "roster not read", slog.Any("error", err))
		return false, nil
	}
	n, mail, ok := m.mailKommune(member)
	if !ok {
		return false, nil
	}
	first, err := m.people.Directory(t.Person.Tenant).Suggest(ctx,
		members.Suggestion{Person: t.Person, Kommune: n, Why: string(kommune.SourceMail)})
	if err != nil || !first {
		return true, err
	}
	desk.Thread = ""
	_, err = m.store.Enqueue(ctx, outbox.Message{
		Kind: outbox.Send, To: desk, Priority: outbox.Conversational, Reply: m.memberCard(t.Person, n, member.Name, mail),
	})
	m.wake()
	return true, err
}

// mailKommune is the kommune whose mail a person has, and the domain. Only domains that were seen to carry mail count.
func (m *Dialogue) mailKommune(who message.Member) (n kommune.Number, domain string, ok bool) {
	for _, address := range []string{who.Email, who.UPN} {
		_, domain, found := strings.Cut(address, "@")
		if !found {
			continue
		}
		if n, source, ok := m.registry.ByDomain(domain); ok && source == kommune.SourceMail {
			return n, domain, true
		}
	}
	return "", "", false
}

// memberCard asks the coordinators about a person. The name is for display; what is decided is about the id.
func (m *Dialogue) memberCard(id message.Person, n kommune.Number, name, domain string) message.Reply {
	t := texts.ForCoordinators()
	k := m.registry.Name(n)
	text := fmt.Sprintf(t.BelongsTo, message.Escape(name), message.Escape(domain), k)
	card := message.NewCard("nb", t.NewMember+"\n\n"+text).Add(message.Heading(t.NewMember), message.Text(text),
		message.Note(t.WhyAsk))
	about := dialogue.Button{Version: dialogue.ButtonVersion, ID: id.String(), Kommune: n}
	yes, no := about, about
	yes.Op, no.Op = dialogue.OpConfirm, dialogue.OpRefuse
	card.AddActions(message.Submit(fmt.Sprintf(t.Confirm, k), yes), message.Submit(t.Decline, no))
	return message.Reply{Card: card.JSON(), Summary: t.NewMember, Locale: "nb-NO"}
}

// Confirm takes a coordinator's word that a person belongs to a kommune.
func (m *Dialogue) Confirm(ctx context.Context, c *dialogue.Call) error {
	id, n := message.ParsePerson(c.Button.ID), c.Button.Kommune
	if _, ok := m.registry.Get(n); !ok {
		return m.decided(ctx, c, "", members.ErrNoSuggestion)
	}
	err := m.people.Directory(c.Person.Tenant).Confirm(ctx, c.Access, id, n)
	if err == nil {
		err = m.tellConfirmed(ctx, id, n)
	}
	done := fmt.Sprintf(texts.ForCoordinators().Confirmed, message.Escape(c.Name), m.registry.Name(n))
	return m.decided(ctx, c, done, err)
}

// Refuse takes a coordinator's word that a person does not belong to the kommune.
func (m *Dialogue) Refuse(ctx context.Context, c *dialogue.Call) error {
	err := m.people.Directory(c.Person.Tenant).Decline(ctx, c.Access, message.ParsePerson(c.Button.ID))
	return m.decided(ctx, c, fmt.Sprintf(texts.ForCoordinators().Declined, message.Escape(c.Name)), err)
}

// decided says in the place of the card what was decided about a person, or that somebody else was quicker.
func (m *Dialogue) decided(ctx context.Context, c *dialogue.Call, done string, err error) error {
	text := texts.ForCoordinators()
	if errors.Is(err, members.ErrNoSuggestion) {
		return c.Reply(ctx, dialogue.Plain(dialogue.KindHelp, knowledge.Bokmal, text.DecidedElse).Reply())
	}
	if err != nil {
		return err
	}
	card := message.NewCard("nb", done).Add(message.Heading(text.NewMember), message.Text(done))
	return c.Replace(ctx, c.ReplyTo, message.Reply{Card: card.JSON(), Summary: done, Locale: "nb-NO"})
}

// tellConfirmed lets the person know, if there is a chat with them.
func (m *Dialogue) tellConfirmed(ctx context.Context, id message.Person, n kommune.Number) error {
	chat, err := m.store.Chat(ctx, id)
	if errors.Is(err, dialogue.ErrNoChat) {
		return nil
	}
	if err != nil {
		return err
	}
	lang, err := dialogue.LanguageOf(ctx, m.store, id, chat)
	if err != nil {
		return err
	}
	out := dialogue.Plain(dialogue.KindUsage, lang, fmt.Sprintf(texts.FiguresFor(lang).Confirmed, m.registry.Name(n)))
	_, err = m.store.Enqueue(ctx, outbox.Message{
		Key: "confirmed " + id.String() + " " + string(n), Kind: outbox.Send, To: chat, Reply: out.Reply(),
		Priority: outbox.Conversational,
	})
	m.wake()
	return err
}
