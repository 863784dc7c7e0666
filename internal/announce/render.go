package announce

import (
	"cmp"
	_ "embed"
	"encoding/json/v2"
	"fmt"
	"strings"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/norsk"
	"kjernebot/internal/outbox"
	"kjernebot/internal/week"
)

// OpRead is the op of the button «Lest og forstått»; its data is {"v":1,"op":"announce-read","id":ID}.
const OpRead = "announce-read"

// Rehearsal is the id that an announcement has in a rehearsal, so that what is clicked there is noted nowhere.
const Rehearsal ID = "rehearsal"

// readButton is what the buttons of a copy send. Whoever sees a copy can send it, so who has read is taken
// from the activity, never from here.
type readButton struct {
	Version int    `json:"v"`
	Op      string `json:"op"`
	ID      ID     `json:"id"`
	Lang    Lang   `json:"lang"`           // of the copy
	Text    string `json:"text,omitempty"` // the answer; "" for «Lest og forstått»
}

// picture is an image of a card.
type picture struct {
	Type    string `json:"type"`
	URL     string `json:"url"`
	AltText string `json:"altText"`
	Size    string `json:"size"`
}

// Render makes the message that recipients get who read a language: an Adaptive Card with the same as text for clients
// without cards.
func Render(a Announcement, l Lang) message.Reply {
	card := copyCard(&a, l, false)
	if a.Asks() {
		card.AddActions(asking(a, l)...)
	}
	return reply(card, l, a.Title, a.Important)
}

// renderReminder is the one reminder to those who have not answered: the announcement again, under a line that says
// so.
func renderReminder(a Announcement, l Lang) message.Reply {
	card := copyCard(&a, l, true).AddActions(asking(a, l)...)
	return reply(card, l, fmt.Sprintf(texts.Copies[l].ReminderTitle, a.Title), a.Important)
}

// Renderings are the messages in all languages that an announcement is written in, bokmål first, for those who read
// another one too. They are the preview as well.
func Renderings(a Announcement) []message.Reply { return inAll(a, Render) }

// Reminders are the same of the reminder.
func Reminders(a Announcement) []message.Reply { return inAll(a, renderReminder) }

func inAll(a Announcement, render func(Announcement, Lang) message.Reply) (all []message.Reply) {
	a.Content = a.tidy()
	for _, l := range a.Langs() {
		all = append(all, render(a, l))
	}
	return all
}

// asking are the buttons to answer with, while it is not out of date.
func asking(a Announcement, l Lang) (all []any) {
	if !a.Expired.IsZero() {
		return nil
	}
	button := readButton{Version: 1, Op: OpRead, ID: a.ID, Lang: l}
	for _, button.Text = range a.AnswerList() {
		all = append(all, message.Execute(button.Text, button))
	}
	if all == nil {
		all = append(all, message.Execute(texts.Copies[l].Read, button))
	}
	return all
}

// copyCard is the card of an announcement in a language, with the same as text, and makes the content what is shown.
func copyCard(a *Announcement, l Lang, reminder bool) *message.Card {
	a.Content = a.tidy().In(l)
	texts := texts.Copies[l]
	label, body := message.Label(texts.Announcement), elements(a.Text)
	var asText []string
	if a.Important {
		label.Text, label.Color = texts.Important, "Attention"
		asText = []string{texts.Important + "!"}
	}
	if reminder {
		ask := texts.Reminder
		if len(a.AnswerList()) > 0 {
			ask = texts.ReminderAnswer
		}
		label, body = message.Label(texts.ReminderLabel), []any{message.Text(ask), message.Group(body...)}
		asText = append([]string{ask}, asText...)
	}
	card := message.NewCard(string(l), "").Add(label, message.Heading(message.Escape(a.Title)))
	asText = append(asText, a.Title)
	if !a.Expired.IsZero() {
		note := fmt.Sprintf(texts.Expired, momentIn(l, a.Expires))
		card.Add(message.Alarm(message.Label(note)))
		asText = append([]string{note}, asText...)
	}
	if !a.Corrected.IsZero() {
		note := fmt.Sprintf(texts.Corrected, momentIn(l, a.Corrected))
		card.Add(message.Label(note))
		asText = append(asText, note)
	}
	card.Add(body...)
	asText = append(asText, a.Text)
	if a.Picture != "" && !reminder {
		card.Add(picture{Type: "Image", URL: a.Picture, AltText: cmp.Or(a.PictureText, texts.Picture), Size: "Auto"})
	}
	from := texts.Project
	if a.Author.Name != "" {
		from = a.Author.Name + " · " + from
	}
	from = fmt.Sprintf(texts.From, from)
	card.Add(message.Note(message.Escape(from)))
	if a.Link != "" && a.Expired.IsZero() {
		title := cmp.Or(a.LinkTitle, texts.Link)
		card.Add(message.Note(message.Escape(fmt.Sprintf(texts.LeadsTo, title, LeadsTo(a.Link)))))
		card.AddActions(message.OpenURL(title, a.Link))
		asText = append(asText, title+": "+a.Link)
	}
	card.Fallback = strings.Join(append(asText, from), "\n\n")
	return card
}

// locale is how Teams calls a language.
func (l Lang) locale() string {
	return map[Lang]string{Bokmal: "nb-NO", Nynorsk: "nn-NO", English: "en-GB"}[l]
}

// reply is a message that is heard when it comes.
func reply(card *message.Card, l Lang, summary string, important bool) message.Reply {
	r := message.Reply{Card: card.JSON(), Summary: summary, Locale: l.locale(),
		ChannelData: []byte(`{"notification":{"alert":true}}`)}
	if important {
		r.Importance = "high"
	}
	return r
}

//go:embed texts.json
var textsFile []byte

// texts are what people read: copies in the language of the reader, what is about them in bokmål.
var texts = func() (t struct {
	Copies                   map[Lang]copyTexts
	NotMet, NoRoster, Nobody string // why somebody gets no copy

	States  map[outbox.State]string // of copies
	Reasons map[string]string       // why a copy is not sent, by the code
}) {
	if err := json.Unmarshal(textsFile, &t, json.RejectUnknownMembers(true)); err != nil {
		panic(err) // it is compiled in
	}
	return t
}()

// copyTexts are what a copy says beside the announcement.
type copyTexts struct {
	Announcement, Important, From, Project, Corrected, Expired string
	Link, LeadsTo, Picture                                     string
	Read, HasRead, HasAnswered                                 string
	ReminderLabel, Reminder, ReminderAnswer, ReminderTitle     string
}

// oslo is the zone of the times that people write and read.
var oslo = week.Location()

// Moment writes a time as people in Norway do: tirsdag 24. november 2026 kl. 08.00.
func Moment(t time.Time) string {
	t = t.In(oslo)
	return fmt.Sprintf("%s %d. %s %d kl. %02d.%02d",
		norsk.Weekday(t.Weekday()), t.Day(), norsk.Month(t.Month()), t.Year(), t.Hour(), t.Minute())
}

// momentIn writes a time in a language.
func momentIn(l Lang, t time.Time) string {
	switch _, withoutDay, _ := strings.Cut(Moment(t), " "); l {
	case Nynorsk: // the months are the same, the days are not
		return withoutDay
	case English:
		return t.In(oslo).Format("2 January 2006 at 15:04")
	}
	return Moment(t)
}
