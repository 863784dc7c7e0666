package announce

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"kjernebot/bot/message"
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
// cards. It is the preview too. oslo is the zone of the times in it.
func Render(a Announcement, oslo *time.Location) message.Reply {
	card, c := copyCard(a, oslo)
	if c.ReadReceipt {
		card.AddActions(message.Execute(textRead, readButton{Version: 1, Op: OpRead, ID: a.ID}))
	}
	return reply(card, c.Title, c.Important)
}

// renderRead is the copy of somebody who has confirmed: it says so where the button was, and makes no sound.
func renderRead(a Announcement, oslo *time.Location) message.Reply {
	card, c := copyCard(a, oslo)
	return message.Reply{Card: card.Add(message.Label(textHasRead)).JSON(), Summary: c.Title, Locale: "nb-NO"}
}

func copyCard(a Announcement, oslo *time.Location) (*message.Card, Content) {
	card, c := begin(a, oslo, textAnnouncement, "")
	card.Add(elements(c.Text)...)
	if c.Picture != "" {
		card.Add(picture{Type: "Image", URL: c.Picture, AltText: cmp.Or(c.PictureText, textPicture), Size: "Auto"})
	}
	addSource(card, a)
	return card, c
}

// renderReminder is the one reminder to those who have not answered: the announcement again, under a line that says
// so.
func renderReminder(a Announcement, oslo *time.Location) message.Reply {
	card, c := begin(a, oslo, textReminderLabel, textReminder+"\n\n")
	card.Add(message.Text(textReminder), message.Group(elements(c.Text)...))
	addSource(card, a)
	card.AddActions(message.Execute(textRead, readButton{Version: 1, Op: OpRead, ID: a.ID}))
	return reply(card, fmt.Sprintf(textReminderTitle, c.Title), c.Important)
}

// begin is a card with what stands above the text, and the content as it is shown.
func begin(a Announcement, oslo *time.Location, label, before string) (*message.Card, Content) {
	c := a.tidy()
	above := message.Label(label)
	if c.Important && before == "" {
		above.Text, above.Color = textImportant, "Attention"
	}
	card := message.NewCard("nb", before+fallback(a, oslo)).Add(above, message.Heading(message.Escape(c.Title)))
	if note := corrected(a, oslo); note != "" {
		card.Add(message.Label(note))
	}
	return card, c
}

// addSource says who speaks, and adds the button that leads to more with a word about where.
func addSource(card *message.Card, a Announcement) {
	c := a.tidy()
	card.Add(message.Note(message.Escape(from(a))))
	if c.Link != "" {
		title := cmp.Or(c.LinkTitle, textLink)
		card.Add(message.Note(message.Escape(fmt.Sprintf(textLeadsTo, title, LeadsTo(c.Link)))))
		card.AddActions(message.OpenURL(title, c.Link))
	}
}

func reply(card *message.Card, summary string, important bool) message.Reply {
	r := message.Reply{Card: card.JSON(), Summary: summary, Locale: "nb-NO",
		ChannelData: []byte(`{"notification":{"alert":true}}`)}
	if important {
		r.Importance = "high"
	}
	return r
}

// from says who speaks.
func from(a Announcement) string {
	if a.Author.Name == "" {
		return textFromProject
	}
	return fmt.Sprintf(textFrom, a.Author.Name) + " · " + strings.TrimPrefix(textFromProject, "Fra ")
}

// corrected is the mark of an announcement that says something else than it did at first; "" for others.
func corrected(a Announcement, oslo *time.Location) string {
	if a.Corrected.IsZero() {
		return ""
	}
	return fmt.Sprintf(textCorrected, Moment(a.Corrected.In(oslo)))
}

// fallback is the whole content as text.
func fallback(a Announcement, oslo *time.Location) string {
	c := a.tidy()
	var parts []string
	if c.Important {
		parts = append(parts, textImportant+"!")
	}
	parts = append(parts, c.Title)
	if note := corrected(a, oslo); note != "" {
		parts = append(parts, note)
	}
	parts = append(parts, c.Text)
	if c.Link != "" {
		parts = append(parts, cmp.Or(c.LinkTitle, textLink)+": "+c.Link)
	}
	return strings.Join(append(parts, from(a)), "\n\n")
}
