package bot_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"kjernebot/bot"
	"kjernebot/bot/bottest"
	"kjernebot/bot/message"
)

// TestPaceOfSigns: Teams takes two a second, and two replicas that have many to put at once lose none by it.
func TestPaceOfSigns(t *testing.T) {
	const each = 4
	teams, file := bottest.NewTeams(t), filepath.Join(t.TempDir(), "bot.db")
	var replicas []*endpoint
	for range 2 {
		e := newReplica(t, teams, file) // which is where the next message goes
		replicas = append(replicas, e)
		e.handle(func(ctx context.Context, t *bot.Turn) error {
			for i := range each {
				t.Sign(ctx, t.Conversation, message.ActivityID(fmt.Sprint(i, t.Activity)), bot.Passed)
			}
			return t.Reply(ctx, message.Reply{Text: "ja"})
		})
		post(t, e, e.Message("hei"), 200)
	}
	for _, e := range replicas {
		e.bot.Drain()
	}
	if n := len(teams.Reactions()); n != 2*each {
		t.Errorf("%d of %d signs were put", n, 2*each)
	}
}

// TestPaceOfAConversation: a conversation takes seven messages in a second and eight in two, those for everybody and those
// that one person sees together. When more people ask at once, each is answered, once, as soon as it takes more.
func TestPaceOfAConversation(t *testing.T) {
	e := newEndpoint(t)
	e.Limit()
	e.handle(func(ctx context.Context, t *bot.Turn) error {
		t.Alone = t.Text == "mine"
		return t.Reply(ctx, message.Reply{Text: string(t.User)})
	})
	const people = 18
	var all sync.WaitGroup
	for i := range people {
		a := e.ChannelMessage("19:x@thread.tacv2", []string{"mine", "ours"}[i%2])
		a["from"].(map[string]any)["id"] = fmt.Sprint("29:", i)
		all.Go(func() { post(t, e, a, 200) })
	}
	all.Wait()
	said, alone := map[string]int{}, 0
	for _, m := range e.Sent() {
		said[textOf(m)]++
		if m.Only != "" {
			alone++
		}
	}
	if len(said) != people || e.Count() != people || alone != people/2 {
		t.Errorf("%d of %d people are answered, with %d messages, %d of them seen by one", len(said), people, e.Count(), alone)
	}
	if tries := len(e.Requests()); tries > 6*people {
		t.Errorf("%d requests for %d messages", tries, people)
	}
}
