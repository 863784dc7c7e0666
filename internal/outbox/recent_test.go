package outbox

import (
	"slices"
	"testing"
	"time"
)

// TestLateRequestsAreNotMadeUpFor: however late some begin, there are never more than the rate in a second, and the
// rest keep their pace.
func TestLateRequestsAreNotMadeUpFor(t *testing.T) {
	for _, rate := range []float64{1, 7, 20, 50} {
		r := newRecent(rate)
		step := time.Duration(paceSlack / rate * float64(time.Second))
		var slots, times []time.Time
		const n = 2000
		for i := range n {
			slot := start.Add(time.Duration(i) * step)
			if i%37 == 5 {
				slot = slot.Add(300 * time.Millisecond) // a hiccup
			}
			slots = append(slots, slot)
		}
		slices.SortFunc(slots, time.Time.Compare)
		at := start
		for _, slot := range slots {
			if at.Before(slot) {
				at = slot
			}
			for wait := r.begin("t", at); wait > 0; wait = r.begin("t", at) {
				at = at.Add(wait)
			}
			times = append(times, at)
		}
		if got := most(times, time.Second); got > int(rate) {
			t.Errorf("%g/s: %d in one second", rate, got)
		}
		if took, ideal := times[n-1].Sub(times[0]), time.Duration(n)*step; took > ideal+time.Second {
			t.Errorf("%g/s: took %s, want %s", rate, took, ideal)
		}
	}
	if wait := newRecent(0).begin("t", start); wait != 0 {
		t.Errorf("without a rate a request waits %s", wait)
	}
	r := newRecent(1)
	if r.begin("t", start); r.begin("other", start) != 0 {
		t.Error("another tenant waits")
	}
	r.begin("t", start.Add(time.Hour)) // by a clock that was ahead
	if wait := r.begin("t", start.Add(2*time.Second)); wait > time.Second {
		t.Errorf("waits %s for a request that a wrong clock saw", wait)
	}
}
