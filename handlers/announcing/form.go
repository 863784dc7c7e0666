package announcing

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/internal/announce"
	"kjernebot/internal/kommune"
	"kjernebot/internal/norsk"
	"kjernebot/internal/week"
)

// The fields of the form beside those of announce. They are stored in cards in chats, so they keep their names.
const (
	fieldImportant = "important"
	fieldReceipt   = "receipt"
	fieldTo        = "to"
	fieldList      = "list"
	fieldDate      = "date"
	fieldClock     = "clock"
	fieldEndDate   = "endDate"
	fieldEndClock  = "endClock"
	fieldRepeat    = "repeat"
	fieldUntil     = "until"
	once           = "once" // of fieldRepeat
)

// form is the form of an announcement, as it is shown and as it comes back. A correction has the fields of the content
// only: whom it is for and when has been decided.
type form struct {
	id       announce.ID
	seen     int // the version that it began with
	correct  bool
	content  announce.Content
	typed    announce.Typed
	problems []problem
}

// problem is what keeps a form from being sent, and the field that it is about; none for the whole form.
type problem struct{ field, text string }

// formOf is a form in which stands what is known: as it was typed, if it was.
func (a *Dialogue) formOf(one announce.Announcement) form {
	f := form{id: one.ID, seen: one.Version, content: one.Content, typed: one.Typed}
	if f.typed == (announce.Typed{}) {
		f.typed.To, f.typed.List = string(one.Audience.Kind), strings.Join(one.Audience.Chosen, ", ")
		if at := one.At.In(week.Location()); !one.At.IsZero() {
			f.typed.Date, f.typed.Clock = at.Format(time.DateOnly), at.Format("15:04")
		}
		if end := one.Expires.In(week.Location()); !one.Expires.IsZero() {
			f.typed.EndDate, f.typed.EndClock = end.Format(time.DateOnly), end.Format("15:04")
		}
		if f.typed.Repeat = one.Series.Pattern(); f.typed.Repeat != "" {
			f.typed.Until = one.Series.LastDay().Format(time.DateOnly)
		}
	}
	f.typed.Unread = false
	return f
}

// readForm is what came back of a form.
func readForm(c *dialogue.Call) form {
	value := c.Value
	return form{
		id: idOf(c), seen: c.Button.Seen, correct: c.Button.Op == OpCorrectPreview || c.Button.Op == OpCorrectDialog,
		content: announce.Content{
			Title: value(announce.FieldTitle), Text: value(announce.FieldText), Link: value(announce.FieldLink),
			Nynorsk: announce.Wording{Title: value(announce.FieldTitleNN), Text: value(announce.FieldTextNN)},
			English: announce.Wording{Title: value(announce.FieldTitleEN), Text: value(announce.FieldTextEN)},
			Picture: value(announce.FieldPicture), PictureText: value(announce.FieldPictureText),
			Important: value(fieldImportant) == "true", ReadReceipt: value(fieldReceipt) == "true",
			Answers: value(announce.FieldAnswers),
		},
		typed: announce.Typed{To: value(fieldTo), List: value(fieldList), Date: value(fieldDate), Clock: value(fieldClock),
			EndDate: value(fieldEndDate), EndClock: value(fieldEndClock), Repeat: value(fieldRepeat), Until: value(fieldUntil)},
	}
}

