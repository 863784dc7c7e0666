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

// readButton is what the button «Lest og forstått» sends. Whoever sees a copy can send it, so who has read is taken
// from the activity, never from here.
type readButton struct {
	Version int    `json:"v"`
	Op      string `json:"op"`
	ID      ID     `json:"id"`
}

// picture is an image of a card.
type picture struct {
	Type    string `json:"type"`
	URL     string `json:"url"`
	AltText string `json:"altText"`
	Size    string `json:"size"`
}

// Render makes the message that every recipient gets: an Adaptive Card with the same as text for clients without
// cards. It is the preview too.
func Render(a Announcement) message.Reply {
	card := copyCard(&a, false)
	if a.ReadReceipt {
		card.AddActions(readAction(a.ID))
	}
	return reply(card, a.Title, a.Important)
}

// renderReminder is the one reminder to those who have not answered: the announcement again, under a line that says
// so.
func renderReminder(a Announcement) message.Reply {
	card := copyCard(&a, true).AddActions(readAction(a.ID))
	return reply(card, fmt.Sprintf(texts.ReminderTitle, a.Title), a.Important)
}

func readAction(id ID) any {
	return message.Execute(texts.Read, readButton{Version: 1, Op: OpRead, ID: id})
}

// copyCard is the card of an announcement, with the same as text, and makes the content what is shown.
func copyCard(a *Announcement, reminder bool) *message.Card {
	a.Content = a.tidy()
	label, body := message.Label(texts.Announcement), elements(a.Text)
	var asText []string
	if a.Important {
		label.Text, label.Color = texts.Important, "Attention"
		asText = []string{texts.Important + "!"}
	}
	if reminder {
		label, body = message.Label(texts.ReminderLabel), []any{message.Text(texts.Reminder), message.Group(body...)}
		asText = append([]string{texts.Reminder}, asText...)
	}
	card := message.NewCard("nb", "").Add(label, message.Heading(message.Escape(a.Title)))
	asText = append(asText, a.Title)
	if !a.Corrected.IsZero() {
		note := fmt.Sprintf(texts.Corrected, Moment(a.Corrected))
		card.Add(message.Label(note))
		asText = append(asText, note)
	}
	card.Add(body...)
	asText = append(asText, a.Text)
	if a.Picture != "" && !reminder {
		card.Add(picture{Type: "Image", URL: a.Picture, AltText: cmp.Or(a.PictureText, texts.Picture), Size: "Auto"})
	}
	from := texts.FromProject
	if a.Author.Name != "" {
		from = fmt.Sprintf(texts.From, a.Author.Name) + " · " + strings.TrimPrefix(texts.FromProject, "Fra ")
	}
	card.Add(message.Note(message.Escape(from)))
	if a.Link != "" {
		title := cmp.Or(a.LinkTitle, texts.Link)
		card.Add(message.Note(message.Escape(fmt.Sprintf(texts.LeadsTo, title, LeadsTo(a.Link)))))
		card.AddActions(message.OpenURL(title, a.Link))
		asText = append(asText, title+": "+a.Link)
	}
	card.Fallback = strings.Join(append(asText, from), "\n\n")
	return card
}

// reply is a message that is heard when it comes.
func reply(card *message.Card, summary string, important bool) message.Reply {
	r := message.Reply{Card: card.JSON(), Summary: summary, Locale: "nb-NO",
		ChannelData: []byte(`{"notification":{"alert":true}}`)}
	if important {
		r.Importance = "high"
	}
	return r
}

//go:embed texts.json
var textsFile []byte

// texts are what people read. Announcements are written in Norwegian, so these are too.
var texts = func() (t struct {
	Announcement, Important, From, FromProject, Corrected string
	Link, LeadsTo, Picture                                string
	Read, HasRead, ReminderLabel, Reminder, ReminderTitle string
	NotMet, NoRoster, Nobody                              string // why somebody gets no copy

	States  map[outbox.State]string // of copies
	Reasons map[string]string       // why a copy is not sent, by the code
}) {
	if err := json.Unmarshal(textsFile, &t, json.RejectUnknownMembers(true)); err != nil {
		panic(err) // it is compiled in
	}
	return t
}()

// oslo is the zone of the times that people write and read.
var oslo = week.Location()

// Moment writes a time as people in Norway do: tirsdag 24. november 2026 kl. 08.00.
func Moment(t time.Time) string {
	t = t.In(oslo)
	return fmt.Sprintf("%s %d. %s %d kl. %02d.%02d",
		norsk.Weekday(t.Weekday()), t.Day(), norsk.Month(t.Month()), t.Year(), t.Hour(), t.Minute())
}
