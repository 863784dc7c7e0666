package outbox

import (
	"math"
	"sync"
	"time"

	"kjernebot/bot/message"
)

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
