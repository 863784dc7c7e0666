// Package membership is the coordinators' dialogue about who belongs to which kommune.
package membership

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"strings"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/announce"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
	"kjernebot/internal/outbox"
	"kjernebot/internal/strictjson"
	"kjernebot/knowledge"
)

// text is what coordinators read. It is in bokmål, as all for them.
var text = texts.ForCoordinators()

// Dialogue asks coordinators about people whose kommune nobody knows, takes their word, and shows who belongs where.
type Dialogue struct {
	dialogue.Shared

	// Figures are the newest that a person may see, who asked for them before anybody knew where they belong.
	Figures func(ctx context.Context, id message.Person, lang knowledge.Lang) (dialogue.Outcome, error)
	Offer   bool // kommuner are offered while somebody types
}

// fieldKommune is the field for a kommune, fieldPerson that for a person.
const (
	fieldKommune = "kommune"
	fieldPerson  = "person" // and the kommune that is taken from them
	fieldMember  = "member" // the same, where another kommune is given
)

// undo is what «Angre» carries: a person's row as it is since something was decided, and as it was before.
type undo struct {
	dialogue.Button
	Now members.Row `json:"now"`
	Was members.Row `json:"was"`
}

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
	suggested, waits, err := m.ask(ctx, c, "")
	switch {
	case err != nil:
		return dialogue.Outcome{}, err
	case !waits:
		return dialogue.PlainFigures(c.Lang, t.Unknown+"\n\n"+t.AskThem), nil
	case suggested != "":
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
	out.Card.AddActions(message.ShowCard(t.AskToBelong, m.whichKommune(t.MyKommune, t),
		message.Primary(t.Send, dialogue.NewButton(lang, dialogue.OpBelong))))
	return out
}

// saysWhere is what somebody says who tells where they work.
var saysWhere = regexp.MustCompile(`(?i)^\s*(?:hei[,!]?\s+)?(?:jeg|eg|æ|vi|me|i|we)\s+(?:er|e|jobber|jobbar|jobbe|arbeider|` +
	`arbeidar|kommer|kjem|hører til|høyrer til|tilhører|am|are|work|come)(?:\s+(?:i|for|fra|frå|på|in|from|at))?\s+` +
	`(.{2,60}?)[.!\s]*$`)

// SaysWhere is the kommune that a text says its author belongs to, as they write it; "" for any other text.
func (m *Dialogue) SaysWhere(text string) string {
	if said := saysWhere.FindStringSubmatch(text); said != nil && len(m.Registry.Find(said[1])) > 0 {
		return said[1]
	}
	return ""
}

// Said takes the word of somebody who wrote where they belong, unless it is known. It gives no right.
func (m *Dialogue) Said(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	name := m.SaysWhere(c.Text)
	if found := m.Registry.Find(name); c.Access.Coordinates() || len(found) == 1 && c.Access.Belongs(found[0].Number) {
		return m.Me(ctx, c)
	}
	return m.belong(ctx, c, name)
}

// Belong takes somebody's word for where they belong to the coordinators.
func (m *Dialogue) Belong(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	return m.belong(ctx, c, cmp.Or(c.Value(fieldPick), c.Value(fieldKommune)))
}

