package announcing

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/announce"
	"kjernebot/internal/kommune"
	"kjernebot/internal/norsk"
)

// The fields of the form. They are stored in cards in chats, so they keep their names.
const (
	fieldTitle       = "title"
	fieldText        = "text"
	fieldLink        = "link"
	fieldPicture     = "picture"
	fieldPictureText = "pictureText"
	fieldImportant   = "important"
	fieldReceipt     = "receipt"
	fieldTo          = "to"
	fieldList        = "list"
	fieldDate        = "date"
	fieldClock       = "clock"
)

// form is the form of an announcement, as it is shown and as it comes back. A correction has the fields of the content
// only: whom it is for and when has been decided.
type form struct {
	id       announce.ID
	seen     int // the version that it began with
	correct  bool
	content  announce.Content
	to       announce.AudienceKind
	list     string
	date     string // 2026-11-24, or ""
	clock    string // 08:00, or ""
	problems []problem
	unread   bool // whom it is for, or when
}

// problem is what keeps a form from being sent, and the field that it is about; none for the whole form.
type problem struct{ field, text string }

// formOf is a form in which stands what is known: as it was typed, if it was.
func (a *Dialogue) formOf(one announce.Announcement) form {
	f := form{id: one.ID, seen: one.Version, content: one.Content, to: one.Audience.Kind,
		list: strings.Join(one.Audience.Chosen, ", ")}
	if typed := one.Typed; typed != (announce.Typed{}) {
		f.to, f.list, f.date, f.clock = announce.AudienceKind(typed.To), typed.List, typed.Date, typed.Clock
		return f
	}
	if !one.At.IsZero() {
		at := one.At.In(a.oslo)
		f.date, f.clock = at.Format(time.DateOnly), at.Format("15:04")
	}
	return f
}

// readForm is what came back of a form.
func readForm(data json.RawMessage) form {
	b, value := readAnnounceButton(data), dialogue.Fields(data)
	return form{
		id: b.ID, seen: b.Seen, correct: b.Op == OpCorrectPreview || b.Op == OpCorrectDialog,
		content: announce.Content{
			Title: value(fieldTitle), Text: value(fieldText), Link: value(fieldLink), Picture: value(fieldPicture),
			PictureText: value(fieldPictureText), Important: value(fieldImportant) == "true",
			ReadReceipt: value(fieldReceipt) == "true",
		},
		to: announce.AudienceKind(value(fieldTo)), list: value(fieldList), date: value(fieldDate), clock: value(fieldClock),
	}
}

// card is the form to fill in. Each field says what is wrong with it, and all of it stands by the button too, which is
// where somebody looks who has pressed it. In a dialog there is no button that opens one.
func (f form) card(inDialog bool) *message.Card {
	text, title := texts.ForAnnouncing(), f.title()
	sent, dialog := OpPreview, OpDialog
	if f.correct {
		sent, dialog = OpCorrectPreview, OpCorrectDialog
	}
	card := message.NewCard("nb", title).Add(message.Heading(title), message.Note(text.FormIntro))
	if !inDialog {
		card.Add(message.Buttons(message.OpenDialog(text.OwnWindow,
			map[string]any{"v": dialogue.ButtonVersion, "op": dialog, "id": f.id, "seen": f.seen})))
	}
	for _, one := range f.fields() {
		card.Add(one.input)
		for _, p := range f.problems {
			if p.field == one.id {
				card.Add(message.Wrong(p.text))
			}
		}
	}
	if len(f.problems) > 0 {
		card.Add(message.Alarm(message.Text("**"+text.Mend+"**"), message.Text(f.bullets())))
	}
	data := announceButton{Version: dialogue.ButtonVersion, Op: sent, ID: f.id, Seen: f.seen}
	return card.AddActions(message.Primary(text.Preview, data))
}

// formField is a field with the id that its content comes back under.
type formField struct {
	id    string
	input any
}

// fields are what is asked for, in order: of a correction the content only.
func (f form) fields() []formField {
	text, c := texts.ForAnnouncing(), f.content
	written := func(field message.Field) formField { return formField{field.ID, field.Input()} }
	all := []formField{
		written(message.Field{ID: fieldTitle, Label: text.Title, Placeholder: text.TitleHint, Value: c.Title, Most: 200,
			Missing: text.TitleMissing}),
		written(message.Field{ID: fieldText, Label: text.Text, Placeholder: text.TextHint, Value: c.Text, Lines: true,
			Most: 5000, Missing: text.TextMissing}),
		written(message.Field{ID: fieldLink, Label: text.Link, Placeholder: text.AddressHint, Value: c.Link, Most: 1000,
			Address: true}),
		written(message.Field{ID: fieldPicture, Label: text.Picture, Placeholder: text.AddressHint, Value: c.Picture,
			Most: 1000, Address: true}),
		written(message.Field{ID: fieldPictureText, Label: text.PictureText, Value: c.PictureText, Most: 200}),
		{fieldImportant, message.InputToggle(fieldImportant, text.Important, c.Important)},
		{fieldReceipt, message.InputToggle(fieldReceipt, text.Receipt, c.ReadReceipt)},
	}
	if f.correct {
		return all
	}
	return append(all,
		formField{fieldTo, message.InputSelect(fieldTo, text.To, string(cmp.Or(f.to, announce.All)), audienceChoices())},
		written(message.Field{ID: fieldList, Label: text.List, Placeholder: text.ListHint, Value: f.list, Lines: true,
			Most: 4000}),
		formField{fieldDate, message.InputDate(fieldDate, text.Date, f.date)},
		formField{fieldClock, message.InputTime(fieldClock, text.Clock, f.clock)},
		formField{"when", message.Note(text.WhenHint)},
	)
}

