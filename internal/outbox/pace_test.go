package outbox

import (
	"testing"
	"time"
)

var start = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

// most returns the most of the times, which are in order, that lie in any span.
func most(times []time.Time, span time.Duration) int {
	n, from := 0, 0
	for i := range times {
		for times[i].Sub(times[from]) >= span {
			from++
		}
		n = max(n, i-from+1)
	}
	return n
}

func TestSlotsKeepTheRate(t *testing.T) {
	for _, rate := range []float64{1, 20, 50, 500} {
		for name, late := range map[string]time.Duration{
			"early": 0, "a little early": paceLead / 2, "just in time": paceLead, "very late now and then": time.Second,
		} {
			const seconds = 100
			p := Pace{Rate: rate}
			var gate time.Time
			var times []time.Time
			now := start
			for now.Before(start.Add(seconds * time.Second)) {
				at, next, ok := p.Slot(gate, now)
				if !ok {
					now = p.Opens(gate, now)
					if late < time.Second || len(times)%50 == 0 {
						now = now.Add(late)
					}
					continue
				}
				jitter := time.Duration(len(times)%3-1) * 10 * time.Millisecond // what the network does
				times = append(times, at.Add(jitter))
				gate = next
			}
			if n := most(times, time.Second); n > int(rate) {
				t.Errorf("%g/s, %s: %d in one second", rate, name, n)
			}
			if n := float64(len(times)); late < time.Second && n < 0.96*rate*seconds {
				t.Errorf("%g/s, %s: %g in %d s", rate, name, n, seconds)
			}
		}
	}
}

func TestAConversationStaysBelowEveryLimit(t *testing.T) {
	for name, every := range map[string]time.Duration{
		"as fast as it may": 0, "one a second": time.Second, "one every two seconds": 2 * time.Second,
		"ten a minute": 6 * time.Second,
	} {
		p := Pace{Rate: 50}
		var used time.Time
		var times []time.Time
		for now := start; now.Before(start.Add(3 * time.Hour)); {
			newUsed, again, ok := p.Conversation(used, now)
			if !ok {
				if !again.After(now) {
					t.Fatalf("%s: closed at %s until %s", name, now, again)
				}
				now = again
				continue
			}
			used = newUsed
			times = append(times, now)
			now = now.Add(every)
		}
		for span, allowed := range map[time.Duration]int{time.Second: 7, 2 * time.Second: 8, 30 * time.Second: 60,
			time.Hour: 1800} {
			if n := most(times, span); n > allowed {
				t.Errorf("%s: %d in %s, %d are allowed", name, n, span, allowed)
			}
		}
		if every >= 6*time.Second && len(times) != int(3*time.Hour/every) {
			t.Errorf("%s: %d passed, want all %d", name, len(times), int(3*time.Hour/every))
		}
	}
}

func TestNoRateIsNoLimit(t *testing.T) {
	gate := start.Add(time.Hour)
	if at, next, ok := (Pace{}).Slot(gate, start); !ok || at != start || next != gate {
		t.Errorf("slot at %s, then %s, %v; want now, the gate as it was", at, next, ok)
	}
	if _, _, ok := (Pace{}).Conversation(gate, start); !ok {
		t.Error("a conversation is limited")
	}
}
