package storetest

import (
	"fmt"
	"testing"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/outbox"
)

// tenantRate walks the clock through 10 s at 20 a second and counts what left in each second.
func tenantRate(t *testing.T, b *box) {
	const rate, seconds = 20, 10
	for i := range rate*seconds + 50 {
		b.put(t, letter(fmt.Sprint(i)))
	}
	var times []time.Time
	for end := b.now.Add(seconds * time.Second); b.now.Before(end); {
		got := b.paced(t, rate)
		for _, m := range got.Messages {
			times = append(times, m.SendAt)
		}
		if !got.Next.After(b.now) {
			t.Fatalf("at %s the next look is at %s", b.now, got.Next)
		}
		b.now = got.Next.Add(7 * time.Millisecond) // a claimer is a little late
	}
	if most := window(times, time.Second); most > rate {
		t.Errorf("%d in one second, %d are allowed", most, rate)
	}
	if len(times) < rate*seconds*95/100 {
		t.Errorf("%d left in %d s, want at least 95 %% of %d", len(times), seconds, rate*seconds)
	}
}

// conversationRate writes to one conversation, as fast as it may: to everybody there and to one person alone in turn, who
// count together, in whatever thread.
func conversationRate(t *testing.T, b *box) {
	const total = 60
	for i := range total {
		m := letter(fmt.Sprint(i))
		m.To = address()
		m.To.Kind, m.To.Thread = message.Channel, message.ActivityID(fmt.Sprint(i))
		if i%2 == 0 {
			m.Reply.Only = "29:reader"
		}
		b.put(t, m)
	}
	var times []time.Time
	for len(times) < total {
		got := b.paced(t, 50)
		for _, m := range got.Messages {
			times = append(times, m.SendAt)
		}
		if !got.Next.After(b.now) {
			break
		}
		b.now = got.Next
	}
	if len(times) != total {
		t.Fatalf("%d of %d were sent", len(times), total)
	}
	for span, allowed := range map[time.Duration]int{time.Second: 7, 2 * time.Second: 8, 30 * time.Second: 60,
		time.Hour: 1800} {
		if most := window(times, span); most > allowed {
			t.Errorf("%d in %s, %d are allowed", most, span, allowed)
		}
	}
}

// impossibleSlot is what a clock leaves that was an hour ahead, for a tenant and for a conversation.
func impossibleSlot(t *testing.T, b *box) {
	for i := range 3 {
		m := letter(fmt.Sprint(i))
		m.To = address()
		b.put(t, m)
	}
	if got := b.paced(t, 20); len(got.Messages) != 1 {
		t.Fatalf("%d messages are due, want 1", len(got.Messages))
	}
	execute(t, b.dsn, `UPDATE gates SET slot = slot + 3600000000; UPDATE conversation_gates SET used = used + 3600000000`)
	b.now = b.now.Add(time.Second)
	if got := b.paced(t, 20); len(got.Messages) != 1 || got.Next.Sub(b.now) > time.Minute {
		t.Errorf("%d messages are due, the next at %s; want 1 now and the next soon", len(got.Messages), got.Next)
	}
}

// clockAhead lets a clock be an hour ahead for a moment. In it a message is put off and the tenant told to wait, and
// one is claimed; afterwards none waits longer than it was meant to.
func clockAhead(t *testing.T, b *box) {
	off, taken := b.put(t, letter("off")), b.put(t, letter("taken"))
	b.now = b.now.Add(time.Hour)
	got := b.due(t)
	if len(got) != 2 {
		t.Fatalf("%d messages are due, want 2", len(got))
	}
	wait := 10 * time.Second
	for _, m := range got {
		if m.ID == off {
			must(t, b.Finish(t.Context(), m, outbox.Outcome{
				State: outbox.Pending, NotBefore: b.now.Add(wait), StopUntil: b.now.Add(wait), Reason: "429",
			}))
		}
	}
	b.now = b.now.Add(-time.Hour)
	if got := b.due(t); len(got) != 0 {
		t.Errorf("%d messages are due while the tenant is to wait", len(got))
	}
	b.now = b.now.Add(wait + time.Second)
	if got := b.one(t); got.ID != off {
		t.Errorf("message %d is due, want %d", got.ID, off)
	}
	b.now = b.now.Add(time.Minute)
	if got := b.due(t); len(got) != 0 {
		t.Errorf("%d messages are due", len(got))
	}
	b.wantState(t, taken, outbox.Uncertain, outbox.ReasonLease)
}

// window returns the most of the times, which are in order, that lie in any span.
func window(times []time.Time, span time.Duration) int {
	most, from := 0, 0
	for i := range times {
		for times[i].Sub(times[from]) >= span {
			from++
		}
		most = max(most, i-from+1)
	}
	return most
}
