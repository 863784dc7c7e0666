package announcing

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/internal/announce"
	"kjernebot/internal/norsk"
)

// fill takes a form in, and gives the preview, or the form again when something is missing. What was written is kept in
// any case: in the draft, and in the form that comes back.
func (a *Dialogue) fill(ctx context.Context, c *dialogue.Call) (preview message.Reply, again *form, err error) {
	f, author := readForm(c), by(c.Turn)
	one, err := a.Scheduler.Get(ctx, author, f.id)
	if errors.Is(err, announce.ErrGone) && !f.correct {
		// An old form whose draft was deleted: it becomes a new one.
		one, err = a.Scheduler.Write(ctx, author, announce.Content{}, everybody, time.Time{})
		f.id, f.seen = one.ID, one.Version
	}
	if err != nil {
		return preview, nil, err
	}
	said := f.check(one, a.Registry, a.Now())
	same := one.Content == said.Content && one.Audience.String() == said.Audience.String() && one.At.Equal(said.At) &&
		one.Expires.Equal(said.Expires) && one.Typed == said.Typed
	switch {
	case !f.correct:
		said, err = a.Scheduler.Edit(ctx, author, said)
	case said.Version != one.Version: // a correction is kept nowhere before it is confirmed
		err = announce.ErrChanged
	}
	f.seen = said.Version
	if errors.Is(err, announce.ErrChanged) {
		if said, f.seen, err = one, one.Version, nil; !same { // else it was sent twice
			f.wrong("", text.ChangedForm)
		}
	}
	switch {
	case err != nil:
		return preview, nil, err
	case len(f.problems) > 0:
		return preview, &f, nil
	case f.correct:
		return a.correctionPreview(one, f.content), nil, nil
	}
	preview, err = a.preview(ctx, c.Turn, said)
	return preview, nil, err
}

// correctionPreview is a corrected announcement as everybody will have it, with the button that does it.
func (a *Dialogue) correctionPreview(one announce.Announcement, c announce.Content) message.Reply {
	correct, edit := buttonFor(OpCorrect, one), buttonFor(OpCorrectForm, one)
	correct.Content, edit.Content = &c, &c
	card := message.NewCard("nb", text.CorrectTitle).
		Add(message.Label(text.CorrectLabel), message.Heading(text.CorrectTitle), message.Text(text.CorrectIntro)).
		AddActions(message.Primary(text.CorrectAll, correct), message.Submit(text.Edit, edit))
	return a.corrected(one, c, card)
}

// Preview takes a form in: the form again when something is missing, or the preview in the chat. The card of a form
// that was sent from the chat has been used then. It may stay where that cannot be shown: what it asks for is checked
// anew at every click.
func (a *Dialogue) Preview(ctx context.Context, c *dialogue.Call) error {
	dialog := c.Kind == bot.TurnInvoke
	preview, again, err := a.fill(ctx, c)
	switch {
	case err != nil:
		return err
	case again != nil && dialog:
		c.Respond(again.dialog())
		return nil
	case again != nil:
		return a.instead(ctx, c, again.reply())
	case !dialog && c.ReplyTo != "" && c.Conversation.Kind == message.Personal:
		if err := c.Replace(ctx, c.ReplyTo, line(text.FormUsed)); err != nil {
			c.Log.WarnContext(ctx, "used card not replaced", "error", err)
		}
	}
	err = a.private(ctx, c.Turn, preview)
	if err == nil && dialog {
		c.Respond(dialogue.TaskMessage(text.DialogDone))
	}
	return err
}

// FetchDialog answers a button that opens the form as a dialog: with what was written in the card, where the client
// sends it along, else with what the draft says.
func (a *Dialogue) FetchDialog(ctx context.Context, c *dialogue.Call) error {
	f := readForm(c)
	one, err := a.Scheduler.Get(ctx, by(c.Turn), f.id)
	if err != nil {
		return err
	}
	if c.Value(fieldImportant) == "" { // which every form has
		known := a.formOf(one)
		f.content, f.typed, f.seen = known.content, known.typed, known.seen
	}
	c.Respond(f.dialog())
	return nil
}