func (m *Dialogue) belong(ctx context.Context, c *dialogue.Call, name string) (dialogue.Outcome, error) {
	t := texts.FiguresFor(c.Lang)
	found := m.Registry.Find(name)
	if len(found) != 1 {
		return m.mayBelong(c.Lang, fmt.Sprintf(t.NoKommune, message.Escape(dialogue.FirstLine(name))), t.AskThem+" "+t.OrAsk), nil
	}
	_, waits, err := m.ask(ctx, c, found[0].Number)
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

// ask asks the coordinators about who stands behind a call: once, and once for each kommune that the person says it is.
// It reports which kommune is suggested, and whether they have been asked, now or before: not where there is nobody to
// ask, or nobody to ask about.
func (m *Dialogue) ask(ctx context.Context, c *dialogue.Call, says kommune.Number) (suggested kommune.Number,
	waits bool, err error) {
	desk, err := m.Store.Desk(ctx)
	if errors.Is(err, message.ErrUnknown) || c.Person.Object == "" {
		return "", false, nil
	}
	if err != nil {
		return "", false, err
	}
	who, why := m.lookUp(ctx, c.Person, c.Conversation, c.User), mailed
	who.name = cmp.Or(who.name, c.Name)
	if says != "" {
		who.kommune, who.says, why = says, true, claimed
	}
	waits, first, err := m.People.Directory(who.Tenant).Suggest(ctx,
		members.Suggestion{Person: who.Person, Kommune: who.kommune, Why: why})
	if err != nil || !waits || !first && !who.says {
		return who.kommune, waits, err
	}
	desk.Thread = ""
	question := outbox.Message{Kind: outbox.Send, To: desk, Reply: m.question(who)}
	if who.says {
		question.Key = "belongs " + who.String() + " " + string(who.kommune)
	}
	return who.kommune, true, m.Enqueue(ctx, question)
}

// lookUp finds out what a roster says of a person, which is a help only: without it the coordinator knows them, or not.
func (m *Dialogue) lookUp(ctx context.Context, id message.Person, in message.Conversation, user message.UserID) asked {
	who := asked{Person: id}
	member, err := m.People.Member(ctx, in, user)
	if err != nil {
		m.Log.LogAttrs(ctx, slog.LevelWarn, "roster not read", slog.Any("error", err))
		return who
	}
	who.name = member.Name
	for _, address := range []string{member.Email, member.UPN} {
		_, domain, found := strings.Cut(address, "@")
		if !found || strings.Contains(strings.ToLower(address), "#ext#") { // a guest's, which names the tenant that invited
			continue
		}
		who.domain = cmp.Or(who.domain, domain)
		if n, ok := m.Registry.ByDomain(domain); ok {
			who.domain, who.kommune = domain, n
			break
		}
	}
	return who
}

// question asks the coordinators about a person: whether it is the kommune of their mail address, or which one.
func (m *Dialogue) question(who asked) message.Reply {
	name := message.Escape(cmp.Or(who.name, text.Somebody))
	button := func(op string) dialogue.Button {
		b := dialogue.NewButton("", op)
		b.ID, b.Name = who.String(), who.name
		if op != dialogue.OpChoose { // what a button carries takes the place of the field of that name
			b.Kommune = who.kommune
		}
		return b
	}
	field := message.Field{ID: fieldKommune, Label: text.Kommune, Placeholder: text.KommuneHint, Value: who.typed,
		Most: 100, Missing: text.KommuneMissing}.Input()
	k := m.Registry.Name(who.kommune)
	card := message.NewCard("nb", text.NewMember).Add(message.Heading(text.NewMember))
	ask := func(line string, args ...any) { card.Add(message.Text(fmt.Sprintf(line, args...))) }
	suggested := who.kommune != "" && who.wrong == ""
	switch {
	case suggested && who.says:
		ask(text.SaysBelongs, name, k)
	case suggested:
		ask(text.BelongsTo, name, message.Escape(who.domain), k)
	case who.domain != "":
		ask(text.WhereFromMail, name, message.Escape(who.domain))
	default:
		ask(text.WhereFrom, name)
	}
	if suggested {
		card.AddActions(message.Primary(fmt.Sprintf(text.Confirm, k), button(dialogue.OpConfirm)),
			message.ShowCard(text.OtherKommune, []any{field}, message.Primary(text.AddMember, button(dialogue.OpChoose))))
	} else {
		card.Add(field).AddActions(message.Primary(text.AddMember, button(dialogue.OpChoose)))
		if who.wrong != "" {
			card.Add(message.Wrong(who.wrong))
		}
	}
	card.Add(message.Note(text.WhyAsk)).AddActions(message.Leave(text.Decline, button(dialogue.OpRefuse)))
	return message.Reply{Card: card.JSON(), Summary: text.NewMember, Locale: "nb-NO"}
}

// Confirm takes a coordinator's word that a person belongs to the kommune that the card suggested, which its button
// carries, or to the one that they typed.
func (m *Dialogue) Confirm(ctx context.Context, c *dialogue.Call) error {
	typed, id := c.Value(fieldKommune), message.ParsePerson(c.Button.ID)
	found := m.Registry.Find(typed)
	if len(found) != 1 {
		who := m.known(ctx, c.Button)
		who.typed, who.wrong = typed, m.notOne(typed, found)
		return c.Replace(ctx, c.ReplyTo, m.question(who))
	}
	n, home := found[0].Number, found[0].Name
	err := m.directory(c).Decide(ctx, c.Access, id, n)
	if err == nil {
		err = m.tell(ctx, id, func(lang knowledge.Lang) (dialogue.Outcome, error) {
			out, err := m.Figures(ctx, id, lang) // which they asked for
			told := fmt.Sprintf(texts.FiguresFor(lang).Confirmed, home)
			out = dialogue.After(told, out)
			out.Summary = told
			return out, err
		})
	}
	done := fmt.Sprintf(text.Confirmed, m.nameOf(ctx, id, c.Button.Name), home, message.Escape(c.Name))
	now := members.Row{Person: id, Kommune: kommune.NumbersOf(n), Role: members.Member}
	return m.decided(ctx, c, undo{Now: now, Was: members.Row{Person: id}}, done, err)
}

// notOne says why what was typed names no kommune, or several.
func (m *Dialogue) notOne(typed string, found []kommune.Kommune) string {
	if among := (announce.UnknownEntry{Among: found}).Names(); among != nil {
		return fmt.Sprintf(texts.ForAnnouncing().ListSeveral, typed, strings.Join(among, texts.ForAnnouncing().Or))
	}
	if near, ok := m.Registry.Near(typed); ok {
		return fmt.Sprintf(text.KommuneNear, typed, near.Name)
	}
	return fmt.Sprintf(text.KommuneUnknown, typed)
}

// known is the person of a button as the roster of their own chat has them, if there is one.
func (m *Dialogue) known(ctx context.Context, b dialogue.Button) asked {
	who := asked{Person: message.ParsePerson(b.ID)}
	if chat, err := m.Store.Chat(ctx, who.Person); err == nil {
		who = m.lookUp(ctx, who.Person, chat, chat.User)
	}
	who.name = cmp.Or(who.name, b.Name)
	return who
}

// Refuse takes a coordinator's word that a person belongs to no kommune that they know.
func (m *Dialogue) Refuse(ctx context.Context, c *dialogue.Call) error {
	none := members.Row{Person: message.ParsePerson(c.Button.ID)}
	err := m.directory(c).Decide(ctx, c.Access, none.Person, "")
	done := fmt.Sprintf(text.Declined, m.nameOf(ctx, none.Person, c.Button.Name), message.Escape(c.Name))
	return m.decided(ctx, c, undo{Now: none, Was: none}, done, err)
}

// Change takes a person out of a kommune, both of which a coordinator chose from the list, or has them belong to
// another one instead of it, or to one more.
func (m *Dialogue) Change(ctx context.Context, c *dialogue.Call) error {
	field, typed, format := fieldMember, cmp.Or(c.Value(fieldPick), c.Value(fieldKommune), "–"), text.Confirmed
	if c.Button.Op == dialogue.OpRemoveMember {
		field, typed, format = fieldPerson, "", text.Removed
	}
	who, from, _ := strings.Cut(c.Value(field), " ")
	id := message.ParsePerson(who)
	access, err := m.directory(c).Resolve(ctx, id)
	if err != nil {
		return err
	}
	was := members.Row{Person: id, Kommune: access.Kommuner(), Role: members.Member}
	from = cmp.Or(from, string(was.Kommune)) // an older card names none, for nobody had more than one
	found := m.Registry.Find(cmp.Or(typed, from))
	if len(found) != 1 {
		return c.Say(ctx, knowledge.Bokmal, m.notOne(typed, found))
	}
	n, to := found[0].Number, was.Kommune.Without(func(n kommune.Number) bool { return string(n) == from })
	switch c.Button.Op {
	case dialogue.OpMoveMember:
		to = to.With(n)
	case dialogue.OpAddKommune:
		to = was.Kommune.With(n)
	}
	now, err := m.directory(c).Move(ctx, c.Access, was, to)
	done := fmt.Sprintf(format, m.nameOf(ctx, id, ""), m.Registry.Name(n), message.Escape(c.Name))
	return m.decided(ctx, c, undo{Now: now, Was: was}, done, err)
}

// Undo takes back what was decided about a person, as long as nothing else was decided since.
func (m *Dialogue) Undo(ctx context.Context, c *dialogue.Call) error {
	u, err := strictjson.Read[undo](c.Form)
	id := u.Now.Person
	if err != nil || id.Object == "" { // an older card
		return m.decided(ctx, c, undo{}, "", members.ErrNoSuggestion)
	}
	err = m.directory(c).Undo(ctx, c.Access, u.Now, u.Was)
	if err == nil && u.Was.Kommune == "" && u.Now.Kommune != "" {
		err = m.tell(ctx, id, func(lang knowledge.Lang) (dialogue.Outcome, error) {
			return dialogue.Plain(dialogue.KindHelp, lang, texts.For(lang).BelongsNot), nil
		})
	}
	if err != nil || u.Was.Kommune != "" {
		home := m.Registry.Names(u.Was.Kommune)
		back := fmt.Sprintf(text.Returned, m.nameOf(ctx, id, c.Button.Name), strings.Join(home, ", "))
		return m.decided(ctx, c, undo{}, back, err)
	}
	return c.Replace(ctx, c.ReplyTo, m.question(m.known(ctx, c.Button)))
}

// Me tells somebody who they are to the bot.
func (m *Dialogue) Me(_ context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	t, f := texts.For(c.Lang), texts.FiguresFor(c.Lang)
	var role, home string
	if c.Access.Coordinates() {
		role = t.YouCoordinate
	}
	if c.Access.Kommuner() != "" {
		home = fmt.Sprintf(t.YouBelong, dialogue.Listed(m.Registry.Names(c.Access.Kommuner()), f.And))
	}
	if role+home == "" {
		return m.mayBelong(c.Lang, f.Unknown, f.AskThem+" "+f.OrAsk), nil
	}
	return c.Line(dialogue.Join(" ", role, home)), nil
}

// directory is where the coordinator behind a call says who belongs where.
func (m *Dialogue) directory(c *dialogue.Call) *members.Directory {
	return m.People.Directory(c.Person.Tenant)
}

// decided says in the place of the card what was decided about a person, with a way back where there is one; or that
// somebody else was quicker.
func (m *Dialogue) decided(ctx context.Context, c *dialogue.Call, u undo, done string, err error) error {
	if errors.Is(err, members.ErrNoSuggestion) {
		return c.Say(ctx, knowledge.Bokmal, text.DecidedElse)
	}
	if err != nil {
		return err
	}
	card := message.NewCard("nb", done).Add(message.Heading(text.MembersTitle), message.Text(done))
	if u.Now.Object != "" {
		u.Button = dialogue.NewButton("", dialogue.OpUndoMember)
		u.ID, u.Name = u.Now.String(), c.Button.Name
		card.AddActions(message.Submit(text.UndoImport, u))
	}
	card.AddActions(dialogue.SayButton(knowledge.Bokmal, text.MembersTitle, text.SayMembers))
	return c.Replace(ctx, c.ReplyTo, message.Reply{Card: card.JSON(), Summary: done, Locale: "nb-NO"})
}

// tell lets a person know what was decided about them, if there is a chat with them.
func (m *Dialogue) tell(ctx context.Context, id message.Person,
	say func(knowledge.Lang) (dialogue.Outcome, error)) error {
	chat, ok, err := m.ChatWith(ctx, id)
	if err != nil || !ok {
		return err
	}
	out, err := say(chat.Lang)
	if err != nil {
		return err
	}
	return m.Enqueue(ctx, outbox.Message{Kind: outbox.Send, To: chat.Conversation, Reply: out.Reply()})
}

// nameOf is what a person is called, for display: as a card had it, by the roster, or by what can be told apart.
func (m *Dialogue) nameOf(ctx context.Context, id message.Person, shown string) string {
	if shown == "" {
		shown = m.People.Name(ctx, id)
	}
	if shown != "" {
		return message.Escape(shown)
	}
	object := string(id.Object)
	return fmt.Sprintf(text.Nameless, object[max(0, len(object)-4):])
}

// fieldPick is the list of kommuner beside the field to write one in; kommuner is what the list is called, and
// mostOffered how many of it Teams shows.
const (
	fieldPick   = "pick"
	kommuner    = "kommuner"
	mostOffered = 15
	longestName = 100 // in bytes
)

// whichKommune are the fields in which somebody says where they belong.
func (m *Dialogue) whichKommune(label string, t *texts.Figures) []any {
	if !m.Offer {
		return []any{message.InputText(fieldKommune, label, label)}
	}
	return []any{message.InputTypeAhead(fieldPick, label, t.TypeKommune, kommuner),
		message.Field{ID: fieldKommune, Label: t.OrWrite, Most: 100}.Input()}
}

// TypeAhead answers somebody who types the name of a kommune.
func (m *Dialogue) TypeAhead(_ context.Context, c *dialogue.Call) error {
	typed, _ := strictjson.Read[struct { // what is of another form finds the first
		Text    string `json:"queryText"`
		Dataset string `json:"dataset"`
	}](c.Data)
	results := []message.Choice{}
	if typed.Dataset == kommuner && len(typed.Text) <= longestName {
		for _, k := range m.Registry.Beginning(typed.Text, mostOffered) {
			results = append(results, message.Choice{Title: k.Name + ", " + k.Fylke, Value: string(k.Number)})
		}
	}
	c.Respond(map[string]any{"statusCode": 200, "type": "application/vnd.microsoft.search.searchResponse",
		"value": map[string]any{"results": results}})
	return nil
}
