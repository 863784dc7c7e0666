package announcing

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/announce"
	"kjernebot/knowledge"
)

// fill takes a form in, and gives the preview, or the form again when something is missing. What was written is kept in
// any case: in the draft, and in the form that comes back.
func (a *Dialogue) fill(ctx context.Context, t *bot.Turn, data json.RawMessage) (preview message.Reply, again *form,
	err error) {
	f := readForm(data)
	one, err := a.scheduler.Get(ctx, by(t), f.id)
	if errors.Is(err, announce.ErrGone) && !f.correct {
		// An old form whose draft was deleted: it becomes a new one.
		one, err = a.scheduler.Write(ctx, by(t), announce.Content{}, announce.Audience{Kind: announce.All}, time.Time{})
		f.id, f.seen = one.ID, one.Version
	}
	if err != nil {
		return preview, nil, err
	}
	proposal := f.proposal(f.check(one, a.registry, a.oslo, a.now()))
	if f.correct {
		return a.fillCorrection(one, f)
	}
	changed, err := a.scheduler.Edit(ctx, by(t), f.id, f.seen, proposal)
	switch {
	case errors.Is(err, announce.ErrChanged) && same(one, proposal):
		changed = one // sent twice
	case errors.Is(err, announce.ErrChanged):
		f.seen = one.Version
		f.wrong("", texts.ForAnnouncing().ChangedForm)
		return preview, &f, nil
	case err != nil:
		return preview, nil, err
	}
	if f.seen = changed.Version; len(f.problems) > 0 {
		return preview, &f, nil
	}
	preview, err = a.preview(ctx, t, changed.ID)
	return preview, nil, err
}

// same reports whether an announcement says what a form says.
func same(a announce.Announcement, p announce.Proposal) bool {
	return a.Content == p.Content && a.Audience.String() == p.Audience.String() && a.At.Equal(p.At) && a.Typed == p.Typed
}

// fillCorrection is fill for a correction, which is kept nowhere before it is confirmed.
func (a *Dialogue) fillCorrection(one announce.Announcement, f form) (preview message.Reply, again *form, err error) {
	if one.Version != f.seen && one.Content != f.content {
		f.seen = one.Version
		f.wrong("", texts.ForAnnouncing().ChangedForm)
	}
	if len(f.problems) > 0 {
		return preview, &f, nil
	}
	return a.correctionPreview(one, f.content), nil, nil
}

// Preview answers a form that was sent from a card in the chat.
func (a *Dialogue) Preview(ctx context.Context, c *dialogue.Call) error {
	t := c.Turn
	if err := t.Claim(ctx); err != nil {
		return err
	}
	preview, again, err := a.fill(ctx, t, c.Form)
	if err != nil {
		return err
	}
	if again != nil {
		return a.instead(ctx, c, again.reply())
	}
	a.close(ctx, t, texts.ForAnnouncing().FormUsed)
	return a.private(ctx, t, preview)
}

// instead puts a message in the place of the card that was clicked, or in the own chat of who clicked.
func (a *Dialogue) instead(ctx context.Context, c *dialogue.Call, r message.Reply) error {
	if c.Conversation.Kind != message.Personal {
		return a.private(ctx, c.Turn, r)
	}
	return c.Instead(ctx, r)
}

// close puts a line in the place of a card that has been used. It may fail: what the card asks for is checked anew at
// every click.
func (a *Dialogue) close(ctx context.Context, t *bot.Turn, line string) {
	if t.ReplyTo == "" || t.Conversation.Kind != message.Personal {
		return
	}
	if err := t.Replace(ctx, t.ReplyTo, dialogue.Plain(dialogue.KindAnnounce, knowledge.Bokmal,
		line).Reply()); err != nil {
		t.Log.WarnContext(ctx, "used card not replaced", "error", err)
	}
}

// FetchDialog answers a button that opens the form as a dialog: with what was written in the card, where the client
// sends it along, else with what the draft says.
func (a *Dialogue) FetchDialog(ctx context.Context, c *dialogue.Call) error {
	f := readForm(c.Form)
	one, err := a.scheduler.Get(ctx, by(c.Turn), f.id)
	if err != nil {
		return err
	}
	if c.Value(fieldImportant) == "" { // which every form has
		correct := f.correct
		f = a.formOf(one)
		f.correct = correct
	}
	c.Respond(f.dialog())
	return nil
}

// SubmitDialog takes the form of a dialog in: the form again when something is missing, or the preview in the chat.
func (a *Dialogue) SubmitDialog(ctx context.Context, c *dialogue.Call) error {
	if err := c.Claim(ctx); err != nil {
		return err
	}
	preview, again, err := a.fill(ctx, c.Turn, c.Form)
	if err != nil {
		return err
	}
	if again != nil {
		c.Respond(again.dialog())
		return nil
	}
	if err := a.private(ctx, c.Turn, preview); err != nil {
		return err
	}
	c.Respond(dialogue.TaskMessage(texts.ForAnnouncing().DialogDone))
	return nil
}

// Edit shows the form of what was not sent yet.
func (a *Dialogue) Edit(ctx context.Context, c *dialogue.Call) error {
	t, id := c.Turn, announce.ID(c.Button.ID)
	one, err := a.scheduler.Get(ctx, by(t), id)
	if err != nil {
		return err
	}
	switch one.State {
	case announce.Draft: // the preview would not be true any more
		return a.instead(ctx, c, a.formOf(one).reply())
	case announce.Scheduled: // a card that goes on following it
		return a.private(ctx, t, a.formOf(one).reply())
	}
	return announce.ErrState
}

// Reuse makes a new draft of an announcement.
func (a *Dialogue) Reuse(ctx context.Context, c *dialogue.Call) error {
	t, id := c.Turn, announce.ID(c.Button.ID)
	if err := t.Claim(ctx); err != nil {
		return err
	}
	draft, err := a.scheduler.Copy(ctx, by(t), id)
	if err != nil {
		return err
	}
	return a.private(ctx, t, a.formOf(draft).reply())
}

// Delete removes a draft, and the card that shows it.
func (a *Dialogue) Delete(ctx context.Context, c *dialogue.Call) error {
	err := a.scheduler.Delete(ctx, by(c.Turn), announce.ID(c.Button.ID))
	if err != nil && !errors.Is(err, announce.ErrGone) {
		return err
	}
	r := dialogue.Plain(dialogue.KindAnnounce, knowledge.Bokmal, texts.ForAnnouncing().Deleted).Reply()
	if readAnnounceButton(c.Form).Listed {
		if r, err = a.list(ctx, by(c.Turn)); err != nil {
			return err
		}
	}
	return a.instead(ctx, c, r)
}

// CorrectForm shows the form of a correction, with what has been written of it when there is a preview.
func (a *Dialogue) CorrectForm(ctx context.Context, c *dialogue.Call) error {
	t, b := c.Turn, readAnnounceButton(c.Form)
	one, err := a.scheduler.Get(ctx, by(t), b.ID)
	if err != nil {
		return err
	}
	f := a.formOf(one)
	f.correct = true
	if b.Content == nil { // a card that goes on following it
		return a.private(ctx, t, f.reply())
	}
	f.content = *b.Content
	return a.instead(ctx, c, f.reply())
}
