package questions

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/members"
	"kjernebot/internal/norsk"
	"kjernebot/internal/questions"
	"kjernebot/internal/strictjson"
	"kjernebot/knowledge"
)

const (
	gapDays   = 30 // how far back the list of gaps looks
	maxGroups = 12 // how many groups of gaps are listed, so that a phone shows the list
)

// Feedback keeps what had no good answer, and shows it to the coordinators.
type Feedback struct {
	dialogue.Shared
	Memory *dialogue.Memory
}

// fieldReason is the field of a form for why an answer was no good.
const fieldReason = "reason"

// feedbackLoop asks Teams to show thumbs under a message and to open our dialog for the reason.
var feedbackLoop = json.RawMessage(`{"feedbackLoop":{"type":"custom"}}`)

// Declined keeps a question that was declined. The person has the reply already, so failing to keep it fails nothing.
func (f *Feedback) Declined(ctx context.Context, t *bot.Turn, question string, out dialogue.Outcome) {
	if out.Kind != dialogue.KindDecline {
		return
	}
	nearest := ""
	if len(out.Suggestions) > 0 {
		nearest = string(out.Suggestions[0].ID)
	}
	err := f.add(ctx, t, questions.Gap{Kind: questions.Declined, Text: question, Lang: string(out.Lang), Nearest: nearest})
	if err != nil {
		t.Log.WarnContext(ctx, "declined question not kept", "error", err)
	}
}

// disliked keeps the question whose answer was disliked, when it is still remembered.
func (f *Feedback) disliked(ctx context.Context, t *bot.Turn, reason questions.Reason) error {
	if !slices.Contains(questions.Reasons(), reason) {
		reason = questions.Other
	}
	given, first := f.Memory.Dislike(t)
	if !first {
		return nil
	}
	return f.add(ctx, t, questions.Gap{Kind: questions.Disliked, Reason: reason, Text: given.Question,
		Lang: string(given.Lang), Nearest: string(given.Topic)})
}

func (f *Feedback) add(ctx context.Context, t *bot.Turn, g questions.Gap) error {
	access, err := f.People.Access(ctx, t.Person)
	if err != nil {
		return err
	}
	g.Kommune, g.Day = access.Kommune(), f.Now().UTC().Truncate(24*time.Hour)
	return f.Store.AddGap(ctx, g)
}

// rating is what Teams sends when somebody rates a message; newer clients nest it in data.
type rating struct {
	ActionValue struct {
		Reaction string           `json:"reaction"`
		Reason   questions.Reason `json:"reason"`
	} `json:"actionValue"`
	Data   *rating          `json:"data"`
	Reason questions.Reason `json:"reason"` // of our dialog
	Op     string           `json:"op"`
}

func readRating(data json.RawMessage) rating {
	r, _ := strictjson.Read[rating](data) // what is of another form rates nothing
	if in := r.Data; in != nil {
		r.ActionValue, r.Reason = cmp.Or(r.ActionValue, in.ActionValue), cmp.Or(r.Reason, in.Reason)
		r.Op = cmp.Or(r.Op, in.Op)
	}
	return r
}

// FetchDialog answers a thumb: thanks for one up, the reasons to choose from for one down.
func (f *Feedback) FetchDialog(_ context.Context, c *dialogue.Call) error {
	text := texts.For(f.Memory.Answer(c.Turn).Lang)
	if readRating(c.Data).ActionValue.Reaction != "dislike" {
		c.Respond(dialogue.TaskMessage(text.FeedbackThanks))
		return nil
	}
	ask, send := reasonForm(text, "")
	card := message.NewCard(text.Locale[:2], text.FeedbackTitle).Add(ask).AddActions(send)
	c.Respond(dialogue.TaskCard(text.FeedbackTitle, "medium", card))
	return nil
}

// reasonForm asks why an answer was no good.
func reasonForm(text *texts.Texts, lang knowledge.Lang) (ask, send any) {
	var choices []message.Choice
	for i, r := range questions.Reasons() {
		choices = append(choices, message.Choice{Title: text.Reasons[i], Value: string(r)})
	}
	return message.InputChoice(fieldReason, text.FeedbackTitle, choices),
		message.Primary(text.FeedbackSend, dialogue.NewButton(lang, dialogue.OpFeedback))
}

// Submitted takes the rating of Teams' own form or the reason of our dialog. The answer must be empty: anything else
// shows people an error.
func (f *Feedback) Submitted(ctx context.Context, c *dialogue.Call) error {
	r := readRating(c.Data)
	if r.Op == dialogue.OpFeedback || r.ActionValue.Reaction == "dislike" {
		if err := c.Claim(ctx); err != nil {
			return err
		}
		if err := f.disliked(ctx, c.Turn, cmp.Or(r.Reason, r.ActionValue.Reason)); err != nil {
			return err
		}
	}
	var answer any = map[string]any{}
	if c.Invoke == "task/submit" {
		answer = dialogue.TaskMessage(texts.For(f.Memory.Answer(c.Turn).Lang).FeedbackThanks)
	}
	c.Respond(answer)
	return nil
}

// Dislike takes the reason from the button in a card.
func (f *Feedback) Dislike(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	err := f.disliked(ctx, c.Turn, questions.Reason(c.Value(fieldReason)))
	return c.Line(texts.For(c.Lang).FeedbackThanks), err
}