// card is the form to fill in. Each field says what is wrong with it, and all of it stands by the button too, which is
// where somebody looks who has pressed it. In a dialog there is no button that opens one.
func (f form) card(inDialog bool) *message.Card {
	sent, dialog := OpPreview, OpDialog
	if f.correct {
		sent, dialog = OpCorrectPreview, OpCorrectDialog
	}
	data := announce.Announcement{ID: f.id, Version: f.seen}
	card := message.NewCard("nb", f.title()).Add(message.Heading(f.title()), message.Note(text.FormIntro))
	if !inDialog {
		card.Add(message.Buttons(message.OpenDialog(text.OwnWindow, buttonFor(dialog, data))))
	}
	var part []any
	open := false // a part in which something is wrong
	add := func(id string, input any) {
		part = append(part, input)
		for _, p := range f.problems {
			if p.field == id {
				part = append(part, message.Wrong(p.text))
				open = true
			}
		}
	}
	plain := func() { card.Add(part...); part, open = nil, false }
	folded := func(id, title string, used bool) {
		card.Add(message.Fold(id, title, open || used, part...)...)
		part, open = nil, false
	}
	write := func(field message.Field) { add(field.ID, field.Input()) }
	write(message.Field{ID: announce.FieldTitle, Label: text.Title, Placeholder: text.TitleHint, Value: f.content.Title,
		Most: 200, Missing: text.TitleMissing})
	write(message.Field{ID: announce.FieldText, Label: text.Text, Placeholder: text.TextHint, Value: f.content.Text,
		Lines: true, Most: 5000, Missing: text.TextMissing})
	plain()
	for _, other := range []struct {
		title, text, label string
		is                 announce.Wording
	}{
		{announce.FieldTitleNN, announce.FieldTextNN, text.OnNynorsk, f.content.Nynorsk},
		{announce.FieldTitleEN, announce.FieldTextEN, text.OnEnglish, f.content.English},
	} {
		write(message.Field{ID: other.title, Label: text.Title + other.label, Value: other.is.Title, Most: 200})
		write(message.Field{ID: other.text, Label: text.Text + other.label, Value: other.is.Text, Lines: true, Most: 5000})
	}
	folded("languages", text.PartLanguages, len(f.content.Langs()) > 1 ||
		f.content.Nynorsk.Title+f.content.English.Title != "")
	write(message.Field{ID: announce.FieldLink, Label: text.Link, Placeholder: text.AddressHint, Value: f.content.Link,
		Most: 1000, Address: true})
	write(message.Field{ID: announce.FieldPicture, Label: text.Picture, Placeholder: text.AddressHint,
		Value: f.content.Picture, Most: 1000, Address: true})
	write(message.Field{ID: announce.FieldPictureText, Label: text.PictureText, Value: f.content.PictureText, Most: 200})
	add(fieldImportant, message.InputToggle(fieldImportant, text.Important, f.content.Important))
	add(fieldReceipt, message.InputToggle(fieldReceipt, text.Receipt, f.content.ReadReceipt))
	write(message.Field{ID: announce.FieldAnswers, Label: text.Answers, Placeholder: text.AnswersHint,
		Value: f.content.Answers, Lines: true, Most: 1000})
	folded("extras", text.PartExtras, f.content.Important || f.content.Asks() || f.content.Link+f.content.Picture != "")
	if !f.correct {
		to := cmp.Or(f.typed.To, string(announce.All))
		add(fieldTo, message.InputSelect(fieldTo, text.To, to, audienceChoices))
		write(message.Field{ID: fieldList, Label: text.List, Placeholder: text.ListHint, Value: f.typed.List, Lines: true,
			Most: 4000})
		plain()
		add(fieldDate, message.InputDate(fieldDate, text.Date, f.typed.Date))
		add(fieldClock, message.InputTime(fieldClock, text.Clock, f.typed.Clock))
		part = append(part, message.Note(text.WhenHint))
		add(fieldEndDate, message.InputDate(fieldEndDate, text.EndDate, f.typed.EndDate))
		add(fieldEndClock, message.InputTime(fieldEndClock, text.EndClock, f.typed.EndClock))
		add(fieldRepeat, message.InputSelect(fieldRepeat, text.Repeat, cmp.Or(f.typed.Repeat, once), repeats(f.typed.Repeat)))
		add(fieldUntil, message.InputDate(fieldUntil, text.Until, f.typed.Until))
		folded("times", text.PartTimes, f.typed.Date+f.typed.Clock+f.typed.EndDate+f.typed.Until != "")
	}
	if len(f.problems) > 0 {
		lines := dialogue.Mapped(f.problems, func(p problem) string { return "- " + message.Escape(p.text) })
		card.Add(message.Alarm(message.Text("**"+text.Mend+"**"), message.Text(strings.Join(lines, "\n"))))
	}
	return card.AddActions(message.Primary(text.Preview, buttonFor(sent, data)))
}

// audienceChoices are the kinds of audience, as the form calls them.
var audienceChoices = []message.Choice{
	{Title: text.ToAll, Value: string(announce.All)}, {Title: text.ToChannels, Value: string(announce.Channels)},
	{Title: text.ToMembers, Value: string(announce.Members)}, {Title: text.ToKommuner, Value: string(announce.Kommuner)},
	{Title: text.ToFylker, Value: string(announce.Fylker)},
}

// repeats are how often an announcement may be sent, with what the shell was told, if that is another day.
func repeats(chosen string) []message.Choice {
	all := []message.Choice{{Title: text.RepeatOnce, Value: once}, {Title: text.RepeatWeekly, Value: announce.Weekly},
		{Title: text.RepeatMonthly, Value: announce.Monthly}, {Title: text.RepeatLast, Value: announce.Monthly + ":31"}}
	if _, day, other := strings.Cut(chosen, ":"); other && day != "31" {
		all = append(all, message.Choice{Title: fmt.Sprintf(text.RepeatDay, day), Value: chosen})
	}
	return all
}

