package road

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/kommune"
	"kjernebot/internal/norsk"
	"kjernebot/internal/road"
	"kjernebot/internal/week"
	"kjernebot/knowledge"
)

// icons of the states, beside their names.
var icons = map[road.State]string{road.NotBegun: "⬜", road.Begun: "🔷", road.Done: "✅", road.Stuck: "⛔"}

// show is where a kommune stands as a card, under a line about what has just been changed, which can be undone.
func (d *Dialogue) show(ctx context.Context, c *dialogue.Call, n kommune.Number, line string,
	changed road.Mark) (dialogue.Outcome, error) {
	t := texts.RoadFor(c.Lang)
	r, err := d.Book.Of(ctx, c.Access, n)
	if err == nil {
		err = d.People.Directory(c.Person.Tenant).Choose(ctx, c.Access, n)
	}
	switch {
	case errors.Is(err, road.ErrNotAllowed):
		return c.Line(t.Foreign), nil
	case err != nil:
		return dialogue.Outcome{}, err
	}
	page := dialogue.NewPage(c.Lang, fmt.Sprintf(t.Progress, d.Registry.Name(n), r.Finished(), len(r.Marks)), t.Title)
	page.Text(line)
	if changed.ID != 0 {
		page.Card.Add(message.Buttons(message.Submit(t.Undo, newButton(c.Lang, OpUndo, changed))))
	}
	page.Highlight(d.stands(c.Lang, r))
	for i, m := range r.Marks {
		page.Text(d.markLine(c, t.Steps[i], m))
	}
	if c.Access.Coordinates() {
		if err := d.addKnown(ctx, page, c, n); err != nil {
			return dialogue.Outcome{}, err
		}
	}
	d.addButtons(page, c.Lang, r)
	return page.Outcome(), nil
}

// stands says where a kommune stands and who acts.
func (d *Dialogue) stands(lang knowledge.Lang, r road.Road) string {
	t, name := texts.RoadFor(lang), d.Registry.Name(r.Kommune)
	now, ok := r.Now()
	if !ok {
		return fmt.Sprintf(t.AllDone, name)
	}
	format := t.StandsAt
	if now.State == road.Stuck {
		format = t.StuckAt
	}
	return fmt.Sprintf(format, name, inText(lang, now.Step), next(lang, now.Step))
}

// markLine is a step in a line: how far it has come, since when, and who says so.
func (d *Dialogue) markLine(c *dialogue.Call, what string, m road.Mark) string {
	t, state := texts.RoadFor(c.Lang), stateName(c.Lang, m.State)
	if m.Step.Numbered() {
		what = string(m.Step) + " " + what
	}
	line := fmt.Sprintf("%s **%s** – ", icons[m.State], what)
	who := t.SaidHere
	switch {
	case m.At.IsZero() || m.State == road.NotBegun:
		return line + state
	case m.ID == 0:
		return line + state + " " + fmt.Sprintf(t.SaidUse, d.day(c.Lang, m.Since))
	case m.By == c.Access.Person():
		who = t.SaidYou
	case m.Project:
		who = t.SaidThem
	}
	line += fmt.Sprintf(t.SaidBy, state, d.day(c.Lang, m.Since), who)
	if m.Why != "" {
		line += ". " + fmt.Sprintf(t.Why, message.Escape(m.Why))
	}
	return line
}

// day is a day of this year without the year.
func (d *Dialogue) day(lang knowledge.Lang, t time.Time) string {
	return texts.Day(lang, t, t.In(week.Location()).Year() != d.Now().In(week.Location()).Year())
}

