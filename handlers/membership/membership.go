// Package membership is the coordinators' dialogue about who belongs to which kommune.
package membership

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
	"kjernebot/internal/outbox"
	"kjernebot/knowledge"
)

// Dialogue asks coordinators about people whose kommune nobody knows, takes their word, and shows who belongs where.
type Dialogue struct {
	// Figures are the newest that a person may see, who asked for them before anybody knew where they belong.
	Figures func(ctx context.Context, id message.Person, lang knowledge.Lang) (dialogue.Outcome, error)

	store    dialogue.Store
	people   dialogue.People
	registry *kommune.Registry
	wake     func()
	lg       *slog.Logger
	offer    bool // kommuner while somebody types
}

// New puts the dialogue together; offer has kommuner offered while somebody types.
func New(store dialogue.Store, people dialogue.People, registry *kommune.Registry, wake func(),
	lg *slog.Logger, offer bool) *Dialogue {
	return &Dialogue{store: store, people: people, registry: registry, wake: wake, lg: lg, offer: offer}
}

// fieldKommune is the field for a kommune, fieldPerson that for a person.
const (
	fieldKommune = "kommune"
	fieldPerson  = "person"
)

// What «Angre» takes back.
const (
	didConfirm = "confirm"
	didDecline = "decline"
	didRemove  = "remove"
	didRevoke  = "revoke"
)

// asked is a person whom coordinators are asked about. Name and domain are for display; what is decided is about the
// id.
type asked struct {
	message.Person
	name, domain string
	kommune      kommune.Number // that the mail address suggests, or the person says; "" for none
	says         bool
	wrong        string // what is wrong with the kommune that was typed
	typed        string
}

// Unknown answers somebody whose kommune nobody knows. Their mail domain may suggest one, or they say it themselves; a
// coordinator decides, and is asked at once.
func (m *Dialogue) Unknown(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	t := texts.FiguresFor(c.Lang)
	desk, err := m.store.Desk(ctx)
	if errors.Is(err, dialogue.ErrNoDesk) || c.Person.Object == "" {
		return dialogue.PlainFigures(c.Lang, t.Unknown+"\n\n"+t.AskThem), nil
	}
	if err != nil {
		return dialogue.Outcome{}, err
	}
	who := m.lookUp(ctx, c.Person, c.Conversation, c.User)
	who.name = cmp.Or(who.name, c.Name)
	waits, err := m.ask(ctx, desk, who)
	switch {
	case err != nil:
		return dialogue.Outcome{}, err
	case !waits:
		return dialogue.PlainFigures(c.Lang, t.Unknown+"\n\n"+t.AskThem), nil
	case who.kommune != "":
		return dialogue.PlainFigures(c.Lang, t.Unknown+"\n\n"+t.Asked), nil
	}
	return m.mayBelong(c.Lang, t.Unknown, t.Asked+" "+texts.For(c.Lang).SayWhere), nil
}

// mayBelong asks somebody where they belong, for a coordinator to decide about.
func (m *Dialogue) mayBelong(lang knowledge.Lang, why, how string) dialogue.Outcome {
	t := texts.FiguresFor(lang)
	out := dialogue.PlainFigures(lang, why+"\n\n"+how)
	out.Summary = why
	out.Card = message.NewCard(string(lang), out.Text).Add(dialogue.Blocks(out.Text)...)
	out.Card.AddActions(message.ShowCard(t.AskToBelong, m.whichKommune(t),
		message.Primary(t.Send, dialogue.Button{Version: dialogue.ButtonVersion, Op: dialogue.OpBelong, Lang: lang})))
	return out
}

// Belong takes somebody's word for where they belong to the coordinators.
func (m *Dialogue) Belong(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	t := texts.FiguresFor(c.Lang)
	name := cmp.Or(c.Value(fieldPick), c.Value(fieldKommune))
	found := m.registry.Find(name)
	if len(found) != 1 {
		return m.mayBelong(c.Lang, fmt.Sprintf(t.NoKommune, message.Escape(dialogue.FirstLine(name))), t.AskThem+" "+t.OrAsk), nil
	}
	desk, err := m.store.Desk(ctx)
	if errors.Is(err, dialogue.ErrNoDesk) {
		return dialogue.PlainFigures(c.Lang, t.AskThem), nil
	}
	if err != nil {
		return dialogue.Outcome{}, err
	}
	who := m.lookUp(ctx, c.Person, c.Conversation, c.User)
	who.name, who.kommune, who.says = cmp.Or(who.name, c.Name), found[0].Number, true
	waits, err := m.ask(ctx, desk, who)
	if err != nil || waits {
		return dialogue.PlainFigures(c.Lang, t.Asked), err
	}
	return dialogue.PlainFigures(c.Lang, t.AskThem), nil
}

