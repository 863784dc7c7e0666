package announce

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/norsk"
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

// renderRead is the copy of somebody who has confirmed: it says so where the button was, and makes no sound.
func renderRead(a Announcement) message.Reply {
	card := copyCard(&a, false).Add(message.Label(textHasRead))
	return message.Reply{Card: card.JSON(), Summary: a.Title, Locale: "nb-NO"}
}

// renderReminder is the one reminder to those who have not answered: the announcement again, under a line that says
// so.
func renderReminder(a Announcement) message.Reply {
	card := copyCard(&a, true).AddActions(readAction(a.ID))
	return reply(card, fmt.Sprintf(textReminderTitle, a.Title), a.Important)
}

func readAction(id ID) any {
	return message.Execute(textRead, readButton{Version: 1, Op: OpRead, ID: id})
}

// copyCard is the card of an announcement, with the same as text, and makes the content what is shown.
func copyCard(a *Announcement, reminder bool) *message.Card {
	a.Content = a.tidy()
	label, body := message.Label(textAnnouncement), elements(a.Text)
	var asText []string
	if a.Important {
		label.Text, label.Color = textImportant, "Attention"
		asText = []string{textImportant + "!"}
	}
	if reminder {
		label, body = message.Label(textReminderLabel), []any{message.Text(textReminder), message.Group(body...)}
		asText = append([]string{textReminder}, asText...)
	}
	card := message.NewCard("nb", "").Add(label, message.Heading(message.Escape(a.Title)))
	asText = append(asText, a.Title)
	if !a.Corrected.IsZero() {
		note := fmt.Sprintf(textCorrected, Moment(a.Corrected))
		card.Add(message.Label(note))
		asText = append(asText, note)
	}
	card.Add(body...)
	asText = append(asText, a.Text)
	if a.Picture != "" && !reminder {
		card.Add(picture{Type: "Image", URL: a.Picture, AltText: cmp.Or(a.PictureText, textPicture), Size: "Auto"})
	}
	from := textFromProject
	if a.Author.Name != "" {
		from = fmt.Sprintf(textFrom, a.Author.Name) + " · " + strings.TrimPrefix(textFromProject, "Fra ")
	}
	card.Add(message.Note(message.Escape(from)))
	if a.Link != "" {
		title := cmp.Or(a.LinkTitle, textLink)
		card.Add(message.Note(message.Escape(fmt.Sprintf(textLeadsTo, title, LeadsTo(a.Link)))))
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

// What people read. Announcements are written in Norwegian, so these are too.
const (
	textImportant     = "Viktig"
	textAnnouncement  = "Kunngjøring"
	textFrom          = "Fra %s"
	textFromProject   = "Fra kjernejournal-prosjektet"
	textCorrected     = "Rettet %s"
	textRead          = "Lest og forstått"
	textHasRead       = "✓ Du har lest og forstått"
	textLink          = "Les mer"
	textLeadsTo       = "«%s» går til %s"
	textPicture       = "Bilde til kunngjøringen"
	textReminderLabel = "Påminnelse"
	textReminder      = "Har du lest denne? Ta en titt, og trykk på «Lest og forstått» når du har forstått innholdet."
	textReminderTitle = "Påminnelse: %s"
)

// Why somebody gets no copy.
const (
	reasonNotMet   = "Har ikke snakket med Kjernebot, og er ikke med i noe team der Kjernebot er"
	reasonNoRoster = "Har ikke snakket med Kjernebot, og medlemslisten i Teams kunne ikke hentes"
	reasonNobody   = "Ingen i kommunen er registrert"
)

// oslo is the zone of the times that people write and read.
var oslo = week.Location()

// Moment writes a time as people in Norway do: tirsdag 24. november 2026 kl. 08.00.
func Moment(t time.Time) string {
	t = t.In(oslo)
	return fmt.Sprintf("%s %d. %s %d kl. %02d.%02d",
		norsk.Weekday(t.Weekday()), t.Day(), norsk.Month(t.Month()), t.Year(), t.Hour(), t.Minute())
}
