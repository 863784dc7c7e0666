package announcing

import (
	"context"
	"fmt"
	"strings"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/announce"
	"kjernebot/internal/outbox"
	"kjernebot/internal/sheet"
)

// maxReport is how many kommuner the report in the chat has; the file has all of them.
const maxReport = 60

// missed says who did not get it and why, and where nobody has read it. Copies are looked at only when all have come to
// their end: there may be thousands.
func (a *Dialogue) missed(ctx context.Context, viewer announce.Signature, p announce.Progress,
	card *message.Card) error {
	if p.Started.IsZero() {
		return nil
	}
	if p.Goal != announce.Withdrawn {
		card.Add(a.unreachable(p.Announcement.Unreachable)...)
	}
	if ended(p.State) && p.Failed+p.Uncertain > 0 {
		if err := a.lost(ctx, viewer, p, card); err != nil {
			return err
		}
	}
	if !asksReaders(p) {
		return nil
	}
	rows, err := a.scheduler.Kommuner(ctx, viewer, p.ID)
	if err == nil {
		a.notRead(p, rows, card)
	}
	return err
}

// asksReaders reports whether it is time to tell where nobody has read.
func asksReaders(p announce.Progress) bool {
	return !p.Started.IsZero() && p.ReadReceipt && ended(p.State) && p.State != announce.Withdrawn
}

// notRead says where nobody has read, and when they were reminded.
func (a *Dialogue) notRead(p announce.Progress, rows []announce.KommuneReport, card *message.Card) {
	text := texts.ForAnnouncing()
	var names []string
	for _, r := range announce.Unread(rows) {
		names = append(names, r.Name)
	}
	if len(names) > 0 {
		card.Add(message.Text(text.NotRead), message.Text(enumerate(names)))
	}
	if !p.Reminded.IsZero() {
		card.Add(message.Note(fmt.Sprintf(text.RemindedAt, announce.Moment(p.Reminded.In(a.oslo)))))
	}
}

// lost lists the copies that did not end well: why, and where.
func (a *Dialogue) lost(ctx context.Context, viewer announce.Signature, p announce.Progress, card *message.Card) error {
	text := texts.ForAnnouncing()
	copies, err := a.scheduler.Copies(ctx, viewer, p.ID)
	if err != nil {
		return err
	}
	var reasons byReason
	for _, c := range copies {
		if c.State == outbox.Failed || c.State == outbox.Uncertain {
			reasons.add(c.Reason(a.oslo), a.placeOf(c))
		}
	}
	rows := reasons.rows()
	card.Add(message.Text(text.NotArrived), message.Text(strings.Join(rows[:min(len(rows), maxRows)], "\n")))
	if p.Uncertain > 0 && p.Goal != announce.Withdrawn {
		card.Add(message.Note(text.UncertainMeans))
	}
	return nil
}

// placeOf is whose copy it is: a kommune, a channel, or somebody of no kommune. Persons are not named.
func (a *Dialogue) placeOf(c announce.Copy) string {
	text := texts.ForAnnouncing()
	switch {
	case c.Kommune == "" && c.Person == "":
		return text.Channel
	case c.Kommune == "":
		return text.NoKommune
	case c.Person == "":
		return a.registry.Name(c.Kommune) + " (" + text.Channel + ")"
	}
	return a.registry.Name(c.Kommune)
}

// Report is the announcement a kommune a row.
func (a *Dialogue) Report(ctx context.Context, c *dialogue.Call) error {
	t, id := c.Turn, announce.ID(c.Button.ID)
	p, err := a.scheduler.Progress(ctx, by(t), id)
	if err != nil {
		return err
	}
	rows, err := a.scheduler.Kommuner(ctx, by(t), id)
	if err != nil {
		return err
	}
	text := texts.ForAnnouncing()
	title := fmt.Sprintf(text.ReportTitle, titleOr(p.Announcement))
	card := message.NewCard("nb", title).Add(message.Heading(message.Escape(title)))
	var facts []message.Fact
	for _, r := range rows[:min(len(rows), maxReport)] {
		facts = append(facts, a.reportRow(r, p))
	}
	card.Add(message.Facts(facts...))
	if more := len(rows) - maxReport; more > 0 {
		card.Add(message.Note(fmt.Sprintf(text.AndMore, more)))
	}
	if err := a.missed(ctx, by(t), p, card); err != nil {
		return err
	}
	if a.files != nil {
		card.AddActions(message.ShowCard(text.Download, nil,
			message.Submit("Excel", announcingFile(p.Announcement, sheet.XLSX)),
			message.Submit("CSV", announcingFile(p.Announcement, sheet.CSV))))
	}
	return a.private(ctx, t, message.Reply{Card: card.JSON(), Summary: title, Locale: "nb-NO"})
}

func (a *Dialogue) reportRow(r announce.KommuneReport, p announce.Progress) message.Fact {
	text := texts.ForAnnouncing()
	name := r.Name
	if r.Kommune == "" {
		name = text.NoKommune
	}
	value := fmt.Sprintf(text.ReportRow, r.Sent, r.Copies)
	if p.ReadReceipt {
		value += ", " + fmt.Sprintf(text.ReportRead, r.Readers)
	}
	return message.Fact{Title: name, Value: value}
}
