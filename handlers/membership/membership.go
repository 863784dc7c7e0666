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
	// Figures are the newest that a person may see, who asked for them before anybody knew where they belong.
	Figures func(ctx context.Context, id message.Person, lang knowledge.Lang) (dialogue.Outcome, error)

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

// belongField is the field for the kommune that somebody says they belong to.
const belongField = "kommune"

// Unknown answers somebody whose kommune nobody knows. Their mail domain may suggest one, or they say it themselves; a
// coordinator decides.
func (m *Dialogue) Unknown(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	t := texts.FiguresFor(c.Lang)
	desk, err := m.store.Desk(ctx)
	reachable := err == nil && c.Person.Object != ""
	if err != nil && !errors.Is(err, dialogue.ErrNoDesk) {
		return dialogue.Outcome{}, err
	}
	if !reachable {
		return dialogue.PlainFigures(c.Lang, t.Unknown+"\n\n"+t.AskThem), nil
	}
	if member, ok := m.member(ctx, c.Turn); ok {
		if n, domain, ok := m.mailKommune(member); ok {
			why := fmt.Sprintf(texts.ForCoordinators().BelongsTo, message.Escape(member.Name), message.Escape(domain),
				m.registry.Name(n))
			return dialogue.PlainFigures(c.Lang, t.Unknown+"\n\n"+t.Asked), m.suggest(ctx, c, desk, n, kommune.SourceMail, why)
		}
	}
	return m.mayBelong(c.Lang, t.Unknown), nil
}

// mayBelong asks somebody where they belong, for a coordinator to decide about, and says whom to write to.
func (m *Dialogue) mayBelong(lang knowledge.Lang, why string) dialogue.Outcome {
	t := texts.FiguresFor(lang)
	out := dialogue.PlainFigures(lang, why+"\n\n"+t.AskThem)
	out.Summary = why
	out.Card = message.NewCard(string(lang), out.Text).Add(dialogue.Blocks(out.Text + "\n\n" + t.OrAsk)...)
	out.Card.AddActions(message.ShowCard(t.AskToBelong,
		[]any{message.InputText(belongField, t.MyKommune, t.MyKommune)},
		message.Primary(t.Send, dialogue.Button{Version: dialogue.ButtonVersion, Op: dialogue.OpBelong, Lang: lang})))
	return out
}

// claimed is why a kommune is suggested that somebody says they belong to.
const claimed kommune.Source = "egen"

// Belong takes somebody's word for where they belong to the coordinators.
func (m *Dialogue) Belong(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	t := texts.FiguresFor(c.Lang)
	name := c.Value(belongField)
	found := m.registry.Lookup(name)
	if len(found) != 1 {
		return m.mayBelong(c.Lang, fmt.Sprintf(t.NoKommune, message.Escape(dialogue.FirstLine(name)))), nil
	}
	desk, err := m.store.Desk(ctx)
	if errors.Is(err, dialogue.ErrNoDesk) {
		return dialogue.PlainFigures(c.Lang, t.AskThem), nil
	}
	if err != nil {
		return dialogue.Outcome{}, err
	}
	who := c.Name
	if member, ok := m.member(ctx, c.Turn); ok {
		who = member.Name
	}
	why := fmt.Sprintf(texts.ForCoordinators().SaysBelongs, message.Escape(who), found[0].Name)
	return dialogue.PlainFigures(c.Lang, t.Asked), m.suggest(ctx, c, desk, found[0].Number, claimed, why)
}

// member is the person as the roster has them. It is a help only: without it somebody has to say where they belong.
func (m *Dialogue) member(ctx context.Context, t *bot.Turn) (message.Member, bool) {
	member, err := m.people.Member(ctx, t.Conversation, t.User)
	if err != nil {
		m.lg.LogAttrs(ctx, slog.LevelWarn, "roster not read", slog.Any("error", err))
	}
	return member, err == nil
}

// suggest asks the coordinators about a person, once.
func (m *Dialogue) suggest(ctx context.Context, c *dialogue.Call, desk message.Conversation, n kommune.Number,
	source kommune.Source, why string) error {
	first, err := m.people.Directory(c.Person.Tenant).Suggest(ctx,
		members.Suggestion{Person: c.Person, Kommune: n, Why: string(source)})
	if err != nil || !first {
		return err
	}
	desk.Thread = ""
	_, err = m.store.Enqueue(ctx, outbox.Message{
		Kind: outbox.Send, To: desk, Priority: outbox.Conversational, Reply: m.memberCard(c.Person, n, why),
	})
	m.wake()
	return err
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
func (m *Dialogue) memberCard(id message.Person, n kommune.Number, text string) message.Reply {
	t := texts.ForCoordinators()
	card := message.NewCard("nb", t.NewMember+"\n\n"+text).Add(message.Heading(t.NewMember), message.Text(text),
		message.Note(t.WhyAsk))
	about := dialogue.Button{Version: dialogue.ButtonVersion, ID: id.String(), Kommune: n}
	yes, no := about, about
	yes.Op, no.Op = dialogue.OpConfirm, dialogue.OpRefuse
	card.AddActions(message.Submit(fmt.Sprintf(t.Confirm, m.registry.Name(n)), yes), message.Submit(t.Decline, no))
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

// tellConfirmed lets the person know, with the figures, if there is a chat with them.
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
	out, err := m.Figures(ctx, id, lang)
	if err != nil {
		return err
	}
	told := fmt.Sprintf(texts.FiguresFor(lang).Confirmed, m.registry.Name(n))
	out = dialogue.After(told, out)
	out.Summary = told
	_, err = m.store.Enqueue(ctx, outbox.Message{
		Key: "confirmed " + id.String() + " " + string(n), Kind: outbox.Send, To: chat, Reply: out.Reply(),
		Priority: outbox.Conversational,
	})
	m.wake()
	return err
}
