package week

import (
	"iter"
	"time"
)

// Period is a span of weeks, both ends included.
type Period struct {
	From, To Week
}

// Valid says whether both weeks exist and stand in order.
func (p Period) Valid() bool { return p.From.Valid() && p.To.Valid() && !p.To.Before(p.From) }

// Weeks yields every week of the period in order; none if it is not valid.
func (p Period) Weeks() iter.Seq[Week] {
	return func(yield func(Week) bool) {
		if !p.Valid() {
			return
		}
		for w := p.From; !p.To.Before(w); w = w.Next() {
			if !yield(w) {
				return
			}
		}
	}
}

// Len returns how many weeks the period has, 0 if it is not valid.
func (p Period) Len() int {
	if !p.Valid() {
		return 0
	}
	return p.To.Index() - p.From.Index() + 1
}

// LatestComplete returns the newest week that has ended on that day.
func LatestComplete(today time.Time) Week { return Of(today).Prev() }