// Why a kommune is suggested, as it is stored.
const (
	mailed  = "mx"   // of the domain of the person's mail address
	claimed = "egen" // somebody says that they belong to it
)

// ask asks the coordinators about a person: once, and once for each kommune that the person says it is. It reports
// whether they have been asked, now or before.
func (m *Dialogue) ask(ctx context.Context, desk message.Conversation, who asked) (bool, error) {
	s := members.Suggestion{Person: who.Person, Kommune: who.kommune, Why: mailed}
	if who.says {
		s.Why = claimed
	}
	waits, first, err := m.people.Directory(who.Tenant).Suggest(ctx, s)
	if err != nil || !waits || !first && !who.says {
		return waits, err
	}
	desk.Thread = ""
	question := outbox.Message{Kind: outbox.Send, To: desk, Reply: m.question(who)}
	if who.says {
		question.Key = "belongs " + who.String() + " " + string(who.kommune)
	}
	return true, m.later(ctx, question)
}

func (m *Dialogue) later(ctx context.Context, o outbox.Message) error {
	o.Priority = outbox.Conversational
	_, err := m.store.Enqueue(ctx, o)
	m.wake()
	return err
}

// lookUp finds out what a roster says of a person, which is a help only: without it the coordinator knows them, or not.
func (m *Dialogue) lookUp(ctx context.Context, id message.Person, in message.Conversation, user message.UserID) asked {
	who := asked{Person: id}
	member, err := m.people.Member(ctx, in, user)
	if err != nil {
		m.lg.LogAttrs(ctx, slog.LevelWarn, "roster not read", slog.Any("error", err))
		return who
	}
	who.name = member.Name
	for _, address := range []string{member.Email, member.UPN} {
		_, domain, found := strings.Cut(address, "@")
		if !found || strings.Contains(strings.ToLower(address), "#ext#") { // a guest's, which names the tenant that invited
			continue
		}
		who.domain = cmp.Or(who.domain, domain)
		if n, ok := m.registry.ByDomain(domain); ok {
			who.domain, who.kommune = domain, n
			break
		}
	}
	return who
}

// question asks the coordinators about a person: whether it is the kommune of their mail address, or which one.
func (m *Dialogue) question(who asked) message.Reply {
	t := texts.ForCoordinators()
	name := message.Escape(cmp.Or(who.name, t.Somebody))
	text := fmt.Sprintf(t.WhereFrom, name)
	if who.domain != "" {
		text = fmt.Sprintf(t.WhereFromMail, name, message.Escape(who.domain))
	}
	about := dialogue.Button{Version: dialogue.ButtonVersion, ID: who.String(), Name: who.name, Kommune: who.kommune}
	button := func(op string) dialogue.Button {
		b := about
		if b.Op = op; op == dialogue.OpChoose {
			b.Kommune = "" // what a button carries takes the place of the field of that name
		}
		return b
	}
	field := message.Field{ID: fieldKommune, Label: t.Kommune, Placeholder: t.KommuneHint, Value: who.typed, Most: 100,
		Missing: t.KommuneMissing}.Input()
	card := message.NewCard("nb", t.NewMember).Add(message.Heading(t.NewMember))
	if who.kommune != "" && who.wrong == "" {
		k := m.registry.Name(who.kommune)
		text = fmt.Sprintf(t.BelongsTo, name, message.Escape(who.domain), k)
		if who.says {
			text = fmt.Sprintf(t.SaysBelongs, name, k)
		}
		card.Add(message.Text(text), message.Note(t.WhyAsk)).
			AddActions(message.Primary(fmt.Sprintf(t.Confirm, k), button(dialogue.OpConfirm)),
				message.ShowCard(t.OtherKommune, []any{field}, message.Submit(t.AddMember, button(dialogue.OpChoose))))
	} else {
		card.Add(message.Text(text), field)
		if who.wrong != "" {
			card.Add(message.Wrong(who.wrong))
		}
		card.Add(message.Note(t.WhyAsk)).AddActions(message.Primary(t.AddMember, button(dialogue.OpChoose)))
	}
	card.AddActions(message.Leave(t.Decline, button(dialogue.OpRefuse)))
	return message.Reply{Card: card.JSON(), Summary: t.NewMember, Locale: "nb-NO"}
}

