package road

import (
	"context"
	"fmt"
	"strings"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/road"
	"kjernebot/knowledge"
)

// OpForward asks for the message to send on at a step.
const OpForward = "road-forward"

// fieldForward is the field in which the message stands, to be changed and copied.
const fieldForward = "message"

// Forward gives the message that is ready for the one who must act: at the step that is named, that was spoken of last,
// or where the person's kommune stands.
func (d *Dialogue) Forward(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	step := readButton(c.Form).Step
	if steps := d.Base().StepsIn(c.Text); len(steps) > 0 {
		step = road.Step(steps[0])
	} else if s := stepOf(knowledge.Topic{ID: c.Request.Previous}); step == "" && s.Known() {
		step = s
	}
	if step == "" {
		step = "1"
		a, err := d.People.AccessOf(ctx, c.Turn)
		if err != nil {
			return dialogue.Outcome{}, err
		}
		if r, err := d.Book.Of(ctx, a, a.Kommune()); err == nil && c.Conversation.Kind == message.Personal {
			if now, ok := r.Now(); ok {
				step = now.Step
			}
		}
	}
	return d.forward(c, step), nil
}

func (d *Dialogue) forward(c *dialogue.Call, step road.Step) dialogue.Outcome {
	lang, other := knowledge.Bokmal, knowledge.Nynorsk
	if c.Lang == knowledge.Nynorsk {
		lang, other = other, lang
	}
	t := texts.RoadFor(lang)
	to, text, ok := d.Base().Forward(string(step), lang)
	if !ok {
		return d.plain(c, fmt.Sprintf(t.NoForward, inText(lang, step)))
	}
	text = strings.TrimSpace(text)
	if topic, ok := d.topic(lang, step); ok && len(topic.Links) > 0 {
		text += "\n\n" + topic.Links[0].URL
	}
	title := fmt.Sprintf(t.ForwardTo, to)
	out := dialogue.Plain(dialogue.KindHelp, lang, dialogue.Paragraphs([]string{"**" + title + "**", text}))
	b := d.button(c, OpForward, road.Mark{Step: step})
	b.Lang = other
	out.Summary = title
	out.Card = message.NewCard(string(lang), out.Text).Add(message.Label(stepName(lang, step)), message.Heading(title),
		message.Field{ID: fieldForward, Label: t.ForwardCopy, Value: text, Lines: true}.Input()).
		AddActions(message.Submit(t.ForwardOther, b))
	return out
}
