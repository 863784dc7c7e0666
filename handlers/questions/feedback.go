package questions

import (
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
	"kjernebot/internal/norsk"
	"kjernebot/internal/questions"
	"kjernebot/internal/strictjson"
	"kjernebot/knowledge"
)

// gapDays is how far back the list of gaps looks.
const gapDays = 30

// maxGroups is how many groups of gaps are listed, so that a phone shows the list.
const maxGroups = 12

// Feedback keeps what had no good answer, and shows it to the coordinators.
type Feedback struct {
	store  dialogue.Store
	people dialogue.People
	base   func() *knowledge.Base
	now    func() time.Time
	memory *dialogue.Memory
}

// NewFeedback puts the dialogue together.
func NewFeedback(store dialogue.Store, people dialogue.People, base func() *knowledge.Base, now func() time.Time,
	memory *dialogue.Memory) *Feedback {
	return &Feedback{store: store, people: people, base: base, now: now, memory: memory}
}

// fieldReason is the field of a form for why an answer was no good.
const fieldReason = "reason"

// FeedbackLoop asks Teams to show thumbs under a message and to open our dialog for the reason.
var FeedbackLoop = json.RawMessage(`{"feedbackLoop":{"type":"custom"}}`)

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
	given, first := f.memory.Dislike(t)
	if !first {
		return nil
	}
	return f.add(ctx, t, questions.Gap{Kind: questions.Disliked, Reason: reason, Text: given.Question,
		Lang: string(given.Lang), Nearest: string(given.Topic)})
}

func (f *Feedback) add(ctx context.Context, t *bot.Turn, g questions.Gap) error {
	home, err := f.people.Kommune(ctx, t.Person)
	if err != nil {
		return err
	}
	g.Kommune = home
	g.Day = f.now().UTC().Truncate(24 * time.Hour)
	return f.store.AddGap(ctx, g)
}

// rating is what Teams sends when somebody rates a message; newer clients nest it in data.
type rating struct {
	ActionName  string           `json:"actionName"`
	ActionValue ratingValue      `json:"actionValue"`
	Data        *rating          `json:"data"`
	Reason      questions.Reason `json:"reason"` // of our dialog
	Op          string           `json:"op"`
}

type ratingValue struct {
	Reaction string           `json:"reaction"`
	Reason   questions.Reason `json:"reason"`
}

func readRating(data json.RawMessage) rating {
	r, _ := strictjson.Read[rating](data) // what is of another form rates nothing
	if r.Data != nil {
		inner := *r.Data
		if r.ActionName == "" {
			r.ActionName, r.ActionValue = inner.ActionName, inner.ActionValue
		}
		if r.Reason == "" {
			r.Reason, r.Op = inner.Reason, inner.Op
		}
	}
	return r
}

// FetchDialog answers a thumb: thanks for one up, the reasons to choose from for one down.
func (f *Feedback) FetchDialog(_ context.Context, c *dialogue.Call) error {
	t := c.Turn
	text := texts.For(f.memory.Answer(t).Lang)
	if readRating(t.Data).ActionValue.Reaction != "dislike" {
		t.Respond(dialogue.TaskMessage(text.FeedbackThanks))
		return nil
	}
	card := message.NewCard(text.Locale[:2], text.FeedbackTitle).
		Add(message.InputChoice(fieldReason, text.FeedbackTitle, reasonChoices(text))).
		AddActions(message.Submit(text.FeedbackSend, dialogue.Button{Version: dialogue.ButtonVersion,
			Op: dialogue.OpFeedback}))
	t.Respond(dialogue.TaskCard(text.FeedbackTitle, card))
	return nil
}

func reasonChoices(text *texts.Texts) []message.Choice {
	titles := map[questions.Reason]string{
		questions.WrongStep: text.ReasonWrongStep, questions.TooVague: text.ReasonTooVague,
		questions.Outdated:      text.ReasonOutdated,
		questions.NotMyQuestion: text.ReasonNotMyQuestion, questions.Other: text.ReasonOther,
	}
	var choices []message.Choice
	for _, r := range questions.Reasons() {
		choices = append(choices, message.Choice{Title: titles[r], Value: string(r)})
	}
	return choices
}

// Submitted takes the rating of Teams' own form or the reason of our dialog. The answer must be empty: anything else
// shows people an error.
func (f *Feedback) Submitted(ctx context.Context, c *dialogue.Call) error {
	t := c.Turn
	r := readRating(t.Data)
	if r.Op == dialogue.OpFeedback || r.ActionValue.Reaction == "dislike" {
		reason := r.Reason
		if reason == "" {
			reason = r.ActionValue.Reason
		}
		if err := t.Claim(ctx); err != nil {
			return err
		}
		if err := f.disliked(ctx, t, reason); err != nil {
			return err
		}
	}
	if t.Invoke == "task/submit" {
		t.Respond(dialogue.TaskMessage(texts.For(f.memory.Answer(t).Lang).FeedbackThanks))
		return nil
	}
	t.Respond(map[string]any{})
	return nil
}

