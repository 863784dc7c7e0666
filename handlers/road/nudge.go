package road

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
	"kjernebot/internal/outbox"
	"kjernebot/internal/road"
	"kjernebot/knowledge"
)

const (
	// nudgePause is how long a kommune is left in peace after a reminder.
	nudgePause = 14 * 24 * time.Hour
	// nudgeFor is how long a reminder is worth sending.
	nudgeFor = 3 * 24 * time.Hour
	// someWeeks are how long nothing was heard, when nobody says otherwise.
	someWeeks = 4
	// maxNamed is how many kommuner are named before they are reminded.
	maxNamed = 40
)

// NudgeStore keeps who was reminded and who does not want it.
type NudgeStore interface {
	// Nudge stores the messages that remind a kommune, unless it was reminded after a moment; false then.
	Nudge(ctx context.Context, n kommune.Number, after time.Time, messages []outbox.Message) (bool, error)
	Nudged(ctx context.Context, after time.Time) (map[kommune.Number]bool, error)
	OptOut(ctx context.Context, id message.Person, out bool) error
	OptedOut(ctx context.Context) (map[message.Person]bool, error)
}

var nudgeWish = regexp.MustCompile(`(?i)^\s*(?:hei,? )?(?:(stopp|slutt med|ikke send(?: meg)?|ikkje send(?: meg)?|stop)|start|send meg) ` +
	`(?:flere |fleire |more )?(?:påminnelser|påminnelsene|påminningar|påminningane|mandagskort(?:et)?|reminders)[.!\s]*$`)

// WishesNudges reports whether a text says that a person wants no more reminders, or wants them again.
func WishesNudges(text string) bool { return nudgeWish.MatchString(text) }

// OptOut takes that.
func (d *Dialogue) OptOut(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	t, out := texts.RoadFor(c.Lang), nudgeWish.FindStringSubmatch(c.Text)[1] != ""
	line := t.Nudges
	if out {
		line = t.NoNudges
	}
	return c.Line(line), d.Nudges.OptOut(ctx, c.Person, out)
}

// due is a kommune that is to be reminded, and the chats of its people.
type due struct {
	road  road.Road
	chats []message.Conversation
}

// due are the kommuner that are stuck, or that nothing was heard of for so many weeks, and how many more have nobody to
// remind.
func (d *Dialogue) due(ctx context.Context, c *dialogue.Call, weeks int) (all []due, nobody int, err error) {
	roads, err := d.Book.All(ctx, c.Access, d.Registry.All())
	if err != nil {
		return nil, 0, err
	}
	rows, err := d.People.Directory(c.Person.Tenant).List(ctx, c.Access)
	if err != nil {
		return nil, 0, err
	}
	nudged, err := d.Nudges.Nudged(ctx, d.Now().Add(-nudgePause))
	if err != nil {
		return nil, 0, err
	}
	of, err := d.chats(ctx, rows)
	if err != nil {
		return nil, 0, err
	}
	silent := d.Now().AddDate(0, 0, -7*weeks)
	for _, r := range roads {
		now, ok := r.Now()
		switch {
		case !ok || nudged[r.Kommune] || now.State != road.Stuck && r.Heard().After(silent):
		case len(of[r.Kommune]) == 0:
			nobody++
		default:
			all = append(all, due{r, of[r.Kommune]})
		}
	}
	return all, nobody, nil
}

// chats are those of the members of each kommune who may be reminded.
func (d *Dialogue) chats(ctx context.Context, rows []members.Row) (map[kommune.Number][]message.Conversation, error) {
	out, err := d.Nudges.OptedOut(ctx)
	if err != nil {
		return nil, err
	}
	of := map[kommune.Number][]message.Conversation{}
	for _, r := range rows {
		if r.Role != members.Member || r.Object == "" || out[r.Person] {
			continue
		}
		chat, err := d.Store.Chat(ctx, r.Person)
		if errors.Is(err, dialogue.ErrNoChat) {
			continue
		}
		if err != nil {
			return nil, err
		}
		of[r.Kommune] = append(of[r.Kommune], chat)
	}
	return of, nil
}

