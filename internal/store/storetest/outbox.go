package storetest

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kjernebot/bot/message"
	"kjernebot/internal/outbox"
	"kjernebot/internal/store"
)

func runOutbox(t *testing.T, newDSN func(testing.TB) string) {
	for name, run := range map[string]func(*testing.T, *box){
		"a message is claimed as it was stored":          claimedAsStored,
		"the same key is the same message":               sameKey,
		"what could never be sent is refused":            refused,
		"nothing before its time":                        notBefore,
		"the order":                                      order,
		"sent":                                           sent,
		"tried again":                                    again,
		"a postponed reply":                              postponed,
		"too late":                                       tooLate,
		"a row that cannot be read":                      broken,
		"a lease that ends":                              leaseEnds,
		"a try that is over":                             staleTry,
		"a late word":                                    lateWord,
		"a tenant that must wait":                        tenantWaits,
		"the rate of a tenant":                           tenantRate,
		"the rate of a conversation":                     conversationRate,
		"a slot further ahead than the pace makes it":    impossibleSlot,
		"a clock that was an hour ahead":                 clockAhead,
		"the newest service address":                     newestURL,
		"a restart":                                      restart,
		"many claimers never get the same":               manyClaimers,
		"a purge takes what is over and leaves the rest": purged,
	} {
		t.Run(name, func(t *testing.T) { run(t, newBox(t, newDSN)) })
	}
}

// box is an outbox whose clock stands still.
type box struct {
	*store.DB
	dsn string
	now time.Time
}

func newBox(t *testing.T, newDSN func(testing.TB) string) *box {
	dsn := newDSN(t)
	b := &box{DB: Open(t, dsn), dsn: dsn, now: time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)}
	b.Now = func() time.Time { return b.now }
	return b
}

// message is one of the batch "batch", due at once.
func letter(key string) outbox.Message {
	to := address()
	to.ID += message.ConversationID(key) // each to a conversation of its own
	return outbox.Message{Key: key, Batch: "batch", Kind: outbox.Send, To: to,
		Reply:    message.Reply{Text: "Hei «" + key + "»"},
		Priority: outbox.Bulk}
}

func (b *box) put(t *testing.T, m outbox.Message) outbox.ID {
	t.Helper()
	id, err := b.Enqueue(t.Context(), m)
	must(t, err)
	return id
}

// due claims what is due without a rate.
func (b *box) due(t *testing.T) []outbox.Claimed {
	t.Helper()
	return b.paced(t, 0).Messages
}

// paced claims what is due at a rate.
func (b *box) paced(t *testing.T, rate float64) outbox.Batch {
	t.Helper()
	got, err := b.ClaimDue(t.Context(), outbox.Claim{Owner: "runner", Limit: 100, Lease: time.Minute,
		Pace: outbox.Pace{Rate: rate}})
	must(t, err)
	return got
}

// one claims exactly one message.
func (b *box) one(t *testing.T) outbox.Claimed {
	t.Helper()
	got := b.due(t)
	if len(got) != 1 {
		t.Fatalf("%d messages are due, want 1", len(got))
	}
	return got[0]
}

func (b *box) wantState(t *testing.T, id outbox.ID, state outbox.State, reason string) {
	t.Helper()
	m, err := b.Message(t.Context(), id)
	must(t, err)
	if m.State != state || m.Reason != reason {
		t.Errorf("message is %s (%q), want %s (%q)", m.State, m.Reason, state, reason)
	}
}

