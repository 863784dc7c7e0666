package announcing

import (
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
	problems []string
	unread   bool // whom it is for, or when
}

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

// card is the form to fill in. In a dialog there is no button that opens one.
func (f form) card(inDialog bool) *message.Card {
	text, title := texts.ForAnnouncing(), f.title()
	sent, dialog := OpPreview, OpDialog
	if f.correct {
		sent, dialog = OpCorrectPreview, OpCorrectDialog
	}
	card := message.NewCard("nb", title).Add(message.Heading(title), message.Note(text.FormIntro))
	if len(f.problems) > 0 {
		card.Add(message.Highlight(message.Text("**"+text.Mend+"**"), message.Text(bullets(f.problems))))
	}
	card.Add(
		message.Field{ID: fieldTitle, Label: text.Title, Placeholder: text.TitleHint, Value: f.content.Title,
			Most: 200}.Input(),
		message.Field{ID: fieldText, Label: text.Text, Placeholder: text.TextHint, Value: f.content.Text, Lines: true,
			Most: 5000}.Input(),
		message.Field{ID: fieldLink, Label: text.Link, Placeholder: text.AddressHint, Value: f.content.Link, Most: 1000,
			Address: true}.Input(),
		message.Field{ID: fieldPicture, Label: text.Picture, Placeholder: text.AddressHint, Value: f.content.Picture,
			Most: 1000, Address: true}.Input(),
		message.Field{ID: fieldPictureText, Label: text.PictureText, Value: f.content.PictureText, Most: 200}.Input(),
		message.InputToggle(fieldImportant, text.Important, f.content.Important),
		message.InputToggle(fieldReceipt, text.Receipt, f.content.ReadReceipt),
	)
	if !f.correct {
		card.Add(f.audience()...)
	}
	data := announceButton{Version: dialogue.ButtonVersion, Op: sent, ID: f.id, Seen: f.seen}
	card.AddActions(message.Primary(text.Preview, data))
	if !inDialog {
		card.AddActions(message.OpenDialog(text.OwnWindow,
			map[string]any{"v": dialogue.ButtonVersion, "op": dialog, "id": f.id, "seen": f.seen}))
	}
	return card
}

// bullets is a list of lines that are no Markdown.
func bullets(lines []string) string {
	var b strings.Builder
	for _, line := range lines {
		b.WriteString("- " + message.Escape(line) + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// audience are the fields for whom it is and when.
func (f form) audience() []any {
	text := texts.ForAnnouncing()
	to := f.to
	if to == "" {
		to = announce.All
	}
	return []any{
		message.InputSelect(fieldTo, text.To, string(to), audienceChoices()),
		message.Field{ID: fieldList, Label: text.List, Placeholder: text.ListHint, Value: f.list, Lines: true,
			Most: 4000}.Input(),
		message.InputDate(fieldDate, text.Date, f.date), message.InputTime(fieldClock, text.Clock, f.clock),
		message.Note(text.WhenHint),
	}
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

// check notes everything that keeps the form from being sent, in plain Norwegian, and reads what can be read. What
// cannot be read stays as it was.
func (f *form) check(was announce.Announcement, registry *kommune.Registry, oslo *time.Location,
	now time.Time) (to announce.Audience, at time.Time) {
	f.content.LinkTitle = was.LinkTitle // has no field; the command line sets it
	if err := f.content.Check(); err != nil {
		for line := range strings.SplitSeq(err.Error(), "\n") {
			f.problems = append(f.problems, norsk.UpperFirst(line)+".")
		}
	}
	if f.correct {
		return was.Audience, was.At
	}
	to, err := f.readAudience(registry)
	if err != nil {
		f.problems, f.unread = append(f.problems, err.Error()), true
		to = was.Audience
	}
	if at, err = f.readTime(oslo, now); err != nil {
		f.problems, f.unread = append(f.problems, err.Error()), true
		at = was.At
	}
	return to, at
}

// proposal is what a checked form says, and everything that was typed into it.
func (f *form) proposal(to announce.Audience, at time.Time) announce.Proposal {
	return announce.Proposal{Content: f.content, Audience: to, At: at, Typed: announce.Typed{
		To: string(f.to), List: f.list, Date: f.date, Clock: f.clock, Unread: f.unread,
	}}
}

// readAudience reads whom it is for; the error is for the person who filled it in.
func (f *form) readAudience(registry *kommune.Registry) (announce.Audience, error) {
	text := texts.ForAnnouncing()
	to, err := announce.ReadAudience(f.to, f.list, registry)
	var unknown *announce.UnknownEntriesError
	switch {
	case err == nil:
		return to, nil
	case errors.As(err, &unknown):
		return to, errors.New(unknownEntries(unknown.Entries))
	case errors.Is(err, announce.ErrListUnused):
		return to, fmt.Errorf(text.ListUnused, audienceTitle(f.to), norsk.Quote(inShort(f.list)))
	case errors.Is(err, announce.ErrListEmpty):
		return to, errors.New(text.ListEmpty)
	}
	return to, errors.New(text.To)
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

// readTime reads when it is to be sent: the zero time for at once.
func (f *form) readTime(oslo *time.Location, now time.Time) (time.Time, error) {
	text := texts.ForAnnouncing()
	switch {
	case f.date == "" && f.clock == "":
		return time.Time{}, nil
	case f.clock == "":
		return time.Time{}, errors.New(text.ClockMissing)
	case f.date == "":
		return time.Time{}, errors.New(text.DateMissing)
	}
	at, err := announce.ParseTime(f.date+"T"+f.clock, oslo)
	if errors.Is(err, announce.ErrNoSuchHour) {
		return time.Time{}, errors.New(text.WhenNone)
	}
	if err != nil {
		return time.Time{}, errors.New(text.WhenUnreadable)
	}
	if at.Before(now) {
		return time.Time{}, errors.New(text.WhenPast)
	}
	return at, nil
}
