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
	"kjernebot/internal/members"
	"kjernebot/internal/road"
	"kjernebot/internal/week"
	"kjernebot/knowledge"
)

// icons of the states, beside their names.
var icons = map[road.State]string{road.NotBegun: "⬜", road.Begun: "🔷", road.Done: "✅", road.Stuck: "⛔"}

// show is where a kommune stands as a card, under a line about what has just been changed, which can be undone.
func (d *Dialogue) show(ctx context.Context, c *dialogue.Call, a members.Access, n kommune.Number, line string,
	changed road.Mark) (dialogue.Outcome, error) {
	r, err := d.Book.Of(ctx, a, n)
	if errors.Is(err, road.ErrNotAllowed) {
		return d.plain(c, texts.RoadFor(c.Lang).Foreign), nil
	}
	if err != nil {
		return dialogue.Outcome{}, err
	}
	t := texts.RoadFor(c.Lang)
	page := dialogue.NewPage(c.Lang, t.Title)
	page.Label(fmt.Sprintf(t.Progress, d.Registry.Name(n), r.Finished(), len(r.Marks)))
	page.Heading(t.Title)
	page.Text(line)
	if changed.ID != 0 {
		page.Card.Add(message.Buttons(message.Submit(t.Undo, d.button(c, OpUndo, changed))))
	}
	page.Highlight(d.stands(c.Lang, r))
	for i, m := range r.Marks {
		page.Text(d.markLine(c, a, t.Steps[i], m))
	}
	if a.Coordinates() {
		if err := d.addKnown(ctx, page, c, a, n); err != nil {
			return dialogue.Outcome{}, err
		}
	}
	d.addButtons(page, c, r)
	return page.Help(), nil
}

// stands says where a kommune stands and who acts.
func (d *Dialogue) stands(lang knowledge.Lang, r road.Road) string {
	t, name := texts.RoadFor(lang), d.Registry.Name(r.Kommune)
	now, ok := r.Now()
	switch {
	case !ok:
		return fmt.Sprintf(t.AllDone, name)
	case now.State == road.Stuck:
		return fmt.Sprintf(t.StuckAt, name, inText(lang, now.Step), next(lang, now.Step))
	}
	return fmt.Sprintf(t.StandsAt, name, inText(lang, now.Step), next(lang, now.Step))
}

// markLine is a step in a line: how far it has come, since when, and who says so.
func (d *Dialogue) markLine(c *dialogue.Call, a members.Access, what string, m road.Mark) string {
	t := texts.RoadFor(c.Lang)
	name := what
	if m.Step != road.Invited && m.Step != road.InUse {
		name = strings.TrimSpace(string(m.Step)) + " " + what
	}
	line := fmt.Sprintf("%s **%s** – ", icons[m.State], name)
	switch {
	case m.At.IsZero() || m.State == road.NotBegun:
		return line + stateName(c.Lang, m.State)
	case m.ID == 0:
		return line + stateName(c.Lang, m.State) + " " + fmt.Sprintf(t.SaidUse, d.day(c.Lang, m.Since))
	}
	who := t.SaidHere
	switch {
	case m.By == a.Person():
		who = t.SaidYou
	case m.Project:
		who = t.SaidThem
	}
	line += fmt.Sprintf(t.SaidBy, stateName(c.Lang, m.State), d.day(c.Lang, m.Since), who)
	if m.Why != "" {
		line += ". " + fmt.Sprintf(t.Why, message.Escape(m.Why))
	}
	return line
}

// day is a day of this year without the year.
func (d *Dialogue) day(lang knowledge.Lang, t time.Time) string {
	t = t.In(week.Location())
	return texts.Day(lang, t, t.Year() != d.Now().In(week.Location()).Year())
}

// addButtons adds what the person may say with one tap about the step where the kommune stands, and a form for all.
func (d *Dialogue) addButtons(page *dialogue.Page, c *dialogue.Call, r road.Road) {
	t := texts.RoadFor(c.Lang)
	say := func(m road.Mark, s road.State) button {
		m.State, m.ID = s, 0
		return d.button(c, OpSay, m)
	}
	now, ok := r.Now()
	if ok && now.Step != road.InUse { // that is seen from the figures
		page.Card.AddActions(message.Primary(fmt.Sprintf(t.IsDone, stepName(c.Lang, now.Step)), say(now, road.Done)))
		if now.State != road.Begun {
			page.Card.AddActions(message.Submit(t.Begun, say(now, road.Begun)))
		}
		if _, _, ready := d.Base().Forward(string(now.Step), c.Lang); ready {
			page.Card.AddActions(message.Submit(t.Forward, d.button(c, OpForward, now)))
		}
		why := message.Field{ID: fieldWhy, Label: t.WhyLabel, Placeholder: t.WhyHint, Lines: true, Most: road.MaxWhy}
		page.Card.AddActions(message.ShowCard(t.Stuck, []any{why.Input()}, message.Submit(t.Save, say(now, road.Stuck))))
	}
	page.Card.AddActions(message.ShowCard(t.Change, changeForm(c.Lang, now),
		message.Submit(t.Save, d.button(c, OpSay, road.Mark{Kommune: r.Kommune}))))
	if topic, known := d.topic(c.Lang, now.Step); ok && known {
		page.Card.AddActions(dialogue.TopicButton(topic))
	}
}

// changeForm lets a person say how far any step has come.
func changeForm(lang knowledge.Lang, now road.Mark) []any {
	t := texts.RoadFor(lang)
	var steps, how []message.Choice
	for i, s := range road.Steps() {
		if s == road.InUse {
			continue // that is seen from the figures
		}
		title := t.Steps[i]
		if name := stepName(lang, s); name != title {
			title = name + ": " + title
		}
		steps = append(steps, message.Choice{Title: title, Value: string(s)})
	}
	for i, s := range []string{notBegun, string(road.Begun), string(road.Done), string(road.Stuck)} {
		how = append(how, message.Choice{Title: t.States[i], Value: s})
	}
	first := max(0, min(slices.Index(road.Steps(), now.Step), len(steps)-1))
	why := message.Field{ID: fieldOther, Label: t.WhyLabel, Placeholder: t.WhyHint, Most: road.MaxWhy}
	return []any{message.InputSelect(fieldStep, t.StepLabel, steps[first].Value, steps),
		message.InputSelect(fieldState, t.StateLabel, string(road.Done), how), why.Input()}
}