func claimedAsStored(t *testing.T, b *box) {
	m := letter("a")
	m.Kind, m.Activity, m.Turn = outbox.Update, "100", turn("1")
	m.Reply.Card, m.Deadline = []byte(`{"type":"AdaptiveCard"}`), b.now.Add(time.Hour)
	m.To.Thread = "1700000000000"
	m.ID = b.put(t, m)
	got := b.one(t)
	m.State, m.Attempts = outbox.Sending, 1
	want := outbox.Claimed{Message: m, Owner: got.Owner, SendAt: b.now}
	if !strings.HasPrefix(got.Owner, "runner/") {
		t.Errorf("the owner is %q", got.Owner)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("claimed (-want +got):\n%s", d)
	}
	if more := b.due(t); len(more) != 0 {
		t.Errorf("claimed twice: %v", more)
	}
}

func sameKey(t *testing.T, b *box) {
	if first, second := b.put(t, letter("a")), b.put(t, letter("a")); first != second {
		t.Errorf("the same key gave %d and %d", first, second)
	}
	m := letter("b")
	m.Key = ""
	if first, second := b.put(t, m), b.put(t, m); first == second {
		t.Error("messages without a key count as the same")
	}
	if n := len(b.due(t)); n != 3 {
		t.Errorf("%d messages, want 3", n)
	}
}

func refused(t *testing.T, b *box) {
	for name, change := range map[string]func(*outbox.Message){
		"no tenant":         func(m *outbox.Message) { m.To.Tenant = "" },
		"no conversation":   func(m *outbox.Message) { m.To.ID = "" },
		"unknown kind":      func(m *outbox.Message) { m.Kind = "shout" },
		"update of nothing": func(m *outbox.Message) { m.Kind = outbox.Update },
		"broken card":       func(m *outbox.Message) { m.Reply.Card = []byte("{") },
	} {
		m := letter("a")
		change(&m)
		if id, err := b.Enqueue(t.Context(), m); err == nil {
			t.Errorf("%s: stored as %d", name, id)
		}
	}
}

func notBefore(t *testing.T, b *box) {
	m := letter("a")
	m.NotBefore = b.now.Add(time.Minute)
	b.put(t, m)
	got := b.paced(t, 0)
	if len(got.Messages) != 0 || !got.Next.Equal(m.NotBefore) {
		t.Errorf("%d messages, next at %s; want none before %s", len(got.Messages), got.Next, m.NotBefore)
	}
	b.now = m.NotBefore
	b.one(t)
}

func order(t *testing.T, b *box) {
	for i, m := range []outbox.Message{letter("third"), letter("second"), letter("fourth"), letter("first")} {
		switch m.Key {
		case "first":
			m.Priority = outbox.Conversational
		case "second":
			m.NotBefore = b.now.Add(-2 * time.Minute)
		default:
			m.NotBefore = b.now.Add(time.Duration(i-10) * time.Second)
		}
		b.put(t, m)
	}
	var keys []string
	for _, m := range b.due(t) {
		keys = append(keys, m.Key)
	}
	if d := cmp.Diff([]string{"first", "second", "third", "fourth"}, keys); d != "" {
		t.Error(d)
	}
}

// manyClaimers lets two replicas' goroutines claim 300 messages.
func manyClaimers(t *testing.T, b *box) {
	const total = 300
	for i := range total {
		b.put(t, letter(fmt.Sprint(i)))
	}
	second := Open(t, b.dsn)
	second.Now = b.Now
	var mu sync.Mutex
	seen := map[outbox.ID]int{}
	var wg sync.WaitGroup
	for g := range 8 {
		db := []*store.DB{b.DB, second}[g%2]
		wg.Go(func() {
			for {
				got, err := db.ClaimDue(t.Context(), outbox.Claim{Owner: fmt.Sprint(g), Limit: 7, Lease: time.Minute})
				if err != nil {
					t.Error(err)
					return
				}
				if len(got.Messages) == 0 {
					return
				}
				mu.Lock()
				for _, m := range got.Messages {
					seen[m.ID]++
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	for id, n := range seen {
		if n != 1 {
			t.Errorf("message %d was claimed %d times", id, n)
		}
	}
	if len(seen) != total {
		t.Errorf("%d of %d messages were claimed", len(seen), total)
	}
}
