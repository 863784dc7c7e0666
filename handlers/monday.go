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
	"kjernebot/handlers/texts"
	"kjernebot/internal/members"
	"kjernebot/internal/outbox"
	"kjernebot/internal/week"
	"kjernebot/knowledge"
)

const (
	// mondayHour is when Monday's card is sent, in Oslo, and mondayFor how long it is worth sending.
	mondayHour = 8
	mondayFor  = 2 * 24 * time.Hour
)

// SendMonday sends each coordinator what the week has brought, on Mondays from 08.00 in Oslo. It may be called as often
// as anybody likes: who has got it does not get it again. Who has no chat with the bot, or wants none, gets none.
func (r *Router) SendMonday(ctx context.Context, now time.Time) error {
	now = now.In(week.Location())
	if now.Weekday() != time.Monday || now.Hour() < mondayHour {
		return nil
	}
	people, err := r.People.Directory("").Coordinators(ctx)
	if err != nil {
		return err
	}
	out, err := r.road.Nudges.OptedOut(ctx)
	people = slices.DeleteFunc(people, func(p message.Person) bool { return out[p] })
	if err != nil || len(people) == 0 {
		return err
	}
	access, err := r.People.Access(ctx, people[0]) // all coordinators see the same
	if err != nil {
		return err
	}
	card, err := r.monday(ctx, access)
	if err != nil {
		return err
	}
	for _, p := range people {
		err = errors.Join(err, r.sendMonday(ctx, p, card, now)) // one whose chat fails costs nobody else theirs
	}
	return err
}

func (r *Router) sendMonday(ctx context.Context, p message.Person, card dialogue.Outcome, now time.Time) error {
	chat, ok, err := r.ChatWith(ctx, p)
	if err != nil || !ok {
		return err
	}
	return r.Enqueue(ctx, outbox.Message{Key: "monday " + p.String() + " " + week.Of(now).String(), Kind: outbox.Send,
		To: chat.Conversation, Reply: card.Reply(), Priority: outbox.Bulk, Deadline: now.Add(mondayFor)})
}

// Monday shows a coordinator the same at any time.
func (r *Router) Monday(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	return r.monday(ctx, c.Access)
}

// monday is a line from each dialogue that has something to tell of the last seven days, with the button that leads
// there.
func (r *Router) monday(ctx context.Context, a members.Access) (dialogue.Outcome, error) {
	t, now := &texts.ForCoordinators().Monday, r.Now()
	page := dialogue.NewPage(knowledge.Bokmal, texts.Day(knowledge.Bokmal, now, true), t.Title)
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
	page := dialogue.NewPage(knowledge.Bokmal, texts.Day(knowledge.Bokmal, r.Now(), true), t.HealthTitle)
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
