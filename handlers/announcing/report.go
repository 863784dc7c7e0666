package announcing

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/announce"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
	"kjernebot/internal/norsk"
	"kjernebot/internal/outbox"
	"kjernebot/knowledge"
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
		copies, err := a.Scheduler.Copies(ctx, viewer, p.ID)
		if err != nil {
			return err
		}
		rows := a.lost(copies)
		card.Add(message.Text(text.NotArrived), message.Text(strings.Join(rows[:min(len(rows), maxRows)], "\n")))
		if p.Uncertain > 0 && p.Goal != announce.Withdrawn {
			card.Add(message.Note(text.UncertainMeans))
		}
	}
	if !asksReaders(p) {
		return nil
	}
	rows, err := a.Scheduler.Kommuner(ctx, viewer, p.ID)
	if err != nil {
		return err
	}
	names := dialogue.Mapped(announce.Unread(rows), func(r announce.KommuneReport) string { return r.Name })
	if len(names) > 0 {
		card.Add(message.Text(text.NotRead), message.Text(enumerate(names)))
	}
	if !p.Reminded.IsZero() {
		card.Add(message.Note(fmt.Sprintf(text.RemindedAt, announce.Moment(p.Reminded))))
	}
	return nil
}

// asksReaders reports whether it is time to tell where nobody has read.
func asksReaders(p announce.Progress) bool {
	return !p.Started.IsZero() && p.Asks() && ended(p.State) && p.State != announce.Withdrawn
}

// lost lists the copies that did not end well: why, and whose. Persons are not named.
func (a *Dialogue) lost(copies []announce.Copy) []string {
	var all []miss
	for _, c := range copies {
		if c.State != outbox.Failed && c.State != outbox.Uncertain {
			continue
		}
		name := a.kommuneName(c.Kommune)
		switch {
		case c.Person == "" && c.Kommune == "":
			name = text.Channel
		case c.Person == "":
			name += " (" + text.Channel + ")"
		}
		all = append(all, miss{c.Reason(), name})
	}
	return byReason(all)
}

// Report is the announcement a kommune a row.
func (a *Dialogue) Report(ctx context.Context, c *dialogue.Call) error {
	p, noProgress := a.Scheduler.Progress(ctx, by(c.Turn), idOf(c))
	rows, noRows := a.Scheduler.Kommuner(ctx, by(c.Turn), idOf(c))
	if err := cmp.Or(noProgress, noRows); err != nil {
		return err
	}
	title := fmt.Sprintf(text.ReportTitle, titleOr(p.Announcement))
	card := message.NewCard("nb", title).Add(message.Heading(message.Escape(title)))
	var facts []message.Fact
	for _, r := range rows[:min(len(rows), maxReport)] {
		value := fmt.Sprintf(text.ReportRow, r.Sent, r.Copies)
		if p.Asks() {
			value += ", " + fmt.Sprintf(text.ReportRead, r.Readers)
		}
		for _, one := range r.Answers {
			value += fmt.Sprintf(", %s: %d", norsk.Quote(message.Escape(one.Text)), one.Persons)
		}
		facts = append(facts, message.Fact{Title: a.kommuneName(kommune.Numbers(r.Kommune)), Value: value})
	}
	card.Add(message.Facts(facts...))
	if more := len(rows) - maxReport; more > 0 {
		card.Add(message.Note(fmt.Sprintf(text.AndMore, more)))
	}
	if err := a.missed(ctx, by(c.Turn), p, card); err != nil {
		return err
	}
	if a.Files != nil {
		card.AddActions(dialogue.Formats(text.Download, buttonFor(OpFile, p.Announcement)))
	}
	return a.private(ctx, c.Turn, shown(card, title))
}

// File is what became of each copy, as a file.
func (a *Dialogue) File(ctx context.Context, c *dialogue.Call) (dialogue.File, error) {
	one, err := a.Scheduler.Get(ctx, by(c.Turn), idOf(c))
	if err != nil {
		return dialogue.File{}, err
	}
	var file bytes.Buffer
	err = a.Scheduler.WriteReport(ctx, &file, c.Button.Format, by(c.Turn), one.ID)
	return dialogue.File{Content: file.Bytes(), Name: fmt.Sprintf("kunngjoring-%s.%s", one.ID, c.Button.Format),
		About: fmt.Sprintf(text.FileAbout, titleOr(one))}, err
}

