package dialogue

import (
	"testing"
	"time"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/knowledge"
)

// TestMemory: a topic counts for a quarter of an hour, for the same person in the same thread.
func TestMemory(t *testing.T) {
	now := time.Date(2026, time.November, 23, 11, 0, 0, 0, time.UTC)
	m := NewMemory(func() time.Time { return now })
	turn := &bot.Turn{Person: message.Person{Tenant: "t"}, User: "29:kari", Conversation: message.Conversation{ID: "a:1"}}
	other := &bot.Turn{Person: message.Person{Tenant: "t"}, User: "29:ola", Conversation: message.Conversation{ID: "a:1"}}
	m.Note(turn, Outcome{Kind: KindAnswer, Topics: []knowledge.Topic{{ID: "yrkesgrupper"}}}, "")
	m.Note(turn, Outcome{Kind: KindHelp}, "")
	if got, ok := m.Last(turn); !ok || got.Topic != "yrkesgrupper" {
		t.Errorf("got %q", got.Topic)
	}
	if got, ok := m.Last(other); ok || got.Topic != "" {
		t.Errorf("somebody else's: %q", got.Topic)
	}
	now = now.Add(memoryTime + time.Second)
	if got, ok := m.Last(turn); ok || got.Topic != "" {
		t.Errorf("after the time: %q", got.Topic)
	}
}