// Wrong answers who says that the last answer was none: with the reasons to choose from, and the way to people.
func (f *Feedback) Wrong(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	text, sorry := texts.For(c.Lang), linked(f.Base().Says(c.Request.Recognition.Wish, c.Lang))
	given := f.Memory.Answer(c.Turn)
	if given.Topic == "" {
		return c.Line(sorry), nil
	}
	ask, send := reasonForm(text, c.Lang)
	out := c.Line(sorry).WithCard(text.FeedbackTitle, message.Text(sorry), ask)
	out.Rated = true
	out.Card.AddActions(send)
	if _, err := f.Store.Desk(ctx); err == nil && given.Question != "" {
		pass := dialogue.NewButton(c.Lang, dialogue.OpPass)
		pass.Text = cutAt(given.Question, maxPassed)
		out.Card.AddActions(message.Leave(text.PassOn, pass))
	}
	return out, nil
}

// Rateable lets people say that an answer was no good: by Teams' thumbs in a personal chat, by a button elsewhere.
func (f *Feedback) Rateable(t *bot.Turn, out dialogue.Outcome) dialogue.Outcome {
	switch {
	case out.Kind != dialogue.KindAnswer:
	case t.Conversation.Kind == message.Personal:
		out.ChannelData = feedbackLoop
	case out.Card != nil: // not written by a language model
		text := texts.For(out.Lang)
		ask, send := reasonForm(text, out.Lang)
		out.Card.AddActions(message.ShowCard(text.FeedbackAsk, []any{ask}, send))
	}
	return out
}

// News tells a coordinator how much had no good answer since a moment.
func (f *Feedback) News(ctx context.Context, _ members.Access, after time.Time) (string, error) {
	all, err := f.since(ctx, after)
	if err != nil || len(all) == 0 {
		return "", err
	}
	t := texts.ForCoordinators()
	groups := len(questions.GroupAlike(all))
	return fmt.Sprintf(t.Monday.NoAnswer, norsk.Counted(len(all), t.Question, t.Questions),
		norsk.Counted(groups, t.Group, t.Groups)), nil
}

// since are the gaps of a day and of those after it.
func (f *Feedback) since(ctx context.Context, day time.Time) ([]questions.Gap, error) {
	return f.Store.Gaps(ctx, day.UTC().Truncate(24*time.Hour))
}

// NotOurs forgets a group of questions that a coordinator does not want in the guide, and shows the list without it.
func (f *Feedback) NotOurs(ctx context.Context, c *dialogue.Call) error {
	all, err := f.since(ctx, f.Now().AddDate(0, 0, -gapDays))
	if err != nil {
		return err
	}
	for _, g := range questions.GroupAlike(all) {
		if g.Text == c.Button.Text {
			err = f.Store.ForgetGaps(ctx, g.Texts)
		}
	}
	if err != nil {
		return err
	}
	out, err := f.List(ctx, c)
	if err != nil {
		return err
	}
	return c.Replace(ctx, c.ReplyTo, out.Reply())
}

// List shows the coordinators what had no good answer, in bokmål.
func (f *Feedback) List(ctx context.Context, _ *dialogue.Call) (dialogue.Outcome, error) {
	all, err := f.since(ctx, f.Now().AddDate(0, 0, -gapDays))
	if err != nil {
		return dialogue.Outcome{}, err
	}
	text, groups := texts.ForCoordinators(), questions.GroupAlike(all)
	if len(groups) == 0 {
		return dialogue.Plain(dialogue.KindHelp, knowledge.Bokmal, fmt.Sprintf(text.GapsNone, gapDays)), nil
	}
	title := fmt.Sprintf(text.GapsTitle, gapDays)
	elements := []any{message.Heading(title), message.Note(fmt.Sprintf(text.GapsCount,
		norsk.Counted(len(all), text.Question, text.Questions), norsk.Counted(len(groups), text.Group, text.Groups)))}
	var lines []string
	for _, g := range groups[:min(len(groups), maxGroups)] {
		said := gapSentence(g)
		button := dialogue.Button{Version: dialogue.ButtonVersion, Op: dialogue.OpNotOurs, Text: g.Text}
		buttons := []any{message.Submit(text.NotOurs, button)}
		if topic, ok := f.Base().Topic(knowledge.TopicID(g.Nearest), knowledge.Bokmal); ok {
			said += " " + fmt.Sprintf(text.GapsNearest, topic.Title)
			button.Op, button.Topic, button.Text = dialogue.OpTopic, topic.ID, ""
			buttons = slices.Insert(buttons, 0, message.Submit(text.SeeNearest, button))
		}
		quoted := norsk.Quote(g.Text)
		elements = append(elements, message.Group(message.Verbatim(quoted), message.Note(said), message.Buttons(buttons...)))
		lines = append(lines, quoted+": "+said)
	}
	return dialogue.Plain(dialogue.KindHelp, knowledge.Bokmal, strings.Join(lines, "\n")).
		WithCard(title, append(elements, message.Note(text.GapsHow))...), nil
}

// gapSentence says how often something was asked, from how many kommuner, and what came of it.
func gapSentence(g questions.Group) string {
	text := texts.ForCoordinators()
	times := func(n int) string { return norsk.Counted(n, text.Time, text.Times) }
	asked := fmt.Sprintf(text.GapsAsked, times(g.Count))
	if g.Kommuner > 0 {
		asked += " " + fmt.Sprintf(text.GapsFrom, norsk.Counted(g.Kommuner, text.OneKommune, text.Kommuner))
	}
	switch {
	case g.Disliked == 0:
		return asked + text.GapsDeclined
	case g.Declined == 0:
		return asked + text.GapsDisliked
	}
	return asked + fmt.Sprintf(text.GapsBoth, times(g.Declined), times(g.Disliked))
}
