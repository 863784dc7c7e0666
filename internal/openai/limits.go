package openai

import (
	"sync"
	"time"
)

const (
	breakAfter = 4                // failures in a row before the server is left alone
	firstPause = 20 * time.Second // how long, doubled each time a trial fails
	maxPause   = 5 * time.Minute
)

// A breaker leaves a failing server alone for a while, then lets one call try it.
type breaker struct {
	now func() time.Time

	mu     sync.Mutex
	failed int // in a row
	pause  time.Duration
	until  time.Time // closed for calls before this
	trying bool      // one call is trying after a pause
}

// allow reports whether a call may be made. Every allowed call ends with succeed, fail or giveUp.
func (b *breaker) allow() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.pause == 0 {
		return true
	}
	if b.trying || b.now().Before(b.until) {
		return false
	}
	b.trying = true
	return true
}

func (b *breaker) succeed() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.failed, b.pause, b.trying = 0, 0, false
}

// fail counts a failure. A server that says when to come back is left alone until then, within bounds. A call that was
// under way when the pause began is no trial: it begins the pause anew and does not double it.
func (b *breaker) fail(after time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.failed++
	if b.pause == 0 && b.failed < breakAfter && after == 0 {
		return
	}
	if b.trying {
		b.trying, b.pause = false, 2*b.pause
	}
	b.pause = min(max(b.pause, firstPause, after), maxPause)
	b.until = b.now().Add(b.pause)
}

// giveUp ends a call that says nothing of the server, such as one that the caller cancelled.
func (b *breaker) giveUp() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.trying = false
}

// A budget counts tokens a day, in Europe/Oslo.
type budget struct {
	now   func() time.Time
	zone  *time.Location
	limit int

	mu   sync.Mutex
	day  string
	used int
}

// take sets n tokens aside, or reports that the day's are used up.
func (b *budget) take(n int) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if today := b.now().In(b.zone).Format(time.DateOnly); today != b.day {
		b.day, b.used = today, 0
	}
	if b.used+n > b.limit {
		return false
	}
	b.used += n
	return true
}

// settle corrects what was set aside when the true number is known. A call over midnight costs the new day nothing.
func (b *budget) settle(set, spent int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.used = max(0, b.used+spent-set)
}
