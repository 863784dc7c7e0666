package figures

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

// unknown answers somebody whose kommune nobody knows. Their mail domain may suggest one; a coordinator decides.
func (u *Dialogue) unknown(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	t := texts.FiguresFor(c.Lang)
	asked, err := u.suggest(ctx, c.Turn)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	if !asked {
		return dialogue.PlainFigures(c.Lang, t.Unknown+"\n\n"+t.AskThem), nil
	}
	return dialogue.PlainFigures(c.Lang, t.Unknown+"\n\n"+t.Asked), nil
}

// suggest asks the coordinators about a person, once. It reports whether they have been asked, now or before.
func (u *Dialogue) suggest(ctx context.Context, t *bot.Turn) (bool, error) {
	desk, err := u.store.Desk(ctx)
	if errors.Is(err, dialogue.ErrNoDesk) || t.Person.Object == "" {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	member, err := u.people.Member(ctx, t.Conversation, t.User)
	if err != nil {
		// The roster is a help only; without it somebody has to add the person by hand.
		u.lg.LogAttrs(ctx, slog.LevelWarn, "roster not read", slog.Any("error", err))
		return false, nil
	}
	n, mail, ok := u.mailKommune(member)
	if !ok {
		return false, nil
	}
	first, err := u.people.Directory(t.Person.Tenant).Suggest(ctx,
		members.Suggestion{Person: t.Person, Kommune: n, Why: string(kommune.SourceMail)})
	if err != nil || !first {
		return true, err
	}
	desk.Thread = ""
	_, err = u.store.Enqueue(ctx, outbox.Message{
		Kind: outbox.Send, To: desk, Priority: outbox.Conversational, Reply: u.memberCard(t.Person, n, member.Name, mail),
	})
	u.wake()
	return true, err
}

// mailKommune is the kommune whose mail a person has, and the domain. Only domains that were seen to carry mail count.
func (u *Dialogue) mailKommune(m message.Member) (n kommune.Number, domain string, ok bool) {
	for _, address := range []string{m.Email, m.UPN} {
		_, domain, found := strings.Cut(address, "@")
		if !found {
			continue
		}
		if n, source, ok := u.registry.ByDomain(domain); ok && source == kommune.SourceMail {
			return n, domain, true
		}
	}
	return "", "", false
}

// memberCard asks the coordinators about a person. The name is for display; what is decided is about the id.
func (u *Dialogue) memberCard(id message.Person, n kommune.Number, name, domain string) message.Reply {
	t := texts.ForCoordinators()
	k := Named(u.registry, n)
	text := fmt.Sprintf(t.BelongsTo, message.Escape(name), message.Escape(domain), k)
	card := message.NewCard("nb", t.NewMember+"\n\n"+text).Add(message.Heading(t.NewMember), message.Text(text),
		message.Note(t.WhyAsk))
	about := dialogue.Button{Version: dialogue.ButtonVersion, ID: id.String(), Kommune: n}
	yes, no := about, about
	yes.Op, no.Op = dialogue.OpConfirm, dialogue.OpRefuse
	card.AddActions(message.Submit(fmt.Sprintf(t.Confirm, k), yes), message.Submit(t.Decline, no))
	return message.Reply{Card: card.JSON(), Summary: t.NewMember, Locale: "nb-NO"}
}

// ConfirmMember takes a coordinator's word that a person belongs to a kommune.
func (u *Dialogue) ConfirmMember(ctx context.Context, c *dialogue.Call) error {
	id, n := message.ParsePerson(c.Button.ID), c.Button.Kommune
	if _, ok := u.registry.Get(n); !ok {
		return u.decided(ctx, c, "", members.ErrNoSuggestion)
	}
	err := u.people.Directory(c.Person.Tenant).Confirm(ctx, c.Access, id, n)
	if err == nil {
		err = u.tellConfirmed(ctx, id, n)
	}
	done := fmt.Sprintf(texts.ForCoordinators().Confirmed, message.Escape(c.Name), Named(u.registry, n))
	return u.decided(ctx, c, done, err)
}

// RefuseMember takes a coordinator's word that a person does not belong to the kommune.
func (u *Dialogue) RefuseMember(ctx context.Context, c *dialogue.Call) error {
	err := u.people.Directory(c.Person.Tenant).Decline(ctx, c.Access, message.ParsePerson(c.Button.ID))
	return u.decided(ctx, c, fmt.Sprintf(texts.ForCoordinators().Declined, message.Escape(c.Name)), err)
}

// decided says in the place of the card what was decided about a person, or that somebody else was quicker.
func (u *Dialogue) decided(ctx context.Context, c *dialogue.Call, done string, err error) error {
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
func (u *Dialogue) tellConfirmed(ctx context.Context, id message.Person, n kommune.Number) error {
	chat, err := u.parts.Store.Chat(ctx, id)
	if errors.Is(err, dialogue.ErrNoChat) {
		return nil
	}
	if err != nil {
		return err
	}
	lang, err := u.languageOf(ctx, id, chat)
	if err != nil {
		return err
	}
	out := dialogue.Plain(dialogue.KindUsage, lang, fmt.Sprintf(texts.FiguresFor(lang).Confirmed, Named(u.registry, n)))
	_, err = u.store.Enqueue(ctx, outbox.Message{
		Key: "confirmed " + id.String() + " " + string(n), Kind: outbox.Send, To: chat, Reply: out.Reply(),
		Priority: outbox.Conversational,
	})
	u.wake()
	return err
}

// languageOf is the language for a message that answers nothing the person wrote.
func (u *Dialogue) languageOf(ctx context.Context, id message.Person, chat message.Conversation) (knowledge.Lang,
	error) {
	lang, err := u.store.Language(ctx, id)
	if err != nil || lang != "" {
		return knowledge.Lang(lang), err
	}
	return texts.LangOf(chat.Locale), nil
}
