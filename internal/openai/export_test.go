package openai

import "time"

// TokensLeft is what remains of today's budget.
func (c *Client) TokensLeft() int { return c.budget.left() }

func (b *budget) left() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.now().In(b.zone).Format(time.DateOnly) != b.day {
		return b.limit
	}
	return b.limit - b.used
}
