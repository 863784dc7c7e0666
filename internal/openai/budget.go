package openai

import (
	"sync"
	"time"
)

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