// Dislike takes the reason from the button in a card.
func (f *Feedback) Dislike(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	if err := c.Claim(ctx); err != nil {
		return dialogue.Outcome{}, err
	}
	out := dialogue.Plain(dialogue.KindHelp, c.Lang, texts.For(c.Lang).FeedbackThanks)
	return out, f.disliked(ctx, c.Turn, questions.Reason(c.Value(fieldReason)))
}

// Button asks for the reason in the card itself, where Teams shows no thumbs.
func (f *Feedback) Button(out dialogue.Outcome) dialogue.Outcome {
	if out.Card == nil {
		return out // written by a language model
	}
	text := texts.For(out.Lang)
	out.Card.AddActions(message.ShowCard(text.FeedbackAsk,
		[]any{message.InputChoice(fieldReason, text.FeedbackTitle, reasonChoices(text))},
		message.Submit(text.FeedbackSend, dialogue.Button{Version: dialogue.ButtonVersion, Op: dialogue.OpFeedback,
			Lang: out.Lang})))
	return out
}

// List shows the coordinators what had no good answer.
func (f *Feedback) List(ctx context.Context, _ *dialogue.Call) (dialogue.Outcome, error) {
	all, err := f.since(ctx, f.now().AddDate(0, 0, -gapDays))
	if err != nil {
		return dialogue.Outcome{}, err
	}
	return gapsOutcome(all, gapDays, f.base()), nil
}

// Digest is the list of what had no good answer since a day, for the coordinators; false when there was nothing.
func (f *Feedback) Digest(ctx context.Context, since time.Time) (message.Reply, bool, error) {
	all, err := f.since(ctx, since)
	if err != nil || len(all) == 0 {
		return message.Reply{}, false, err
	}
	days := f.now().Sub(since).Round(24*time.Hour) / (24 * time.Hour) // a day is an hour longer or shorter twice a year
	out := gapsOutcome(all, int(days), f.base())
	return out.Reply(), out.Card != nil, nil
}

// since are the gaps of a day and of those after it.
func (f *Feedback) since(ctx context.Context, day time.Time) ([]questions.Gap, error) {
	return f.store.Gaps(ctx, day.UTC().Truncate(24*time.Hour))
}

// NotOurs forgets a group of questions that a coordinator does not want in the guide, and shows the list without it.
func (f *Feedback) NotOurs(ctx context.Context, c *dialogue.Call) error {
	all, err := f.since(ctx, f.now().AddDate(0, 0, -gapDays))
	if err != nil {
		return err
	}
	for _, g := range questions.GroupAlike(all) {
		if g.Text == c.Button.Text {
			err = f.store.ForgetGaps(ctx, g.Texts)
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

// gapsOutcome is the list of so many days as a card, in bokmål.
func gapsOutcome(all []questions.Gap, days int, base *knowledge.Base) dialogue.Outcome {
	text := texts.ForCoordinators()
	groups := questions.GroupAlike(all)
	if len(groups) == 0 {
		return dialogue.Plain(dialogue.KindHelp, knowledge.Bokmal, fmt.Sprintf(text.GapsNone, days))
	}
	title := fmt.Sprintf(text.GapsTitle, days)
	card := message.NewCard("nb", title).Add(message.Heading(title),
		message.Note(fmt.Sprintf(text.GapsCount, norsk.Counted(len(all), text.Question, text.Questions),
			norsk.Counted(len(groups), text.Group, text.Groups))))
	var lines []string
	for _, g := range groups[:min(len(groups), maxGroups)] {
		said := gapSentence(g)
		button := dialogue.Button{Version: dialogue.ButtonVersion, Op: dialogue.OpNotOurs, Text: g.Text}
		buttons := []any{message.Submit(text.NotOurs, button)}
		if topic, ok := base.Topic(knowledge.TopicID(g.Nearest), knowledge.Bokmal); ok {
			said += " " + fmt.Sprintf(text.GapsNearest, topic.Title)
			button.Op, button.Topic, button.Text = dialogue.OpTopic, topic.ID, ""
			buttons = slices.Insert(buttons, 0, message.Submit(text.SeeNearest, button))
		}
		card.Add(message.Group(message.Verbatim(norsk.Quote(g.Text)), message.Note(said), message.Buttons(buttons...)))
		lines = append(lines, "«"+g.Text+"»: "+said)
	}
	card.Add(message.Note(text.GapsHow))
	out := dialogue.Outcome{Kind: dialogue.KindHelp, Lang: knowledge.Bokmal, Text: strings.Join(lines, "\n"), Card: card,
		Summary: title}
	card.Fallback = out.Text
	return out
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
