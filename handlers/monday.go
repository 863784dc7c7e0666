package handlers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/figures"
	"kjernebot/handlers/texts"
	"kjernebot/internal/members"
	"kjernebot/internal/outbox"
	"kjernebot/internal/week"
	"kjernebot/knowledge"
)

const (
	// mondayHour is when Monday's card and the effect report are sent, in Oslo, and mondayFor how long each is worth it.
	mondayHour = 8
	mondayFor  = 2 * 24 * time.Hour
)

// SendMonday sends each coordinator what the week has brought, on Mondays from 08.00 in Oslo. It may be called as often
// as anybody likes: who has got it does not get it again. Who has no chat with the bot, or wants none, gets none.
func (r *Router) SendMonday(ctx context.Context, now time.Time) error {
	if now = now.In(week.Location()); now.Weekday() != time.Monday {
		return nil
	}
	return r.sendCard(ctx, now, "monday %s "+week.Of(now).String(), r.monday)
}

// SendReport sends each coordinator the effect report of the month before, on the first working day of a month, as
// SendMonday sends its card. New Year's Day and the first of May are none.
func (r *Router) SendReport(ctx context.Context, now time.Time) error {
	now = now.In(week.Location())
	month, day := figures.Month(now).AddDate(0, -1, 0), figures.Month(now)
	for day.Weekday() == time.Saturday || day.Weekday() == time.Sunday ||
		day.Day() == 1 && (day.Month() == time.January || day.Month() == time.May) {
		day = day.AddDate(0, 0, 1)
	}
	if now.Day() != day.Day() {
		return nil
	}
	report := func(ctx context.Context, a members.Access) (dialogue.Outcome, error) {
		return r.Figures.Effect(ctx, a, month)
	}
	return r.sendCard(ctx, now, "effect %s "+month.Format("2006-01"), report)
}

// sendCard sends each coordinator a card, once for each key, which names the person too.
func (r *Router) sendCard(ctx context.Context, now time.Time, key string,
	of func(context.Context, members.Access) (dialogue.Outcome, error)) error {
	if now.Hour() < mondayHour {
		return nil
	}
	people, err := r.People.Directory("").Coordinators(ctx)
	if err != nil {
		return err
	}
	out, err := r.road.Nudges.OptedOut(ctx)
	// Without a tenant of the bot's own nobody knows that of COORDINATORS.
	people = slices.DeleteFunc(people, func(p message.Person) bool { return out[p] || p.Tenant == "" })
	if err != nil || len(people) == 0 {
		return err
	}
	access, err := r.People.Access(ctx, people[0]) // all coordinators see the same
	if err != nil {
		return err
	}
	card, err := of(ctx, access)
	if err != nil {
		return err
	}
	for _, p := range people {
		chat, ok, failed := r.ChatWith(ctx, p)
		if failed == nil && ok {
			failed = r.Enqueue(ctx, outbox.Message{Key: fmt.Sprintf(key, p), Kind: outbox.Send, To: chat.Conversation,
				Reply: card.Reply(), Priority: outbox.Bulk, Deadline: now.Add(mondayFor)})
		}
		err = errors.Join(err, failed) // one whose chat fails costs nobody else theirs
	}
	return err
}

// Monday shows a coordinator the same at any time.
func (r *Router) Monday(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	return r.monday(ctx, c.Access)
}

// monday is a line from each dialogue that has something to tell of the last seven days, with the button that leads
// there.
func (r *Router) monday(ctx context.Context, a members.Access) (dialogue.Outcome, error) {
	t, now := &texts.ForCoordinators().Monday, r.Now()
	page := dialogue.NewPage(knowledge.Bokmal, message.Escape(texts.Day(knowledge.Bokmal, now, true)), t.Title)
	quiet := true
	for _, part := range []struct {
		news       func(context.Context, members.Access, time.Time) (string, error)
		title, say string
	}{
		{r.Figures.News, t.Figures, "brukstall for alle kommunene"},
		{r.inquiries.News, t.Open, "åpne spørsmål"},
		{r.Announcing.News, t.Announcements, "kunngjøringer"},
		{r.road.News, t.Board, "tavla"},
		{r.Feedback.News, t.Gaps, "hull"},
		{func(ctx context.Context, _ members.Access, _ time.Time) (string, error) { return r.state(ctx, false) },
			t.Health, "helsesjekk"},
	} {
		text, err := part.news(ctx, a, now.AddDate(0, 0, -7))
		if err != nil {
			return dialogue.Outcome{}, fmt.Errorf("%s: %w", part.title, err)
		}
		if text != "" {
			quiet = false
			page.Text(text)
			page.Card.Add(message.Buttons(dialogue.SayButton(knowledge.Bokmal, part.title, part.say)))
		}
	}
	if quiet {
		page.Text(t.Quiet)
	}
	page.Notes(t.Stop)
	return page.Outcome(), nil
}

// health tells a coordinator how everything is that the bot needs.
func (r *Router) health(ctx context.Context, _ *dialogue.Call) (dialogue.Outcome, error) {
	t := texts.ForCoordinators()
	state, err := r.state(ctx, true)
	page := dialogue.NewPage(knowledge.Bokmal, message.Escape(texts.Day(knowledge.Bokmal, r.Now(), true)), t.HealthTitle)
	page.Highlight(dialogue.Paragraphs(state, t.HealthTell))
	return page.Outcome(), err
}

// state is a paragraph for each thing that the bot needs: for all, or for what is not well.
func (r *Router) state(ctx context.Context, all bool) (state string, err error) {
	err = r.needs(ctx, func(part string, well bool, day time.Time) {
		said := texts.ForCoordinators().Health[part]
		mark, text := "✅ ", said.Well
		if !well {
			mark, text = "⚠️ ", said.Ill
		}
		if day.IsZero() && said.Never != "" {
			text = said.Never
		}
		if all || !well {
			state = dialogue.Paragraphs(state, mark+strings.ReplaceAll(text, "%s", texts.Day(knowledge.Bokmal, day, true)))
		}
	})
	return state, err
}
