package outbox

import (
	"math"
	"sync"
	"time"

	"kjernebot/bot/message"
)

const (
	// paceSlack makes the slots of a tenant a little longer than the rate asks for, so that requests which start
	// some milliseconds early or late never make one more than the rate in any second: 3 % of a second is 30 ms.
	paceSlack = 1.03
	// paceLead is how early a message is claimed before its slot: it hides the time that claiming takes. With 20 ms,
	// three replicas at 100 a second on a busy machine of two cores needed 1.08 of the ideal time, with 40 ms 1.01.
	paceLead = 40 * time.Millisecond
	// ClockSlack is by how much a clock may be off without harm. What a claim wrote is never further ahead than the pace
	// makes it; if it is, a clock was wrong, and it does not count.
	ClockSlack = time.Second
)

// In one conversation the service allows 7 messages in 1 s, 8 in 2 s, 60 in 30 s and 1,800 in an hour, all that the
// bot says there counted. A burst of conversationBurst and then one in ConversationEvery stays below each of them
// (5, 5, 19 and 1,795), with room for immediate replies.
const (
	conversationBurst = 5
	// ConversationEvery is the steady distance of two messages to one conversation.
	ConversationEvery = 2010 * time.Millisecond
)

// Pace is how fast messages may leave. It holds no state: the gates of tenants and conversations are in the store,
// shared by all replicas.
type Pace struct {
	// Rate is requests a second in one tenant; 0 for no limit.
	Rate float64
}

// Slot returns when the next request to a tenant may be made and the slot after that one, given the slot that the
// gate holds. ok is false while it is too early to claim.
func (p Pace) Slot(gate, now time.Time) (at, next time.Time, ok bool) {
	if p.Rate <= 0 {
		return now, gate, true
	}
	step := p.step()
	if at = gate; at.Before(now) || p.impossible(gate, now) {
		at = now
	}
	return at, at.Add(step), !at.After(now.Add(paceLead))
}

func (p Pace) step() time.Duration { return time.Duration(paceSlack * float64(time.Second) / p.Rate) }

// impossible reports that no claim by the clock that tells now can have left this slot.
func (p Pace) impossible(gate, now time.Time) bool {
	return gate.After(now.Add(paceLead + p.step() + ClockSlack))
}

// Opens is when a runner should look again for a tenant whose gate holds that slot.
func (p Pace) Opens(gate, now time.Time) time.Time {
	if p.Rate <= 0 || p.impossible(gate, now) {
		return time.Time{}
	}
	return gate.Add(-paceLead)
}

// Conversation tells whether one more message may go to a conversation at a time, given until when it is used up. If
// so, it returns the new value of that; if not, when to ask again.
func (p Pace) Conversation(used, at time.Time) (newUsed, again time.Time, ok bool) {
	if p.Rate <= 0 {
		return used, time.Time{}, true
	}
	if used.After(at.Add(conversationBurst*ConversationEvery + ClockSlack)) {
		used = at.Add((conversationBurst - 1) * ConversationEvery) // a clock was wrong: goes on at the steady pace
	}
	if opens := used.Add(-(conversationBurst - 1) * ConversationEvery); opens.After(at) {
		return used, opens, false
	}
	if used.Before(at) {
		used = at
	}
	return used.Add(ConversationEvery), time.Time{}, true
}

// recent remembers when this runner's last requests to each tenant began. The slots keep the pace as long as requests
// begin in them; on a busy machine some begin late, and those behind them must not make up for it: then there would be
// more than the rate in one second.
type recent struct {
	most int           // requests in any span
	span time.Duration // a second, and the slack of the slots

	mu    sync.Mutex
	began map[message.TenantID][]time.Time // the last ones, oldest first
}

// newRecent makes one for a rate, nil for none.
func newRecent(rate float64) *recent {
	if rate <= 0 {
		return nil
	}
	most := max(1, math.Floor(rate))
	return &recent{most: int(most), span: time.Duration(paceSlack * most / rate * float64(time.Second)),
		began: map[message.TenantID][]time.Time{}}
}

// begin notes that a request begins now and returns 0, or returns how long it must still wait and notes nothing.
func (r *recent) begin(tenant message.TenantID, now time.Time) time.Duration {
	if r == nil {
		return 0
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	last := r.began[tenant]
	if len(last) == r.most {
		wait := last[0].Add(r.span).Sub(now)
		switch {
		case wait > r.span+ClockSlack: // by a clock that was wrong
			last = nil
		case wait > 0:
			return wait
		default:
			last = last[1:]
		}
	}
	r.began[tenant] = append(last, now)
	return 0
}