// addButtons adds what the person may say with one tap about the step where the kommune stands, and a form for all.
func (d *Dialogue) addButtons(page *dialogue.Page, lang knowledge.Lang, r road.Road) {
	t := texts.RoadFor(lang)
	now, ok := r.Now()
	say := func(s road.State) button {
		return newButton(lang, OpSay, road.Mark{Kommune: r.Kommune, Step: now.Step, State: s})
	}
	if ok && now.Step != road.InUse { // that is seen from the figures
		page.Card.AddActions(message.Primary(fmt.Sprintf(t.IsDone, stepName(lang, now.Step)), say(road.Done)))
		if now.State != road.Begun {
			page.Card.AddActions(message.Submit(t.Begun, say(road.Begun)))
		}
		if _, _, ready := d.Base().Forward(string(now.Step), lang); ready {
			page.Card.AddActions(message.Submit(t.Forward, newButton(lang, OpForward, now)))
		}
		why := message.Field{ID: fieldWhy, Label: t.WhyLabel, Placeholder: t.WhyHint, Lines: true, Most: road.MaxWhy}
		page.Card.AddActions(message.ShowCard(t.Stuck, []any{why.Input()}, message.Submit(t.Save, say(road.Stuck))))
	}
	page.Card.AddActions(message.ShowCard(t.Change, changeForm(lang, now),
		message.Submit(t.Save, newButton(lang, OpSay, road.Mark{Kommune: r.Kommune}))))
	if topic, known := d.topic(lang, now.Step); ok && known {
		page.Card.AddActions(dialogue.TopicButton(topic))
	}
}

// changeForm lets a person say how far any step has come.
func changeForm(lang knowledge.Lang, now road.Mark) []any {
	t := texts.RoadFor(lang)
	var steps, how []message.Choice
	for i, s := range road.Steps() {
		title := t.Steps[i]
		if s.Numbered() {
			title = stepName(lang, s) + ": " + title
		}
		steps = append(steps, message.Choice{Title: title, Value: string(s)})
	}
	steps = steps[:len(steps)-1] // the last is seen from the figures
	for i, s := range []string{notBegun, string(road.Begun), string(road.Done), string(road.Stuck)} {
		how = append(how, message.Choice{Title: t.States[i], Value: s})
	}
	first := max(0, min(slices.Index(road.Steps(), now.Step), len(steps)-1))
	why := message.Field{ID: fieldOther, Label: t.WhyLabel, Placeholder: t.WhyHint, Most: road.MaxWhy}
	return []any{message.InputSelect(fieldStep, t.StepLabel, steps[first].Value, steps),
		message.InputSelect(fieldState, t.StateLabel, string(road.Done), how), why.Input()}
}

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
		r, err := d.Book.Of(ctx, a, a.Kommune())
		if err == nil && c.Conversation.Kind == message.Personal {
			if now, ok := r.Now(); ok {
				step = now.Step
			}
		}
	}
	lang, other := knowledge.Bokmal, knowledge.Nynorsk
	if c.Lang == knowledge.Nynorsk {
		lang, other = other, lang
	}
	t := texts.RoadFor(lang)
	to, text, ok := d.Base().Forward(string(step), lang)
	if !ok {
		return c.Line(fmt.Sprintf(t.NoForward, inText(lang, step))), nil
	}
	text = strings.TrimSpace(text)
	if topic, ok := d.topic(lang, step); ok && len(topic.Links) > 0 {
		text += "\n\n" + topic.Links[0].URL
	}
	title := fmt.Sprintf(t.ForwardTo, to)
	out := dialogue.Plain(dialogue.KindHelp, lang, "**"+title+"**\n\n"+text).
		WithCard(title, message.Label(stepName(lang, step)), message.Heading(title),
			message.Field{ID: fieldForward, Label: t.ForwardCopy, Value: text, Lines: true}.Input())
	out.Card.AddActions(message.Submit(t.ForwardOther, newButton(other, OpForward, road.Mark{Step: step})))
	return out, nil
}

// told is a line about what a step has become.
func told(lang knowledge.Lang, format string, m road.Mark) string {
	return fmt.Sprintf(format, inText(lang, m.Step), stateName(lang, m.State))
}

// stepName is what a step is called: `Steg 4a`, or what it is where it has no number.
func stepName(lang knowledge.Lang, s road.Step) string {
	t := texts.RoadFor(lang)
	if s.Numbered() {
		return fmt.Sprintf(t.Step, string(s))
	}
	return t.Steps[slices.Index(road.Steps(), s)]
}

// inText is what a step is called within a sentence.
func inText(lang knowledge.Lang, s road.Step) string {
	if s == road.InUse {
		return texts.RoadFor(lang).Start
	}
	return norsk.LowerFirst(stepName(lang, s))
}

func stateName(lang knowledge.Lang, s road.State) string {
	return texts.RoadFor(lang).States[slices.Index(road.States(), s)]
}

// next is who acts at a step, and what they do.
func next(lang knowledge.Lang, s road.Step) string {
	return texts.RoadFor(lang).Next[slices.Index(road.Steps(), s)]
}
