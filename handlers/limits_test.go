package handlers

import (
	"testing"
	"time"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue/dialoguetest"
)

// TestLimits: who is quick waits, others do not, and with time it goes on.
func TestLimits(t *testing.T) {
	now := dialoguetest.Day
	l := newLimits(func() time.Time { return now })
	in := func(object message.ObjectID, chat message.ConversationID) *bot.Turn {
		return &bot.Turn{Person: message.Person{Tenant: "t", Object: object}, Conversation: message.Conversation{ID: chat}}
	}
	took := 0
	for range 150 {
		if l.allow(in("kari", "a:1"), passing) {
			took++
		}
	}
	if took != passing.Burst {
		t.Errorf("%d questions of one person passed on at once, want %d", took, passing.Burst)
	}
	if !l.allow(in("ola", "a:2"), passing) || !l.allow(in("kari", "a:1"), talking) {
		t.Error("somebody else, or something else, waits too")
	}
	if now = now.Add(passing.Every); !l.allow(in("kari", "a:1"), passing) || l.allow(in("kari", "a:1"), passing) {
		t.Error("after the time one more is taken, not two")
	}
	// 357 kommuner that ask at once are served.
	for i := range 357 {
		if !l.allow(in(message.ObjectID(rune('a'+i)), message.ConversationID(rune('a'+i))), talking) {
			t.Fatalf("person %d waits", i)
		}
	}
}