// Confirm takes a coordinator's word that a person belongs to the kommune that the card suggested.
func (m *Dialogue) Confirm(ctx context.Context, c *dialogue.Call) error {
	return m.confirm(ctx, c, c.Button.Kommune)
}

// Choose takes a coordinator's word that a person belongs to the kommune that they typed.
func (m *Dialogue) Choose(ctx context.Context, c *dialogue.Call) error {
	text := c.Value(fieldKommune)
	found := m.registry.Find(text)
	if len(found) == 1 {
		return m.confirm(ctx, c, found[0].Number)
	}
	who := m.known(ctx, c.Button)
	who.typed, who.wrong = text, m.notOne(text, found)
	return c.Replace(ctx, c.ReplyTo, m.question(who))
}

// notOne says why a text names no kommune, or several.
func (m *Dialogue) notOne(text string, found []kommune.Kommune) string {
	t := texts.ForCoordinators()
	var names []string
	for _, k := range found {
		names = append(names, fmt.Sprintf("%s %s (%s)", k.Number, k.Name, k.Fylke))
	}
	near, isNear := m.registry.Near(text)
	switch {
	case len(names) > 0:
		return fmt.Sprintf(texts.ForAnnouncing().ListSeveral, text, strings.Join(names, texts.ForAnnouncing().Or))
	case isNear:
		return fmt.Sprintf(t.KommuneNear, text, near.Name)
	}
	return fmt.Sprintf(t.KommuneUnknown, text)
}

// known is the person of a button as the roster of their own chat has them, if there is one.
func (m *Dialogue) known(ctx context.Context, b dialogue.Button) asked {
	who := asked{Person: message.ParsePerson(b.ID)}
	if chat, err := m.store.Chat(ctx, who.Person); err == nil {
		who = m.lookUp(ctx, who.Person, chat, chat.User)
	}
	who.name = cmp.Or(who.name, b.Name)
	return who
}

func (m *Dialogue) confirm(ctx context.Context, c *dialogue.Call, n kommune.Number) error {
	id := message.ParsePerson(c.Button.ID)
	if _, ok := m.registry.Get(n); !ok {
		return m.decided(ctx, c, "", dialogue.Button{}, members.ErrNoSuggestion)
	}
	err := m.people.Directory(c.Person.Tenant).Confirm(ctx, c.Access, id, n)
	if err == nil {
		err = m.tell(ctx, id, func(lang knowledge.Lang) (dialogue.Outcome, error) {
			out, err := m.Figures(ctx, id, lang) // which they asked for
			told := fmt.Sprintf(texts.FiguresFor(lang).Confirmed, m.registry.Name(n))
			out = dialogue.After(told, out)
			out.Summary = told
			return out, err
		})
	}
	done := fmt.Sprintf(texts.ForCoordinators().Confirmed, m.nameOf(ctx, id, c.Button.Name), m.registry.Name(n), message.Escape(c.Name))
	undo := dialogue.Button{ID: id.String(), Name: c.Button.Name, Kommune: n, Text: didConfirm}
	return m.decided(ctx, c, done, undo, err)
}

// Refuse takes a coordinator's word that a person belongs to no kommune that they know.
func (m *Dialogue) Refuse(ctx context.Context, c *dialogue.Call) error {
	id := message.ParsePerson(c.Button.ID)
	err := m.people.Directory(c.Person.Tenant).Decline(ctx, c.Access, id)
	done := fmt.Sprintf(texts.ForCoordinators().Declined, m.nameOf(ctx, id, c.Button.Name), message.Escape(c.Name))
	return m.decided(ctx, c, done, dialogue.Button{ID: id.String(), Name: c.Button.Name, Text: didDecline}, err)
}

