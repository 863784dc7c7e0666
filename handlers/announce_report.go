package handlers

import (
	"context"
	"fmt"
	"strings"

	"kjernebot/bot"
	"kjernebot/handlers/texts"
	"kjernebot/internal/announce"
	"kjernebot/internal/outbox"
)

// maxReport is how many kommuner the report in the chat has; the file has all of them.
const maxReport = 60

// details say who did not get it and why, and who has read. Copies are looked at only when all have come to their end:
// there may be thousands.
func (a *Announcements) details(ctx context.Context, viewer announce.Person, p announce.Progress, card *bot.Card) error {
	if p.Started.IsZero() {
		return nil
	}
	text := texts.ForAnnouncing()
	if p.Goal != announce.Withdrawn {
		card.Add(a.unreachable(p.Announcement.Unreachable)...)
	}
	if !ended(p.State) {
		return nil
	}
	if p.Failed+p.Uncertain > 0 {
		if err := a.lost(ctx, viewer, p, card); err != nil {
			return err
		}
	}
	if !p.ReadReceipt || p.State == announce.Withdrawn {
		return nil
	}
	rows, err := a.scheduler.Kommuner(ctx, viewer, p.ID)
	if err != nil {
		return err
	}
	if names := namesOf(announce.Unread(rows)); len(names) > 0 {
		card.Add(bot.Text(text.NotRead), bot.Text(enumerate(names)))
	}
	if !p.Reminded.IsZero() {
		card.Add(bot.Note(fmt.Sprintf(text.RemindedAt, announce.Moment(p.Reminded.In(a.oslo)))))
	}
	return nil
}

func namesOf(rows []announce.KommuneReport) []string {
	var names []string
	for _, r := range rows {
		names = append(names, r.Name)
	}
	return names
}

// lost lists the copies that did not end well: why, and where.
func (a *Announcements) lost(ctx context.Context, viewer announce.Person, p announce.Progress, card *bot.Card) error {
	text := texts.ForAnnouncing()
	copies, err := a.scheduler.Copies(ctx, viewer, p.ID)
	if err != nil {
		return err
	}
	where := map[string][]string{}
	var reasons []string
	for _, c := range copies {
		if c.State != outbox.Failed && c.State != outbox.Uncertain {
			continue
		}
		reason := c.Reason(a.oslo)
		if where[reason] == nil {
			reasons = append(reasons, reason)
		}
		where[reason] = append(where[reason], a.placeOf(c))
	}
	var rows []string
	for _, reason := range reasons[:min(len(reasons), maxRows)] {
		rows = append(rows, fmt.Sprintf(text.UnreachableRow, reason, enumerate(counted(where[reason]))))
	}
	card.Add(bot.Text(text.NotArrived), bot.Text(strings.Join(rows, "\n")))
	if p.Uncertain > 0 && p.Goal != announce.Withdrawn {
		card.Add(bot.Note(text.UncertainMeans))
	}
	return nil
}

// placeOf is whose copy it is: a kommune, a channel, or somebody of no kommune. Persons are not named.
func (a *Announcements) placeOf(c announce.Copy) string {
	text := texts.ForAnnouncing()
	switch {
	case c.Kommune == "" && c.Person == "":
		return text.Channel
	case c.Kommune == "":
		return text.NoKommune
	case c.Person == "":
		return a.kommuneName(c.Kommune) + " (" + text.Channel + ")"
	}
	return a.kommuneName(c.Kommune)
}

// report is the announcement a kommune a row.
func (a *Announcements) report(ctx context.Context, t *bot.Turn, id announce.ID) error {
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
	card := bot.NewCard("nb", title).Add(bot.Heading(plainMarkdown(title)))
	var facts []bot.Fact
	for _, r := range rows[:min(len(rows), maxReport)] {
		facts = append(facts, a.reportRow(r, p))
	}
	card.Add(bot.Facts(facts...))
	if more := len(rows) - maxReport; more > 0 {
		card.Add(bot.Note(fmt.Sprintf(text.AndMore, more)))
	}
	if err := a.details(ctx, by(t), p, card); err != nil {
		return err
	}
	if a.files != nil {
		card.AddActions(bot.Submit(text.Download, announcing(opFileOf, p.Announcement)))
	}
	return a.private(ctx, t, bot.Reply{Card: card.JSON(), Summary: title, Locale: "nb-NO"})
}

func (a *Announcements) reportRow(r announce.KommuneReport, p announce.Progress) bot.Fact {
	text := texts.ForAnnouncing()
	name := r.Name
	if r.Kommune == "" {
		name = text.NoKommune
	}
	value := fmt.Sprintf(text.ReportRow, r.Sent, r.Copies)
	if p.ReadReceipt {
		value += ", " + fmt.Sprintf(text.ReportRead, r.Readers)
	}
	return bot.Fact{Title: name, Value: value}
}