// Nudge shows who would be reminded, and of what.
func (d *Dialogue) Nudge(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	weeks, err := strconv.Atoi(c.Value(fieldWeeks))
	if err != nil {
		weeks = someWeeks
	}
	all, nobody, err := d.due(ctx, c, weeks)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	t := texts.RoadForCoordinators()
	page := dialogue.NewPage(knowledge.Bokmal, "", t.Nudge)
	people, names := 0, []string{}
	for _, one := range all {
		people += len(one.chats)
		names = append(names, d.Registry.Name(one.road.Kommune))
	}
	page.Text(fmt.Sprintf(t.NudgeTo, len(all), people))
	if len(names) > maxNamed {
		names = append(names[:maxNamed:maxNamed], "…")
	}
	page.Text(strings.Join(names, ", "))
	if nobody > 0 {
		page.Notes(fmt.Sprintf(t.NudgeNone, nobody))
	}
	page.Notes(t.NudgeRest)
	if len(all) > 0 {
		r := texts.RoadFor(knowledge.Bokmal)
		page.Highlight("**" + r.NudgeTitle + "**\n\n" + d.stands(knowledge.Bokmal, all[0].road) + "\n\n" + r.NudgeAsk)
		b := newButton(c.Lang, OpNudgeSend, road.Mark{})
		b.Weeks = weeks
		page.Card.AddActions(message.Primary(fmt.Sprintf(t.NudgeSend, len(all)), b))
	}
	page.Card.AddActions(weeksButton(c.Lang))
	return page.Outcome(), nil
}

// weeksButton opens the choice of how long nothing was heard.
func weeksButton(lang knowledge.Lang) any {
	t := texts.RoadForCoordinators()
	var weeks []message.Choice
	for _, n := range []int{2, 4, 8, 12} {
		weeks = append(weeks, message.Choice{Title: fmt.Sprintf(t.Weeks, n), Value: strconv.Itoa(n)})
	}
	return message.ShowCard(t.Nudge, []any{message.InputSelect(fieldWeeks, t.NudgeWeeks, strconv.Itoa(someWeeks), weeks)},
		message.Submit(t.Show, newButton(lang, OpNudge, road.Mark{})))
}

// NudgeSend reminds those who are due now, each kommune once in a while whoever else clicks.
func (d *Dialogue) NudgeSend(ctx context.Context, c *dialogue.Call) error {
	all, _, err := d.due(ctx, c, readButton(c.Form).Weeks)
	if err != nil {
		return err
	}
	sent := 0
	for _, one := range all {
		var messages []outbox.Message
		for _, chat := range one.chats {
			reply, err := d.nudge(ctx, chat, one.road)
			if err != nil {
				return err
			}
			messages = append(messages, outbox.Message{Kind: outbox.Send, To: chat, Reply: reply, Priority: outbox.Bulk,
				Deadline: d.Now().Add(nudgeFor)})
		}
		done, err := d.Nudges.Nudge(ctx, one.road.Kommune, d.Now().Add(-nudgePause), messages)
		if err != nil {
			return err
		}
		if done {
			sent++
		}
	}
	d.Wake()
	return c.Instead(ctx, c.Line(fmt.Sprintf(texts.RoadForCoordinators().NudgeSent, sent)).Reply())
}

// nudge is what reminds a person, in their language.
func (d *Dialogue) nudge(ctx context.Context, chat message.Conversation, r road.Road) (message.Reply, error) {
	lang, err := dialogue.LanguageOf(ctx, d.Store, message.Person{Tenant: chat.Tenant, Object: chat.Object}, chat)
	t := texts.RoadFor(lang)
	page := dialogue.NewPage(lang, "", t.NudgeTitle)
	page.Highlight(d.stands(lang, r))
	page.Text(t.NudgeAsk)
	page.Notes(t.NudgeStop)
	page.Card.AddActions(message.Primary(t.SayTitle, newButton(lang, OpShow, road.Mark{})))
	return page.Outcome().Reply(), err
}