// Read notes who has read. Nothing is posted for a button whose answer comes in the HTTP response, and nothing in a
// channel for one that came as a message: the thanks go to the reader's own chat.
func (a *Dialogue) Read(ctx context.Context, c *dialogue.Call) error {
	answer, first, err := a.read(ctx, c)
	reply := dialogue.Plain(dialogue.KindAnnounce, readsIn(c), answer).Reply()
	switch {
	case err != nil:
		return err
	case c.Kind == bot.TurnInvoke:
		c.Respond(dialogue.ActionMessage(answer))
		return nil
	case c.Conversation.Kind == message.Personal:
		return c.Reply(ctx, reply)
	case !first:
		return nil
	}
	if err := a.later(ctx, c.Turn, reply); err != nil {
		// It has been noted, and the reader may be somebody whom the bot cannot write to.
		c.Log.WarnContext(ctx, "reader not thanked", "error", err)
	}
	return nil
}

// readsIn is the language of a reader: that of their copy, or of their Teams where all have the same.
func readsIn(c *dialogue.Call) knowledge.Lang {
	if c.Button.Lang != knowledge.Bokmal {
		return c.Button.Lang
	}
	return texts.LangOf(c.Conversation.Locale)
}

// read notes who has read and tells them so, in their language. first reports whether it is news.
func (a *Dialogue) read(ctx context.Context, c *dialogue.Call) (answer string, first bool, err error) {
	text := texts.For(readsIn(c))
	if idOf(c) == announce.Rehearsal {
		return text.ReadRehearsal, true, nil
	}
	first, err = a.Scheduler.MarkRead(ctx, idOf(c), c.Person, c.Button.Text)
	switch {
	case errors.Is(err, announce.ErrGone):
		return text.ReadGone, false, nil
	case errors.Is(err, announce.ErrChanged):
		return text.AnswerGone, false, nil
	case errors.Is(err, announce.ErrNotAllowed):
		return text.ReadUnknown, false, nil
	case err != nil:
		return "", false, err
	}
	a.showRead(ctx, c)
	switch {
	case c.Button.Text != "":
		return fmt.Sprintf(text.AnswerThanks, message.Escape(c.Button.Text)), first, nil
	case !first:
		return text.ReadAlready, false, nil
	}
	return text.ReadThanks, true, nil
}

// showRead puts «Du har lest og forstått» in the place of the button in the reader's own copy; the one in a channel is
// everybody's. A correction that comes meanwhile is not undone by it: what was shown is looked at again. It may fail:
// it has been noted.
func (a *Dialogue) showRead(ctx context.Context, c *dialogue.Call) {
	if c.Conversation.Kind != message.Personal || c.ReplyTo == "" {
		return
	}
	for shown := 0; ; {
		r, version, err := a.Scheduler.ReadCopy(ctx, idOf(c), announce.Lang(c.Button.Lang), c.Button.Text)
		if err == nil && version == shown {
			return
		}
		if err == nil {
			shown, err = version, c.Replace(ctx, c.ReplyTo, r)
		}
		if err != nil {
			c.Log.WarnContext(ctx, "copy does not show that it was read", "error", err)
			return
		}
	}
}

// News tells a coordinator what was announced since, and how many have confirmed that they read it.
func (a *Dialogue) News(ctx context.Context, access members.Access, after time.Time) (string, error) {
	by := announce.Signature{Person: access.Person()}
	all, err := a.Scheduler.List(ctx, by, recent)
	var lines []string
	for _, one := range all {
		for _, t := range one.Series.Skipped {
			if t.After(after) {
				lines = append(lines, message.Escape(titleOr(one))+": "+fmt.Sprintf(text.Skipped, announce.Moment(t)))
			}
		}
		if err != nil || one.Started.Before(after) {
			continue
		}
		var p announce.Progress
		if p, err = a.Scheduler.Progress(ctx, by, one.ID); err == nil {
			t, title := &texts.ForCoordinators().Monday, message.Escape(titleOr(one))
			if p.Asks() {
				lines = append(lines, fmt.Sprintf(t.Read, title, p.Sent, p.Read))
			} else {
				lines = append(lines, fmt.Sprintf(t.Sent, title, p.Sent))
			}
		}
	}
	return dialogue.Join(" ", lines...), err
}