// Edit shows the form of what was not sent yet, or of a correction, with what has been written of it when there is a
// preview. It takes the place of a preview that would not be true any more, and stands below a card that goes on
// following the announcement.
func (a *Dialogue) Edit(ctx context.Context, c *dialogue.Call) error {
	one, err := a.Scheduler.Get(ctx, by(c.Turn), idOf(c))
	if err != nil {
		return err
	}
	f, corrected := a.formOf(one), c.Button.Content
	if f.correct = c.Button.Op == OpCorrectForm; f.correct && corrected != nil {
		f.content = *corrected
	}
	switch {
	case f.correct && corrected != nil, !f.correct && one.State == announce.Draft:
		return a.instead(ctx, c, f.reply())
	case f.correct, one.State == announce.Scheduled:
		return a.private(ctx, c.Turn, f.reply())
	}
	return announce.ErrState
}

// Reuse makes a new draft of an announcement.
func (a *Dialogue) Reuse(ctx context.Context, c *dialogue.Call) error {
	draft, err := a.Scheduler.Get(ctx, by(c.Turn), idOf(c))
	if err == nil {
		draft, err = a.Scheduler.Write(ctx, by(c.Turn), draft.Content, draft.Audience, time.Time{})
	}
	if err != nil {
		return err
	}
	return a.private(ctx, c.Turn, a.formOf(draft).reply())
}

// Delete removes a draft, and the card that shows it.
func (a *Dialogue) Delete(ctx context.Context, c *dialogue.Call) error {
	err := a.Scheduler.Delete(ctx, by(c.Turn), idOf(c))
	if err != nil && !errors.Is(err, announce.ErrGone) {
		return err
	}
	r := line(text.Deleted)
	if c.Button.Listed {
		if r, err = a.list(ctx, by(c.Turn)); err != nil {
			return err
		}
	}
	return a.instead(ctx, c, r)
}

// longestTitle is how long what becomes the title may be: a longer line is text.
const longestTitle = 100

// written is an announcement in a message: with a colon, or in the imperative and no question, whatever is behind it.
var written = regexp.MustCompile(`(?is)^\s*(?:kunngj(?:øring|ering|øre|ere|ør|er)\s*:\s*(.+)|kunngj(?:ør|er)\s.*[^?\s]\s*)$`)

// asked is the wish to write one, in words that say nothing of what it is about.
var asked = regexp.MustCompile(`(?is)^\s*(?:hei[,!]?\s+)?(?:(?:kan du|vil du|jeg vil|eg vil|vi vil|vi skal|jeg skal|eg skal)\s+)?` +
	`(?:(?:sende?|lage?|skrive?|legge?)\s+(?:ut\s+)?)?(?:(?:en|ei)\s+)?(?:ny\s+)?` +
	`(?:kunngjøring|kunngjering|kunngjøre|kunngjere|kunngjør|kunngjer)(?:\s+(?:noe|noko|at|om)|[,:])*(?:\s+|$)`)

// ReadWritten reports whether a message is plainly an announcement, by how it begins: «kunngjøring: tittel», and a text
// or not, or «kunngjør møte på tirsdag».
func ReadWritten(text string) bool { return written.MatchString(text) }

// contentOf is what a message says of the announcement that it begins: after «kunngjøring:» a title, a line break and a
// text, or one line whose first sentence is the title; what stands behind «kunngjør» the same way. What is missing the
// form asks for.
func contentOf(text string) announce.Content {
	body := ""
	if m := written.FindStringSubmatch(text); m != nil && m[1] != "" {
		body = m[1]
	} else if wish := asked.FindString(text); wish != "" {
		if body = text[len(wish):]; !strings.HasPrefix(body, "http") { // an address stays as it is
			body = norsk.UpperFirst(body)
		}
	}
	if body = strings.TrimSpace(body); body == "" {
		return announce.Content{}
	}
	title, rest, lines := strings.Cut(body, "\n")
	if !lines {
		title = norsk.Sentences(body)[0]
		switch rest = body[len(title):]; {
		case strings.HasPrefix(rest, " "):
			title = strings.TrimSuffix(title, ".") // as titles are written
		case rest != "": // the sentence goes on behind a quotation
			title, rest = body, ""
		}
	}
	if title = strings.TrimSpace(title); utf8.RuneCountInString(title) > longestTitle {
		return announce.Content{Text: body}
	}
	return announce.Content{Title: title, Text: strings.TrimSpace(rest)}
}