// Remove takes a person out of their kommune, whom a coordinator chose from the list.
func (m *Dialogue) Remove(ctx context.Context, c *dialogue.Call) error {
	id := message.ParsePerson(c.Value(fieldPerson))
	access, err := m.people.Directory(c.Person.Tenant).Resolve(ctx, id)
	if err != nil {
		return err
	}
	row := members.Row{Person: id, Kommune: access.Kommune(), Role: members.Member}
	now, err := m.people.Directory(c.Person.Tenant).Remove(ctx, c.Access, row)
	undo := dialogue.Button{ID: id.String(), Name: c.Button.Name, Kommune: row.Kommune, Text: didRemove}
	if now.Role == members.Revoked {
		undo.Text = didRevoke
	}
	done := fmt.Sprintf(texts.ForCoordinators().Removed, m.nameOf(ctx, id, c.Button.Name), m.registry.Name(row.Kommune),
		message.Escape(c.Name))
	return m.decided(ctx, c, done, undo, err)
}

// Undo takes back what was decided about a person, as long as nothing else was decided since.
func (m *Dialogue) Undo(ctx context.Context, c *dialogue.Call) error {
	id, n := message.ParsePerson(c.Button.ID), c.Button.Kommune
	row, none := members.Row{Person: id, Kommune: n, Role: members.Member}, members.Row{Person: id}
	directory := m.people.Directory(c.Person.Tenant)
	var err error
	switch c.Button.Text {
	case didConfirm:
		if err = directory.Undo(ctx, c.Access, row); err == nil {
			err = m.tell(ctx, id, func(lang knowledge.Lang) (dialogue.Outcome, error) {
				return dialogue.Plain(dialogue.KindHelp, lang, texts.For(lang).BelongsNot), nil
			})
		}
	case didDecline:
		err = directory.Undo(ctx, c.Access, none)
	case didRevoke:
		none.Role = members.Revoked
		fallthrough
	case didRemove:
		err = directory.Return(ctx, c.Access, none, row)
		return m.decided(ctx, c, fmt.Sprintf(texts.ForCoordinators().Returned, m.nameOf(ctx, id, c.Button.Name), m.registry.Name(n)),
			dialogue.Button{}, err)
	}
	if err != nil {
		return m.decided(ctx, c, "", dialogue.Button{}, err)
	}
	return c.Replace(ctx, c.ReplyTo, m.question(m.known(ctx, c.Button)))
}

// decided says in the place of the card what was decided about a person, with a way back, or that somebody else was
// quicker.
func (m *Dialogue) decided(ctx context.Context, c *dialogue.Call, done string, undo dialogue.Button, err error) error {
	text := texts.ForCoordinators()
	if errors.Is(err, members.ErrNoSuggestion) {
		return c.Reply(ctx, dialogue.Plain(dialogue.KindHelp, knowledge.Bokmal, text.DecidedElse).Reply())
	}
	if err != nil {
		return err
	}
	card := message.NewCard("nb", done).Add(message.Heading(text.MembersTitle), message.Text(done))
	if undo.ID != "" {
		undo.Version, undo.Op = dialogue.ButtonVersion, dialogue.OpUndoMember
		card.AddActions(message.Submit(text.UndoImport, undo))
	}
	card.AddActions(dialogue.SayButton(knowledge.Bokmal, text.MembersTitle, text.SayMembers))
	return c.Replace(ctx, c.ReplyTo, message.Reply{Card: card.JSON(), Summary: done, Locale: "nb-NO"})
}

// tell lets a person know what was decided about them, if there is a chat with them.
func (m *Dialogue) tell(ctx context.Context, id message.Person,
	say func(knowledge.Lang) (dialogue.Outcome, error)) error {
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
	out, err := say(lang)
	if err != nil {
		return err
	}
	return m.later(ctx, outbox.Message{Kind: outbox.Send, To: chat, Reply: out.Reply()})
}

// nameOf is what a person is called, for display: as a card had it, by the roster, or by what can be told apart.
func (m *Dialogue) nameOf(ctx context.Context, id message.Person, shown string) string {
	t := texts.ForCoordinators()
	if shown == "" {
		shown = m.people.Name(ctx, id)
	}
	if shown != "" {
		return message.Escape(shown)
	}
	object := string(id.Object)
	return fmt.Sprintf(t.Nameless, object[max(0, len(object)-4):])
}