// bullets is what is wrong as a list.
func (f form) bullets() string {
	var lines []string
	for _, p := range f.problems {
		lines = append(lines, "- "+message.Escape(p.text))
	}
	return strings.Join(lines, "\n")
}

func audienceChoices() []message.Choice {
	text := texts.ForAnnouncing()
	return []message.Choice{
		{Title: text.ToAll, Value: string(announce.All)}, {Title: text.ToChannels, Value: string(announce.Channels)},
		{Title: text.ToMembers, Value: string(announce.Members)}, {Title: text.ToKommuner, Value: string(announce.Kommuner)},
		{Title: text.ToFylker, Value: string(announce.Fylker)},
	}
}

// title says which of the two forms it is.
func (f form) title() string {
	if f.correct {
		return texts.ForAnnouncing().CorrectTitle
	}
	return texts.ForAnnouncing().FormTitle
}

// reply is the form as a message.
func (f form) reply() message.Reply {
	return message.Reply{Card: f.card(false).JSON(), Summary: f.title(), Locale: "nb-NO"}
}

// dialog is the form as a dialog of its own.
func (f form) dialog() any {
	return map[string]any{"task": map[string]any{"type": "continue", "value": map[string]any{
		"title": f.title(), "height": "large", "width": "medium",
		"card": map[string]any{"contentType": message.CardType, "content": f.card(true)},
	}}}
}

// wrong notes what keeps the form from being sent.
func (f *form) wrong(field, text string) { f.problems = append(f.problems, problem{field, text}) }

// check notes everything that keeps the form from being sent, in plain Norwegian, and reads what can be read. What
// cannot be read stays as it was.
func (f *form) check(was announce.Announcement, registry *kommune.Registry, oslo *time.Location,
	now time.Time) (to announce.Audience, at time.Time) {
	f.content.LinkTitle = was.LinkTitle // has no field; the command line sets it
	for _, p := range f.content.Problems() {
		f.wrong(string(p.Field), norsk.UpperFirst(p.Error())+".")
	}
	if f.correct {
		return was.Audience, was.At
	}
	to, field, problem := f.readAudience(registry)
	if problem != "" {
		f.wrong(field, problem)
		f.unread, to = true, was.Audience
	}
	at, field, problem = f.readTime(oslo, now)
	if problem != "" {
		f.wrong(field, problem)
		f.unread, at = true, was.At
	}
	return to, at
}

// proposal is what a checked form says, and everything that was typed into it.
func (f *form) proposal(to announce.Audience, at time.Time) announce.Proposal {
	return announce.Proposal{Content: f.content, Audience: to, At: at, Typed: announce.Typed{
		To: string(f.to), List: f.list, Date: f.date, Clock: f.clock, Unread: f.unread,
	}}
}

// readAudience reads whom it is for, or says in which field something is wrong, and what.
func (f *form) readAudience(registry *kommune.Registry) (to announce.Audience, field, problem string) {
	text := texts.ForAnnouncing()
	to, err := announce.ReadAudience(f.to, f.list, registry)
	var unknown *announce.UnknownEntriesError
	switch {
	case err == nil:
		return to, "", ""
	case errors.As(err, &unknown):
		return to, fieldList, unknownEntries(unknown.Entries)
	case errors.Is(err, announce.ErrListUnused):
		return to, fieldList, fmt.Sprintf(text.ListUnused, audienceTitle(f.to), norsk.Quote(inShort(f.list)))
	case errors.Is(err, announce.ErrListEmpty):
		return to, fieldList, text.ListEmpty
	}
	return to, fieldTo, text.To
}

// inShort is the beginning of what somebody wrote, on one line.
func inShort(text string) string {
	const most = 80
	if letters := []rune(strings.Join(strings.Fields(text), " ")); len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return strings.Join(strings.Fields(text), " ")
}

// unknownEntries says what of a list is not understood: what several kommuner are called, and what nobody is.
func unknownEntries(all []announce.UnknownEntry) string {
	text := texts.ForAnnouncing()
	var lines, strange []string
	for _, entry := range all {
		if len(entry.Among) == 0 {
			strange = append(strange, norsk.Quote(entry.Text))
			continue
		}
		lines = append(lines, fmt.Sprintf(text.ListSeveral, entry.Text, strings.Join(entry.Names(), text.Or)))
	}
	if len(strange) > 0 {
		lines = append(lines, fmt.Sprintf(text.ListUnknown, enumerate(strange)))
	}
	return strings.Join(lines, " ")
}

// readTime reads when it is to be sent: the zero time for at once. Or it says in which field something is wrong, and
// what.
func (f *form) readTime(oslo *time.Location, now time.Time) (at time.Time, field, problem string) {
	text := texts.ForAnnouncing()
	switch {
	case f.date == "" && f.clock == "":
		return at, "", ""
	case f.clock == "":
		return at, fieldClock, text.ClockMissing
	case f.date == "":
		return at, fieldDate, text.DateMissing
	}
	at, err := announce.ParseTime(f.date+"T"+f.clock, oslo)
	switch {
	case errors.Is(err, announce.ErrNoSuchHour):
		return at, fieldClock, text.WhenNone
	case err != nil:
		return at, fieldDate, text.WhenUnreadable
	case at.Before(now):
		return at, fieldDate, text.WhenPast
	}
	return at, "", ""
}