// title says which of the two forms it is.
func (f form) title() string {
	if f.correct {
		return text.CorrectTitle
	}
	return text.FormTitle
}

func (f form) reply() message.Reply { return shown(f.card(false), f.title()) }

func (f form) dialog() any { return dialogue.TaskCard(f.title(), "large", f.card(true)) }

// wrong notes what keeps the form from being sent.
func (f *form) wrong(field, text string) { f.problems = append(f.problems, problem{field, text}) }

// unread is wrong of a field without which nobody knows for whom it is, or when.
func (f *form) unread(field, text string) {
	f.wrong(field, text)
	f.typed.Unread = true
}

// check notes everything that keeps the form from being sent, in plain Norwegian, and gives the announcement as it
// stands there. What cannot be read stays as it was.
func (f *form) check(was announce.Announcement, registry *kommune.Registry, now time.Time) announce.Announcement {
	f.content.LinkTitle = was.LinkTitle // has no field; the command line sets it
	for _, p := range f.content.Problems() {
		f.wrong(p.Field, norsk.UpperFirst(p.Error())+".")
	}
	said := was
	said.Version, said.Content = f.seen, f.content
	if f.correct {
		return said
	}
	f.readAudience(&said.Audience, registry)
	f.readTime(&said.At, fieldDate, f.typed.Date, fieldClock, f.typed.Clock, now)
	f.readTime(&said.Expires, fieldEndDate, f.typed.EndDate, fieldEndClock, f.typed.EndClock, now)
	if !f.typed.Unread && said.Outdated(said.At) {
		f.unread(fieldEndDate, text.EndEarly)
	}
	f.readSeries(&said)
	said.Typed = f.typed
	return said
}

// readSeries reads how often it is sent again, or notes in which field something is wrong.
func (f *form) readSeries(said *announce.Announcement) {
	every := strings.TrimPrefix(f.typed.Repeat, once)
	read, err := announce.ParseSeries(every, f.typed.Until, said.At)
	read.Skipped = said.Series.Skipped
	switch {
	case f.typed.Unread: // and so is when it begins
	case every == "" && f.typed.Until != "":
		f.unread(fieldRepeat, text.RepeatMissing)
	case every == "":
		said.Series = announce.Series{}
	case said.At.IsZero():
		f.unread(fieldDate, text.RepeatFirst)
	case err != nil:
		f.unread(fieldUntil, text.RepeatUntil)
	default:
		said.Series = read
	}
}

// readAudience reads whom it is for, or notes in which field something is wrong.
func (f *form) readAudience(to *announce.Audience, registry *kommune.Registry) {
	kind := announce.AudienceKind(f.typed.To)
	read, err := announce.ReadAudience(kind, f.typed.List, registry)
	unknown, strange := errors.AsType[*announce.UnknownEntriesError](err)
	switch {
	case err == nil:
		*to = read
	case strange:
		f.unread(fieldList, unknownEntries(unknown.Entries))
	case errors.Is(err, announce.ErrListUnused):
		f.unread(fieldList, fmt.Sprintf(text.ListUnused, audienceTitle(kind), norsk.Quote(inShort(f.typed.List))))
	case errors.Is(err, announce.ErrListEmpty):
		f.unread(fieldList, text.ListEmpty)
	default:
		f.unread(fieldTo, text.To)
	}
}

// inShort is the beginning of what somebody wrote, on one line.
func inShort(written string) string {
	const most = 80
	letters := []rune(strings.Join(strings.Fields(written), " "))
	if len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return string(letters)
}

// unknownEntries says what of a list is not understood: what several kommuner are called, and what nobody is.
func unknownEntries(all []announce.UnknownEntry) string {
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

// readTime reads a moment from two fields, the zero time where both are empty, or notes in which something is wrong.
func (f *form) readTime(at *time.Time, dayField, day, clockField, clock string, now time.Time) {
	read, err := announce.ParseTime(day + "T" + clock)
	switch {
	case day == "" && clock == "":
		*at = time.Time{}
	case clock == "":
		f.unread(clockField, text.ClockMissing)
	case day == "":
		f.unread(dayField, text.DateMissing)
	case errors.Is(err, announce.ErrNoSuchHour):
		f.unread(clockField, text.WhenNone)
	case err != nil:
		f.unread(dayField, text.WhenUnreadable)
	case read.Before(now):
		f.unread(dayField, text.WhenPast)
	default:
		*at = read
	}
}
